package till_test

import (
	"fmt"
	"testing"
	"time"

	"cartable/app/domain/civil"
	"cartable/app/domain/payment"
	"cartable/app/till"
	"cartable/db"
	"cartable/db/dbtest"
)

// The platform gives the date of a transaction; no payment is booked in a month in which it cannot have taken place.
func TestTheDayOfATransactionIsBounded(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCounter(t, d)
		asked := civil.Of(c.clock().In(db.Paris))
		tests := []struct {
			name     string
			differs  []string
			want     civil.Date
			believed bool
		}{
			{"as the platform does", nil, asked, true},
			{"a day without an hour", []string{"heurtrans", ""}, asked, true},
			{"no day at all", []string{"dattrans", "", "heurtrans", ""}, asked + 2, true},
			{"years before", []string{"dattrans", "12122019"}, asked + 2, false},
			{"the day before", []string{"dattrans", "22112026"}, asked + 2, false},
			{"a year that is to come", []string{"dattrans", "23112031"}, asked + 2, false},
			{"the day after", []string{"dattrans", "26112026"}, asked + 2, false},
			{"the day between", []string{"dattrans", "24112026", "heurtrans", "0900"}, asked + 1, true},
		}
		var attempts []db.OnlinePayment
		for i, tc := range tests {
			p := c.open(1000)
			c.exec("update payments set amount = ? where id = ?", 1000+i, p.ID) // no two look like a double payment
			c.exec("update payment_parts set amount = ? where payment_id = ?", 1000+i, p.ID)
			c.finish(p, payment.ResultCard, append([]string{"montant", fmt.Sprint(1000 + i)}, tc.differs...)...)
			attempts = append(attempts, p)
			c.exec("update payments set created_at = ? where id = ?", c.clock().UTC(), p.ID)
			c.exec("update payments set state = 'abandoned' where id = ?", p.ID) // another may be opened beside it
		}
		c.pass(48 * time.Hour)
		for i, tc := range tests {
			p, err := c.till.Resolve(t.Context(), attempts[i].Idop, till.FromPoll)
			if err != nil || p.State != payment.PaidCard {
				t.Fatalf("%s: %s, %v", tc.name, p.State, err)
			}
			var on civil.Date
			if err := d.Read().QueryRowContext(t.Context(), "select date from ledger where source = 'payment' and "+
				"amount = ?", 1000+i).Scan(&on); err != nil {
				t.Fatal(err)
			}
			if on != tc.want || (p.Alert == payment.AlertDated) == tc.believed {
				t.Errorf("%s: booked on %s, want %s, alert %q", tc.name, on, tc.want, p.Alert)
			}
		}
		c.w.Sound()
	})
}
