package custody

import (
	"testing"
	"time"

	"cartable/app/domain/civil"
)

func day(t *testing.T, s string) civil.Date {
	t.Helper()
	d, err := civil.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestHome(t *testing.T) {
	const mum, dad = 1, 2
	weeks := Calendar{Rules: []Rule{
		{From: day(t, "2026-09-02"), Even: mum, Odd: dad},
		{From: day(t, "2027-09-01"), Even: dad, Odd: dad},
		{From: day(t, "2028-01-01")},
	}, Exceptions: []Exception{
		{From: day(t, "2026-12-19"), To: day(t, "2026-12-26"), Home: dad},
		{From: day(t, "2026-12-24"), To: day(t, "2026-12-24"), Home: mum},
		{From: day(t, "2028-02-01"), To: day(t, "2028-02-01"), Home: mum},
	}}
	for _, c := range []struct {
		on, why string
		home    int64
	}{
		{"2026-09-01", "the day before the rule", 0},
		{"2026-09-02", "its first day, in the middle of week 36", mum},
		{"2026-09-06", "Sunday of week 36", mum},
		{"2026-09-07", "the change is on Monday", dad},
		{"2026-12-18", "week 51", dad},
		{"2026-12-22", "week 52, but an exception", dad},
		{"2026-12-24", "an exception within an exception", mum},
		{"2026-12-26", "the last day of the exception", dad},
		{"2026-12-27", "week 52 again", mum},
		{"2026-12-31", "week 53", dad},
		{"2027-01-03", "Sunday of week 53 of 2026", dad},
		{"2027-01-04", "week 1 follows week 53: the same home twice", dad},
		{"2027-01-11", "week 2", mum},
		{"2027-08-31", "week 35, the last day of the first rule", dad},
		{"2027-09-06", "week 36: all the time in one home", dad},
		{"2027-12-31", "the last day of the second rule", dad},
		{"2028-01-10", "nothing is arranged any more", 0},
		{"2028-02-01", "but an exception stands alone", mum},
	} {
		if got := weeks.Home(day(t, c.on)); got != c.home {
			t.Errorf("%s (%s): home %d, want %d", c.on, c.why, got, c.home)
		}
	}
}

func TestNobodyIsTheOtherHomeWithoutARule(t *testing.T) {
	if (Calendar{}).Other(1, civil.New(2026, time.December, 1)) {
		t.Error("without a rule a day is the other home's")
	}
	weeks := Calendar{Rules: []Rule{{From: civil.New(2026, time.September, 1), Even: 1, Odd: 2}}}
	for d := civil.New(2026, time.September, 1); d < civil.New(2032, time.September, 1); d++ {
		if weeks.Other(1, d) == weeks.Other(2, d) {
			t.Fatalf("%s is of both homes or of none", d)
		}
	}
}

func TestTheWeekdayOfTheChangeIsTheFirstDayInTheNewHome(t *testing.T) {
	const mum, dad = 1, 2
	weeks := Calendar{Rules: []Rule{{From: day(t, "2026-09-01"), Even: mum, Odd: dad, Changes: 5}}}
	for on, home := range map[string]int64{
		"2026-12-03": mum, // Thursday of week 49: since Friday of week 48
		"2026-12-04": dad, // Friday of week 49
		"2026-12-10": dad, // Thursday of week 50: still since Friday of week 49
		"2026-12-11": mum, // Friday of week 50
		"2026-12-17": mum,
		"2026-12-18": dad,
	} {
		if got := weeks.Home(day(t, on)); got != home {
			t.Errorf("%s: home %d, want %d", on, got, home)
		}
	}
}

func TestAnotherRuleLeavesWhatIsOver(t *testing.T) {
	const mum, dad = 1, 2
	is := Calendar{
		Rules: []Rule{{From: day(t, "2026-09-01"), Even: mum, Odd: dad},
			{From: day(t, "2027-01-04"), Even: dad, Odd: dad}},
		Exceptions: []Exception{{day(t, "2026-10-01"), day(t, "2026-10-02"), mum},
			{day(t, "2026-11-30"), day(t, "2026-12-04"), mum}, {day(t, "2026-12-24"), day(t, "2026-12-24"), mum}},
	}.With(Rule{From: day(t, "2026-12-07"), Even: mum, Odd: mum},
		[]Exception{{day(t, "2026-11-30"), day(t, "2026-12-04"), dad}}, day(t, "2026-12-02"))
	for on, home := range map[string]int64{
		"2026-10-01": mum, // an exception that is over
		"2026-12-01": mum, // its days before today
		"2026-12-02": dad, // the new exception
		"2026-12-05": dad, // week 49, by the old rule
		"2026-12-07": mum, "2026-12-24": mum, "2027-01-04": mum,
	} {
		if got := is.Home(day(t, on)); got != home {
			t.Errorf("%s: home %d, want %d", on, got, home)
		}
	}
}

// A rule that is in force already changes none; another one takes the place of those that begin later, and so does one
// that begins with a later one.
func TestARuleInForceKeepsTheLaterOnes(t *testing.T) {
	const mum, dad = 1, 2
	weeks := Rule{From: day(t, "2026-09-01"), Even: mum, Odd: dad}
	is := Calendar{Rules: []Rule{weeks, {From: day(t, "2027-09-01"), Even: dad, Odd: dad}}}
	for _, c := range []struct {
		from, why string
		rule      Rule
		rules     int
	}{
		{"2026-12-07", "as it is", weeks, 2},
		{"2026-12-07", "as it is, said otherwise", Rule{Even: mum, Odd: dad, Changes: 1}, 2},
		{"2026-12-07", "another one", Rule{Even: dad, Odd: mum}, 2},
		{"2026-12-07", "another weekday", Rule{Even: mum, Odd: dad, Changes: 5}, 2},
		{"2027-09-01", "the earlier one goes on", weeks, 1},
		{"2027-09-02", "the later one, as it is", Rule{Even: dad, Odd: dad}, 2},
	} {
		c.rule.From = day(t, c.from)
		got := is.With(c.rule, nil, day(t, "2026-12-02"))
		if len(got.Rules) != c.rules {
			t.Errorf("%s: %+v", c.why, got.Rules)
		}
		later := got.Home(day(t, "2027-09-06")) == dad && got.Home(day(t, "2027-09-13")) == dad
		if want := c.rule.same(weeks) && c.rules == 2 || c.rule.Even == dad && c.rule.Odd == dad; later != want {
			t.Errorf("%s: the later rule is kept: %t", c.why, later)
		}
	}
}

func TestStaffReadWhatIsArrangedForAHome(t *testing.T) {
	const mum, dad = 1, 2
	c := Calendar{Rules: []Rule{{From: day(t, "2026-09-01"), Even: mum, Odd: dad},
		{From: day(t, "2027-01-01"), Even: dad, Odd: dad}, {From: day(t, "2028-01-01")}}}
	for on, want := range map[string][2]string{
		"2026-08-31": {"semaines paires ici à partir du 01/09/2026", "semaines impaires ici à partir du 01/09/2026"},
		"2026-12-01": {"semaines paires ici", "semaines impaires ici"},
		"2027-12-31": {"toujours dans l'autre foyer", "toujours ici"}, "2028-01-01": {"", ""},
	} {
		if got := [2]string{c.Words(mum, day(t, on)), c.Words(dad, day(t, on))}; got != want {
			t.Errorf("%s: %q", on, got)
		}
	}
}
