package deadline

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
)

// What a form shows of a rule makes the same rule again.
func TestPartsMakeTheirRule(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := anyRule(t)
		got, err := r.Parts().Rule()
		if err != nil || got != r {
			t.Fatalf("%s shows as %+v, which makes %s, %v", r, r.Parts(), got, err)
		}
	})
}

// Whatever is typed makes a rule that the catalogue can store and read back, or is refused with a reason and the forms.
func TestWhateverIsTypedIsARuleOrIsRefused(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.StringN(0, 5, 20), rapid.SampledFrom([]string{"", "0", "1", "7", "31", "366", "-1",
			"12:00"}))
		p := Parts{Form: rapid.OneOf(rapid.SampledFrom([]string{SameDay, DaysBefore, WorkingDays, WeeksBefore,
			MonthsBefore, NoLimit}), text).Draw(t, "form"), Count: text.Draw(t, "count"), Day: text.Draw(t, "day"),
			Clock: text.Draw(t, "clock")}
		r, err := p.Rule()
		if err != nil {
			if fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), "Formes possibles") {
				t.Fatalf("%+v: %v", p, err)
			}
			return
		}
		if again, err := ParseRule(r.String()); err != nil || again != r {
			t.Fatalf("%+v makes %q, which is read as %v, %v", p, r, again, err)
		}
	})
}

func TestARuleIsRefusedWithItsReason(t *testing.T) {
	for _, c := range []struct {
		parts Parts
		why   string
	}{
		{Parts{}, "choisissez une forme de délai"},
		{Parts{Form: "J-2"}, "choisissez une forme de délai"},
		{Parts{Form: DaysBefore, Clock: "12:00"}, "indiquez le nombre de jours."},
		{Parts{Form: DaysBefore, Count: "0", Clock: "12:00"}, "« 0 » jours : il faut un nombre de 1 à 365."},
		{Parts{Form: WorkingDays, Count: "deux", Clock: "12:00"},
			"« deux » jours ouvrés : il faut un nombre de 0 à 250."},
		{Parts{Form: WeeksBefore, Count: "1", Clock: "12:00"}, "choisissez le jour de la semaine."},
		{Parts{Form: MonthsBefore, Count: "1", Day: "32", Clock: "12:00"},
			"« 32 » n'est pas un jour du mois, de 1 à 31."},
		{Parts{Form: SameDay}, "indiquez l'heure."},
		{Parts{Form: SameDay, Clock: "24:00"}, "« 24:00 » n'est pas une heure, de 00:00 à 23:59."},
	} {
		_, err := c.parts.Rule()
		if got := strings.ReplaceAll(fault.Message(err), "\u00a0", " "); !strings.Contains(got, c.why) {
			t.Errorf("%+v: %q, want %q", c.parts, got, c.why)
		}
	}
}

// Three ordinary days, the day after a public holiday, and the days after the two changes of clocks.
func TestWorkedDates(t *testing.T) {
	loc, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	calendar := Calendar{Loc: loc,
		Working: func(d civil.Date) bool { return civil.WorkingDay(d, false) },
		Holiday: func(d civil.Date) (string, bool) { return civil.PublicHoliday(d, false) },
		On:      [8]bool{1: true, 2: true, 4: true, 5: true}}
	r, err := ParseRule("JO-2 12:00")
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, e := range r.Worked(civil.New(2026, time.October, 30), calendar) {
		lines = append(lines, fmt.Sprintf("%s: %s %s", e.Day, e.Limit.In(loc).Format("2006-01-02 15:04"), e.Near))
	}
	want := `2026-11-02: 2026-10-29 12:00 
2026-11-03: 2026-10-30 12:00 
2026-11-05: 2026-11-03 12:00 
2026-11-12: 2026-11-09 12:00 Armistice de 1918
2027-03-30: 2027-03-25 12:00 passage à l'heure d'été
2027-11-02: 2027-10-28 12:00 passage à l'heure d'hiver`
	if got := strings.Join(lines, "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	none, _ := ParseRule("none")
	for _, e := range none.Worked(civil.New(2026, time.October, 30), calendar) {
		if !e.Limit.IsZero() {
			t.Errorf("%s has a limit without a rule: %s", e.Day, e.Limit)
		}
	}
}
