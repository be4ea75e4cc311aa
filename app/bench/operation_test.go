package bench

import (
	"context"
	"testing"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/town"
	"cartable/app/operation"
	"cartable/db"
)

// strike is the day that the benchmark closes, in a town of 2,000 families: some 4,300 reservations.
var strike = civil.New(2026, 12, 15)

// inOneCancel ends the same reservations in one set-based statement, with their movements and the counts of places.
const inOneCancel = `
with gone as (
	update reservations set was = state, state = 'cancelled', reason = 'town', transmitted = true
	where structure_id = 1 and date = '2026-12-15' and state in ('accepted', 'waitlisted', 'pending')
	returning id, family_id, child_id, activity_id, date
), moved as (
	insert into movements (structure_id, family_id, child_id, activity_id, date, kind, reservation_id, origin, at,
		outcome)
	select 1, family_id, child_id, activity_id, date, 'cancel', id, 'staff', now(), 'withdrawn' from gone
)
update slots s set accepted = 0, waiting = 0, changed_at = now() from activity_pools ap
	where s.pool_id = ap.pool_id and s.date = '2026-12-15' and ap.activity_id in (select activity_id from gone)`

func operationsOn(d *db.DB) *operation.Operations {
	return &operation.Operations{Base: desk.Base{DB: d, Catalogues: db.NewCatalogues(clock), Now: clock},
		Ring: func() {}, BaseURL: "https://portail.example.org", MailHost: "portail.example.org"}
}

// BenchmarkOperation closes a day of a town of 2,000 families: the rehearsal, the short part of the application, the
// work that follows, and all of it beside the one statement.
func BenchmarkOperation(b *testing.B) {
	n := newNights(b, size{families: 2000, nights: 1})
	ctx := context.Background()
	actor := desk.Actor{StructureID: 1, AccountID: 1}
	var prepared, rehearsed, applied, waited, worked []time.Duration
	var rows int
	ours := func() spent {
		d, drop := n.open()
		defer drop()
		w := newWatch(b, d)
		if _, err := d.Write().ExecContext(ctx, "insert into staff (account_id, structure_id, role) values (1, 1, "+
			"'administrator')"); err != nil {
			b.Fatal(err)
		}
		o := operationsOn(d)
		w.look(b)
		timed := func(into *[]time.Duration, do func() error) {
			from := time.Now()
			if err := do(); err != nil {
				b.Fatal(err)
			}
			*into = append(*into, time.Since(from))
		}
		return w.measure(1, func() {
			var id int64
			timed(&prepared, func() (err error) {
				id, _, err = o.Prepare(ctx, actor, operation.Request{Kind: operation.Closing, Title: "Grève",
					Reason: "grève nationale", Changes: town.Changes{{After: town.ClosureEntry{Date: strike}}}})
				return err
			})
			var page operation.Page
			timed(&rehearsed, func() (err error) {
				page, err = o.Operation(ctx, actor, id)
				return err
			})
			rows = page.All
			longest := bookMeanwhile(b, d)
			timed(&applied, func() error {
				return o.Apply(ctx, actor, id, operation.Consent{Fingerprint: page.Fingerprint})
			})
			waited = append(waited, longest())
			timed(&worked, func() error { return o.Work(ctx, id) })
		})
	}
	bare := func() spent {
		d, drop := n.open()
		defer drop()
		w := newWatch(b, d)
		w.look(b)
		return w.measure(1, func() {
			if _, err := d.Write().ExecContext(ctx, inOneCancel); err != nil {
				b.Fatal(err)
			}
		})
	}
	report(b, pair("closing a day", none, 5, ours, bare))
	work := median(worked)
	b.Logf("%d reservations: prepared in %s, rehearsed in %s, applied in %s while nobody waited longer than %s, "+
		"ended in %s: %.0f a second", rows, median(prepared), median(rehearsed), median(applied), median(waited), work,
		float64(rows)/work.Seconds())
}

// bookMeanwhile takes the lock of whoever books, again and again. The function that it returns ends that, and returns
// how long it took at most.
func bookMeanwhile(b *testing.B, d *db.DB) (longest func() time.Duration) {
	var most time.Duration
	end, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for {
			select {
			case <-end:
				return
			case <-time.After(time.Millisecond):
			}
			from := time.Now()
			if err := d.Tx(context.Background(), func(ctx context.Context, q db.Q) error {
				return q.BookIn(ctx, 1)
			}); err != nil {
				b.Error(err)
				return
			}
			most = max(most, time.Since(from))
		}
	}()
	return func() time.Duration {
		close(end)
		<-ended
		return most
	}
}

// TestAnOperationAsksAFixedNumberOfQueries rehearses the same change in a small town and in a larger one.
func TestAnOperationAsksAFixedNumberOfQueries(t *testing.T) {
	var before int64
	for _, families := range []int{20, 100} {
		n := newNights(t, size{families: families, nights: 1})
		d, drop := n.open()
		o, ctx := operationsOn(d), context.Background()
		actor := desk.Actor{StructureID: 1, AccountID: 1}
		id, _, err := o.Prepare(ctx, actor, operation.Request{Kind: operation.Closing, Title: "Grève",
			Reason: "grève nationale", Changes: town.Changes{{After: town.ClosureEntry{Date: strike}}}})
		if err != nil {
			t.Fatal(err)
		}
		counted, queries := db.CountQueries(ctx)
		if _, err := o.Operation(counted, actor, id); err != nil {
			t.Fatal(err)
		}
		t.Logf("%d families: %d queries", families, queries.Load())
		if before != 0 && queries.Load() != before {
			t.Errorf("%d queries with %d families, %d with fewer", queries.Load(), families, before)
		}
		before = queries.Load()
		drop()
	}
}
