package office_test

import (
	"sync"
	"testing"

	"cartable/app/desk/desktest"
	"cartable/app/domain/booking"
	"cartable/db"
	"cartable/db/dbtest"
)

// At the hour that the town set, what came and went is ordered once, whatever workers do; later changes wait for staff.
func TestDifferencesLeaveAtTheirHour(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPantry(t, dbtest.NewTown(t, d), "accueil")
		p.Exec("update structures set differences_at = '09:30', revision = revision + 1")
		p.book(p.kids[0], "portal", booking.Accepted)
		p.Now = desktest.Thursday.At(12*60+1, db.Paris)
		p.freeze()
		p.book(p.kids[1], "staff", booking.Accepted)
		p.Now = p.date.At(9*60+29, db.Paris)
		p.freeze()
		dbtest.Want(t, d, "select max(version), count(*) from meal_orders", "1 1")
		p.Now = p.date.At(9*60+31, db.Paris)
		var all sync.WaitGroup
		for range 3 {
			all.Go(p.freeze)
		}
		all.Wait()
		dbtest.Want(t, d, "select max(version), count(*), count(account_id) from meal_orders", "2 2 0")
		dbtest.Want(t, d, "select count(*), count(order_id) from mails where kind = 'meal-order'", "2 2")
		p.cancel(p.kids[1], "staff")
		p.Now = p.Now.Add(1)
		p.freeze()
		s := p.day()
		if len(s.Orders) != 2 || s.Difference.Total() != -1 {
			t.Errorf("%+v, %v", s.Orders, s.Difference)
		}
	})
}
