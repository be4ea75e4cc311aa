package town

import (
	"fmt"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"cartable/app/domain/civil"
	"cartable/app/domain/deadline"
)

var paris = func() *time.Location {
	loc, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		panic(err)
	}
	return loc
}()

func date(t testing.TB, s string) civil.Date {
	t.Helper()
	d, err := civil.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func instant(t testing.TB, s string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04:05", s, paris)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func rule(t testing.TB, s string) deadline.Rule {
	t.Helper()
	r, err := deadline.ParseRule(s)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func places(n int) *int { return &n }

// meal returns an activity on Monday, Tuesday, Thursday and Friday of the school year 2026-2027 in zone A.
func meal(t testing.TB) (*Catalogue, *Activity) {
	a := &Activity{ID: 1, Code: "RESTO", Weekdays: [8]bool{1: true, 2: true, 4: true, 5: true}, Term: TermSchool,
		From: date(t, "2026-09-01"), To: date(t, "2027-07-02"), Openings: map[civil.Date]bool{}}
	c := &Catalogue{Loc: paris, Activities: []*Activity{a},
		Structure: Structure{Zone: civil.ZoneA, NightAt: 30, Closures: map[civil.Date]string{}}}
	c.Index()
	return c, a
}

// The precedence of reasons: a line of openings.csv, season, weekday, closure, public holiday, term.
func TestOpenOn(t *testing.T) {
	every := [8]bool{1: true, 2: true, 3: true, 4: true, 5: true, 6: true, 7: true}
	all := func(c *Catalogue, a *Activity) { a.Term, a.Weekdays = TermAll, every }
	closed := func(label string, days ...string) func(*Catalogue, *Activity) {
		return func(c *Catalogue, a *Activity) {
			for _, d := range days {
				c.Structure.Closures[date(t, d)] = label
			}
		}
	}
	opening := func(day string, open bool) func(*Catalogue, *Activity) {
		return func(c *Catalogue, a *Activity) { a.Openings[date(t, day)] = open }
	}
	term := func(term Term) func(*Catalogue, *Activity) {
		return func(c *Catalogue, a *Activity) { a.Term = term }
	}
	type change = func(*Catalogue, *Activity)
	tests := []struct {
		name, day string
		given     []change
		why       Closed
		detail    string
	}{
		{"a school day like another", "2026-12-01", nil, Open, ""},
		{"the first day", "2026-09-01", nil, Open, ""},
		{"the last day", "2027-07-02", nil, Open, ""},
		{"before the first day", "2026-08-31", nil, OutOfSeason, ""},
		{"after the last day", "2027-07-05", nil, OutOfSeason, ""},
		{"never on a Wednesday", "2026-12-02", nil, NotThisWeekday, ""},
		{"never on a Sunday, the last day of the ISO week", "2026-12-06", nil, NotThisWeekday, ""},
		{"on a Sunday where it is offered", "2026-12-06", []change{all}, Open, ""},
		{"closed by the structure", "2026-12-01", []change{closed("Élections", "2026-12-01")}, ClosedByTown,
			"Élections"},
		{"closed without a label", "2026-12-01", []change{closed("", "2026-12-01")}, ClosedByTown, ""},
		{"a public holiday", "2027-05-17", nil, PublicHoliday, "Lundi de Pentecôte"},
		{"a public holiday closes all terms", "2027-05-17", []change{all}, PublicHoliday, "Lundi de Pentecôte"},
		{"26 December is one in Alsace", "2026-12-26",
			[]change{all, func(c *Catalogue, a *Activity) { c.Structure.AlsaceMoselle = true }}, PublicHoliday,
			"Saint-Étienne"},
		{"and not elsewhere", "2026-12-26", []change{all}, Open, ""},
		{"school holidays", "2026-12-21", nil, SchoolHolidays, "Vacances de Noël"},
		{"the last day before the holidays", "2026-12-18", nil, Open, ""},
		{"the day that classes start again", "2027-01-04", nil, Open, ""},
		{"all terms go on in the holidays", "2026-12-21", []change{term(TermAll)}, Open, ""},
		{"all terms on a school day", "2026-12-01", []change{term(TermAll)}, Open, ""},
		{"holidays alone, on a school day", "2026-12-01", []change{term(TermHolidays)}, SchoolDay, ""},
		{"holidays alone, in the holidays", "2026-12-21", []change{term(TermHolidays)}, Open, ""},
		{"holidays alone, on a public holiday in them", "2026-12-25", []change{term(TermHolidays)}, PublicHoliday,
			"Noël"},
		{"another zone has other holidays", "2027-02-08",
			[]change{func(c *Catalogue, a *Activity) { c.Structure.Zone = civil.ZoneC }}, SchoolHolidays,
			"Vacances d'hiver"},
		{"which are school days here", "2027-02-08", nil, Open, ""},

		{"season before weekday", "2026-08-30", nil, OutOfSeason, ""},
		{"season before closure", "2026-08-31", []change{closed("Travaux", "2026-08-31")}, OutOfSeason, ""},
		{"weekday before closure", "2026-12-02", []change{closed("Élections", "2026-12-02")}, NotThisWeekday, ""},
		{"weekday before public holiday", "2026-11-11", nil, NotThisWeekday, ""},
		{"closure before public holiday", "2027-05-17", []change{closed("Fermeture", "2027-05-17")}, ClosedByTown,
			"Fermeture"},
		{"closure before school holidays", "2026-12-21", []change{closed("Fermeture", "2026-12-21")}, ClosedByTown,
			"Fermeture"},
		{"public holiday before school holidays", "2026-12-25", nil, PublicHoliday, "Noël"},

		{"a line opens a Wednesday", "2026-12-02", []change{opening("2026-12-02", true)}, Open, ""},
		{"a line opens a day out of season", "2026-08-31", []change{opening("2026-08-31", true)}, Open, ""},
		{"a line opens a public holiday", "2027-05-17", []change{opening("2027-05-17", true)}, Open, ""},
		{"a line opens a day of the holidays", "2026-12-21", []change{opening("2026-12-21", true)}, Open, ""},
		{"a line opens a day that the structure closed", "2026-12-01", []change{closed("Élections", "2026-12-01"),
			opening("2026-12-01", true)}, Open, ""},
		{"a line closes a day", "2026-12-01", []change{opening("2026-12-01", false)}, ClosedByTown, ""},
		{"a line closes a day, and the closure has a label", "2026-12-01", []change{closed("Élections", "2026-12-01"),
			opening("2026-12-01", false)}, ClosedByTown, "Élections"},
		{"a line closes before the season is asked", "2026-08-31", []change{opening("2026-08-31", false)}, ClosedByTown,
			""},
		{"a line says nothing of other days", "2026-12-01", []change{opening("2026-12-03", false)}, Open, ""},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			c, a := meal(t)
			for _, change := range tc.given {
				change(c, a)
			}
			if why, detail := c.OpenOn(a, date(t, tc.day)); why != tc.why || detail != tc.detail {
				t.Errorf("%s is %q (%q), want %q (%q)", tc.day, why, detail, tc.why, tc.detail)
			}
		})
	}
}

func TestWeekdaysBetween(t *testing.T) {
	c, a := meal(t)
	tests := []struct{ from, to, want string }{
		{"2026-12-01", "2026-12-31", "1 2 4 5"},
		{"2026-12-01", "2026-12-02", "2"},
		{"2026-11-30", "2026-12-01", "1 2"},
		{"2026-12-19", "2027-01-03", ""}, // holidays
		{"2026-11-09", "2026-11-15", "1 2 4 5"},
		{"2026-12-02", "2026-12-01", ""},
	}
	for _, tc := range tests {
		var got []string
		for day, open := range c.WeekdaysBetween(a, date(t, tc.from), date(t, tc.to)) {
			if open {
				got = append(got, fmt.Sprint(day))
			}
		}
		if got := strings.Join(got, " "); got != tc.want {
			t.Errorf("from %s to %s: %q, want %q", tc.from, tc.to, got, tc.want)
		}
	}
}

func TestPlacesOfADate(t *testing.T) {
	day := date(t, "2026-12-01")
	tests := []struct {
		name      string
		own, date Places
		want      string
	}{
		{"the pool's own", Places{places(10), places(5)}, Places{}, "10/5"},
		{"no limits", Places{}, Places{}, "-/-"},
		{"the date changes both", Places{places(10), places(5)}, Places{places(3), places(1)}, "3/1"},
		{"the date closes all places", Places{places(10), places(5)}, Places{places(0), places(0)}, "0/0"},
		{"the date changes the capacity alone", Places{places(10), places(5)}, Places{Capacity: places(3)}, "3/5"},
		{"the date changes the waiting list alone", Places{places(10), nil}, Places{Waitlist: places(1)}, "10/1"},
		{"the date limits what has no limit", Places{}, Places{places(3), nil}, "3/-"},
	}
	show := func(n *int) string {
		if n == nil {
			return "-"
		}
		return fmt.Sprint(*n)
	}
	for _, tc := range tests {
		p := &Pool{Places: tc.own, ByDate: map[civil.Date]Places{day: tc.date}}
		if got := p.On(day); show(got.Capacity)+"/"+show(got.Waitlist) != tc.want {
			t.Errorf("%s: %s/%s, want %s", tc.name, show(got.Capacity), show(got.Waitlist), tc.want)
		}
		if got := p.On(day + 1); got != tc.own {
			t.Errorf("%s: the next day is changed too", tc.name)
		}
	}
}

func TestOverlaps(t *testing.T) {
	tests := []struct {
		name                   string
		start, end, start2, e2 civil.TimeOfDay
		compatible, want       bool
	}{
		{"one after the other", 480, 720, 720, 1080, false, false},
		{"a minute too long", 480, 721, 720, 1080, false, true},
		{"one inside the other", 480, 1080, 690, 810, false, true},
		{"the same hours", 690, 810, 690, 810, false, true},
		{"apart", 480, 540, 990, 1110, false, false},
		{"compatible, one inside the other", 480, 1080, 690, 810, true, false},
	}
	for _, tc := range tests {
		a, b := &Activity{ID: 1, Start: tc.start, End: tc.end}, &Activity{ID: 2, Start: tc.start2, End: tc.e2}
		if tc.compatible {
			a.Compatible, b.Compatible = map[int64]bool{2: true}, map[int64]bool{1: true}
		}
		if a.Overlaps(b) != tc.want || b.Overlaps(a) != tc.want {
			t.Errorf("%s: %t and %t, want %t", tc.name, a.Overlaps(b), b.Overlaps(a), tc.want)
		}
		if a.Overlaps(a) {
			t.Errorf("%s: an activity excludes itself", tc.name)
		}
	}
}

// The limit follows the rule, and is never after the day itself.
func TestLimits(t *testing.T) {
	tests := []struct{ rule, day, want string }{
		{"J-2 12:00", "2026-12-01", "2026-11-29 12:00:00 +0100"},
		{"JO-2 12:00", "2026-12-01", "2026-11-27 12:00:00 +0100"},
		{"JO-1 12:00", "2026-12-28", "2026-12-24 12:00:00 +0100"},
		{"J-0 09:00", "2026-12-01", "2026-12-01 09:00:00 +0100"},
		{"none", "2026-12-01", "2026-12-01 23:59:59 +0100"},
		{"none", "2026-10-25", "2026-10-25 23:59:59 +0100"}, // a day of 25 hours
		{"none", "2027-03-28", "2027-03-28 23:59:59 +0200"}, // a day of 23
		{"J-1 02:30", "2027-03-29", "2027-03-28 03:00:00 +0200"},
		{"J-1 02:30", "2026-10-26", "2026-10-25 02:30:00 +0200"}, // the first of the two
	}
	c, a := meal(t)
	for _, tc := range tests {
		for name, limit := range map[string]func(*Activity, civil.Date) time.Time{"booking": c.BookingLimit,
			"cancelling": c.CancelLimit} {
			a.BookBy, a.CancelBy = deadline.Rule{}, rule(t, tc.rule)
			if name == "booking" {
				a.BookBy, a.CancelBy = a.CancelBy, a.BookBy
			}
			if got := limit(a, date(t, tc.day)).Format("2006-01-02 15:04:05 -0700"); got != tc.want {
				t.Errorf("%s %s for %s is %s, want %s", name, tc.rule, tc.day, got, tc.want)
			}
		}
	}
	a.BookBy, a.CancelBy = deadline.Rule{}, deadline.Rule{}
	long := instant(t, "2000-01-01 00:00:00")
	if !c.BookingLimit(a, date(t, "2026-12-01")).Before(long) || !c.CancelLimit(a, date(t, "2026-12-01")).Before(long) {
		t.Error("a rule that was forgotten allows something")
	}
	c.Structure.AlsaceMoselle = true
	a.BookBy = rule(t, "JO-1 12:00")
	if got := c.BookingLimit(a, date(t, "2028-12-27")); !got.Equal(instant(t, "2028-12-22 12:00:00")) {
		t.Errorf("26 December 2028 is a Tuesday without work in Alsace, got %s", got)
	}
}

func TestNextNight(t *testing.T) {
	tests := []struct{ night, after, want string }{
		{"00:30", "2026-11-23 12:00:00", "2026-11-24 00:30:00 +0100"},
		{"00:30", "2026-11-23 00:29:59", "2026-11-23 00:30:00 +0100"},
		{"00:30", "2026-11-23 00:30:00", "2026-11-24 00:30:00 +0100"}, // the night of that date has passed
		{"00:30", "2026-12-31 23:59:59", "2027-01-01 00:30:00 +0100"},
		{"22:00", "2026-11-23 21:59:59", "2026-11-23 22:00:00 +0100"},
		{"22:00", "2026-11-23 22:00:01", "2026-11-24 22:00:00 +0100"},
		// The night to 25 October 2026 repeats an hour, that to 28 March 2027 skips one.
		{"00:30", "2026-10-24 12:00:00", "2026-10-25 00:30:00 +0200"},
		{"00:30", "2026-10-25 00:30:00", "2026-10-26 00:30:00 +0100"},
		{"04:00", "2026-10-25 01:00:00", "2026-10-25 04:00:00 +0100"},
		{"00:30", "2027-03-27 12:00:00", "2027-03-28 00:30:00 +0100"},
		{"00:30", "2027-03-28 00:30:00", "2027-03-29 00:30:00 +0200"},
		{"04:00", "2027-03-28 01:00:00", "2027-03-28 04:00:00 +0200"},
		// Hours that the import refuses are handled all the same, with one transmission each night.
		{"02:30", "2026-10-25 00:00:00", "2026-10-25 02:30:00 +0200"},
		{"02:30", "2027-03-28 00:00:00", "2027-03-28 03:00:00 +0200"},
		{"24:00", "2026-11-23 12:00:00", "2026-11-24 00:00:00 +0100"},
	}
	c, _ := meal(t)
	for _, tc := range tests {
		at, err := civil.ParseTime(tc.night)
		if err != nil {
			t.Fatal(err)
		}
		c.Structure.NightAt = at
		after := instant(t, tc.after)
		// The server's zone must not matter.
		for _, now := range []time.Time{after, after.UTC(), after.In(time.FixedZone("far", -11*3600))} {
			if got := c.NextNight(now).Format("2006-01-02 15:04:05 -0700"); got != tc.want {
				t.Errorf("after %s, the night of %s is %s, want %s", now, tc.night, got, tc.want)
			}
		}
	}
	// After the second 02:30 of 25 October, which no text can express.
	c.Structure.NightAt = 150
	if got := c.NextNight(time.Date(2026, 10, 25, 1, 30, 0, 0, time.UTC)); got.In(paris).Day() != 26 {
		t.Errorf("the hour that comes twice has two nights: %s", got)
	}
}

func TestTodayIsTheTownsDay(t *testing.T) {
	c, _ := meal(t)
	for now, want := range map[string]string{
		"2026-11-23T22:59:59Z": "2026-11-23", "2026-11-23T23:00:00Z": "2026-11-24", // winter
		"2026-06-30T21:59:59Z": "2026-06-30", "2026-06-30T22:00:00Z": "2026-07-01", // summer
	} {
		at, err := time.Parse(time.RFC3339, now)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.Today(at).String(); got != want {
			t.Errorf("at %s it is %s, want %s", now, got, want)
		}
	}
}

func TestIndex(t *testing.T) {
	c, a := meal(t)
	if c.Activity("RESTO") != a || c.ActivityByID(1) != a || c.Activity("resto") != nil || c.ActivityByID(2) != nil {
		t.Error("an activity is found by its code and its id alone")
	}
}

func codes(groups [][]*Activity) string {
	var all []string
	for _, g := range groups {
		var one []string
		for _, a := range g {
			one = append(one, a.Code)
		}
		all = append(all, strings.Join(one, "+"))
	}
	return strings.Join(all, " ")
}

// draws builds activities from lines like "A:12" (A draws on the pools 1 and 2).
func draws(lines string) *Catalogue {
	c := &Catalogue{}
	pools := map[rune]*Pool{}
	for i, line := range strings.Fields(lines) {
		code, on, _ := strings.Cut(line, ":")
		a := &Activity{ID: int64(i + 1), Code: code}
		for _, p := range on {
			if pools[p] == nil {
				pools[p] = &Pool{ID: int64(p)}
				c.Pools = append(c.Pools, pools[p])
			}
			a.Pools = append(a.Pools, pools[p])
		}
		c.Activities = append(c.Activities, a)
	}
	c.Index()
	return c
}

func TestComponents(t *testing.T) {
	tests := []struct{ name, activities, want string }{
		{"none", "", ""},
		{"without places each is alone", "A: B:", "A B"},
		{"apart", "A:1 B:2", "A B"},
		{"one pool for both", "A:1 B:1", "A+B"},
		{"half days and the full day", "J:12 M:1 A:2", "J+M+A"},
		{"the full day comes last", "M:1 A:2 J:12", "M+A+J"},
		{"and names the pools the other way round", "M:1 A:2 J:21", "M+A+J"},
		{"a stranger in between", "M:1 X:9 A:2 J:21", "M+A+J X"},
		{"through a third", "A:1 B:12 C:23 D:3 E:4", "A+B+C+D E"},
		{"a bridge between two groups", "A:1 B:2 C:1 D:2 E:12", "A+B+C+D+E"},
	}
	for _, tc := range tests {
		if got := codes(draws(tc.activities).Components()); got != tc.want {
			t.Errorf("%s: %q, want %q", tc.name, got, tc.want)
		}
	}
}

// A request that was made before a night and is not transmitted yet awaits that night as long as it is at work.
func TestAwaitedNight(t *testing.T) {
	at := func(day, hour, minute int) time.Time { return time.Date(2026, 11, day, hour, minute, 0, 0, paris) }
	for _, one := range []struct {
		night            civil.TimeOfDay
		asked, now, want time.Time
	}{
		{30, at(24, 13, 0), at(24, 13, 0), at(25, 0, 30)},
		{30, at(25, 0, 10), at(25, 0, 10), at(25, 0, 30)},
		{30, at(25, 0, 10), at(25, 0, 30), at(25, 0, 30)},
		{30, at(25, 0, 10), at(25, 1, 29), at(25, 0, 30)},
		{30, at(25, 0, 10), at(25, 1, 30), at(26, 0, 30)}, // it failed: the next one will do it
		{30, at(25, 0, 31), at(25, 0, 45), at(26, 0, 30)},
		{23*60 + 50, at(24, 13, 0), at(24, 23, 55), at(24, 23, 50)},
		{23*60 + 50, at(24, 13, 0), at(25, 0, 5), at(25, 23, 50)}, // nobody would call yesterday tonight
	} {
		c := Catalogue{Loc: paris, Structure: Structure{NightAt: one.night}}
		if got := c.AwaitedNight(one.asked, one.now); !got.Equal(one.want) {
			t.Errorf("asked on %s, now %s: %s, want %s", one.asked, one.now, got, one.want)
		}
	}
}
