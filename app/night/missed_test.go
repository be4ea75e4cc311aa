package night_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"cartable/app/domain/civil"
	"cartable/db"
	"cartable/db/dbtest"
)

// wish is a request in the diary: the portal's answer, and its outcome night after night.
type wish struct {
	id               int64
	number, priority int
	activity         string
	date             civil.Date
	asked, left      time.Time // left is zero while the request is in force
	state            string
}

// diary contains the actions of families while the workers were down, and is the oracle of the missed nights' results.
type diary struct {
	places, room map[string]int
	pools        map[string][]string
	wishes       []*wish
}

// night simulates one night on the requests known at its cut-off, by the rules of DOMAIN.md 7.1 and 7.2 in another
// algorithm than the program's: places are chairs, given out one at a time, starting over after each.
func (y *diary) night(cutoff time.Time, over func(*wish) bool) {
	known := func(w *wish) bool { return !w.asked.After(cutoff) && (w.left.IsZero() || w.left.After(cutoff)) }
	taken := func(pool string) int {
		then, now := 0, 0
		for _, w := range y.wishes {
			if w.state != "accepted" || !slices.Contains(y.pools[w.activity], pool) {
				continue
			}
			if known(w) {
				then++
			}
			if w.left.IsZero() {
				now++
			}
		}
		return max(then, now)
	}
	waiting := func(pool string) (n int) {
		for _, w := range y.wishes {
			if known(w) && w.state == "waitlisted" && slices.Contains(y.pools[w.activity], pool) {
				n++
			}
		}
		return n
	}
	first := func(state string, may func(*wish) bool) (best *wish) {
		for _, w := range y.wishes {
			if known(w) && w.state == state && may(w) && (best == nil ||
				cmp.Or(cmp.Compare(w.priority, best.priority), cmp.Compare(w.number, best.number)) < 0) {
				best = w
			}
		}
		return best
	}
	free := func(w *wish) bool {
		return !slices.ContainsFunc(y.pools[w.activity], func(p string) bool { return taken(p) >= y.places[p] })
	}
	seat := func(w *wish) bool {
		return !slices.ContainsFunc(y.pools[w.activity], func(p string) bool { return waiting(p) >= y.room[p] })
	}
	for _, state := range []string{"waitlisted", "pending"} {
		for w := first(state, free); w != nil; w = first(state, free) {
			w.state = "accepted"
		}
	}
	for _, w := range y.wishes {
		if known(w) && (w.state == "waitlisted" || w.state == "pending") && over(w) {
			w.state = "refused"
		}
	}
	for w := first("pending", seat); w != nil; w = first("pending", seat) {
		w.state = "waitlisted"
	}
}

// on returns the diary of one date: dates share no place.
func (y *diary) on(d civil.Date) *diary {
	one := *y
	one.wishes = nil
	for _, w := range y.wishes {
		if w.date == d {
			one.wishes = append(one.wishes, w)
		}
	}
	return &one
}

// Three nights were missed while families requested and gave up places, some through a server whose clock is ten
// minutes slow. When made up for, each night decides as it would have on time, and transmits the requests validated up
// to its own cut-off.
func TestMissedNightsDecideWhatTheyWouldHaveDecided(t *testing.T) {
	for seed := range uint64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) { missThree(t, d, rand.New(rand.NewPCG(seed, 24))) })
		})
	}
}

func missThree(t *testing.T, d *db.DB, r *rand.Rand) {
	b := newBench(t, d)
	y := &diary{places: map[string]int{"A": 1 + r.IntN(2), "B": 1 + r.IntN(2)},
		room:  map[string]int{"A": 20, "B": r.IntN(3)},
		pools: map[string][]string{"TOUT": {"A"}, "NUIT": {"B"}, "DEUX": {"A", "B"}}}
	pools := map[string]int64{}
	for _, p := range []string{"A", "B"} {
		pools[p] = b.Pool(p, y.places[p], y.room[p])
	}
	activities := map[string]int64{}
	for _, code := range []string{"TOUT", "NUIT", "DEUX"} {
		var on []int64
		for _, p := range y.pools[code] {
			on = append(on, pools[p])
		}
		activities[code] = b.Activity(code, func(a *db.Activity) {
			a.BookBy, a.CancelBy = "J-2 18:00", "J-2 18:00"
			if code != "TOUT" {
				a.Allot = "nightly"
			}
		}, on...)
	}
	codes := []string{"TOUT", "NUIT", "NUIT", "DEUX"}
	// the limits of the first pass before the third night
	dates := []civil.Date{civil.New(2026, 11, 27), civil.New(2026, 12, 1)}
	var families []dbtest.Family
	for i := range 9 {
		families = append(families, b.Family(1, activities[codes[i%len(codes)]]))
		if _, err := d.Write().ExecContext(t.Context(), "update enrolments set priority = ? where child_id = ?",
			r.IntN(2), families[i].Children[0]); err != nil {
			t.Fatal(err)
		}
	}
	b.catchUp()

	start := b.now
	standing := map[string]*wish{}
	events := make([]time.Time, 40)
	for i := range events {
		events[i] = start.Add(time.Duration(r.Int64N(int64(67 * time.Hour))))
	}
	slices.SortFunc(events, time.Time.Compare)
	for n, when := range events {
		i, day := r.IntN(len(families)), dates[r.IntN(len(dates))]
		b.now = when
		if r.IntN(4) == 0 {
			b.now = when.Add(-10 * time.Minute)
		}
		f, code := families[i], codes[i%len(codes)]
		key := fmt.Sprint(i, day)
		b.ask(f, code, standing[key] == nil, day)
		var rows []db.Reservation
		if err := d.Read().NewSelect().Model(&rows).Where("child_id = ? and date = ? and state <> 'cancelled'",
			f.Children[0], day).Scan(t.Context()); err != nil {
			t.Fatal(err)
		}
		switch had := standing[key]; {
		case had == nil && len(rows) == 1:
			w := &wish{id: rows[0].ID, number: n, priority: rows[0].Priority, activity: code, date: day, asked: b.now,
				state: rows[0].State}
			y.wishes, standing[key] = append(y.wishes, w), w
		case had != nil && len(rows) == 0:
			had.left = b.now
			delete(standing, key)
		}
	}

	b.now = at(26, 9, 0)
	b.catchUp()
	var ran []string
	for night := range 3 {
		cutoff := at(24+night, 0, 30)
		ran = append(ran, civil.New(2026, 11, 24+night).String())
		for _, day := range dates {
			y.on(day).night(cutoff, func(w *wish) bool { return cutoff.After(day.AddDays(-2).At(18*60, db.Paris)) })
		}
		for _, w := range y.wishes {
			if w.left.IsZero() || w.left.After(cutoff) {
				continue
			}
			w.state = "cancelled"
		}
	}
	runs := dbtest.Query(t, d, "select business_date from runs where business_date > '2026-11-23' order by id")
	if !slices.Equal(runs, ran) {
		t.Fatalf("the nights were %v", runs)
	}
	for _, w := range y.wishes {
		want := w.state
		if !w.left.IsZero() {
			want = "cancelled"
		}
		dbtest.Want(t, d, fmt.Sprintf("select state from reservations where id = %d", w.id), want)
		transmitted := dbtest.Query(t, d, fmt.Sprintf(`select coalesce(u.business_date, '2026-12-31'), m.kind from
			movements m
			left join runs u on u.id = m.run_id where m.reservation_id = %d and coalesce(m.outcome, '') <> 'withdrawn'
				order by m.id`, w.id))
		if expected := w.nights(); !slices.Equal(transmitted, expected) {
			t.Errorf("%+v was transmitted by %q, not by %q", *w, transmitted, expected)
		}
	}
	dbtest.Want(t, d, `select count(*) from decisions d join runs u on u.id = d.run_id join reservations r on r.id =
		d.reservation_id
		where r.requested_at > u.cutoff`, "0")
	b.Sound()
	if t.Failed() {
		t.Logf("places %v, room %v", y.places, y.room)
		for _, w := range y.wishes {
			t.Logf("%d: %s, %s, class %d, asked %s, left %s, now %s", w.id, w.activity, w.date, w.priority,
				w.asked.Format("02 15:04:05"),
				w.left.Format("02 15:04:05"), w.state)
		}
		t.Log(strings.Join(dbtest.Query(t, d, `select u.business_date, d.reservation_id, d.was, d.became from decisions
			d
			join runs u on u.id = d.run_id union all select u.business_date, m.reservation_id, m.kind, m.outcome from
				movements m
			join runs u on u.id = m.run_id order by 1, 2`), "\n"))
	}
}

// nights returns the nights whose report mentions a wish. A wish given up before any of them is mentioned by none.
func (w *wish) nights() (all []string) {
	if !w.left.IsZero() {
		return nil // no night ran in between: a request given up was never transmitted
	}
	return []string{nightOf(w.asked) + " book"}
}

// nightOf returns the first night after an instant.
func nightOf(when time.Time) string {
	for day := 24; day <= 26; day++ {
		if !when.After(at(day, 0, 30)) {
			return civil.New(2026, 11, day).String()
		}
	}
	return "2026-12-31"
}
