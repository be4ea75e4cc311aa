package deadline

import (
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"pgregory.net/rapid"

	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
)

var parisTime = func() *time.Location {
	loc, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		panic(err)
	}
	return loc
}()

func openDay(d civil.Date) bool { return civil.WorkingDay(d, false) }

func rule(t testing.TB, text string) Rule {
	t.Helper()
	r, err := ParseRule(text)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestDeadlineLimits(t *testing.T) {
	tests := []struct{ rule, day, limit, why string }{
		{"J-0 09:00", "2026-11-24", "2026-11-24 09:00", "the day itself"},
		{"J-2 12:00", "2026-11-24", "2026-11-22 12:00", "calendar days count Sundays"},
		{"J-1 18:00", "2027-01-01", "2026-12-31 18:00", "across the year"},
		{"J-15 00:00", "2026-11-24", "2026-11-09 00:00", "many days"},
		{"JO-0 09:00", "2026-11-22", "2026-11-22 09:00", "the day itself, even a Sunday"},
		{"JO-1 09:00", "2026-11-23", "2026-11-20 09:00", "Monday, the Friday before"},
		{"JO-2 12:00", "2026-11-12", "2026-11-09 12:00", "11 November is stepped over"},
		{"JO-2 12:00", "2026-11-15", "2026-11-12 12:00", "from a Sunday"},
		{"JO-3 12:00", "2027-05-10", "2027-05-04 12:00", "Ascension and the 8 May weekend"},
		{"JO-1 12:00", "2026-12-28", "2026-12-24 12:00", "Christmas on a Friday"},
		// Cruas, a commune of the Ardèche (cruas.numerian.fr): J−2, not counting the weekend.
		{"JO-2 12:00", "2026-11-23", "2026-11-19 12:00", "Monday, Thursday"},
		{"JO-2 12:00", "2026-11-24", "2026-11-20 12:00", "Tuesday, Friday"},
		{"JO-2 12:00", "2026-11-26", "2026-11-24 12:00", "Thursday, Tuesday"},
		{"JO-2 12:00", "2026-11-27", "2026-11-25 12:00", "Friday, Wednesday"},
		{"S-1 jeu 12:00", "2026-11-23", "2026-11-19 12:00", "for the Monday after"},
		{"S-1 jeu 12:00", "2026-11-29", "2026-11-19 12:00", "for the Sunday of the same week"},
		{"S-2 jeu 12:00", "2026-11-25", "2026-11-12 12:00", "the week before that"},
		{"S-1 dim 23:59", "2027-01-04", "2027-01-03 23:59", "week 1 after week 53"},
		{"S-1 lun 08:00", "2027-01-03", "2026-12-21 08:00", "2027-01-03 is still in week 53"},
		{"M-1 20 23:59", "2026-12-01", "2026-11-20 23:59", "the 20th of the month before"},
		{"M-1 20 23:59", "2026-12-31", "2026-11-20 23:59", "the same for the whole month"},
		{"M-1 31 23:59", "2027-03-15", "2027-02-28 23:59", "a shorter month"},
		{"M-1 30 23:59", "2028-03-15", "2028-02-29 23:59", "a leap year"},
		{"M-1 31 23:59", "2026-12-15", "2026-11-30 23:59", "a month of thirty"},
		{"M-2 5 09:00", "2027-01-15", "2026-11-05 09:00", "two months, across the year"},
	}
	for _, tc := range tests {
		day, _ := civil.Parse(tc.day)
		at, ok := rule(t, tc.rule).Limit(day, parisTime, openDay)
		if got := at.Format("2006-01-02 15:04"); !ok || got != tc.limit {
			t.Errorf("%s for %s (%s) = %s, want %s", tc.rule, day.Long(), tc.why, got, tc.limit)
		}
	}
	if _, ok := rule(t, "none").Limit(1, parisTime, openDay); ok {
		t.Error("none has no limit")
	}
}

func TestDeadlinesOnClockChanges(t *testing.T) {
	spring, autumn := civil.New(2026, 3, 29), civil.New(2026, 10, 25)
	tests := []struct {
		rule string
		day  civil.Date
		utc  string
	}{
		{"J-0 09:00", spring, "2026-03-29T07:00:00Z"},
		{"J-0 02:30", spring, "2026-03-29T01:00:00Z"}, // does not exist: 03:00
		{"J-1 09:00", spring + 1, "2026-03-29T07:00:00Z"},
		{"J-1 09:00", spring, "2026-03-28T08:00:00Z"}, // the day before has 24 hours: not 24 hours back
		{"J-0 09:00", autumn, "2026-10-25T08:00:00Z"},
		{"J-0 02:30", autumn, "2026-10-25T00:30:00Z"}, // twice: the first
		{"J-1 09:00", autumn + 1, "2026-10-25T08:00:00Z"},
		{"J-1 09:00", autumn, "2026-10-24T07:00:00Z"},
	}
	for _, tc := range tests {
		at, _ := rule(t, tc.rule).Limit(tc.day, parisTime, openDay)
		if got := at.UTC().Format(time.RFC3339); got != tc.utc {
			t.Errorf("%s for %s = %s, want %s", tc.rule, tc.day, got, tc.utc)
		}
	}
}

func TestAllowsUntilTheLimitItself(t *testing.T) {
	r, day := rule(t, "J-2 12:00"), civil.New(2026, 11, 24)
	limit, _ := r.Limit(day, parisTime, openDay)
	if !r.Allows(limit.Add(-time.Hour), day, parisTime, openDay) || !r.Allows(limit.UTC(), day, parisTime, openDay) {
		t.Error("refused before or at the limit")
	}
	if r.Allows(limit.Add(time.Nanosecond), day, parisTime, openDay) {
		t.Error("allowed after the limit")
	}
	if !rule(t, "none").Allows(limit.AddDate(50, 0, 0), day, parisTime, openDay) {
		t.Error("none must always allow")
	}
	if (Rule{}).Allows(limit.AddDate(-50, 0, 0), day, parisTime, openDay) {
		t.Error("the zero rule must allow nothing")
	}
}

func TestWalkEndsWithoutWorkingDays(t *testing.T) {
	day := civil.New(2026, 11, 24)
	at, ok := rule(t, "JO-2 12:00").Limit(day, parisTime, func(civil.Date) bool { return false })
	if !ok || civil.Of(at) != day.AddDays(-longestWalk) {
		t.Errorf("walked to %s", at)
	}
}

func TestRuleWords(t *testing.T) {
	for text, want := range map[string]string{
		"J-0 09:00":     "le jour même avant 9 h",
		"J-1 18:00":     "la veille avant 18 h",
		"J-2 12:00":     "jusqu'à 2 jours avant, 12 h",
		"JO-0 07:30":    "le jour même avant 7 h 30",
		"JO-1 12:00":    "jusqu'au jour ouvré précédent, 12 h",
		"JO-2 12:00":    "jusqu'à 2 jours ouvrés avant, 12 h",
		"S-1 jeu 12:00": "jusqu'au jeudi 12 h de la semaine précédente",
		"S-2 ven 12:30": "jusqu'au vendredi 12 h 30, 2 semaines avant",
		"M-1 20 23:59":  "jusqu'au 20 du mois précédent, 23 h 59",
		"M-1 1 12:00":   "jusqu'au 1er du mois précédent, 12 h",
		"M-1 31 23:59":  "jusqu'au dernier jour du mois précédent, 23 h 59",
		"M-2 15 12:00":  "jusqu'au 15, 2 mois avant, 12 h",
		"none":          "sans limite",
	} {
		if got := rule(t, text).Words(); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

func TestUnreadableRulesAreRefused(t *testing.T) {
	for _, s := range []string{"", " ", "J", "J-2", "J-2 12", "J-2 12h00", "J-2 24:00", "J-2 25:00", "J-2 12:60",
		"J-02 12:00",
		"J--2 12:00", "J+2 12:00", "j-2 12:00", "J-2  12:00", " J-2 12:00", "J-2 12:00 ", "J-366 12:00", "JO-251 12:00",
		"S-1 12:00", "S-1 thu 12:00", "S-1 jeudi 12:00", "S-0 jeu 12:00", "S-53 jeu 12:00", "M-1 23:59", "M-1 0 23:59",
		"M-1 32 23:59", "M-1 05 23:59", "M-0 20 23:59", "M-13 20 23:59", "None", "aucun", "J-2 12:00\n", "X-1 12:00"} {
		r, err := ParseRule(s)
		if err == nil {
			t.Errorf("%q was read as %s", s, r)
			continue
		}
		if fault.KindOf(err) != fault.Invalid || !strings.Contains(fault.Message(err), "JO-2 12:00") {
			t.Errorf("%q: %v", s, err)
		}
	}
}

// anyRule draws every parsable rule.
func anyRule(t *rapid.T) Rule {
	r := Rule{unit: rapid.SampledFrom([]unit{calendarDays, workingDays, weeks, months, noLimit}).Draw(t, "unit")}
	if r.unit == noLimit {
		return r
	}
	r.clock = civil.TimeOfDay(rapid.IntRange(0, 24*60-1).Draw(t, "clock"))
	least := 0
	switch r.unit {
	case weeks:
		least, r.day = 1, rapid.IntRange(1, 7).Draw(t, "weekday")
	case months:
		least, r.day = 1, rapid.IntRange(1, 31).Draw(t, "day of month")
	}
	r.count = rapid.IntRange(least, furthest[r.unit]).Draw(t, "count")
	return r
}

func TestRuleTextComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := anyRule(t)
		if back, err := ParseRule(r.String()); err != nil || back != r || r.Words() == "" {
			t.Fatalf("%q came back as %q, %v", r, back, err)
		}
	})
}

// A later day never closes before an earlier one, and no rule allows a request after its day.
func TestLimitIsMonotone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := anyRule(t)
		day := civil.Date(rapid.IntRange(int(civil.New(2025, 1, 1)), int(civil.New(2030, 1, 1))).Draw(t, "day"))
		today, limited := r.Limit(day, parisTime, openDay)
		if !limited {
			return
		}
		if tomorrow, _ := r.Limit(day+1, parisTime, openDay); tomorrow.Before(today) {
			t.Fatalf("%s: %s until %s, the day after until %s", r, day, today, tomorrow)
		}
		if civil.Of(today) > day {
			t.Fatalf("%s: %s until %s", r, day, today)
		}
	})
}
