package load

import (
	"reflect"

	"cartable/app/domain/civil"
	"cartable/app/domain/pricing"
)

// residence returns where a family lives and lived, from the stored data and its row (DOMAIN.md 2.12). The row's start
// date is used if it gives one; otherwise a move counts from the day of the import.
func (f *familyEntry) residence(today civil.Date) pricing.Residence {
	is := pricing.Residence{Resident: f.want.Resident, Former: f.former}
	if f.line == 0 {
		return is
	}
	if f.had != nil {
		is.Resident = f.had.Resident
	}
	switch moved := f.had != nil && f.had.Resident != f.want.Resident; {
	case f.since != 0 && (moved || is.Since() != f.since):
		return is.Moved(f.want.Resident, f.since)
	case f.since == 0 && moved:
		return is.Moved(f.want.Resident, today)
	}
	return is
}

// sinceWhen returns the date of the move in the row and the stored one. A row without a date keeps the day of the
// import that moved the family, which is recorded.
func (f *familyEntry) sinceWhen(im *importing) []reference {
	since := func(is pricing.Residence) string {
		if day := is.Since(); day != 0 {
			return day.String()
		}
		return ""
	}
	stored := ""
	if f.had != nil {
		stored = since(pricing.Residence{Resident: f.had.Resident, Former: f.former})
	}
	asked, keep := stored, func() {}
	switch {
	case f.since != 0:
		asked, keep = f.since.String(), func() { f.since = 0 }
	case f.had != nil && f.had.Resident != f.want.Resident:
		asked, stored = im.today().String(), im.today().String()
	default:
		said, _ := im.recalled(rowAt{owner: ofFamily, id: &f.want.ID})
		asked, stored = said["resident_from"], said["resident_from"]
	}
	return []reference{{"resident_from", asked, stored, keep}}
}

// readResidences adds the stored residences of a structure's families.
func (im *importing) readResidences(s *structureEntry) error {
	former, err := im.q.ResidencesOf(im.ctx, s.id())
	if err != nil {
		return err
	}
	for _, f := range s.families.all {
		f.former = former[f.want.ID]
	}
	return nil
}

// saveResidences writes the moves found in the rows.
func (im *importing) saveResidences(s *structureEntry) error {
	var moved []*familyEntry
	for _, f := range s.families.all {
		if is := f.residence(im.today()); f.line != 0 && !reflect.DeepEqual(is.Former, f.former) {
			moved = append(moved, f)
		}
	}
	if len(moved) == 0 {
		return nil
	}
	for _, f := range moved {
		if err := im.q.LockFamily(im.ctx, f.want.ID); err != nil {
			return err
		}
	}
	now, err := im.q.ResidencesOf(im.ctx, s.id())
	if err != nil {
		return err
	}
	for _, f := range moved {
		if !reflect.DeepEqual(now[f.want.ID], f.former) {
			return errMoved // staff have written a move since it was read
		}
		if err := im.q.SetResidence(im.ctx, f.want.ID, f.residence(im.today())); err != nil {
			return err
		}
	}
	return nil
}
