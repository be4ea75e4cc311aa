package db_test

import (
	"strings"
	"testing"

	"cartable/app/domain/civil"
	"cartable/app/domain/paging"
	"cartable/db"
	"cartable/db/dbtest"
)

// Staff can distinguish two children with one first name, in the list of families and in the books.
func TestStaffTellTwoChildrenOfOneFirstNameApart(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		meal := w.Activity("RESTO", nil, w.Pool("cantine", 9, 0))
		f := w.Family(2, meal)
		for i, last := range []string{"Martin", "Petit"} {
			if _, err := d.Write().NewRaw("update children set first_name = 'Léa', last_name = ? where id = ?", last,
				f.Children[i]).Exec(t.Context()); err != nil {
				t.Fatal(err)
			}
			line := db.LedgerLine{
				StructureID: w.Structure.ID,
				FamilyID:    f.ID,
				WalletID:    1,
				Date:        civil.New(2026, 11, 10+i),
				Label:       "RESTO",
				Amount:      -400,
				Kind:        db.Consumption,
				Source:      "test",
				SourceRef:   "r" + last,
				ChildID:     f.Children[i],
				ActivityID:  meal,
			}
			if _, err := d.Write().NewInsert().Model(&line).Exec(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		all, _, err := d.Read().Families(t.Context(), db.FamilyFilter{StructureID: w.Structure.ID, Page: paging.At(1)})
		if err != nil || len(all) != 1 || strings.Join(all[0].Children, ", ") != "Léa Martin, Léa Petit" {
			t.Errorf("%+v %v", all, err)
		}
		lines, _, err := d.Read().LedgerLines(t.Context(), f.ID, 0, paging.At(1))
		if err != nil || len(lines) != 2 || lines[0].Said() != "RESTO, Léa Petit" ||
			lines[1].Said() != "RESTO, Léa Martin" {
			t.Errorf("%+v %v", lines, err)
		}
	})
}
