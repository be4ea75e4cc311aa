package booking

import (
	"cmp"
	"flag"
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/pricing"
	"cartable/app/domain/town"
)

// TestMain draws more cases than rapid's default of a hundred; -rapid.checks and RAPID_CHECKS override it.
func TestMain(m *testing.M) {
	if os.Getenv("RAPID_CHECKS") == "" {
		flag.Set("rapid.checks", "2000")
	}
	os.Exit(m.Run())
}

// scene is a household, its town and its neighbours on three days, as plain lists: the slow rules below read them, and
// facts builds from them the Facts that the code under test reads.
type scene struct {
	now          time.Time
	catalogue    *town.Catalogue
	balances     map[int64]money.Cents
	enrolments   []Enrolment
	reservations []Reservation
	others       map[SlotKey]Slot // places and waiting seats of people who are not in this scene
	elsewhere    map[int64][]Elsewhere
	draft        []Line
}

var firstDay = day("2026-11-24")

func (s *scene) facts() *Facts {
	f := NewFacts(s.now, s.catalogue, household)
	f.Balances = s.balances
	for _, e := range s.enrolments {
		f.AddEnrolment(e)
	}
	for k, slot := range s.others {
		f.Slots[k] = slot
	}
	for _, r := range s.reservations {
		f.AddReservation(r)
		f.move(f.Town.ActivityByID(r.ActivityID), r.Key, r.Status, +1)
	}
	for child, all := range s.elsewhere {
		for _, e := range all {
			f.AddElsewhere(child, e)
		}
	}
	for _, l := range s.draft {
		f.AddDraft(l)
	}
	return f
}

func (s *scene) String() string {
	text := fmt.Sprintf("at %s, balances %v\n", s.now.In(paris), s.balances)
	for _, p := range s.catalogue.Pools {
		text += fmt.Sprintf("pool %d: %s places, %s wait\n", p.ID, or(p.Capacity), or(p.Waitlist))
	}
	for _, a := range s.catalogue.Activities {
		text += fmt.Sprintf("activity %d: %s–%s, book %s, cancel %s, %s, with %v, openings %v, category %d, pools",
			a.ID, a.Start, a.End, a.BookBy, a.CancelBy, a.Allot, a.Compatible, a.Openings, a.Category.ID)
		for _, p := range a.Pools {
			text += fmt.Sprint(" ", p.ID)
		}
		text += "\n"
	}
	for _, r := range s.reservations {
		text += fmt.Sprintf("held: %v %s by %d, billed %t\n", r.Key, r.Status, r.FamilyID, r.Billed)
	}
	return text + fmt.Sprintf("others %v\nelsewhere %v\nenrolments %v\ndraft %v\n", s.others, s.elsewhere, s.enrolments,
		s.draft)
}

func or(n *int) string {
	if n == nil {
		return "no limit of"
	}
	return fmt.Sprint(*n)
}

func anyScene(t *rapid.T) *scene {
	maybe := func(label string, most int) *int {
		if i := rapid.IntRange(0, most+1).Draw(t, label); i <= most {
			return &i
		}
		return nil
	}
	one := func(label string, of int) bool { return rapid.IntRange(1, of).Draw(t, label) == of }
	s := &scene{
		now: at("2026-11-23 12:00:00").Add(time.Duration(rapid.IntRange(0, 10).Draw(t, "now"))*6*time.Hour +
			time.Duration(rapid.IntRange(0, 1).Draw(t, "second"))*time.Second),
		balances: map[int64]money.Cents{}, others: map[SlotKey]Slot{}, elsewhere: map[int64][]Elsewhere{},
		catalogue: &town.Catalogue{Structure: town.Structure{Zone: civil.ZoneA, Closures: map[civil.Date]string{}},
			Loc: paris},
	}
	c := s.catalogue
	for id := int64(1); id <= 2; id++ {
		w := &town.Wallet{ID: id}
		c.Wallets = append(c.Wallets, w)
		c.Categories = append(c.Categories, &town.Category{ID: 10 + id, Wallet: w, Floor: cents(-1000)})
		s.balances[id] = rapid.SampledFrom([]money.Cents{0, -999, -1000, -1500}).Draw(t, "balance")
	}
	for id := int64(1); id <= 3; id++ {
		c.Pools = append(c.Pools,
			&town.Pool{ID: id, Places: town.Places{Capacity: maybe("capacity", 3), Waitlist: maybe("waiting list", 2)}})
		for i := range 3 {
			s.others[SlotKey{id, firstDay.AddDays(i)}] = Slot{Accepted: rapid.IntRange(0, 2).Draw(t, "taken"),
				Waiting: rapid.IntRange(0, 4).Draw(t, "wait") / 3}
		}
	}
	rules := []string{"none", "J-0 09:00", "J-1 18:00", "J-2 12:00", "JO-1 12:00"}
	subsets := [][]int{{0}, {1}, {0, 1}, {2}, {1, 2}, nil}
	for id := int64(1); id <= 4; id++ {
		start := rapid.IntRange(8, 12).Draw(t, "start")
		a := &town.Activity{ID: id, Name: fmt.Sprint("activity ", id),
			Category: c.Categories[rapid.IntRange(0, 1).Draw(t, "category")],
			Weekdays: [8]bool{1: true, 2: true, 3: true, 4: true, 5: true, 6: true, 7: true}, Term: town.TermAll,
			From: firstDay - 100, To: firstDay + 100, Start: civil.TimeOfDay(start * 60),
			End:      civil.TimeOfDay((start + rapid.IntRange(1, 3).Draw(t, "hours")) * 60),
			BookBy:   rule(rapid.SampledFrom(rules).Draw(t, "book by")),
			CancelBy: rule(rapid.SampledFrom(rules).Draw(t, "cancel by")),
			Allot: rapid.SampledFrom([]town.Allot{town.Immediate, town.Immediate, town.Immediate, town.Nightly,
				town.Manual}).Draw(t, "allot"),
			Openings: map[civil.Date]bool{}, Compatible: map[int64]bool{},
			Tariffs: []pricing.Tariff{{ID: id, From: 1, Price: cents(100)}}}
		for _, p := range rapid.SampledFrom(subsets).Draw(t, "pools") {
			a.Pools = append(a.Pools, c.Pools[p])
		}
		if one("closed once", 4) {
			a.Openings[firstDay+1] = false
		}
		for _, other := range c.Activities {
			if one("compatible", 3) {
				a.Compatible[other.ID], other.Compatible[id] = true, true
			}
		}
		c.Activities = append(c.Activities, a)
	}
	c.Index()
	for child := lea; child <= tom; child++ {
		for id := int64(1); id <= 4; id++ {
			e := Enrolment{ChildID: child, ActivityID: id, From: firstDay - 50, To: firstDay + 50, Priority: int(id)}
			if one("ends early", 6) {
				e.To = firstDay
			}
			s.enrolments = append(s.enrolments, e)
		}
	}
	for range rapid.IntRange(0, 7).Draw(t, "reservations") {
		r := Reservation{ID: int64(len(s.reservations) + 1), Key: anyKey(t), FamilyID: household,
			Status: rapid.SampledFrom([]Status{Accepted, Accepted, Waitlisted, Pending, Refused}).Draw(t, "status"),
			Billed: one("billed", 10)}
		if one("the other household's", 8) {
			r.FamilyID = otherHousehold
		}
		if s.find(r.Key) == nil {
			s.reservations = append(s.reservations, r)
		}
	}
	if one("elsewhere", 3) {
		s.elsewhere[lea] = []Elsewhere{{Date: firstDay, Name: "elsewhere", Start: 600, End: 690}}
	}
	return s
}

func anyKey(t *rapid.T) Key {
	return Key{rapid.Int64Range(lea, tom).Draw(t, "child"), rapid.Int64Range(1, 4).Draw(t, "activity"),
		firstDay.AddDays(rapid.IntRange(0, 2).Draw(t, "day"))}
}

// anyLines draws changes to draft, at most one per key, as a draft keeps them. Half of them make sense.
func anyLines(t *rapid.T, s *scene) (lines []Line) {
	for range rapid.IntRange(0, 9).Draw(t, "lines") {
		l := Line{anyKey(t), rapid.SampledFrom([]Kind{Add, Add, Cancel}).Draw(t, "kind")}
		if rapid.Bool().Draw(t, "sensible") {
			if l.Kind = Add; s.find(l.Key) != nil {
				l.Kind = Cancel
			}
		}
		if !slices.ContainsFunc(lines, func(old Line) bool { return old.Key == l.Key }) {
			lines = append(lines, l)
		}
	}
	return lines
}

// find returns what holds a day, or was refused to the family itself: what was refused to the other household is no
// matter of this one.
func (s *scene) find(k Key) *Reservation {
	for i := range s.reservations {
		if r := &s.reservations[i]; r.Key == k && (r.FamilyID == household || r.Status != Refused) {
			return r
		}
	}
	return nil
}

func (s *scene) drafted(k Key) Kind {
	for _, l := range s.draft {
		if l.Key == k {
			return l.Kind
		}
	}
	return None
}

// count returns how many requests have a place in a pool on a date, and how many wait for one.
func (s *scene) count(p *town.Pool, d civil.Date) (accepted, waiting int) {
	accepted, waiting = s.others[SlotKey{p.ID, d}].Accepted, s.others[SlotKey{p.ID, d}].Waiting
	for _, r := range s.reservations {
		if r.Date != d || !slices.Contains(s.catalogue.ActivityByID(r.ActivityID).Pools, p) {
			continue
		}
		switch r.Status {
		case Accepted:
			if s.drafted(r.Key) != Cancel {
				accepted++
			}
		case Waitlisted:
			waiting++
		}
	}
	return accepted, waiting
}

// crosses reports whether a child would have to be at two places at once, and whether one of them is a booking of the
// other household.
func (s *scene) crosses(child int64, a *town.Activity, d civil.Date) (why Reason) {
	for _, b := range s.catalogue.Activities {
		k := Key{child, b.ID, d}
		there, theirs := s.drafted(k) == Add, false
		if r := s.find(k); r != nil && s.drafted(k) != Cancel && r.Status != Refused {
			there, theirs = true, r.FamilyID != household
		}
		if !there || b == a || a.Compatible[b.ID] {
			continue
		}
		for hour := a.Start; hour < a.End; hour += 60 { // activities of a scene start on the hour
			if b.Start <= hour && hour < b.End {
				if theirs {
					return OverlapThere
				}
				why = Overlap
			}
		}
	}
	if slices.ContainsFunc(s.elsewhere[child], func(e Elsewhere) bool {
		return e.Date == d && max(e.Start, a.Start) < min(e.End, a.End)
	}) {
		return Overlap
	}
	return why
}

// slowly applies DOMAIN.md 3 to the lists.
func (s *scene) slowly(child int64, a *town.Activity, d civil.Date) (State, Reason) {
	today := civil.Of(s.now.In(paris))
	working := func(d civil.Date) bool { return civil.WorkingDay(d, false) }
	if r := s.find(Key{child, a.ID, d}); r != nil {
		state, locked := Requested, RequestedLocked
		if r.Status == Accepted {
			state, locked = Booked, BookedLocked
		}
		switch {
		case r.FamilyID != household:
			return locked, OtherFamily
		case r.Billed || r.Attendance != "":
			return locked, AlreadySettled
		case d < today || !a.CancelBy.Allows(s.now, d, paris, working):
			return locked, TooLateToCancel
		}
		return state, ""
	}
	enrolled := slices.ContainsFunc(s.enrolments, func(e Enrolment) bool {
		return e.ChildID == child && e.ActivityID == a.ID && e.From <= d && d <= e.To
	})
	open, said := a.Openings[d]
	switch {
	case said && !open:
		return Closed, ClosedDay
	case !enrolled:
		return Closed, NotEnrolled
	case d < today || !a.BookBy.Allows(s.now, d, paris, working):
		return Closed, TooLateToBook
	case s.balances[a.Category.Wallet.ID] <= *a.Category.Floor:
		return Closed, DebtBlocks
	case s.crosses(child, a, d) != "":
		return Closed, s.crosses(child, a, d)
	}
	free, room := true, true
	why := Reason("")
	for _, p := range a.Pools {
		accepted, waiting := s.count(p, d)
		free = free && waiting == 0 && (p.Capacity == nil || accepted < *p.Capacity)
		if room && p.Waitlist != nil && waiting >= *p.Waitlist {
			room, why = false, WaitlistFull
			if *p.Waitlist == 0 {
				why = NoPlace
			}
		}
	}
	switch {
	case free:
		return Available, ""
	case room:
		return Waitlist, ""
	}
	return Full, why
}

// validate treats lines one at a time on the lists, reading everything again for each.
func (s *scene) validate(lines []Line) (told []string) {
	todo := slices.Clone(lines)
	slices.SortFunc(todo, func(a, b Line) int {
		if a.Kind != b.Kind {
			if a.Kind == Cancel {
				return -1
			}
			return 1
		}
		return cmp.Or(int(a.Date-b.Date), int(a.ChildID-b.ChildID), int(a.ActivityID-b.ActivityID))
	})
	for _, l := range todo {
		a := s.catalogue.ActivityByID(l.ActivityID)
		state, why := s.slowly(l.ChildID, a, l.Date)
		result := ResultUntreated
		reserved := state == Booked || state == Requested || state == BookedLocked || state == RequestedLocked
		switch {
		case l.Kind == Cancel && (state == Booked || state == Requested):
			result = ResultCancelled
			s.reservations = slices.DeleteFunc(s.reservations, func(r Reservation) bool { return r.Key == l.Key })
		case l.Kind == Cancel && !reserved:
			why = NothingToCancel
		case l.Kind == Add && reserved && why != OtherFamily:
			why = AlreadyBooked
		case l.Kind == Add && (state == Available || state == Waitlist):
			result = map[State]Result{Available: ResultAccepted, Waitlist: ResultWaitlisted}[state]
			if a.Allot != town.Immediate {
				result = ResultPending
			}
			s.reservations = append(s.reservations, Reservation{Key: l.Key, FamilyID: household,
				Status: Status(result)})
		}
		told = append(told, line(l, result, why))
	}
	return told
}

func line(l Line, r Result, why Reason) string { return fmt.Sprint(l.Kind, l.Key, r, why) }

func lines(outcomes []Outcome) (told []string) {
	for _, o := range outcomes {
		told = append(told, line(o.Line, o.Result, o.Reason))
	}
	return told
}

// The state of each day, with a draft over it, matches a slow reading of the rules; and a box that may be set reads
// back as it was set.
func TestJudgeAgreesWithTheSlowRule(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyScene(t)
		for _, l := range anyLines(t, s) { // a page drafts only what a click may do
			if d := s.facts().Judge(l.ChildID, s.catalogue.ActivityByID(l.ActivityID),
				l.Date); d.DraftFor(l.Kind == Add) == l.Kind {
				s.draft = append(s.draft, l)
			}
		}
		f := s.facts()
		child := rapid.Int64Range(lea, tom).Draw(t, "child")
		for i := range 12 {
			a, d := s.catalogue.Activities[i%4], firstDay.AddDays(i/4)
			got := f.Judge(child, a, d)
			if state, why := s.slowly(child, a, d); got.State != state || got.Reason != why {
				t.Fatalf("%schild %d, activity %d, %s: %s %q, want %s %q", s, child, a.ID, d, got.State, got.Reason,
					state, why)
			}
			if (got.Reason == "") != (got.State == Available || got.State == Waitlist || got.State == Booked ||
				got.State == Requested) {
				t.Fatalf("%s%s for the reason %q", s, got.State, got.Reason)
			}
			if again := f.Judge(child, a, d); again != got {
				t.Fatalf("%sasked twice: %+v, %+v", s, got, again)
			}
		}
		k := anyKey(t)
		a := s.catalogue.ActivityByID(k.ActivityID)
		got := f.Judge(k.ChildID, a, k.Date)
		for _, want := range []bool{true, false} {
			after := s.with(k, got.DraftFor(want))
			read := after.facts().Judge(k.ChildID, a, k.Date)
			if read.State != got.State || read.Reason != got.Reason {
				t.Fatalf("%sone's own draft changes the state of the day: %s, then %s", s, got.State, read.State)
			}
			if got.Tickable() && read.Ticked() != want {
				t.Fatalf("%s%v set to %t reads %t", s, k, want, read.Ticked())
			}
			if read.DraftFor(want) != read.Draft {
				t.Fatalf("%s%v set to %t twice drafts %q, then %q", s, k, want, read.Draft, read.DraftFor(want))
			}
		}
	})
}

// with returns the scene with another draft of one day.
func (s *scene) with(k Key, kind Kind) *scene {
	changed := *s
	changed.draft = slices.DeleteFunc(slices.Clone(s.draft), func(l Line) bool { return l.Key == k })
	if kind != None {
		changed.draft = append(changed.draft, Line{k, kind})
	}
	return &changed
}

// The state of a day is the outcome of validating that day alone.
func TestTreatKeepsThePromiseOfTheDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyScene(t)
		k := anyKey(t)
		a := s.catalogue.ActivityByID(k.ActivityID)
		p := s.facts().Judge(k.ChildID, a, k.Date)
		for _, kind := range []Kind{Add, Cancel} {
			o := s.facts().Treat([]Line{{k, kind}})[0]
			may := kind == Add && (p.State == Available || p.State == Waitlist) || kind == Cancel &&
				(p.State == Booked || p.State == Requested)
			if treated := o.Result != ResultUntreated; treated != may || treated && p.DraftFor(kind == Add) != kind {
				t.Fatalf("%s%v is %s, and to %s is %s (%s)", s, k, p.State, kind, o.Result, o.Reason)
			}
			if kind == Add && a.Allot == town.Immediate && (o.Result == ResultAccepted) != (p.State == Available) {
				t.Fatalf("%s%v is %s, and %s", s, k, p.State, o.Result)
			}
		}
	})
}

func TestTreatAgreesWithTheSlowRule(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyScene(t)
		asked := anyLines(t, s)
		got := lines(s.facts().Treat(asked))
		after := *s
		after.reservations = slices.Clone(s.reservations)
		if want := after.validate(asked); !slices.Equal(got, want) {
			t.Fatalf("%sgot  %v\nwant %v", s, got, want)
		}
	})
}

// Whatever the request: one outcome per line, never more accepted than places, nobody overtaken, no child at two
// places; the order of the lines does not matter; the recap matches the validation; a second validation changes
// nothing.
func TestTreatIsSound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyScene(t)
		asked := anyLines(t, s)
		f := s.facts()
		before := s.facts().Slots
		outcomes := f.Treat(asked)

		if len(outcomes) != len(asked) {
			t.Fatalf("%s%d lines, %d outcomes", s, len(asked), len(outcomes))
		}
		cancelling := true
		given, left := map[SlotKey]Slot{}, map[SlotKey]Slot{}
		for i, o := range outcomes {
			if !slices.Contains(asked, o.Line) ||
				slices.ContainsFunc(outcomes[:i], func(other Outcome) bool { return other.Line == o.Line }) {
				t.Fatalf("%s%v was not asked, or is answered twice", s, o.Line)
			}
			if cancelling = cancelling && o.Kind == Cancel; !cancelling && o.Kind == Cancel {
				t.Fatalf("%sa cancellation after a booking", s)
			}
			legal := o.Kind == Add && (o.Result == ResultAccepted || o.Result == ResultWaitlisted ||
				o.Result == ResultPending) ||
				o.Kind == Cancel && o.Result == ResultCancelled || o.Result == ResultUntreated
			if !legal || (o.Reason != "") != (o.Result == ResultUntreated) ||
				o.Reservation == nil && o.Result == ResultCancelled || o.Reservation != nil && o.Kind == Add {
				t.Fatalf("%s%v: %+v", s, o.Line, o)
			}
			if o.Result == ResultCancelled && (o.Reservation.Key != o.Key || o.Reservation.FamilyID != household ||
				o.Reservation.Billed) {
				t.Fatalf("%s%v gives up %+v", s, o.Line, o.Reservation)
			}
			if o.Kind == Add && o.Result != ResultUntreated && s.balances[o.Activity.Category.Wallet.ID] <= -1000 {
				t.Fatalf("%s%v is treated in spite of a debt", s, o.Line)
			}
			for _, p := range o.Activity.Pools {
				k := SlotKey{p.ID, o.Date}
				g, l := given[k], left[k]
				switch {
				case o.Result == ResultAccepted:
					g.Accepted++
				case o.Result == ResultWaitlisted:
					g.Waiting++
				case o.Result == ResultCancelled && o.Reservation.Status == Accepted:
					l.Accepted++
				case o.Result == ResultCancelled && o.Reservation.Status == Waitlisted:
					l.Waiting++
				}
				given[k], left[k] = g, l
			}
		}
		for _, p := range s.catalogue.Pools {
			for i := range 3 {
				k := SlotKey{p.ID, firstDay.AddDays(i)}
				was, is, g, l := before[k], f.Slots[k], given[k], left[k]
				if is.Accepted != was.Accepted-l.Accepted+g.Accepted || is.Waiting != was.Waiting-l.Waiting+g.Waiting {
					t.Fatalf("%s%v: %v, and %v after giving %v and taking back %v", s, k, was, is, g, l)
				}
				if g.Accepted > 0 && p.Capacity != nil && is.Accepted > *p.Capacity {
					t.Fatalf("%s%v: %d accepted for %d places", s, k, is.Accepted, *p.Capacity)
				}
				if g.Accepted > 0 && was.Waiting > l.Waiting {
					t.Fatalf("%s%v: %d are accepted past %d who wait", s, k, g.Accepted, was.Waiting-l.Waiting)
				}
				if g.Waiting > 0 && p.Waitlist != nil && is.Waiting > *p.Waitlist {
					t.Fatalf("%s%v: %d wait, %d may", s, k, is.Waiting, *p.Waitlist)
				}
			}
		}
		for _, o := range outcomes {
			if o.Kind == Cancel || o.Result == ResultUntreated {
				continue
			}
			for _, r := range f.byDay[childDate{o.ChildID, o.Date}] {
				if r.Status.Holds() && f.Town.ActivityByID(r.ActivityID).Overlaps(o.Activity) {
					t.Fatalf("%s%v goes through beside %v", s, o.Line, r.Key)
				}
			}
			for _, e := range s.elsewhere[o.ChildID] {
				if e.Date == o.Date && e.Start < o.Activity.End && o.Activity.Start < e.End {
					t.Fatalf("%s%v goes through beside an engagement elsewhere", s, o.Line)
				}
			}
		}

		told := lines(outcomes)
		if recap := lines(s.facts().Treat(asked)); !slices.Equal(recap, told) {
			t.Fatalf("%sthe same facts give %v\nthen %v", s, told, recap)
		}
		shuffled := rapid.Permutation(asked).Draw(t, "order")
		if other := lines(s.facts().Treat(shuffled)); !slices.Equal(other, told) {
			t.Fatalf("%sanother order of the same lines gives %v\nnot %v", s, other, told)
		}
		for _, o := range f.Treat(asked) {
			if o.Result != ResultUntreated {
				t.Fatalf("%ssent again, %v is %s once more", s, o.Line, o.Result)
			}
		}
	})
}

// As time passes a day only closes: a day that could no longer be booked or cancelled never can again.
func TestTimeOnlyCloses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyScene(t)
		later := *s
		later.now = s.now.Add(time.Duration(rapid.Int64Range(0, int64(96*time.Hour)).Draw(t, "later")))
		k := anyKey(t)
		a := s.catalogue.ActivityByID(k.ActivityID)
		was, is := s.facts().Judge(k.ChildID, a, k.Date), later.facts().Judge(k.ChildID, a, k.Date)
		if !was.Tickable() && is.Tickable() {
			t.Fatalf("%s%v was %s and is %s at %s", s, k, was.State, is.State, later.now)
		}
		if was.State != is.State && is.Reason != TooLateToBook && is.Reason != TooLateToCancel {
			t.Fatalf("%s%v was %s and is %s (%s) at %s", s, k, was.State, is.State, is.Reason, later.now)
		}
	})
}

// An opening of bookings holds back what could be booked, and nothing else: until its instant those days say when, and
// from then on every day is as it would be without it.
func TestAnOpeningOfBookingsOnlyHoldsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, k := anyScene(t), anyKey(t)
		a := s.catalogue.ActivityByID(k.ActivityID)
		without := s.facts().Judge(k.ChildID, a, k.Date)
		opens := s.now.Add(time.Duration(rapid.IntRange(-60, 60).Draw(t, "minutes")) * time.Minute).In(paris)
		from := k.Date - civil.Date(rapid.IntRange(0, 2).Draw(t, "before"))
		a.Releases = []town.Release{{From: from, To: from + 1, On: civil.Of(opens), At: civil.TimeOf(opens)}}
		is := s.facts().Judge(k.ChildID, a, k.Date)
		at := s.catalogue.ReleasedAt(a, k.Date)
		waits := s.now.Before(at) && k.Date <= from+1 && without.Reservation == nil
		switch {
		case !waits || slices.Contains([]Reason{ClosedDay, NotEnrolled, TooLateToBook}, without.Reason):
			if is.State != without.State || is.Reason != without.Reason || !is.Opens.IsZero() {
				t.Fatalf("%s%v is %s (%s), and %s (%s) without %+v", s, k, is.State, is.Reason, without.State,
					without.Reason, a.Releases)
			}
		case is.State != Closed || is.Reason != NotYetOpen || !is.Opens.Equal(at) || is.DraftFor(true) == Add &&
			is.Draft != Add:
			t.Fatalf("%s%v is %s (%s) before %s", s, k, is.State, is.Reason, at)
		}
	})
}
