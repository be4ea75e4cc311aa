package office_test

import (
	"testing"

	"cartable/app/absence"
	"cartable/app/desk/desktest"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/sickness"
	"cartable/db"
	"cartable/db/dbtest"
)

// A day that was given up for an illness and booked again since stands there once, as it is.
func TestADayBookedAgainIsShownOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := desktest.NewCounter(t, d)
		f := c.Family(1, c.Meal)
		on := desktest.Thursday
		c.Booked(f, 0, c.Meal, on, booking.Accepted)
		c.Now = (on - 1).At(9*60, db.Paris)
		sick := &absence.Absences{Base: c.Office.Base, BaseURL: "https://p.example.org", MailHost: "example.org"}
		if done, err := sick.Tell(t.Context(), absence.Teller{Actor: c.Desk}, f.Children[0], []civil.Date{on},
			sickness.ByPhone); err != nil || done.Freed == 0 {
			t.Fatal(done, err)
		}
		c.Now = on.At(12*60+30, db.Paris)
		where, err := c.Office.Whereabouts(t.Context(), c.Desk, f.Children[0])
		if err != nil || len(where.Today) != 1 || !where.Today[0].Freed || where.Now != nil {
			t.Errorf("given up: %+v, %v", where, err)
		}
		c.Booked(f, 0, c.Meal, on, booking.Accepted)
		where, err = c.Office.Whereabouts(t.Context(), c.Desk, f.Children[0])
		if err != nil || len(where.Today) != 1 || where.Today[0].Freed || where.Now == nil {
			t.Errorf("booked again: %+v, %v", where, err)
		}
	})
}
