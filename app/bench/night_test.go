package bench

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"cartable/app/night"
	"cartable/db"
	"cartable/db/dbtest"
	"cartable/jobs"
)

// oneStatement settles a night in a single set-based statement, written for this one night alone: within a place and
// a date the first by priority, instant and number are accepted, the next join the waiting list, the others still
// wait. It closes the movements and recounts the places, as the night does.
const oneStatement = `
with ranked as (
	select r.id, r.date, p.id as pool, p.waitlist, p.capacity - coalesce(s.accepted, 0) as free,
		row_number() over (partition by p.id, r.date order by case r.state when 'waitlisted' then 0 else 1 end,
			r.priority, r.requested_at, r.id) as place
	from reservations r join activity_pools ap on ap.activity_id = r.activity_id join pools p on p.id = ap.pool_id
		left join slots s on s.pool_id = p.id and s.date = r.date
	where r.structure_id = 1 and r.state in ('pending', 'waitlisted')
), decided as (
	update reservations r set transmitted = true, state = case
			when k.place <= k.free then 'accepted'
			when r.state = 'waitlisted' or k.place <= k.free + k.waitlist then 'waitlisted'
			else r.state end
	from ranked k where r.id = k.id returning r.id, r.state, k.pool, r.date
), closed as (
	update movements m set run_id = 1, outcome = d.state from decided d
	where m.reservation_id = d.id and m.run_id is null and m.outcome is null
)
insert into slots (pool_id, date, accepted, waiting)
	select pool, date, count(*) filter (where state = 'accepted'), count(*) filter (where state = 'waitlisted') from
		decided group by pool, date
	on conflict (pool_id, date) do update set accepted = slots.accepted + excluded.accepted, waiting = excluded.waiting`

// nights provides the same evening repeatedly: each copy of the town is a fresh one.
type nights struct {
	testing.TB
	evening string // address of the database that is copied
	n       int
}

func newNights(t testing.TB, s size) *nights {
	t.Helper()
	n := &nights{TB: t, evening: dbtest.PostgresURL(t)}
	build(t, n.evening, s)
	return n
}

// open copies the town and opens the copy. It reads the tables once, so that no measured run finds them cold. done
// drops the copy.
func (n *nights) open() (d *db.DB, done func()) {
	n.Helper()
	ctx := context.Background()
	u, err := url.Parse(n.evening)
	if err != nil {
		n.Fatal(err)
	}
	n.n++
	source := u.Path[1:]
	name := fmt.Sprintf("%s_%d", source, n.n)
	admin := open(n, os.Getenv("TEST_DATABASE_URL"))
	if _, err := admin.Write().ExecContext(ctx, "create database "+name+" template "+source); err != nil {
		n.Fatal(err)
	}
	u.Path = "/" + name
	d = open(n, u.String())
	for _, query := range []string{"select count(*) from reservations r join movements m on m.reservation_id = r.id",
		"checkpoint"} {
		if _, err := d.Write().ExecContext(ctx, query); err != nil {
			n.Fatal(err)
		}
	}
	return d, func() {
		d.Close()
		if _, err := admin.Write().ExecContext(ctx, "drop database "+name+" with (force)"); err != nil {
			n.Error(err)
		}
		admin.Close()
	}
}

func nightOn(d *db.DB) *night.Night {
	return &night.Night{DB: d, Catalogues: db.NewCatalogues(clock), Now: clock, BaseURL: "https://bench.example.org",
		MailHost: "bench.example.org"}
}

// workers is the number of goroutines that process the shards, as in one process of the portal.
const workers = 4

// settle starts the night and settles it; it returns the run.
func settle(t testing.TB, n *night.Night) db.Run {
	t.Helper()
	run, nothing, err := n.StartNow(context.Background(), 1, 0, night.FromCommand)
	if err != nil || nothing {
		t.Fatalf("nothing to do: %t (%v)", nothing, err)
	}
	shards(t, n.DB, run, db.ShardSettle, n.Settle)
	return run
}

// shards distributes the shards of a kind to the workers.
func shards(t testing.TB, d *db.DB, run db.Run, kind string, do func(context.Context, int64) error) {
	t.Helper()
	ctx := context.Background()
	var ids []int64
	if err := d.Read().NewSelect().Table("run_shards").Column("id").Where("run_id = ? and kind = ?", run.ID,
		kind).Order("id").Scan(ctx, &ids); err != nil {
		t.Fatal(err)
	}
	todo := make(chan int64, len(ids))
	for _, id := range ids {
		todo <- id
	}
	close(todo)
	var all sync.WaitGroup
	for range workers {
		all.Go(func() {
			for id := range todo {
				if err := do(ctx, id); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
}

// whole runs the night from its start to the last mail in the queue.
func whole(t testing.TB, n *night.Night) {
	t.Helper()
	run := settle(t, n)
	shards(t, n.DB, run, db.ShardReport, n.Report)
	done(t, n.DB)
}

func done(t testing.TB, d *db.DB) {
	t.Helper()
	run, _, err := d.Read().LastRun(context.Background(), 1)
	if err != nil || run.State != db.RunDone {
		t.Fatalf("the run is %q (%v)", run.State, err)
	}
}

// byWorker runs the whole night through Redis: jobs of the outbox are announced, claimed and done.
func byWorker(t testing.TB, n *night.Night) {
	t.Helper()
	redis, err := jobs.OpenRedis(os.Getenv("TEST_REDIS_URL"))
	if err != nil {
		t.Fatal(err)
	}
	defer redis.Close()
	finished := make(chan struct{}, 1)
	report := func(ctx context.Context, shard int64) error {
		err := n.Report(ctx, shard)
		if run, _, e := n.DB.Read().LastRun(ctx, 1); e == nil && run.State == db.RunDone {
			select {
			case finished <- struct{}{}:
			default:
			}
		}
		return err
	}
	w := &jobs.Worker{DB: n.DB, Redis: redis, Concurrency: workers, Queue: fmt.Sprintf("bench-%d-%d", os.Getpid(),
		time.Now().UnixNano()),
		Kinds: jobs.Kinds{night.SettleJob: n.Settle, night.ReportJob: report}}
	n.Ring = w.Ring // as in the program
	if _, _, err := n.StartNow(context.Background(), 1, 0, night.FromCommand); err != nil {
		t.Fatal(err)
	}
	if err := w.Start(); err != nil {
		t.Fatal(err)
	}
	w.Ring()
	select {
	case <-finished:
	case <-time.After(2 * time.Minute):
		t.Error("the worker does not come to an end")
	}
	if err := w.Shutdown(context.Background()); err != nil {
		t.Error(err)
	}
	done(t, n.DB)
}

// inOneStatement settles the night with oneStatement.
func inOneStatement(t testing.TB, d *db.DB) {
	t.Helper()
	if _, err := d.Write().ExecContext(context.Background(), oneStatement); err != nil {
		t.Fatal(err)
	}
}

// result returns the requests, movements and places after a night, in one line.
func result(t testing.TB, d *db.DB) (text string) {
	t.Helper()
	err := d.Read().NewRaw(`select concat_ws(' ',
		(select md5(string_agg(concat_ws(',', id, state, transmitted), ';' order by id)) from reservations),
		(select md5(string_agg(concat_ws(',', id, outcome, run_id is null), ';' order by id)) from movements),
		(select md5(string_agg(concat_ws(',', pool_id, date, accepted, waiting), ';' order by pool_id, date)) from slots
			where accepted + waiting > 0),
		(select string_agg(state || ' ' || n, ', ' order by state) from (select state, count(*) as n from reservations
			where id >= ? group by state) as s))`, firstPending).
		Scan(context.Background(), &text)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestTheNightSettlesAsOneStatementWould(t *testing.T) {
	n := newNights(t, size{families: 60, nights: 6})
	d, drop := n.open()
	defer drop()
	whole(t, nightOn(d))
	other, dropOther := n.open()
	defer dropOther()
	inOneStatement(t, other)
	// It has no run of its own: the one of yesterday stands for it.
	if _, err := other.Write().ExecContext(context.Background(), "update runs set cutoff = ?, as_of = ?", clock(),
		clock()); err != nil {
		t.Fatal(err)
	}
	if ours, theirs := result(t, d), result(t, other); ours != theirs {
		t.Errorf("the night leaves %s\none statement %s", ours, theirs)
	}
	for _, one := range []*db.DB{d, other} {
		if found, err := one.Read().Check(context.Background()); err != nil || len(found) > 0 {
			t.Error(found, err)
		}
	}
}

// BenchmarkNight settles 20,000 requests for 800 places and dates: the settlement, the whole night with its reports
// and mails, and the whole night through Redis, each compared with the same statement.
func BenchmarkNight(b *testing.B) {
	n := newNights(b, size{families: 500, nights: 80})
	var first string
	once := func(do func(*db.DB)) func() spent {
		return func() spent {
			d, drop := n.open()
			defer drop()
			w := newWatch(b, d)
			var conns []func() error // opens as many PostgreSQL processes as there will be, to find them
			for range workers + 2 {
				c, err := d.Read().IDB.(*bun.DB).Conn(context.Background())
				if err != nil {
					b.Fatal(err)
				}
				conns = append(conns, c.Close)
			}
			w.look(b)
			for _, end := range conns {
				end()
			}
			s := w.measure(1, func() { do(d) })
			if got := result(b, d); first == "" {
				first = got
				b.Log(got)
			} else if got != first {
				b.Fatalf("one leaves %s, another %s", first, got)
			}
			return s
		}
	}
	bare := once(func(d *db.DB) { inOneStatement(b, d) })
	for _, kind := range []struct {
		name string
		aim  aim
		do   func(*db.DB)
	}{
		{"settled", onTime, func(d *db.DB) { settle(b, nightOn(d)) }},
		{"with reports and mails", none, func(d *db.DB) { whole(b, nightOn(d)) }},
		{"the same through Redis", none, func(d *db.DB) { byWorker(b, nightOn(d)) }},
	} {
		b.Run(kind.name, func(b *testing.B) {
			report(b, pair("night, "+kind.name, kind.aim, 5, once(kind.do), bare))
		})
	}
}
