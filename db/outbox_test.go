package db_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"cartable/db"
	"cartable/db/dbtest"
)

var kinds = []string{"a", "b"}

// job adds a job and returns its id.
func job(t *testing.T, d *db.DB, kind string, ref int64, at time.Time) int64 {
	t.Helper()
	ctx := context.Background()
	if err := d.Tx(ctx, func(ctx context.Context, q db.Q) error {
		return q.AddJobs(ctx, kind, []int64{ref},
			at)
	}); err != nil {
		t.Fatal(err)
	}
	var id int64
	if err := d.Read().NewSelect().Table("outbox").Column("id").Where("kind = ? and ref = ?", kind, ref).Scan(ctx,
		&id); err != nil {
		t.Fatal(err)
	}
	return id
}

func claim(t *testing.T, d *db.DB, id int64, now time.Time, lease time.Duration) (db.Job, bool) {
	t.Helper()
	j, ok, err := d.Write().ClaimJob(context.Background(), id, now, lease)
	if err != nil {
		t.Fatal(err)
	}
	return j, ok
}

func ready(t *testing.T, d *db.DB, now, announcedBefore time.Time) (ids []int64) {
	t.Helper()
	jobs, err := d.Read().ReadyJobs(context.Background(), kinds, now, announcedBefore, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, j := range jobs {
		ids = append(ids, j.ID)
	}
	return ids
}

func row(t *testing.T, d *db.DB, id int64) (j db.Job) {
	t.Helper()
	if err := d.Read().NewSelect().Model(&j).Where("id = ?", id).Scan(context.Background()); err != nil {
		t.Fatal(err)
	}
	return j
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestJobsAreAddedOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, now := context.Background(), time.Now()
		refs := make([]int64, 2500)
		for i := range refs {
			refs[i] = int64(i + 1)
		}
		for range 2 {
			must(t, d.Tx(ctx, func(ctx context.Context, q db.Q) error { return q.AddJobs(ctx, "a", refs, now) }))
		}
		must(t, d.Write().AddJobs(ctx, "a", nil, now))
		c, err := d.Read().CountJobs(ctx, now)
		if must(t, err); c.Waiting != 2500 || c.Oldest.IsZero() {
			t.Fatalf("%+v", c)
		}
	})
}

func TestOneOfManyGetsTheJob(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		now := time.Now()
		for ref := range int64(10) {
			id := job(t, d, "a", ref, now)
			var got atomic.Int64
			var all sync.WaitGroup
			for range 8 {
				all.Go(func() {
					if _, ok, err := d.Write().ClaimJob(context.Background(), id, now, time.Minute); err != nil {
						t.Error(err)
					} else if ok {
						got.Add(1)
					}
				})
			}
			if all.Wait(); got.Load() != 1 {
				t.Fatalf("%d of 8 got the job", got.Load())
			}
		}
	})
}

func TestReadyJobs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, now := context.Background(), time.Now()
		long := now.Add(-time.Hour)
		second, first := job(t, d, "a", 1, now.Add(-time.Second)), job(t, d, "b", 1, now.Add(-time.Minute))
		later, other := job(t, d, "a", 2, now.Add(time.Hour)), job(t, d, "unknown", 1, now)
		_, _ = later, other
		if got := ready(t, d, now, long); !slices.Equal(got, []int64{first, second}) {
			t.Fatalf("the oldest first, of the kinds asked: %v", got)
		}
		// Announced: not returned for a while, then ready again.
		must(t, d.Write().MarkAnnounced(ctx, []int64{first, second}, now))
		if got := ready(t, d, now, now.Add(-time.Second)); got != nil {
			t.Fatal(got)
		}
		if got := ready(t, d, now.Add(31*time.Second), now.Add(time.Second)); len(got) != 2 {
			t.Fatal(got)
		}
		// Claimed: held until the lease is over; then ready at once, though announced a moment ago.
		claim(t, d, first, now, 20*time.Second)
		if got := ready(t, d, now.Add(19*time.Second), now.Add(-time.Second)); got != nil {
			t.Fatal(got)
		}
		if got := ready(t, d, now.Add(20*time.Second), now.Add(-time.Second)); !slices.Equal(got, []int64{first}) {
			t.Fatal(got)
		}
	})
}

func TestALifeOfAJob(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, now := context.Background(), time.Now()
		id := job(t, d, "a", 1, now)
		if _, ok := claim(t, d, id, now.Add(-time.Minute), time.Minute); ok {
			t.Fatal("not due yet")
		}
		j, ok := claim(t, d, id, now, time.Minute)
		if !ok || j.Attempts != 1 || j.Kind != "a" || j.Ref != 1 {
			t.Fatal(j, ok)
		}
		must(t, d.Write().RetryJob(ctx, j, now.Add(time.Hour), "panne"))
		if r := row(t, d, id); r.Error != "panne" || r.LeasedUntil != nil || r.AnnouncedAt != nil || r.Attempts != 1 {
			t.Fatalf("%+v", r)
		}
		if c, err := d.Read().CountJobs(ctx, now); err != nil || c.Later != 1 || c.Waiting != 0 {
			t.Fatal(c, err)
		}
		now = now.Add(time.Hour)
		j, _ = claim(t, d, id, now, time.Minute)
		must(t, d.Write().PostponeJob(ctx, j, now, "plus tard"))
		if r := row(t, d, id); r.Attempts != 1 {
			t.Fatal("postponing counts nothing", r.Attempts)
		}
		j, _ = claim(t, d, id, now, time.Minute)
		if ok, err := d.Write().ExtendLease(ctx, j, now.Add(2*time.Minute)); err != nil || !ok {
			t.Fatal(ok, err)
		}
		if c, err := d.Read().CountJobs(ctx, now.Add(90*time.Second)); err != nil || c.Working != 1 {
			t.Fatal(c, err)
		}
		must(t, d.Write().KillJob(ctx, j, now, "abandonné"))
		if c, err := d.Read().CountJobs(ctx, now); err != nil || c.Dead != 1 || c.Working != 0 {
			t.Fatal(c, err)
		}
		if _, ok := claim(t, d, id, now, time.Minute); ok {
			t.Fatal("dead")
		}
		id = job(t, d, "b", 1, now)
		if _, ok := claim(t, d, id, now, time.Minute); !ok {
			t.Fatal("another is free")
		}
		must(t, d.Write().FinishJob(ctx, id, now))
		if r := row(t, d, id); r.State != db.JobDone || r.Error != "" || r.DoneAt == nil {
			t.Fatalf("%+v", r)
		}
		if n, err := d.Write().PurgeJobs(ctx, now); err != nil || n != 0 {
			t.Fatal(n, err)
		}
		if n, err := d.Write().PurgeJobs(ctx, now.Add(time.Second)); err != nil || n != 1 {
			t.Fatal(n, err)
		}
	})
}

// A worker that slept through its lease must not change the job of the one that took over.
func TestTheLateOneChangesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, now := context.Background(), time.Now()
		id := job(t, d, "a", 1, now)
		late, _ := claim(t, d, id, now, time.Second)
		now = now.Add(time.Second)
		holder, ok := claim(t, d, id, now, time.Minute)
		if !ok || holder.Attempts != 2 {
			t.Fatal(holder, ok)
		}
		if ok, err := d.Write().ExtendLease(ctx, late, now.Add(time.Hour)); err != nil || ok {
			t.Fatal("extended a lease that is another's", err)
		}
		must(t, d.Write().RetryJob(ctx, late, now, "x"))
		must(t, d.Write().PostponeJob(ctx, late, now, "x"))
		must(t, d.Write().KillJob(ctx, late, now, "x"))
		if r := row(t, d, id); r.State != db.JobReady || r.LeasedUntil == nil || r.Attempts != 2 || r.Error != "" {
			t.Fatalf("%+v", r)
		}
		// But work that is done is done, whichever worker did it.
		must(t, d.Write().FinishJob(ctx, id, now))
		must(t, d.Write().RetryJob(ctx, holder, now, "x"))
		if r := row(t, d, id); r.State != db.JobDone {
			t.Fatalf("%+v", r)
		}
	})
}

func TestMails(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, now := context.Background(), time.Now().UTC().Truncate(time.Microsecond)
		q := d.Write()
		structure := db.Structure{Code: "mairie", Name: "Mairie", Zone: "A", NightAt: 30, Revision: 1}
		_, err := q.NewInsert().Model(&structure).Exec(ctx)
		must(t, err)
		family := db.Family{StructureID: structure.ID, Code: "1", LastName: "DUPONT"}
		_, err = q.NewInsert().Model(&family).Exec(ctx)
		must(t, err)
		for i, a := range []string{"a@x.fr", "b@x.fr"} {
			_, err = q.NewInsert().Model(&db.FamilyEmail{FamilyID: family.ID, Position: i, Address: a}).Exec(ctx)
			must(t, err)
		}
		run := db.Run{StructureID: structure.ID, Pass: 1, BusinessDate: 739000, Cutoff: now, AsOf: now, Origin: "staff",
			State: "settling", StartedAt: now}
		_, err = q.NewInsert().Model(&run).Exec(ctx)
		must(t, err)
		report := db.Report{RunID: run.ID, FamilyID: family.ID, Body: "x"}
		_, err = q.NewInsert().Model(&report).Exec(ctx)
		must(t, err)

		m := db.Mail{StructureID: structure.ID, FamilyID: family.ID, ReportID: report.ID, Kind: "report",
			Address: "a@x.fr", Subject: "s", Body: "b", CreatedAt: now}
		must(t, d.Tx(ctx, func(ctx context.Context, q db.Q) error {
			added, err := q.QueueMail(ctx, &m, now)
			if !added || m.ID == 0 || m.MessageID == "" {
				t.Error(added, m)
			}
			return err
		}))
		again := db.Mail{ReportID: report.ID, Kind: "report", Address: "a@x.fr", Subject: "s", Body: "b",
			CreatedAt: now}
		if added, err := q.QueueMail(ctx, &again, now); err != nil || added || again.ID != 0 {
			t.Fatal("a report goes to an address once", added, err)
		}
		alone := db.Mail{Kind: "password", Address: "c@x.fr", Subject: "s", Body: "b", CreatedAt: now}
		if added, err := q.AddMail(ctx, &alone); err != nil || !added {
			t.Fatal(added, err)
		}
		if c, err := d.Read().CountJobs(ctx, now); err != nil || c.Waiting != 1 {
			t.Fatal(c, err)
		}

		got, ok, err := d.Read().MailForSending(ctx, m.ID)
		if must(t, err); !ok || got.Address != "a@x.fr" || got.MessageID != m.MessageID || got.State != db.MailQueued ||
			got.FamilyID != family.ID {
			t.Fatalf("%v %+v", ok, got)
		}
		if _, ok, err := d.Read().MailForSending(ctx, 999); err != nil || ok {
			t.Fatal(ok, err)
		}
		must(t, marked(q.MarkMail(ctx, m, db.MailDelayed, "451", now)))
		must(t, marked(q.MarkMail(ctx, m, db.MailSent, "", now)))
		must(t, marked(q.MarkMail(ctx, m, db.MailRefused, "550", now)))
		var back db.Mail
		must(t, d.Read().NewSelect().Model(&back).Where("id = ?", m.ID).Scan(ctx))
		if back.State != db.MailSent || back.Attempts != 2 || back.SentAt == nil || !back.SentAt.Equal(now) ||
			back.Error != "" {
			t.Fatalf("%+v", back)
		}

		must(t, q.MarkBounced(ctx, family.ID, "B@x.fr", now))
		must(t, q.MarkBounced(ctx, family.ID, "b@x.fr", now.Add(time.Hour)))
		var emails []db.FamilyEmail
		must(t, d.Read().NewSelect().Model(&emails).Order("position").Scan(ctx))
		if emails[0].BouncedAt != nil || emails[1].BouncedAt == nil || !emails[1].BouncedAt.Equal(now) {
			t.Fatalf("%+v", emails)
		}
	})
}

func marked(done bool, err error) error {
	if err == nil && !done {
		err = errors.New("another mail")
	}
	return err
}
