package load

import (
	"reflect"

	"cartable/app/domain/civil"
	"cartable/app/domain/pricing"
)

// residence is where a family lives and lived, by what is stored and what its row says (DOMAIN.md 2.12). A row that
// says since when is believed; one that does not say it tells of a move on the day of the import, if it tells of one.
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

// sinceWhen is the day of the move that the row tells of, beside the one that is stored. A row that says none says the
// day of the import that moved the family; what that was is remembered.
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

// readResidences adds what is stored of a structure's families.
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

// saveResidences writes the moves that the rows tell of.
func (im *importing) saveResidences(s *structureEntry) error {
	for _, f := range s.families.all {
		if is := f.residence(im.today()); f.line != 0 && !reflect.DeepEqual(is.Former, f.former) {
			if err := im.q.SetResidence(im.ctx, f.want.ID, is); err != nil {
				return err
			}
		}
	}
	return nil
}
