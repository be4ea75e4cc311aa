package effect

import (
	"fmt"
	"math/rand"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/town"
	"cartable/app/domain/wallet"
)

// crowd draws reservations and drafts of a fortnight around today.
func crowd(t *rapid.T) Facts {
	f := Facts{Now: now, Pupils: map[int64]town.Pupil{}, Families: map[int64]Family{},
		Dearer: money.Cents(rapid.IntRange(0, 500).Draw(t, "dearer"))}
	for id := range int64(6) {
		f.Families[id] = Family{Reachable: id%3 != 0}
		f.Pupils[id] = town.Pupil{School: id % 3, Birth: civil.New(2015+int(id), 6, 1)}
	}
	day := func(of string) civil.Date { return gone + civil.Date(rapid.IntRange(0, 14).Draw(t, of)) }
	seen := map[booking.Key]bool{}
	for i := range rapid.IntRange(0, 25).Draw(t, "reservations") {
		status := rapid.SampledFrom([]booking.Status{booking.Accepted, booking.Accepted, booking.Waitlisted,
			booking.Pending, booking.Refused, booking.Cancelled})
		r := held(int64(i+1), rapid.Int64Range(0, 5).Draw(t, "child"), rapid.Int64Range(1, 2).Draw(t, "activity"),
			day("date"), status.Draw(t, "status"))
		if seen[r.Key] {
			continue
		}
		seen[r.Key] = true
		if r.Status == booking.Accepted && r.Date < monday {
			r.Attendance = rapid.SampledFrom([]string{"", string(wallet.Present),
				string(wallet.AbsentUnjustified)}).Draw(t, "tick")
			if r.Billed = rapid.Bool().Draw(t, "billed"); r.Billed {
				r.Debited = 400
			}
		}
		r.ByTown = rapid.Bool().Draw(t, "by town")
		f.Reservations = append(f.Reservations, r)
	}
	for i := range rapid.IntRange(0, 8).Draw(t, "lines") {
		l := drafted(rapid.Int64Range(0, 5).Draw(t, "who"), rapid.Int64Range(1, 2).Draw(t, "what"), day("when"))
		l.DraftID = int64(i + 1)
		f.Drafts = append(f.Drafts, l)
	}
	return f
}

// upheaval draws any change of the catalogue.
func upheaval(t *rapid.T) (before, after *town.Catalogue) {
	s := herisson()
	s.Town.Schools = []*town.School{{ID: 1}, {ID: 2}}
	changed := s.Clone()
	for range rapid.IntRange(0, 4).Draw(t, "changes") {
		a := changed.Town.Activities[rapid.IntRange(0, 1).Draw(t, "of")]
		d := gone + civil.Date(rapid.IntRange(0, 14).Draw(t, "on"))
		places := new(rapid.IntRange(0, 5).Draw(t, "places"))
		switch rapid.IntRange(0, 10).Draw(t, "change") {
		case 0:
			changed.Town.Structure.Closures[d] = "Grève"
		case 1:
			a.Weekdays[d.Weekday()] = !a.Weekdays[d.Weekday()]
		case 2:
			changed.Town.Pools[0].Capacity = places
		case 3:
			changed.Town.Pools[0].ByDate[d] = town.Places{Capacity: places}
		case 4:
			a.End += civil.TimeOfDay(rapid.IntRange(0, 300).Draw(t, "longer"))
		case 5:
			a.CancelBy = rule(rapid.SampledFrom([]string{"J-3 12:00", "none", "JO-1 09:00"}).Draw(t, "limit"))
		case 6:
			a.Tariffs[0].Price = new(money.Cents(rapid.IntRange(300, 500).Draw(t, "price")))
		case 7:
			a.From, a.To = d, a.To-civil.Date(rapid.IntRange(0, 230).Draw(t, "earlier"))
		case 9:
			a.Ages = town.Ages{From: new(rapid.IntRange(3, 8).Draw(t, "age"))}
		case 10:
			a.Schools = changed.Town.Schools[:rapid.IntRange(0, 2).Draw(t, "schools")]
		case 8:
			a.Openings[d] = rapid.Bool().Draw(t, "open")
		}
	}
	return s.Town, changed.Town
}

// No object has two outcomes, only accepted reservations are cancelled, money is given back once, and the order of the
// rows does not matter.
func TestEachThingHasOneOutcome(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := crowd(t)
		before, changed := upheaval(t)
		e := Of(before, changed, f)
		status := map[int64]Reservation{}
		for _, r := range f.Reservations {
			status[r.ID] = r
		}
		fate := map[int64]string{}
		once := func(what string, id int64) {
			if fate[id] != "" {
				t.Fatalf("%d is %s and %s", id, fate[id], what)
			}
			fate[id] = what
		}
		mailed := map[int64]int{}
		for _, m := range e.Mails {
			mailed[m.FamilyID]++
		}
		back, told := money.Cents(0), money.Cents(0)
		for _, l := range e.Cancelled {
			once("cancelled", l.ReservationID)
			r := status[l.ReservationID]
			if r.Status != booking.Accepted || l.Back != r.Debited || mailed[l.FamilyID] != 1 ||
				r.Attendance == string(wallet.Present) {
				t.Fatalf("%+v of %+v, %d mails", l, r, mailed[l.FamilyID])
			}
			back += l.Back
		}
		for _, l := range e.Withdrawn {
			once("withdrawn", l.ReservationID)
			if s := status[l.ReservationID].Status; s != booking.Waitlisted && s != booking.Pending ||
				mailed[l.FamilyID] != 1 {
				t.Fatalf("%+v was %s, %d mails", l, s, mailed[l.FamilyID])
			}
		}
		for _, id := range e.Outside {
			if status[id].Status != booking.Accepted || fate[id] != "" {
				t.Fatalf("%d is kept and %s", id, fate[id])
			}
		}
		for _, r := range e.Repriced {
			once("repriced", r.ReservationID)
			back += r.Was - r.Becomes
		}
		for _, p := range e.Served {
			once("served", p.ReservationID)
		}
		for _, m := range slices.Concat(e.Mails, e.Optional) {
			told += m.Back
		}
		if told != back || e.Counts().Back != back {
			t.Fatalf("%d is given back, %d is told", back, told)
		}
		lines := map[int64]bool{}
		for _, l := range slices.Concat(e.Dropped, e.Judged) {
			if lines[l.DraftID] {
				t.Fatalf("the line %d is dropped and judged", l.DraftID)
			}
			lines[l.DraftID] = true
		}
		// Never more places than exist: the served requests fit into the remaining places.
		for _, d := range []civil.Date{monday, thursday, thursday + 1} {
			n, capacity := 0, changed.Pools[0].On(d).Capacity
			for _, r := range f.Reservations {
				if r.Date == d && r.ActivityID == meal && (r.Status == booking.Accepted &&
					fate[r.ID] != "cancelled" || fate[r.ID] == "served") {
					n++
				}
			}
			for _, o := range e.Over {
				if o.Date == d && o.Excess > 0 {
					n -= o.Excess
				}
			}
			if slices.ContainsFunc(e.Served, func(p Place) bool { return p.Date == d && p.ActivityID == meal }) &&
				n > *capacity {
				t.Fatalf("%s: %d for %d places", d, n, *capacity)
			}
		}
		shuffled := f
		shuffled.Reservations, shuffled.Drafts = slices.Clone(f.Reservations), slices.Clone(f.Drafts)
		by := rand.New(rand.NewSource(rapid.Int64().Draw(t, "order")))
		by.Shuffle(len(f.Reservations), func(i, j int) {
			shuffled.Reservations[i], shuffled.Reservations[j] = shuffled.Reservations[j], shuffled.Reservations[i]
		})
		by.Shuffle(len(f.Drafts), func(i, j int) {
			shuffled.Drafts[i], shuffled.Drafts[j] = shuffled.Drafts[j],
				shuffled.Drafts[i]
		})
		if again := Of(before, changed, shuffled); fmt.Sprintf("%+v", again) != fmt.Sprintf("%+v", e) {
			t.Fatalf("another order:\n%+v\n%+v", e, again)
		}
		if same := picture(Of(changed, changed, f)); same != "" {
			t.Fatalf("nothing changed and %s", same)
		}
	})
}

// Fewer places cancel nobody, whatever the status, and take nothing from anybody.
func TestLoweringCancelsNobody(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f, s := crowd(t), herisson()
		changed := s.Clone()
		changed.Town.Pools[0].Capacity = new(rapid.IntRange(0, 2).Draw(t, "places"))
		changed.Town.Pools[0].Waitlist = new(rapid.IntRange(0, 2).Draw(t, "waiting"))
		e := Of(s.Town, changed.Town, f)
		if len(e.Cancelled)+len(e.Withdrawn)+len(e.Dropped)+len(e.Mails)+len(e.Served) > 0 || e.Counts().Back != 0 {
			t.Fatal(picture(e))
		}
		for _, o := range e.Over {
			if o.Excess != o.Accepted-*changed.Town.Pools[0].Capacity || o.Excess <= 0 {
				t.Fatalf("%+v", o)
			}
		}
	})
}

// Removing weekdays has the effect of closing the future days that are lost.
func TestNarrowingIsClosing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f, s := crowd(t), herisson()
		narrowed, closed := s.Clone(), s.Clone()
		for _, day := range rapid.SliceOfDistinct(rapid.IntRange(1, 7), rapid.ID[int]).Draw(t, "weekdays") {
			midi(narrowed).Weekdays[day] = false
		}
		midi(narrowed).To -= civil.Date(rapid.IntRange(0, 207).Draw(t, "earlier"))
		for d := monday; d <= midi(s).To; d++ {
			was, _ := s.Town.OpenOn(midi(s), d)
			if is, _ := narrowed.Town.OpenOn(midi(narrowed), d); was == town.Open && is != town.Open {
				midi(closed).Openings[d] = false
			}
		}
		plain := func(e Effect) string {
			for _, list := range [][]Loss{e.Cancelled, e.Withdrawn, e.Attended} {
				for i := range list {
					list[i].Cause, list[i].Why = "", ""
				}
			}
			for i := range e.Dropped {
				e.Dropped[i].Causes, e.Dropped[i].Why = nil, ""
			}
			for i := range e.Mails {
				e.Mails[i].Causes = nil
			}
			e.Causes = nil
			return fmt.Sprintf("%+v", e)
		}
		a, b := plain(Of(s.Town, narrowed.Town, f)), plain(Of(s.Town, closed.Town, f))
		if a != b {
			t.Fatalf("narrowed:\n%s\nclosed:\n%s", a, b)
		}
	})
}
