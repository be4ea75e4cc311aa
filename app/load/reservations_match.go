package load

import (
	"cmp"
	"slices"

	"cartable/app/domain/civil"
	"cartable/db"
)

func compareKey(h *db.ImportedReservation, r *reservationRow) int {
	return cmp.Or(cmp.Compare(h.ChildID, r.child.want.ID), cmp.Compare(h.ActivityID, r.activity.rowID),
		cmp.Compare(h.Date, r.date))
}

// storedReservations returns those that the rows may match, by child, activity and date.
func (im *importing) storedReservations() ([]db.ImportedReservation, error) {
	from, to := map[*structureEntry]civil.Date{}, map[*structureEntry]civil.Date{}
	for i := range im.reservations {
		r := &im.reservations[i]
		s := r.child.structure
		if first, ok := from[s]; !ok || r.date < first {
			from[s] = r.date
		}
		to[s] = max(to[s], r.date)
	}
	var all []db.ImportedReservation
	for _, s := range im.structures.all {
		if from[s] == 0 || s.had == nil {
			continue
		}
		rows, err := im.q.ImportReservations(im.ctx, s.id(), from[s], to[s])
		if err != nil {
			return nil, err
		}
		all = append(all, rows...)
	}
	slices.SortFunc(all, func(a, b db.ImportedReservation) int {
		return cmp.Or(cmp.Compare(a.ChildID, b.ChildID), cmp.Compare(a.ActivityID, b.ActivityID),
			cmp.Compare(a.Date, b.Date), cmp.Compare(a.ID, b.ID))
	})
	return all, nil
}

type match struct {
	row int32
	had *db.ImportedReservation // nil: the row is new
}

// match pairs the rows of one child, activity and date with the stored reservations.
func (im *importing) match(rows []int32, had []db.ImportedReservation) []match {
	found := make([]match, len(rows))
	for n, i := range rows {
		found[n].row = i
	}
	if len(had) == 0 {
		return found
	}
	used := make([]bool, len(had))
	fileIsLive := false
	pick := func(n int, fits func(*db.ImportedReservation) bool) {
		for h := range had {
			if found[n].had == nil && !used[h] && fits(&had[h]) {
				found[n].had, used[h] = &had[h], true
			}
		}
	}
	live := func(h *db.ImportedReservation) bool { return h.Status.Live() }
	for n, i := range rows { // the stored live one belongs to the live row
		if im.reservations[i].live() {
			fileIsLive = true
			pick(n, live)
		}
	}
	for n, i := range rows {
		r := &im.reservations[i]
		pick(n, func(h *db.ImportedReservation) bool {
			return !live(h) && (!r.dated || h.RequestedAt.UnixMicro() == r.at)
		})
	}
	for n := range rows {
		if !fileIsLive {
			pick(n, live)
		}
	}
	return found
}

// untouched drops the reservations that were changed since they were imported.
func (im *importing) untouched(updates []db.ImportedReservation) ([]db.ImportedReservation, error) {
	ids := make([]int64, len(updates))
	for i, u := range updates {
		ids[i] = u.ID
	}
	touched, err := im.q.ImportTouched(im.ctx, ids)
	return slices.DeleteFunc(updates, func(u db.ImportedReservation) bool { return touched[u.ID] }), err
}
