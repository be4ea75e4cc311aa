package prooftest

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"cartable/app/domain/civil"
	"cartable/db"
	"cartable/db/dbtest"
)

// The opening minute: parents who are signed in book ten dates on which there are not places for all, in an old town,
// through two web processes behind one address. Each reads the home page and the month of one child, taps two days and
// sees the month of the other, taps a third, reads the recap, validates and reads the confirmation.
//
// Whatever the speed: no request fails, places go in the order of validation, and who must wait for a page is told so
// and gets it. The suite does this with a few parents; OPENING=60s, as in `make rush`, with a thousand, once evenly and
// once in a bunch, prints the figures and holds them against their aims.
func TestTheOpeningMinute(t *testing.T) {
	asked := os.Getenv("OPENING")
	if asked == "" {
		o := newOpening(t, 50, 100, 1)
		o.run("in a bunch", december, 3*time.Second, bunched)
		return
	}
	length, err := time.ParseDuration(asked)
	if err != nil {
		t.Fatal(err)
	}
	o := newOpening(t, 1000, 2000, 10)
	o.run("evenly", december, length, evenly).aims(t)
	o.run("in a bunch", january, length, bunched).aims(t)
}

const (
	pageAim   = 250 * time.Millisecond // at the 95th percentile, of every kind of request
	memoryAim = 80_000_000             // of a web process at its peak
	bentAim   = time.Second            // between two parents who are served in the other order
	eachTaps  = 3
	eachAsks  = 9
	hotDates  = 10
)

// A shape is when the parent i of n starts, and the pause between two requests, as shares of the whole length.
type shape func(share float64) (start, pause float64)

// evenly keeps the number of requests a second the same; bunched has it rise to twice as much in the middle.
func evenly(share float64) (start, pause float64)  { return share * .87, .13 / (eachAsks - 1) }
func bunched(share float64) (start, pause float64) { return share / 2, .5 / eachAsks }

var december, january = civil.MonthOf(2026, time.December), civil.MonthOf(2027, time.January)

// opening is the town and its two processes.
type opening struct {
	t       *testing.T
	d       *db.DB
	hot     int64 // the activity that everybody wants
	places  int   // on each date
	sites   [2]*process
	parents []*racer
}

func newOpening(t *testing.T, parents, families, years int) *opening {
	t.Helper()
	address := dbtest.PostgresURL(t)
	d := open(t, address)
	begin := time.Now()
	o := &opening{t: t, d: d, places: parents * eachTaps / hotDates * 2 / 3} // for two of three
	w, visits := dbtest.NewAged(t, d, families, years)
	o.hot = w.Activity("ATELIER", func(a *db.Activity) { // not at the hours of the canteen, which many have booked
		a.Weekdays, a.StartAt, a.EndAt = "12345", 17*60, 18*60
	}, w.Pool("atelier", o.places, -1))
	long := civil.New(2026, 9, 1)
	var children []db.Child
	for n := range parents {
		// Children of one name and birth date are one child to a validation, which would wait for the others.
		children = append(children, db.Child{StructureID: 1, Code: fmt.Sprintf("CADET%d", n+1),
			LastName: fmt.Sprintf("CADET%d", n+1), FirstName: "Zoé", BirthDate: civil.New(2020, 3, 1)})
	}
	children = insert(t, d, children...)
	var belongs []db.FamilyChild
	var enrolments []db.Enrolment
	var sessions []db.Session
	for n := range parents {
		id := int64(n + 1) // families, accounts and children of an aged town have the same numbers
		belongs = append(belongs, db.FamilyChild{FamilyID: id, ChildID: children[n].ID, StructureID: 1})
		for _, child := range []int64{id, children[n].ID} {
			enrolments = append(enrolments, db.Enrolment{ChildID: child, ActivityID: o.hot, FromDate: long,
				ToDate: civil.New(2027, 7, 2)})
		}
		token := fmt.Sprintf("session-of-%d-%s", id, strings.Repeat("x", 32))
		sessions = append(sessions, session(token, id, id, 1))
		o.parents = append(o.parents, &racer{number: n, family: id, elder: id, younger: children[n].ID, session: token})
	}
	insert(t, d, belongs...)
	insert(t, d, enrolments...)
	insert(t, d, sessions...)
	for _, line := range []string{
		"update drafts set revision = 1000000", // an aged town has validations of drafts that it does not count
		"vacuum analyze",
	} {
		if _, err := d.Write().ExecContext(t.Context(), line); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d families, %d years, %d bookings: made in %s", families, years, visits,
		time.Since(begin).Round(time.Second))
	for i := range o.sites {
		o.sites[i] = serving(t, environment(t, "DATABASE_URL="+address), "web")
	}
	return o
}

// dates returns the ten working days of a month that everybody wants.
func (o *opening) dates(month civil.Month) (all []civil.Date) {
	for d := month.First() + 10; len(all) < hotDates; d++ {
		if civil.WorkingDay(d, false) {
			all = append(all, d)
		}
	}
	return all
}

// run lets all parents book, and checks what must be true whatever the speed.
func (o *opening) run(name string, month civil.Month, length time.Duration, as shape) *figures {
	o.t.Helper()
	f := &figures{name: name, length: length, parents: o.parents}
	var busy [2]time.Duration
	for i, s := range o.sites {
		busy[i] = s.processor()
		s.forgetPeak()
	}
	race := newRace(o.sites[0].url, o.sites[1].url, month, o.dates(month))
	race.run(o.t, o.parents, length, as)
	f.asks, f.failed = race.asks, race.failed
	for i, s := range o.sites {
		f.peaks[i], f.now[i], f.busy[i] = s.peak(), s.memory(), s.processor()-busy[i]
	}
	f.print(o.t)
	for wrong, n := range race.failed {
		o.t.Errorf("%d × %s", n, wrong)
	}
	o.inOrder(race.dates)
	return f
}

// inOrder checks that the places of every date went in the order of validation: as the database numbers it, and as the
// parents saw it.
func (o *opening) inOrder(dates []civil.Date) {
	o.t.Helper()
	type line struct {
		Date           civil.Date
		State          string
		FamilyID       int64
		RequestedAt    time.Time
		ID, Validation int64
		At             time.Time
	}
	var lines []line
	if err := o.d.Read().NewRaw(`select r.date, r.state, r.family_id, r.requested_at, r.id, v.id as validation, v.at
		from reservations r join movements m on m.reservation_id = r.id join validations v on v.id = m.validation_id
		where r.activity_id = ? and r.date >= ? and r.date <= ? order by r.date, r.requested_at, r.id`,
		o.hot, dates[0], dates[len(dates)-1]).Scan(o.t.Context(), &lines); err != nil {
		o.t.Fatal(err)
	}
	if want := len(o.parents) * eachTaps; len(lines) != want {
		o.t.Errorf("%d requests are stored, of %d", len(lines), want)
	}
	rank := map[int64]int{} // by family, over all dates: a validation has one instant
	accepted := map[civil.Date]int{}
	waits := map[civil.Date]bool{}
	for i, l := range lines {
		switch l.State {
		case "accepted":
			if accepted[l.Date]++; waits[l.Date] {
				o.t.Errorf("%s: family %d has a place, and one that validated before waits", l.Date, l.FamilyID)
			}
		case "waitlisted":
			waits[l.Date] = true
		default:
			o.t.Errorf("%s: family %d is %s", l.Date, l.FamilyID, l.State)
		}
		if i > 0 && l.Date == lines[i-1].Date && l.ID < lines[i-1].ID {
			o.t.Errorf("%s: the numbers of %d and %d are not in the order of validation", l.Date, lines[i-1].ID, l.ID)
		}
		if !l.At.Equal(l.RequestedAt) {
			o.t.Errorf("the validation %d is of %s, its request of %s", l.Validation, l.At, l.RequestedAt)
		}
	}
	for _, date := range dates {
		if n := count(o.t, o.d, "slots", "pool_id = (select pool_id from activity_pools where activity_id = ?) and "+
			"date = ? and accepted = ?", o.hot, date, accepted[date]); n != 1 {
			o.t.Errorf("%s: the count of its places is not %d", date, accepted[date])
		}
		if waits[date] && accepted[date] != o.places {
			o.t.Errorf("%s: %d places are taken of %d, and others wait", date, accepted[date], o.places)
		}
	}
	slices.SortStableFunc(lines, func(a, b line) int { return a.RequestedAt.Compare(b.RequestedAt) })
	for i, l := range lines {
		rank[l.FamilyID] = i
	}
	byAnswer := slices.Clone(o.parents)
	slices.SortFunc(byAnswer, func(a, b *racer) int { return a.validated.Compare(b.validated) })
	bySent := slices.Clone(o.parents)
	slices.SortFunc(bySent, func(a, b *racer) int { return a.validates.Compare(b.validates) })
	last, answered := -1, 0 // the highest rank of those who were answered before somebody sent theirs
	for _, p := range bySent {
		for answered < len(byAnswer) && byAnswer[answered].validated.Before(p.validates) {
			last = max(last, rank[byAnswer[answered].family])
			answered++
		}
		if rank[p.family] < last {
			o.t.Errorf("family %d validated after another one had its answer, and stands before it", p.family)
		}
	}
}

// figures are what a run measured.
type figures struct {
	name    string
	length  time.Duration
	parents []*racer
	asks    []asked
	failed  map[string]int
	peaks   [2]int // memory of the processes, in bytes
	now     [2]int
	busy    [2]time.Duration
}

// share returns a percentile of sorted times.
func share(list []time.Duration, percent float64) time.Duration {
	if len(list) == 0 {
		return 0
	}
	return list[min(len(list)-1, int(float64(len(list))*percent/100))].Round(100 * time.Microsecond)
}

// kinds returns the times of each kind of request, sorted, with all of them under "all".
func (f *figures) kinds() (names []string, times map[string][]time.Duration) {
	times = map[string][]time.Duration{}
	for _, a := range f.asks {
		if a.waited {
			times["after the wait"] = append(times["after the wait"], a.took)
			continue
		}
		if !slices.Contains(names, a.kind) {
			names = append(names, a.kind)
		}
		times[a.kind] = append(times[a.kind], a.took)
		if a.kind != waitingPage {
			times["all"] = append(times["all"], a.took)
		}
	}
	for _, list := range times {
		slices.Sort(list)
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Compare(slices.Index(kinds, a), slices.Index(kinds, b))
	})
	return append(names, "all", "after the wait"), times
}

func (f *figures) print(t *testing.T) {
	t.Helper()
	names, times := f.kinds()
	var b strings.Builder
	fmt.Fprintf(
		&b,
		"%d parents, %s, %s:\n%-16s %6s %9s %9s %9s %9s\n",
		len(f.parents),
		f.name,
		f.length,
		"",
		"n",
		"p50",
		"p95",
		"p99",
		"longest",
	)
	for _, name := range names {
		list := times[name]
		fmt.Fprintf(
			&b,
			"%-16s %6d %9s %9s %9s %9s\n",
			name,
			len(list),
			share(list, 50),
			share(list, 95),
			share(list, 99),
			share(list, 100),
		)
	}
	waits, overtaken, bent := f.waits()
	fmt.Fprintf(
		&b,
		"most requests in a second: %d; %d parents waited, the first ranks up to %d, p50 %s, longest %s\n",
		f.most(),
		len(waits),
		f.rank(),
		share(waits, 50).Round(time.Millisecond),
		share(waits, 100).Round(time.Millisecond),
	)
	fmt.Fprintf(&b, "order of arrival: %d were overtaken by somebody who came more than %s later, at most by %s\n",
		overtaken, bentAim, bent.Round(time.Millisecond))
	for i := range f.peaks {
		fmt.Fprintf(&b, "web %d: %d MB at its peak, %d now, %s of CPU\n", i+1, f.peaks[i]/1e6, f.now[i]/1e6,
			f.busy[i].Round(10*time.Millisecond))
	}
	t.Log(b.String())
}

// waits returns how long those waited who were shown the waiting page, how many parents were overtaken, and by how much
// at most the order of arrival was bent.
func (f *figures) waits() (waits []time.Duration, overtaken int, bent time.Duration) {
	order := slices.Clone(f.parents)
	slices.SortFunc(order, func(a, b *racer) int { return a.served.Compare(b.served) })
	latest := order[0].came
	for _, p := range order {
		if p.rank > 0 {
			waits = append(waits, p.served.Sub(p.came))
		}
		late := latest.Sub(p.came)
		if bent = max(bent, late); late > bentAim {
			overtaken++
		}
		if p.came.After(latest) {
			latest = p.came
		}
	}
	slices.Sort(waits)
	return waits, overtaken, bent
}

// rank returns the highest rank that was shown.
func (f *figures) rank() (most int) {
	for _, p := range f.parents {
		most = max(most, p.rank)
	}
	return most
}

// most returns the number of requests, without reloads, that were sent in the busiest second.
func (f *figures) most() (most int) {
	seconds := map[int64]int{}
	for _, a := range f.asks {
		if a.kind != waitingPage {
			seconds[a.at.Unix()]++
			most = max(most, seconds[a.at.Unix()])
		}
	}
	return most
}

// aims compares the figures with their aims.
func (f *figures) aims(t *testing.T) {
	t.Helper()
	_, times := f.kinds()
	if p95 := share(times["all"], 95); p95 > pageAim {
		t.Errorf("%s: a request takes %s at the 95th percentile, more than %s", f.name, p95, pageAim)
	}
	for i, peak := range f.peaks {
		if peak > memoryAim {
			t.Errorf("%s: web %d takes %d MB", f.name, i+1, peak/1e6)
		}
	}
	if _, overtaken, bent := f.waits(); overtaken > 0 {
		t.Errorf("%s: %d parents were overtaken, by up to %s", f.name, overtaken, bent)
	}
}
