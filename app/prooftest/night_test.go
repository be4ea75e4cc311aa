package prooftest

import (
	"database/sql"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"cartable/app/domain/civil"
	"cartable/db"
	"cartable/db/dbtest"
)

const (
	nightFamilies   = 300
	nightActivities = 18
	nightPlaces     = 150 // of each activity
)

// busyTown has a night of 5 760 movements to settle: for each of 18 activities, 300 bookings that wait for the night
// or got their place at once, and some cancellations. All rows are the same on both databases.
func busyTown(t testing.TB, d *db.DB) (*dbtest.Town, []home) {
	t.Helper()
	w := dbtest.NewTown(t, d)
	var ids []int64
	for i := range nightActivities {
		pool := w.Pool(fmt.Sprintf("P%02d", i), nightPlaces, -1)
		ids = append(ids, w.Activity(fmt.Sprintf("A%02d", i), func(a *db.Activity) {
			if nightly(i) {
				a.Allot = "nightly"
			}
		}, pool))
	}
	homes := crowd(t, w, nightFamilies, ids...)
	at := time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC)
	var second []db.FamilyEmail
	for i, h := range homes {
		if i%3 == 0 {
			second = append(second, db.FamilyEmail{FamilyID: h.ID, Position: 1, Address: "second-" + h.Code +
				"@example.org", ConfirmedAt: &at})
		}
	}
	insert(t, d, second...)
	// Last night was run: the days that are cancelled below were transmitted then.
	last := insert(t, d, db.Run{StructureID: w.Structure.ID, BusinessDate: civil.Of(noon), Pass: 1,
		Cutoff: noon.Add(-11 * time.Hour).UTC(), AsOf: noon.Add(-11 * time.Hour).UTC(), Origin: "schedule",
		State: db.RunDone, StartedAt: noon.Add(-11 * time.Hour).UTC()})[0]

	var rows []db.Reservation
	for i, activity := range ids {
		for j, h := range homes {
			rank := (j*7 + i*13) % nightFamilies // the order of arrival, different for each activity
			r := db.Reservation{StructureID: w.Structure.ID, FamilyID: h.ID, ChildID: h.Child, ActivityID: activity,
				Date: tuesday, State: "pending",
				RequestedAt: noon.Add(-6*time.Hour + time.Duration(rank)*time.Second).UTC(), Price: 400, Quantity: 1}
			if !nightly(i) {
				if r.State = "waitlisted"; rank < nightPlaces {
					r.State = "accepted"
				}
				if givenUp(rank) {
					r.State, r.RequestedAt = "cancelled", last.AsOf.Add(-time.Hour)
				}
			}
			rows = append(rows, r)
		}
	}
	rows = insert(t, d, rows...)
	accepted := "accepted"
	var movements []db.Movement
	for _, r := range rows {
		m := db.Movement{StructureID: r.StructureID, FamilyID: r.FamilyID, ChildID: r.ChildID, ActivityID: r.ActivityID,
			Date: r.Date,
			Kind: "book", ReservationID: r.ID, Origin: "portal", At: r.RequestedAt}
		if r.State == "cancelled" {
			m.RunID, m.Outcome = last.ID, &accepted
			movements = append(movements, m)
			m.Kind, m.At, m.RunID, m.Outcome = "cancel", noon.Add(-time.Hour).UTC(), 0, nil
		}
		movements = append(movements, m)
	}
	insert(t, d, movements...)
	// A report of an earlier night, which must not be counted again.
	insert(t, d, db.Report{RunID: last.ID, FamilyID: homes[0].ID, Body: "-"})
	var reports []db.Report
	for _, h := range homes[1:] {
		reports = append(reports, db.Report{RunID: last.ID, FamilyID: h.ID, Body: "-"})
	}
	insert(t, d, reports...)
	if err := d.Write().RecountStructure(t.Context(), w.Structure.ID); err != nil {
		t.Fatal(err)
	}
	w.Sound()
	return w, homes
}

func nightly(activity int) bool { return activity%3 == 0 }

func givenUp(rank int) bool { return rank < nightPlaces && rank%5 == 0 }

// outcome is the result of a night: the state of every day, and the mails of every address.
type outcome struct {
	days  map[string]string
	mails map[string][]string
}

func outcomeOf(t testing.TB, d *db.DB) outcome {
	t.Helper()
	o := outcome{map[string]string{}, map[string][]string{}}
	rows, err := d.Read().QueryContext(t.Context(), `select c.code, a.code, r.date, r.state, r.transmitted from
		reservations r
		join children c on c.id = r.child_id join activities a on a.id = r.activity_id order by r.id`)
	each := func(rows *sql.Rows, err error, scan func() error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			if err := scan(); err != nil {
				t.Fatal(err)
			}
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
	}
	each(rows, err, func() error {
		var child, activity, state string
		var date civil.Date
		var transmitted bool
		err := rows.Scan(&child, &activity, &date, &state, &transmitted)
		o.days[fmt.Sprint(child, activity, date)] = fmt.Sprint(state, transmitted)
		return err
	})
	mails, err := d.Read().QueryContext(t.Context(), "select address, body from mails order by id")
	each(mails, err, func() error {
		var address, body string
		err := mails.Scan(&address, &body)
		o.mails[address] = append(o.mails[address], body)
		return err
	})
	return o
}

// same fails the test if the outcome differs from that of the undisturbed night.
func (o outcome) same(t testing.TB, want outcome) {
	t.Helper()
	if !maps.Equal(o.days, want.days) {
		wrong := 0
		for day, state := range want.days {
			if o.days[day] != state {
				if wrong++; wrong < 5 {
					t.Errorf("%s is %s, and %s after an undisturbed night", day, o.days[day], state)
				}
			}
		}
		t.Errorf("%d of %d days are not as after an undisturbed night", wrong, len(want.days))
	}
	if !maps.EqualFunc(o.mails, want.mails, slices.Equal) {
		t.Errorf("mails to %d addresses are not those to %d of an undisturbed night", len(o.mails), len(want.mails))
	}
}

// quiet is the outcome of an undisturbed night, and a copy of the SQLite town before it.
type quiet struct {
	outcome
	path  string // of the copy
	w     *dbtest.Town
	homes []home
	chief string
}

// undisturbed runs the night of a town with `cartable night`, without interruption, and keeps a copy of the town
// before it.
func undisturbed(t *testing.T) quiet {
	t.Helper()
	address := dbtest.SQLiteURL(t)
	d := open(t, address)
	w, homes := busyTown(t, d)
	q := quiet{path: filepath.Join(t.TempDir(), "copy.db"), w: w, homes: homes, chief: staff(t, w, "administrator")}
	if _, err := d.Write().ExecContext(t.Context(), "vacuum into ?", q.path); err != nil {
		t.Fatal(err)
	}
	begin := time.Now()
	said := command(t, environment(t, "DATABASE_URL="+address), "night")
	t.Logf("undisturbed, all in one process, in %s: %s", time.Since(begin), strings.TrimSpace(said))
	w.Sound()
	q.outcome = outcomeOf(t, d)
	states := w.States()
	// Each activity ends with 150 places given: 12 activities were full and had 30 days cancelled; the night gives
	// the places of the other 6.
	if len(q.days) != nightFamilies*nightActivities || states["accepted"] != nightActivities*nightPlaces ||
		len(q.mails) != nightFamilies*4/3 {
		t.Fatalf("%d days, %v, mails to %d addresses", len(q.days), states, len(q.mails))
	}
	return q
}

func settled(t testing.TB, d *db.DB) (done, open int64) {
	t.Helper()
	var rows []struct {
		State string
		N     int64
	}
	if err := d.Read().NewSelect().Table("run_shards").ColumnExpr("state, count(*) as n").Where(
		"kind = 'settle'").Group("state").Scan(t.Context(), &rows); err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if r.State == db.ShardTodo {
			open += r.N
		} else {
			done += r.N
		}
	}
	return done, open
}

// startAsStaff presses the button of the nights' page.
func startAsStaff(t testing.TB, address, token string) {
	t.Helper()
	v := visit(t, address, token)
	form := v.form(v.page("/mairie/nuits"), "/mairie/nuits")
	if a := v.post("/mairie/nuits",
		form); a.StatusCode != 303 || a.Header.Get("Location") != "/mairie/nuits?fait=lancee" {
		t.Fatalf("the button of the night: %d %s", a.StatusCode, a.Header.Get("Location"))
	}
}

// finished waits until the night is done and its mails are sent.
func finished(t testing.TB, d *db.DB) {
	t.Helper()
	dbtest.Until(t, "the end of the night and of its mails", func() bool {
		return count(t, d, "runs", "state <> 'done'") == 0 && count(t, d, "mails", "state <> 'sent'") == 0 &&
			count(t, d, "outbox", "state = 'ready'") == 0
	})
}

// proveNight checks a town whose night was interrupted and has ended.
func proveNight(t testing.TB, d *db.DB, w *dbtest.Town, homes []home, env []string, want outcome) {
	t.Helper()
	w.Sound()
	got := outcomeOf(t, d)
	got.same(t, want)
	if n := count(t, d, "run_shards", "state <> 'done'"); n > 0 {
		t.Errorf("%d shards are not done", n)
	}
	if n := count(t, d, "outbox", "state <> 'done'"); n > 0 {
		t.Errorf("%d jobs are not done", n)
	}
	var run db.Run
	if err := d.Read().NewSelect().Model(&run).Order("id desc").Limit(1).Scan(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := count(t, d, "reports", "run_id = ?", run.ID); n != int64(len(homes)) {
		t.Errorf("%d reports for %d families", n, len(homes))
	}
	for address, bodies := range got.mails {
		if len(bodies) != 1 {
			t.Errorf("%s got %d mails", address, len(bodies))
		}
	}
	if n := count(t, d, "mails", "attempts <> 1"); n > 0 {
		t.Errorf("%d mails were not sent exactly once", n)
	}
	if n := count(t, d, "movements", "outcome is null"); n > 0 {
		t.Errorf("%d movements were not transmitted", n)
	}
	rows := func() string {
		all := fmt.Sprintln(w.States())
		for _, table := range []string{"reservations", "movements", "decisions", "reports", "mails", "runs",
			"run_shards", "slots", "outbox"} {
			all += fmt.Sprintln(table, count(t, d, table, "1 = 1"))
		}
		return all
	}
	before := rows()
	if said := command(t, env, "night"); !strings.Contains(said, "rien de nouveau") {
		t.Errorf("a second night says %q", said)
	}
	if after := rows(); after != before {
		t.Errorf("a second night changed something:\n%s\nbefore\n%s", after, before)
	}
}

func TestAKilledNightGoesOn(t *testing.T) {
	t.Parallel()
	want := undisturbed(t)
	t.Run("worker", func(t *testing.T) {
		t.Parallel()
		killWorker(t, want.outcome)
	})
	t.Run("serve", func(t *testing.T) {
		t.Parallel()
		killServe(t, want)
	})
}

// killWorker runs two workers on one night with PostgreSQL and Redis, and kills one while it leases part of the work.
func killWorker(t *testing.T, want outcome) {
	address := dbtest.PostgresURL(t)
	d := open(t, address)
	w, homes := busyTown(t, d)
	chief := staff(t, w, "administrator")
	env := environment(t, "DATABASE_URL="+address, "REDIS_URL="+redisURL(t))
	portal := serving(t, env, "web")
	victim, heir := launch(t, env, "worker"), launch(t, env, "worker")
	for _, p := range []*process{victim, heir} {
		p.until("started", func() bool { return strings.Contains(p.said.String(), "worker started") })
	}

	// The slots of the later activities are locked here for a moment, so that both workers are in the middle of the
	// night: some of it is done, and each of them leases a part.
	hold, err := d.Write().BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer hold.Rollback()
	if _, err := hold.ExecContext(t.Context(), "select 1 from slots where pool_id in (select id from pools where code "+
		">= 'P09') for update"); err != nil {
		t.Fatal(err)
	}
	startAsStaff(t, portal.url, chief)
	dbtest.Until(t, "both workers in the middle of the night", func() bool {
		done, open := settled(t, d)
		return done > 0 && open > 0 && count(t, d, "outbox", "state = 'ready' and leased_until is not null") >= 8
	})
	done, open := settled(t, d)
	victim.kill()
	killed := time.Now()
	hold.Rollback()
	if done == 0 || open == 0 {
		t.Fatalf("%d shards done and %d open: that was not the middle", done, open)
	}
	finished(t, d)
	took := time.Since(killed)
	t.Logf("killed with %d shards done and %d open; the other worker had finished %s later", done, open, took)
	if took > time.Minute {
		t.Errorf("%s is more than a minute", took)
	}
	if took < 10*time.Second {
		t.Errorf("%s is less than a lease: the worker that was killed held nothing, and this proves nothing", took)
	}
	proveNight(t, d, w, homes, env, want)
	heir.stop()
	portal.stop()
}

// killServe kills the single process of a small town in the middle of its night, and starts it again.
func killServe(t *testing.T, want quiet) {
	address := "sqlite://" + want.path
	d := open(t, address)
	w := *want.w
	w.T, w.DB = t, d
	env := environment(t, "DATABASE_URL="+address)
	// A single worker: the night must be slow enough to be interrupted.
	first := serving(t, append(env, "WORKERS=1"), "serve")
	startAsStaff(t, first.url, want.chief)
	for end := time.Now().Add(patience); ; time.Sleep(time.Millisecond) {
		if done, _ := settled(t, d); done >= 4 {
			break
		}
		if time.Now().After(end) {
			t.Fatal("the night does not begin")
		}
	}
	first.kill()
	killed := time.Now()
	done, open := settled(t, d)
	if open == 0 {
		t.Fatal("the night was over before the kill: give it more work")
	}
	second := serving(t, env, "serve")
	finished(t, d)
	took := time.Since(killed)
	t.Logf("killed with %d shards done and %d open; started again, it had finished %s later", done, open, took)
	if took > time.Minute {
		t.Errorf("%s is more than a minute", took)
	}
	proveNight(t, d, &w, want.homes, env, want.outcome)
	second.stop()
}
