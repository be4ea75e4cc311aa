package pulse

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"cartable/app/domain/organ"
	"cartable/db"
	"cartable/db/dbtest"
)

// board returns the board of a process.
func board(d *db.DB, who string) *Board {
	b := New(d)
	b.who = who
	return b
}

func (b *Board) ails(t *testing.T) string {
	t.Helper()
	all, err := b.Ailing(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	said := []string{}
	for _, a := range all {
		said = append(said, string(a.Organ)+": "+a.Text)
	}
	return fmt.Sprint(said)
}

// A failure that a worker reports is shown by the site, in another process, with its start.
func TestOneProcessTellsTheOthers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		worker, site := board(d, "worker"), board(d, "site")
		worker.Say(organ.Worker, nil)
		ctx, stop := context.WithCancel(t.Context())
		watched := make(chan struct{})
		go func() { worker.Watch(ctx); close(watched) }()
		defer func() { stop(); <-watched }()
		worker.Say(organ.Redis, nil)
		worker.Say(organ.Redis, errors.New("dial tcp: connection refused"))
		dbtest.Until(t, "the site knows",
			func() bool { return site.ails(t) == "[redis: dial tcp: connection refused]" })
		before, _ := site.Ailing(t.Context())
		worker.Say(organ.Redis, errors.New("i/o timeout"))
		if err := worker.beat(t.Context()); err != nil {
			t.Fatal(err)
		}
		after, _ := site.Ailing(t.Context())
		if len(after) != 1 || !after[0].Since.Equal(before[0].Since) || after[0].Text != "i/o timeout" {
			t.Errorf("%v, then %v", before, after)
		}
		worker.Say(organ.Redis, nil)
		dbtest.Until(t, "the site knows that it is over", func() bool { return site.ails(t) == "[]" })
		worker.Say(organ.Mail, context.Canceled) // a cancelled call is no result
		if got := worker.ails(t); got != "[]" {
			t.Error(got)
		}
	})
}

// The site notices workers that no longer report.
func TestWorkersThatFellSilent(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		site := board(d, "site")
		site.Say(organ.Web, nil)
		site.words[organ.Web].Since = time.Now().Add(-time.Hour)
		if got := site.ails(t); got != "[worker: ]" {
			t.Errorf("no worker ever: %s", got)
		}
		worker := board(d, "worker")
		worker.Say(organ.Worker, nil)
		if err := worker.beat(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := site.ails(t); got != "[]" {
			t.Errorf("a worker: %s", got)
		}
		last := time.Now().Add(-10 * time.Minute)
		if _, err := d.Write().NewRaw("update pulses set seen_at = ? where who = 'worker'",
			last.UTC()).Exec(t.Context()); err != nil {
			t.Fatal(err)
		}
		all, err := site.Ailing(t.Context())
		if err != nil || len(all) != 1 || all[0].Organ != organ.Worker || all[0].Since.Sub(last).Abs() > time.Second {
			t.Errorf("%v %v", all, err)
		}
	})
}

// Containers on the network of their host have one name, and each is process 1: they are different processes all the
// same.
func TestTwoProcessesOfOneNameAndNumber(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		site, worker := New(d), New(d)
		site.Say(organ.Web, nil)
		site.words[organ.Web].Since = time.Now().Add(-time.Hour)
		worker.Say(organ.Worker, nil)
		worker.Say(organ.Redis, errors.New("connection refused"))
		if err := worker.beat(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := site.ails(t); got != "[redis: connection refused]" {
			t.Errorf("the site hears %s", got)
		}
	})
}

// A full disk keeps no news of itself: the process that saw it says so, until something can be stored again.
func TestAFullDiskIsTold(t *testing.T) {
	dbtest.EachFailing(t, func(t *testing.T, d *dbtest.Failing) {
		site := board(d.DB, "site")
		d.Fail(d.Full())
		if err := d.Tx(t.Context(), func(context.Context, db.Q) error { return nil }); err == nil {
			t.Fatal("stored")
		}
		d.Work() // so that it can be read
		if got := site.ails(t); got != "[disk: "+d.Full().Error()+"]" {
			t.Error(got)
		}
		if err := site.beat(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := site.ails(t); got != "[]" {
			t.Errorf("stored again: %s", got)
		}
		d.Fail(d.Full())
		site.TryDisk(t.Context())
		d.Work()
		if got := site.ails(t); got != "[disk: "+d.Full().Error()+"]" {
			t.Errorf("a command that tries: %s", got)
		}
	})
}

// Each site knows how many there are: one that has stopped no longer counts.
func TestHowManySites(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		one, other := board(d, "one"), board(d, "other")
		if got := one.Sites(); got != 1 {
			t.Errorf("alone: %d", got)
		}
		for _, b := range []*Board{one, other, one} {
			b.Say(organ.Web, nil)
			if err := b.beat(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if got := one.Sites(); got != 2 {
			t.Errorf("beside another: %d", got)
		}
		if _, err := d.Write().NewRaw("update pulses set seen_at = ? where who = 'other'",
			time.Now().Add(-10*time.Minute).UTC()).Exec(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := one.beat(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := one.Sites(); got != 1 {
			t.Errorf("after the other stopped: %d", got)
		}
	})
}
