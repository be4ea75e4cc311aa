package night_test

import (
	"strings"
	"testing"

	"cartable/app/domain/civil"
	"cartable/db"
	"cartable/db/dbtest"
)

// Two children with the same name are distinguished by birth date in the morning's mail and on the month's statement.
func TestTwoChildrenOfOneNameInTheReport(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newBench(t, d)
		meal := b.Activity("RESTO", nil, b.Pool("cantine", 9, 0))
		f := b.Family(2, meal)
		if _, err := d.Write().ExecContext(t.Context(),
			"update children set first_name = 'Léa', last_name = 'Martin'"); err != nil {
			t.Fatal(err)
		}
		other := f
		other.Children = f.Children[1:]
		b.set(f, "RESTO", true, 1)
		b.set(other, "RESTO", true, 1)
		b.run()
		body := strings.Join(dbtest.Query(t, d, "select body from mails"), "\n")
		for _, want := range []string{"MARTIN Léa (01/05/2018)", "MARTIN Léa (01/05/2019)"} {
			if !strings.Contains(body, want) {
				t.Errorf("the mail lacks %q:\n%s", want, body)
			}
		}
		for _, child := range f.Children {
			line := db.LedgerLine{
				StructureID: b.Structure.ID,
				FamilyID:    f.ID,
				WalletID:    1,
				Date:        civil.New(2026, 11, 10),
				Label:       "RESTO",
				Amount:      -400,
				Kind:        db.Consumption,
				Source:      "test",
				SourceRef:   "r" + string(rune('0'+child)),
				ChildID:     child,
				ActivityID:  meal,
			}
			if _, err := d.Write().NewInsert().Model(&line).Exec(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		sums, err := d.Read().ConsumedBetween(t.Context(), f.ID, civil.New(2026, 11, 1), civil.New(2026, 11, 30))
		if err != nil || len(sums) != 2 || sums[0].FirstName == sums[1].FirstName {
			t.Errorf("%+v %v", sums, err)
		}
	})
}
