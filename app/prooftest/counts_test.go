package prooftest

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"cartable/app/desk"
	"cartable/app/desk/desktest"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/town"
	"cartable/app/load"
	"cartable/app/night"
	"cartable/app/portal"
	"cartable/db"
	"cartable/db/dbtest"
)

// ticking is a town in which everything that changes a reservation is done, in any order: the counts of places, which
// move by what changes, must always be those that a count of the reservations gives.
type ticking struct {
	*desktest.Counter
	t      *testing.T
	portal *portal.Portal
	homes  []dbtest.Family
	mu     sync.Mutex
	calls  int
}

func newTicking(t *testing.T, d *db.DB) *ticking {
	c := desktest.NewCounter(t, d)
	c.Activity("CLUB", func(a *db.Activity) { a.Allot, a.StartAt, a.EndAt = "nightly", 17*60, 18*60 },
		c.Pool("club", 1, 1))
	w := &ticking{Counter: c, t: t}
	for n := range 4 {
		w.homes = append(w.homes, c.Family(1+n%2, c.Meal, c.Care, c.Care+1))
	}
	w.portal = &portal.Portal{DB: d, Catalogues: c.Night.Catalogues, Now: w.now, SecretKey: []byte("a key of a test"),
		BaseURL: "http://localhost:8080"}
	c.Office.Now, c.Night.Now = w.now, w.now
	return w
}

// now is a clock that moves at each call, so that a night has something new before its cut-off.
func (w *ticking) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.calls++
	return w.Now.Add(time.Duration(w.calls) * time.Millisecond)
}

var sheets = []string{"RESTO", "SOIR", "CLUB"}

func (w *ticking) day(r *rand.Rand) civil.Date { return civil.New(2026, 12, 8) + civil.Date(r.IntN(4)) }

// deeds are what parents, staff, the night and the town's settings do.
func (w *ticking) deeds() map[string]func(context.Context, *rand.Rand) error {
	return map[string]func(context.Context, *rand.Rand) error{
		"validate": w.validate,
		"another":  w.validate, // parents do so more often than others
		"third":    w.validate,
		"came": func(ctx context.Context, r *rand.Rand) error {
			f := w.homes[r.IntN(len(w.homes))]
			return w.Office.Came(ctx, w.Desk, sheets[r.IntN(2)], desktest.Thursday-civil.Date(r.IntN(2)),
				f.Children[r.IntN(len(f.Children))], f.ID)
		},
		"night":    w.night,
		"import":   w.load,
		"move":     w.move,
		"capacity": w.places,
		"close": func(ctx context.Context, _ *rand.Rand) error { // the night refuses what waits for that day
			return w.set(ctx, func(*db.Town) []town.Noun {
				return []town.Noun{town.ClosureEntry{Date: civil.New(2026, 12, 8), Label: "Pont"}}
			})
		},
	}
}

// validate ticks and unticks days of a child, and validates.
func (w *ticking) validate(ctx context.Context, r *rand.Rand) error {
	f := w.homes[r.IntN(len(w.homes))]
	v := portal.Viewer{AccountID: f.AccountID, FamilyID: f.ID, StructureID: w.Structure.ID, Revision: 1, Families: 1}
	boxes := portal.Boxes{ChildID: f.Children[r.IntN(len(f.Children))], Activity: sheets[r.IntN(len(sheets))],
		Month: civil.MonthOf(2026, time.December)}
	for d := civil.New(2026, 12, 8); d < civil.New(2026, 12, 12); d++ {
		boxes.Shown = append(boxes.Shown, d)
		if r.IntN(2) == 0 {
			boxes.Ticked = append(boxes.Ticked, d)
		}
	}
	if _, err := w.portal.Save(ctx, v, boxes); err != nil {
		return err
	}
	recap, err := w.portal.Recap(ctx, v)
	if err != nil {
		return err
	}
	_, err = w.portal.Validate(ctx, v, recap.RecapKey)
	return err
}

func (w *ticking) night(ctx context.Context, _ *rand.Rand) error {
	run, nothing, err := w.Night.StartNow(ctx, w.Structure.ID, 0, night.FromCommand)
	if err != nil || nothing {
		return err
	}
	for _, kind := range []string{db.ShardDebit, db.ShardSettle, db.ShardReport} {
		var shards []int64
		if err := w.DB.Read().NewSelect().Table("run_shards").Column("id").Where("run_id = ? and kind = ?", run.ID,
			kind).Scan(ctx, &shards); err != nil {
			return err
		}
		do := w.Night.Settle
		if kind == db.ShardReport {
			do = w.Night.Report
		}
		for _, id := range shards {
			if err := do(ctx, id); err != nil {
				return err
			}
		}
	}
	return nil
}

// load imports a day of a child in some state.
func (w *ticking) load(ctx context.Context, r *rand.Rand) error {
	states := []booking.Status{booking.Accepted, booking.Waitlisted, booking.Pending, booking.Cancelled}
	child := 1 + r.IntN(len(w.homes))
	folder := fstest.MapFS{"reservations.csv": {Data: fmt.Appendf(nil,
		"structure,child,activity,date,state,requested_at,transmitted\nmairie,E%03d0,%s,%s,%s,2026-11-%02dT08:00:00Z,no\n",
		child, sheets[r.IntN(len(sheets))], w.day(r), states[r.IntN(len(states))], 1+r.IntN(20))}}
	_, err := load.Import(ctx, w.DB, folder, load.Options{Now: w.now()})
	return err
}

// move makes an activity draw on another pool.
func (w *ticking) move(ctx context.Context, r *rand.Rand) error {
	code := sheets[r.IntN(len(sheets))]
	return w.set(ctx, func(held *db.Town) []town.Noun {
		for _, n := range held.All(town.NounActivity) {
			if a := n.(town.ActivityEntry); a.Code == code {
				a.Pools = []string{[]string{"cantine", "soir", "club"}[r.IntN(3)]}
				return []town.Noun{a}
			}
		}
		return nil
	})
}

func (w *ticking) places(ctx context.Context, r *rand.Rand) error {
	return w.set(ctx, func(*db.Town) []town.Noun {
		capacity, waiting := r.IntN(4), r.IntN(3)
		return []town.Noun{town.PoolEntry{Code: "cantine", Name: "cantine", Capacity: &capacity, Waitlist: &waiting}}
	})
}

func (w *ticking) set(ctx context.Context, nouns func(*db.Town) []town.Noun) error {
	return w.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		held, err := q.HoldTown(ctx, w.Structure.ID)
		if err != nil {
			return err
		}
		changes, err := held.Changes(nouns(held))
		if err == nil {
			_, err = held.Apply(ctx, changes, func(c town.Change) db.JournalEntry { // as every change of staff
				return db.JournalEntry{At: w.now().UTC(), Action: desk.ActionOf(c), Subject: c.Key()}
			})
		}
		return err
	})
}

// do does something at random, which may be refused.
func (w *ticking) do(r *rand.Rand) (name string) {
	deeds := w.deeds()
	names := slices.Sorted(maps.Keys(deeds))
	name = names[r.IntN(len(names))]
	err := deeds[name](context.Background(), r)
	if kind := fault.KindOf(err); kind != "" && kind != fault.Invalid && kind != fault.Conflict &&
		kind != fault.NotFound {
		w.t.Errorf("%s: %v", name, err)
	}
	return name
}

// miscounted returns the slots whose counts are not those of their reservations.
func (w *ticking) miscounted() (wrong []string) {
	found, err := w.DB.Read().Check(context.Background())
	if err != nil {
		w.t.Fatal(err)
	}
	return slices.DeleteFunc(found, func(one string) bool { return !strings.HasPrefix(one, "places ") })
}

func TestTheCountsAreThoseOfTheReservations(t *testing.T) {
	each(t, func(t *testing.T, address string) {
		w := newTicking(t, open(t, address))
		seed := rand.Uint64()
		r := rand.New(rand.NewPCG(seed, 1))
		var done []string
		seen := map[string]int{}
		for range 150 {
			done = append(done, w.do(r))
			for state, n := range w.States() {
				seen[state] = max(seen[state], n)
			}
			if wrong := w.miscounted(); len(wrong) > 0 {
				t.Fatalf("seed %d, after %s: %q", seed, strings.Join(done, ", "), wrong)
			}
		}
		if len(seen) < 4 { // a refusal needs a night after a closure: most walks have one
			t.Errorf("too little happened: %v", seen)
		}
	})
}

// The same at once, on several connections.
func TestTheCountsAreThoseOfTheReservationsWhateverIsDoneAtOnce(t *testing.T) {
	each(t, func(t *testing.T, address string) {
		w := newTicking(t, open(t, address))
		seed := rand.Uint64()
		for round := range uint64(8) {
			var all sync.WaitGroup
			for n := range uint64(6) {
				all.Go(func() {
					r := rand.New(rand.NewPCG(seed+round, n))
					for range 4 {
						w.do(r)
					}
				})
			}
			all.Wait()
			if wrong := w.miscounted(); len(wrong) > 0 {
				t.Fatalf("seed %d, round %d: %q", seed, round, wrong)
			}
		}
	})
}

// A count that somebody wrote by hand into the database is found by the check, and put right when asked.
func TestCheckRepairsTheCounts(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, address string) {
		d := open(t, address)
		w := dbtest.NewTown(t, d)
		pool := w.Pool("cantine", 10, 5)
		insert(t, d, db.Slot{PoolID: pool, Date: tuesday, Accepted: 3})
		env := environment(t, "DATABASE_URL="+address)
		if code, out, _ := run(t, env, "check"); code != 1 || !strings.Contains(out, "places cantine, 2026-12-01") {
			t.Errorf("%d: %s", code, out)
		}
		if said := command(t, env, "check", "--repair"); said != "Tout tombe juste.\n" {
			t.Error(said)
		}
		dbtest.Want(t, d, "select accepted from slots", "0")
	})
}
