package night_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/night"
	"cartable/db"
	"cartable/db/dbtest"
)

// morning is after the days that bench.set books in the first week of December.
var morning = time.Date(2026, 12, 9, 8, 0, 0, 0, db.Paris)

func (b *bench) sql(query string, args ...any) {
	b.T.Helper()
	if _, err := b.DB.Write().ExecContext(context.Background(), query, args...); err != nil {
		b.T.Fatal(err)
	}
}

// rows returns the result rows of a query, each as a text.
func (b *bench) rows(query string) []string {
	b.T.Helper()
	rows, err := b.DB.Read().QueryContext(context.Background(), query)
	if err != nil {
		b.T.Fatal(err)
	}
	defer rows.Close()
	columns, _ := rows.Columns()
	var all []string
	for rows.Next() {
		cells, to := make([]any, len(columns)), make([]any, len(columns))
		for i := range cells {
			to[i] = &cells[i]
		}
		if err := rows.Scan(to...); err != nil {
			b.T.Fatal(err)
		}
		for i, c := range cells {
			if at, ok := c.(time.Time); ok {
				cells[i] = at.Format(time.DateOnly)
			}
		}
		all = append(all, strings.TrimSuffix(fmt.Sprintln(cells...), "\n"))
	}
	return all
}

func (b *bench) want(query string, want ...string) {
	b.T.Helper()
	if got := b.rows(query); !slices.Equal(got, want) {
		b.T.Errorf("%s\n got %q\nwant %q", query, got, want)
	}
}

const debitsByDay = "select date, amount, quantity, unit_price, quoted, label from ledger where source = " +
	"'consumption' order by date, id"

func TestTheNightDebitsPastDaysAsMarkedOrAsBooked(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newBench(t, d)
		meal := b.Activity("RESTO", nil, b.Pool("cantine", 10, 5))
		care := b.Activity("SOIR", func(a *db.Activity) { a.StartAt, a.EndAt, a.Unit = 990, 1110, "half-hour" },
			b.Pool("soir", 10, 5))
		f := b.Family(1, meal, care)
		b.set(f, "RESTO", true, 1, 3, 4, 8, 10)
		b.set(f, "SOIR", true, 1, 3)
		b.sql("update reservations set attendance = 'absent-justified' where activity_id = ? and date = '2026-12-03'",
			meal)
		b.sql("update reservations set attendance = 'absent-unjustified' where activity_id = ? and date = '2026-12-04'",
			meal)
		b.sql("update reservations set attendance = 'present', attended = 3 where activity_id = ? and date = "+
			"'2026-12-03'", care)
		b.now = time.Date(2026, 12, 8, 8, 0, 0, 0, db.Paris)
		run := b.run()
		b.want(debitsByDay,
			"2026-12-01 -400 1 400 400 RESTO", "2026-12-01 -1600 4 400 1600 SOIR",
			"2026-12-03 0 0 400 400 RESTO (absence justifiée)", "2026-12-03 -1200 3 400 1600 SOIR",
			"2026-12-04 -400 1 400 400 RESTO (absence non justifiée)")
		b.want("select kind, source, run_id, child_id, activity_id, count(*) from ledger group by kind, source, "+
			"run_id, child_id, activity_id order by activity_id",
			fmt.Sprintf("consumption consumption %d %d %d 3", run.ID, f.Children[0], meal),
			fmt.Sprintf("consumption consumption %d %d %d 2", run.ID, f.Children[0], care))
		b.want("select date from reservations where not billed and state = 'accepted' order by date", "2026-12-08",
			"2026-12-10")
		mail := b.mails()["famille1@example.org"][0]
		if !strings.Contains(mail, "***** PRIX FACTURES DIFFERENTS DES PRIX ANNONCES *****") ||
			strings.Count(mail, "Prix facturé") != 1 ||
			!strings.Contains(mail, "jeu. 03/12, SOIR, DUPONT1 Enfant0. Prix facturé différent du prix annoncé : "+
				"12,00\u00a0€ au lieu de 16,00\u00a0€ (3 unités pointées, 4 réservées).") {
			t.Errorf("got %s", mail)
		}
		if _, nothing, err := b.night.StartNow(context.Background(), b.Structure.ID, 0,
			night.FromCommand); err != nil || !nothing {
			t.Errorf("there is nothing left to do today: %t, %v", nothing, err)
		}

		b.now = morning
		b.run()
		b.want("select count(*), sum(amount) from ledger", "6 -4000")
		b.want("select debits from run_shards where kind = 'debit' order by id", "5", "1")
		if n := len(b.mails()["famille1@example.org"]); n != 1 {
			t.Errorf("a debit as announced was told: %d mails", n)
		}
		b.Sound()
	})
}

func TestATownThatWaitsForMarksDebitsThemAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newBench(t, d)
		meal := b.Activity("RESTO", nil)
		f := b.Family(1, meal)
		b.set(f, "RESTO", true, 1, 3, 4)
		b.sql("update structures set bill = 'ticked', revision = revision + 1")
		b.sql("update reservations set attendance = 'present' where date = '2026-12-03'")
		b.now = morning
		b.run()
		b.want("select date from ledger", "2026-12-03")
		b.sql("update reservations set attendance = 'absent-unjustified' where date = '2026-12-01'")
		b.run() // the second pass of the day debits the days ticked since
		b.want("select date from ledger order by date", "2026-12-01", "2026-12-03")
		b.Sound()
	})
}

// The price debited is that of the day's tariff and QF, whatever was announced; the report mentions a difference, and
// once, a balance that reaches a floor.
func TestTheMorningSaysWhatIsNotAsTold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newBench(t, d)
		meal := b.Activity("RESTO", nil)
		f, other := b.Family(1, meal), b.Family(1, meal)
		b.Floor(-1000)
		b.set(f, "RESTO", true, 1, 3, 8)
		b.set(other, "RESTO", true, 3)
		price := money.Cents(550)
		if _, err := d.Write().NewInsert().Model(&db.Tariff{ActivityID: meal, FromDate: civil.New(2026, 12, 3),
			Price: &price}).Exec(context.Background()); err != nil {
			t.Fatal(err)
		}
		b.sql("update structures set revision = revision + 1")
		b.now = time.Date(2026, 12, 2, 8, 0, 0, 0, db.Paris)
		b.run()
		b.now = time.Date(2026, 12, 7, 8, 0, 0, 0, db.Paris)
		b.Owes(f, -60)
		b.run()
		b.now = morning
		b.run()
		b.want("select family_id, amount, quoted from ledger where source = 'consumption' order by date, family_id",
			fmt.Sprint(f.ID, " -400 400"), fmt.Sprint(f.ID, " -550 400"), fmt.Sprint(other.ID, " -550 400"),
			fmt.Sprint(f.ID, " -550 400"))
		mails := b.mails()["famille1@example.org"]
		if len(mails) != 3 || strings.Contains(mails[0], "DIFFERENTS") {
			t.Fatalf("%d mails: %v", len(mails), mails)
		}
		if !strings.Contains(mails[1], "jeu. 03/12, RESTO, DUPONT1 Enfant0. Prix facturé différent du prix annoncé : "+
			"5,50\u00a0€ au lieu de 4,00\u00a0€.") ||
			!strings.Contains(mails[1], "Ce message concerne les journées passées et votre solde.") ||
			!strings.Contains(mails[1], "***** SOLDE INSUFFISANT *****") ||
			!strings.Contains(mails[1], "votre solde est de \u221210,10\u00a0€. Les réservations (Restauration) "+
				"sont suspendues dès que le solde atteint \u221210,00\u00a0€. Versez au moins 0,11\u00a0€") {
			t.Errorf("got %s", mails[1])
		}
		if strings.Contains(mails[2], "SOLDE") {
			t.Errorf("a balance that was under its floor already was told again: %s", mails[2])
		}
		if theirs := b.mails()["famille2@example.org"]; len(theirs) != 2 || strings.Contains(theirs[1], "SOLDE") ||
			strings.Contains(theirs[1], "DUPONT1") {
			t.Errorf("got %v", theirs)
		}
		b.Sound()
	})
}

func TestADayWithoutAPriceWaitsForOne(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newBench(t, d)
		meal := b.Activity("RESTO", nil)
		f := b.Family(1, meal)
		b.set(f, "RESTO", true, 1, 3)
		b.sql("update tariffs set from_date = '2026-12-02'")
		b.sql("update structures set revision = revision + 1")
		b.now = morning
		run := b.run()
		b.want("select date from ledger", "2026-12-03")
		b.want(fmt.Sprint("select debits, unpriced, unpriced_by from run_shards where kind = 'debit' and run_id = ",
			run.ID), fmt.Sprintf("1 1 %d:1", meal))
		if by, err := d.Read().RunUnpriced(t.Context(), run.ID); err != nil || len(by) != 1 || by[meal] != 1 {
			t.Errorf("by activity: %v, %v", by, err)
		}
		for range 2 { // the day still waits, and a run would change nothing
			if _, nothing, err := b.night.StartNow(t.Context(), b.Structure.ID, 0, night.FromStaff); err != nil ||
				!nothing {
				t.Errorf("nothing new: %t, %v", nothing, err)
			}
		}
		b.sql("update tariffs set from_date = '2026-09-01'")
		b.sql("update structures set revision = revision + 1")
		again, nothing, err := b.night.StartNow(t.Context(), b.Structure.ID, 0, night.FromStaff)
		if err != nil || nothing || again.ID == run.ID {
			t.Errorf("a price has come: %t, %v", nothing, err)
		}
		b.run()
		b.want("select date from ledger order by date", "2026-12-01", "2026-12-03")
		b.Sound()
	})
}

// One invalid row blocks only its own date, for the families of its shard; the rest of the town is debited, and once
// the cause is removed the next run does the remaining days.
func TestABadRowHoldsBackItsDateAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b, ctx := newBench(t, d), context.Background()
		meal := b.Activity("RESTO", nil)
		f, other := b.Family(1, meal), b.Family(1, meal)
		b.set(f, "RESTO", true, 1, 3, 4)
		b.set(other, "RESTO", true, 1, 3)
		// A ledger line exists for a debit that was never made.
		b.sql("insert into ledger (structure_id, family_id, wallet_id, date, label, amount, source, source_ref, "+
			"created_at, kind) select r.structure_id, r.family_id, k.wallet_id, r.date, 'x', 0, 'consumption', "+
			"cast(r.id as text), '2026-11-23 08:00:00+00:00', 'consumption' from reservations r join activities a on "+
			"a.id = r.activity_id join categories k on k.id = a.category_id where r.date = '2026-12-03' and "+
			"r.family_id = ?", f.ID)
		b.now = morning
		run, _, err := b.night.StartNow(ctx, b.Structure.ID, 0, night.FromCommand)
		if err != nil {
			t.Fatal(err)
		}
		var shards []db.RunShard
		if err := d.Read().NewSelect().Model(&shards).Where("run_id = ?", run.ID).Order("id").Scan(ctx); err != nil {
			t.Fatal(err)
		}
		failed := 0
		for range 2 { // a job is retried
			for _, s := range shards {
				if err := b.night.Settle(ctx, s.ID); err != nil {
					failed++
					if !strings.Contains(err.Error(), "2026-12-03") {
						t.Errorf("the error names no date: %v", err)
					}
				}
			}
		}
		if failed != 2 {
			t.Fatalf("%d failures", failed)
		}
		b.want("select r.date, count(*) from ledger l join reservations r on r.id = l.reservation_id group by r.date "+
			"order by r.date", "2026-12-01 2", "2026-12-04 1")
		b.want("select count(*) from reservations where billed", "3")
		for _, s := range shards {
			if s.Kind == db.ShardDebit {
				if err := b.night.Bury(ctx, s.ID, "référence déjà prise"); err != nil {
					t.Fatal(err)
				}
			}
		}
		b.work()
		b.want("select state from runs", "done")
		b.want("select state, debits from run_shards where kind = 'debit'", "dead 3")
	})
}

// However a night is interrupted and its jobs redelivered, it debits each day once: after each step, a whole number of
// shards is left.
func TestDebitsAreWholeAfterAnyKill(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b, ctx := newBench(t, d), context.Background()
		meal := b.Activity("RESTO", nil)
		for range 5 {
			b.set(b.Family(1, meal), "RESTO", true, 1, 3, 4, 7, 8)
		}
		b.now = morning
		run, _, err := b.night.StartNow(ctx, b.Structure.ID, 0, night.FromCommand)
		if err != nil {
			t.Fatal(err)
		}
		var shards []db.RunShard
		if err := d.Read().NewSelect().Model(&shards).Where("run_id = ?", run.ID).Order("id").Scan(ctx); err != nil {
			t.Fatal(err)
		}
		for step := range 40 { // the connection fails after this many statements, one more each time
			killed, kill := context.WithCancel(ctx)
			killed, n := db.CountQueries(killed)
			watching := make(chan struct{})
			go func() {
				defer close(watching)
				for n.Load() < int64(step) && killed.Err() == nil {
					time.Sleep(20 * time.Microsecond)
				}
				kill()
			}()
			for _, s := range shards {
				b.night.Settle(killed, s.ID)
			}
			kill()
			<-watching
			b.Sound()
		}
		for range 3 {
			for _, s := range shards {
				if err := b.night.Settle(ctx, s.ID); err != nil {
					t.Fatal(err)
				}
			}
		}
		b.want("select count(*), sum(amount) from ledger", "25 -10000")
		b.want("select sum(debits) from run_shards where kind = 'debit'", "25")
		b.Sound()
	})
}

// Past days before any run, as in a town that was imported with some.
func TestThePastIsDebitedOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b, ctx := newBench(t, d), context.Background()
		meal := b.Activity("RESTO", nil)
		f := b.Family(1, meal)
		b.set(f, "RESTO", true, 1, 3, 8)
		for _, want := range []int{2, 0} {
			if n, err := b.night.DebitPast(ctx, b.Structure.ID, civil.New(2026, 12, 8)); err != nil || n != want {
				t.Fatalf("%d, %v", n, err)
			}
		}
		b.want("select date, run_id from ledger order by date", "2026-12-01 <nil>", "2026-12-03 <nil>")
		b.Sound()
	})
}
