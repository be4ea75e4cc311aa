package db_test

import (
	"fmt"
	"testing"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/db"
	"cartable/db/dbtest"
)

// A booking by the other household of a child in another structure blocks its hours without a name; a booking by one's
// own household there has its name.
func TestElsewhereNamesNothingOfTheOtherHousehold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		add := func(model any) {
			t.Helper()
			if _, err := d.Write().NewInsert().Model(model).Exec(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		here, there := dbtest.NewTown(t, d), dbtest.NewNeighbour(t, d)
		meal := here.Activity("RESTO", nil, here.Pool("cantine", 9, 0))
		music := there.Activity("SOLFEGE", nil, there.Pool("salle", 9, 0))
		mine := here.Family(1, meal)
		theirs, ours := there.Family(1, music), there.Family(0)
		if err := d.Write().AddGuardian(t.Context(), mine.AccountID, ours.ID); err != nil {
			t.Fatal(err)
		}
		same := "update children set last_name = 'Petit', first_name = 'Zoé', birth_date = '2018-05-01' where " +
			"id in (?, ?)"
		if _, err := d.Write().ExecContext(t.Context(), same, mine.Children[0], theirs.Children[0]); err != nil {
			t.Fatal(err)
		}
		add(
			&db.FamilyChild{
				FamilyID:    ours.ID,
				ChildID:     theirs.Children[0],
				StructureID: there.Structure.ID,
				Position:    1,
			},
		)
		day := civil.New(2026, 12, 1)
		for i, family := range []int64{theirs.ID, ours.ID} {
			add(
				&db.Reservation{
					StructureID: there.Structure.ID,
					FamilyID:    family,
					ChildID:     theirs.Children[0],
					ActivityID:  music,
					Date:        day.AddDays(i),
					State:       "accepted",
					RequestedAt: time.Now(),
					Quantity:    1,
				},
			)
		}
		read := func() string {
			t.Helper()
			var all map[int64][]booking.Elsewhere
			if err := d.Read().Together(t.Context(), db.ReadElsewhere(mine.AccountID, mine.ID, day, day+7,
				&all)); err != nil {
				t.Fatal(err)
			}
			told := map[civil.Date]string{}
			for _, e := range all[mine.Children[0]] {
				told[e.Date] = fmt.Sprintf("%q %v", e.Name, e.Foreign)
			}
			return told[day] + ", " + told[day+1]
		}
		if got := read(); got != `"" true, "SOLFEGE" false` {
			t.Error(got)
		}
		if _, err := d.Write().ExecContext(t.Context(), "update structures set hides_presence = true"); err != nil {
			t.Fatal(err)
		}
		if got := read(); got != `"" false, "SOLFEGE" false` {
			t.Errorf("hidden: %s", got)
		}
	})
}
