package night_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"cartable/app/domain/fault"
	"cartable/app/night"
	"cartable/db"
	"cartable/db/dbtest"
)

// twoTowns adds a second structure after the bench's own.
func twoTowns(t *testing.T, d *db.DB) (b *bench, other db.Structure) {
	t.Helper()
	b = newBench(t, d)
	b.Activity("RESTO", nil)
	other = db.Structure{Code: "agglo", Name: "Agglomération", Zone: "A", NightAt: 30, Revision: 1}
	if _, err := d.Write().NewInsert().Model(&other).Exec(t.Context()); err != nil {
		t.Fatal(err)
	}
	return b, other
}

func states(t *testing.T, d *db.DB) map[int64]string {
	t.Helper()
	var runs []db.Run
	if err := d.Read().NewSelect().Model(&runs).Scan(t.Context()); err != nil {
		t.Fatal(err)
	}
	all := map[int64]string{}
	for _, r := range runs {
		all[r.StructureID] = r.State
	}
	return all
}

// A town whose settings cannot be read has no night, but the towns after it have theirs.
func TestATownThatFailsHoldsBackNoOther(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b, other := twoTowns(t, d)
		if _, err := d.Write().ExecContext(t.Context(), "update activities set book_by = 'un jour'"); err != nil {
			t.Fatal(err)
		}
		if err := b.night.Due(t.Context()); err == nil || !strings.Contains(err.Error(), "structure 1: ") {
			t.Errorf("the town that fails is not named: %v", err)
		}
		if all := states(t, d); len(all) != 1 || all[other.ID] != db.RunDone {
			t.Errorf("the other town: %v", all)
		}
	})
}

// A run that cannot continue, even because of a panic, does not stop the others.
func TestARunThatFailsHoldsBackNoOther(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b, other := twoTowns(t, d)
		unfinished := func() {
			t.Helper()
			for _, query := range []string{"delete from runs", "update structures set updated_through = null"} {
				if _, err := d.Write().ExecContext(t.Context(), query); err != nil {
					t.Fatal(err)
				}
			}
			for i, id := range []int64{b.Structure.ID, other.ID} {
				run := db.Run{StructureID: id, BusinessDate: 739944, Cutoff: noon.UTC(), AsOf: noon.UTC(),
					Origin: night.FromSchedule, State: db.RunReporting,
					Pass: 1, StartedAt: noon.Add(time.Duration(i)).UTC()}
				if _, err := d.Write().NewInsert().Model(&run).Exec(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
		}
		check := func(what string, err error) {
			t.Helper()
			if err == nil || !strings.Contains(err.Error(), "run ") {
				t.Errorf("%s: the run that fails is not named: %v", what, err)
			}
			if all := states(t, d); all[b.Structure.ID] != db.RunReporting || all[other.ID] != db.RunDone {
				t.Errorf("%s: %v", what, all)
			}
		}
		unfinished()
		calm, first := b.night.Now, true
		b.night.Now = func() time.Time {
			if first {
				first = false
				panic("DUPONT Amalia")
			}
			return calm()
		}
		err := b.night.AdvanceAll(context.Background())
		check("a panic", err)
		if p, ok := fault.AsPanic(err); !ok || !strings.Contains(p.Stack, "together_test.go") ||
			strings.Contains(p.Error()+p.Stack, "DUPONT") {
			t.Errorf("the stack of the panic: %v", err)
		}
		unfinished()
		refuse := []string{"create trigger no before update on structures when new.id = 1 begin select raise(abort, " +
			"'no'); end"}
		if d.Postgres() {
			refuse = []string{"create function no() returns trigger language plpgsql as $$ begin raise exception " +
				"'no'; end $$",
				"create trigger no before update on structures for each row when (new.id = 1) execute function no()"}
		}
		for _, query := range refuse {
			if _, err := d.Write().ExecContext(t.Context(), query); err != nil {
				t.Fatal(err)
			}
		}
		check("an error", b.night.AdvanceAll(t.Context()))
	})
}

// A panic in a shard becomes an error with its stack, which contains no data of what was being settled.
func TestAPanicInAShardKeepsItsStack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newBench(t, d)
		meal := b.Activity("RESTO", nil)
		f := b.Family(1, meal)
		b.set(f, "RESTO", true, 1, 3)
		run, _, err := b.night.StartNow(t.Context(), b.Structure.ID, 0, night.FromCommand)
		if err != nil {
			t.Fatal(err)
		}
		var shard db.RunShard
		if err := d.Read().NewSelect().Model(&shard).Where("run_id = ?",
			run.ID).Limit(1).Scan(t.Context()); err != nil {
			t.Fatal(err)
		}
		b.night.Now = func() time.Time { panic("DUPONT Amalia") }
		err = b.night.Settle(t.Context(), shard.ID)
		if p, ok := fault.AsPanic(err); !ok || !strings.Contains(p.Stack, "settle.go") ||
			strings.Contains(err.Error()+p.Stack, "DUPONT") {
			t.Errorf("got %v", err)
		}
	})
}

// Several workers start the nights of towns without anything to do at the same instant: each night is run once, and
// nobody reports an error, although some find that another process has begun and ended it meanwhile.
func TestWorkersThatStartAnEmptyNightTogether(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newBench(t, d)
		for range 30 {
			b.now = b.now.AddDate(0, 0, 1)
			var all sync.WaitGroup
			for range 6 {
				all.Go(func() {
					if err := b.night.Due(t.Context()); err != nil {
						t.Error(err)
					}
				})
			}
			all.Wait()
		}
		dbtest.Want(t, d, "select count(*), count(distinct business_date) from runs where state = 'done'", "30 30")
	})
}
