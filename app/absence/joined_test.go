package absence_test

import (
	"math/rand/v2"
	"strconv"
	"sync"
	"testing"

	"cartable/app/desk/desktest"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/sickness"
	"cartable/app/domain/wallet"
	"cartable/app/office"
	"cartable/db"
	"cartable/db/dbtest"
)

// Told in parts at random, some taken back, some days on which the child came, the rule changed in between, in two
// households and by two at once: no illness ever owes more first days than the strictest rule of the time, and each day
// is told once.
func TestNoIllnessOwesMoreThanItsFirstDays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		rounds := 20
		w := newWard(t, d)
		w.Exec("update activities set cancel_by = 'M-1 20 23:59'")
		on := desktest.Thursday
		for round := range rounds {
			f := w.Family(1, w.Meal)
			w.rule("09:00", 1, 0)
			var rows []int64
			days := []civil.Date{on, on + 1, on + 4, on + 5}
			for _, day := range days {
				rows = append(rows, w.Booked(f, 0, w.Meal, day, booking.Accepted))
			}
			for step := range 6 {
				i := rand.IntN(len(days))
				switch rand.IntN(5) {
				case 0:
					if _, err := w.absences.Undo(w.ctx, w.Desk, w.lastOf(f)); err != nil &&
						fault.KindOf(err) != fault.Conflict &&
						fault.KindOf(err) != fault.NotFound {
						t.Fatal(err)
					}
				case 1:
					if days[i] == on {
						err := w.Office.Mark(w.ctx, w.Desk, office.Mark{Activity: "RESTO", Date: on,
							ReservationID: rows[i],
							Attendance:    wallet.Present})
						if err != nil && fault.KindOf(err) != fault.Conflict {
							t.Fatal(err)
						}
					}
				default:
					var both sync.WaitGroup
					for _, who := range []int{0, 1} {
						both.Go(func() {
							teller := w.parent(f)
							if who == 1 {
								teller = w.desk
							}
							_, err := w.absences.Tell(w.ctx, teller, f.Children[0], days[i:min(i+2, len(days))],
								sickness.ByPhone)
							if kind := fault.KindOf(err); kind != "" && kind != fault.Conflict &&
								kind != fault.Invalid {
								t.Errorf("round %d, step %d: %v", round, step, err)
							}
						})
					}
					both.Wait()
				}
			}
			dbtest.Want(t, d, "select reservation_id from absence_days d join absences a on a.id = d.absence_id where "+
				"a.undone_at is null and a.family_id = "+itoa(f.ID)+" group by reservation_id having count(*) > 1")
			dbtest.Want(t, d, "select r.id from reservations r where r.family_id = "+itoa(f.ID)+" and "+
				"r.attendance like "+
				"'absent%' and not exists (select 1 from absence_days d join absences a on a.id = d.absence_id where "+
				"d.reservation_id = r.id and a.undone_at is null)")
			w.Sound()
		}
	})
}

func (w *ward) lastOf(f dbtest.Family) (id int64) {
	_ = w.DB.Read().NewSelect().Table("absences").ColumnExpr("coalesce(max(id), 0)").Where("family_id = ?", f.ID).
		Scan(w.ctx, &id)
	return id
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
