package office_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"cartable/app/desk/desktest"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/wallet"
	"cartable/app/night"
	"cartable/app/office"
	"cartable/app/treasury"
	"cartable/db"
	"cartable/db/dbtest"
)

// sums compares, for each debited day, the ledger with what its attendance owes at the single price of this town, and
// selects the days that differ. A day made free by the treasurer owes nothing.
const sums = `select count(*) from reservations r join ledger l on l.reservation_id = r.id and l.reverses_id is null
		and not exists (select 1 from ledger b where b.reverses_id = l.id)
	where r.billed and l.unit_price <> 0 and -l.amount <> 400 * case when r.attendance = 'absent-justified' then 0
		when r.attendance = 'present' then coalesce(r.attended, r.quantity) else r.quantity end`

// Whatever staff and the night do, in any order, the check finds nothing, and the debits match the attendance.
func TestWhateverIsDoneTheBooksAreSound(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, c := context.Background(), desktest.NewCounter(t, d)
		f, g := c.Family(2, c.Meal, c.Care), c.Family(1, c.Meal, c.Care)
		var ids []int64
		codes := map[int64]string{}
		for n := range 8 {
			for _, activity := range []int64{c.Meal, c.Care} {
				id := c.Booked(f, n%2, activity, desktest.Thursday-4+civil.Date(n/2), booking.Accepted)
				ids, codes[id] = append(ids, id), map[int64]string{c.Meal: "RESTO", c.Care: "SOIR"}[activity]
			}
		}
		payments := 0
		allowed := func(t *rapid.T, err error) {
			if kind := fault.KindOf(err); kind != "" && kind != fault.Invalid && kind != fault.Conflict {
				t.Fatal(err)
			}
		}
		rapid.Check(t, func(t *rapid.T) {
			deeds := map[string]func(*rapid.T){
				"tick": func(t *rapid.T) {
					n := rapid.IntRange(0, len(ids)-1).Draw(t, "day")
					allowed(t, c.Office.Mark(ctx, c.Desk,
						office.Mark{Activity: codes[ids[n]], Date: desktest.Thursday - 4 + civil.Date(n/4),
							ReservationID: ids[n],
							Attendance: rapid.SampledFrom([]wallet.Attendance{wallet.Present, wallet.AbsentJustified,
								wallet.AbsentUnjustified}).Draw(t, "attendance"),
							Units: rapid.IntRange(0, 6).Draw(t, "units")}))
				},
				"tick all": func(t *rapid.T) {
					_, err := c.Office.MarkAll(ctx, c.Desk, rapid.SampledFrom([]string{"RESTO", "SOIR"}).Draw(t,
						"sheet"), desktest.Thursday-civil.Date(rapid.IntRange(0, 4).Draw(t, "ago")), "")
					allowed(t, err)
				},
				"came": func(t *rapid.T) {
					allowed(t, c.Office.Came(ctx, c.Desk, "RESTO",
						desktest.Thursday-civil.Date(rapid.IntRange(0, 4).Draw(t, "ago")), g.Children[0], g.ID))
				},
				"debit": func(t *rapid.T) {
					if _, err := c.Night.DebitPast(ctx, c.Structure.ID,
						desktest.Thursday-civil.Date(rapid.IntRange(-1, 3).Draw(t, "before"))); err != nil {
						t.Fatal(err)
					}
				},
				"pay": func(t *rapid.T) {
					payments++
					allowed(t, c.Treasury.Receive(ctx, c.Desk,
						treasury.CounterPayment{FamilyID: f.ID, WalletID: c.Purse(), Mode: "cash", Amount: "7,30",
							Date: desktest.Thursday.String(), Payer: "x", Token: fmt.Sprintf("%032x", payments)}))
				},
				"take back": func(t *rapid.T) {
					_, err := c.Treasury.Reverse(ctx, c.Desk, int64(rapid.IntRange(1, 60).Draw(t, "line")),
						rapid.SampledFrom([]string{"a", "b"}).Draw(t, "reason"))
					if fault.KindOf(err) != fault.NotFound {
						allowed(t, err)
					}
				},
				"regularise": func(t *rapid.T) {
					p := treasury.Period{FamilyID: f.ID, From: desktest.Thursday - 9, To: desktest.Thursday}
					r, err := c.Treasury.Regularise(ctx, c.Desk, p)
					allowed(t, err)
					if len(r.Rows) > 0 {
						t.Fatalf("the price has not changed, and yet: %+v", r.Rows)
					}
				},
			}
			names := slices.Sorted(maps.Keys(deeds))
			for _, name := range rapid.SliceOfN(rapid.SampledFrom(names), 1, 10).Draw(t, "deeds") {
				deeds[name](t)
			}
			found, err := d.Read().Check(ctx)
			if err != nil || len(found) > 0 {
				t.Fatalf("%v, %q", err, found)
			}
			var wrong int
			if err := d.Read().QueryRowContext(ctx, sums).Scan(&wrong); err != nil || wrong > 0 {
				t.Fatalf("%d days are not debited as they took place, %v", wrong, err)
			}
		})
	})
}

// The family is notified in the morning of a child who came without a booking, and the same night debits the day.
func TestTheNightTellsOfWhoCame(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, c := context.Background(), desktest.NewCounter(t, d)
		f := c.Family(1, c.Meal)
		if err := c.Office.Came(ctx, c.Desk, "RESTO", desktest.Thursday, f.Children[0], f.ID); err != nil {
			t.Fatal(err)
		}
		c.Now = c.Now.Add(24 * time.Hour)
		run, _, err := c.Night.StartNow(ctx, c.Structure.ID, 0, night.FromCommand)
		if err != nil {
			t.Fatal(err)
		}
		for _, kind := range []string{db.ShardSettle, db.ShardDebit, db.ShardReport} {
			var shards []int64
			if err := d.Read().NewSelect().Table("run_shards").Column("id").Where("run_id = ? and kind = ?", run.ID,
				kind).Scan(ctx, &shards); err != nil || len(shards) != 1 {
				t.Fatalf("%s: %v, %v", kind, shards, err)
			}
			do := c.Night.Settle
			if kind == db.ShardReport {
				do = c.Night.Report
			}
			if err := do(ctx, shards[0]); err != nil {
				t.Fatal(err)
			}
		}
		dbtest.Want(t, d, "select state from runs", "done")
		dbtest.Want(t, d, "select amount, quoted from ledger", "-400 -")
		dbtest.Want(t, d, "select case when body like '%RESERVATIONS ACCEPTEES%RESTO%jeu. 03/12%' and body not like "+
			"'%DIFFERENT%' then 'told' else body end from mails", "told")
		c.Sound()
	})
}
