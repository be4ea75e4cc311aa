package office_test

import (
	"testing"

	"cartable/app/desk/desktest"
	"cartable/db"
	"cartable/db/dbtest"
)

// A child came without a booking while staff give the activity other places: it is counted in those of now.
func TestWhoeverCameIsCountedWherePlacesMoved(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := desktest.NewCounter(t, d)
		was, is := c.Pool("avant", 9, 5), c.Pool("après", 9, 5)
		daily := func(a *db.Activity) { a.Weekdays = "1234567" }
		study, other := c.Activity("ETUDE", daily, was), c.Activity("AUTRE", daily, is)
		f, first := c.Family(1, study), c.Family(1, study, other)
		for code, family := range map[string]dbtest.Family{"ETUDE": first, "AUTRE": first} { // the slots are there
			if err := c.Office.Came(t.Context(), c.Desk, code, desktest.Thursday, family.Children[0],
				family.ID); err != nil {
				t.Fatal(err)
			}
		}
		c.MovePlaces("ETUDE", "après", func() {
			if err := c.Office.Came(t.Context(), c.Desk, "ETUDE", desktest.Thursday, f.Children[0], f.ID); err != nil {
				t.Error(err)
			}
		})
		c.Sound()
	})
}
