package effect

import (
	"cmp"
	"maps"
	"slices"

	"cartable/app/domain/booking"
)

// mail records that a cause affects a family: the Table decides whether a mail is sent, and whether it is optional.
func (w *walk) mail(c Cause, family int64) {
	switch RowOf(c).Mailed {
	case Written:
		note(w.told, family, c)
	case IfChosen:
		note(w.may, family, c)
	}
}

// mails builds one mail per family from all the causes that affect it. An archived family is told nothing: whoever
// makes the change reads that it is concerned.
func (w *walk) mails() {
	for family, d := range w.Difference {
		if d == 0 {
			delete(w.Difference, family)
		}
		if d > w.Dearer && RowOf(PriceAhead).Mailed == IfDearer {
			note(w.told, family, PriceAhead)
		}
	}
	sums := map[int64]*Mail{}
	of := func(family int64) *Mail {
		if sums[family] == nil {
			sums[family] = &Mail{FamilyID: family, Reachable: w.Families[family].Reachable,
				Difference: w.Difference[family]}
		}
		return sums[family]
	}
	for _, l := range w.Cancelled {
		of(l.FamilyID).Cancelled++
		of(l.FamilyID).Back += l.Back
	}
	for _, l := range w.Withdrawn {
		of(l.FamilyID).Withdrawn++
	}
	for _, r := range w.Repriced {
		of(r.FamilyID).Back += r.Was - r.Becomes
	}
	for _, of := range []map[int64]map[Cause]bool{w.told, w.may} {
		for family := range of {
			if w.Families[family].Archived {
				delete(of, family)
				w.Archived = append(w.Archived, family)
			}
		}
	}
	for family, causes := range w.told {
		m := of(family)
		m.Causes = slices.SortedFunc(maps.Keys(causes), byTable)
		w.Mails = append(w.Mails, *m)
	}
	for family, causes := range w.may {
		if w.told[family] == nil {
			m := of(family)
			m.Causes = slices.SortedFunc(maps.Keys(causes), byTable)
			w.Optional = append(w.Optional, *m)
		}
	}
}

func note(to map[int64]map[Cause]bool, family int64, c Cause) {
	if to[family] == nil {
		to[family] = map[Cause]bool{}
	}
	to[family][c] = true
}

// sort sorts every list, so that the result does not depend on the order of the rows.
func (w *walk) sort() {
	w.Causes = slices.SortedFunc(maps.Keys(w.causes), byTable)
	loss := func(a, b Loss) int { return cmp.Compare(a.ReservationID, b.ReservationID) }
	slices.SortFunc(w.Cancelled, loss)
	slices.SortFunc(w.Withdrawn, loss)
	slices.SortFunc(w.Attended, loss)
	line := func(a, b Line) int {
		return cmp.Or(cmp.Compare(a.DraftID, b.DraftID), cmp.Compare(a.Date, b.Date), cmp.Compare(a.ChildID, b.ChildID),
			cmp.Compare(a.ActivityID, b.ActivityID))
	}
	slices.SortFunc(w.Dropped, line)
	slices.SortFunc(w.Judged, line)
	slices.SortFunc(w.Over, func(a, b Over) int {
		return cmp.Or(cmp.Compare(a.Date, b.Date), cmp.Compare(a.PoolID, b.PoolID))
	})
	slices.SortFunc(w.Served, func(a, b Place) int { return cmp.Compare(a.ReservationID, b.ReservationID) })
	slices.SortFunc(w.Locked, func(a, b Lock) int { return cmp.Compare(a.ReservationID, b.ReservationID) })
	slices.SortFunc(w.Overlaps, func(a, b Overlap) int {
		return cmp.Or(cmp.Compare(a.First, b.First), cmp.Compare(a.Second, b.Second))
	})
	slices.SortFunc(w.Repriced, func(a, b Repriced) int { return cmp.Compare(a.ReservationID, b.ReservationID) })
	slices.Sort(w.Unpriced)
	slices.Sort(w.Archived)
	w.Archived = slices.Compact(w.Archived)
	slices.Sort(w.Outside)
	slices.SortFunc(w.Along, func(a, b booking.Key) int {
		return cmp.Or(cmp.Compare(a.Date, b.Date), cmp.Compare(a.ChildID, b.ChildID),
			cmp.Compare(a.ActivityID, b.ActivityID))
	})
	slices.SortFunc(w.Papers, func(a, b Statement) int {
		return cmp.Or(cmp.Compare(a.FamilyID, b.FamilyID), cmp.Compare(a.Year, b.Year))
	})
	slices.Sort(w.Had)
	w.Had = slices.Compact(w.Had)
	family := func(a, b Mail) int { return cmp.Compare(a.FamilyID, b.FamilyID) }
	slices.SortFunc(w.Mails, family)
	slices.SortFunc(w.Optional, family)
}
