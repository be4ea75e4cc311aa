package settings

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"cartable/app/desk"
	"cartable/app/domain/booking"
	"cartable/app/domain/calendar"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/fold"
	"cartable/app/domain/town"
	"cartable/app/operation"
	"cartable/db"
)

// Choice is a line of a menu.
type Choice = desk.Choice

// Calendar is the school year of an activity, for the page that changes it.
type Calendar struct {
	Today      civil.Date
	Year       calendar.Year
	Years      []calendar.Year // the years that may be shown
	Activities []Choice        // by name
	Activity   *town.Activity  // nil when the town has none
	Days       []calendar.Day
	Places     map[civil.Date]int // places left, on the days to come that have a limit; below zero: too many children
	Known      bool               // the school holidays of the whole year are published
}

// Calendar returns the school year of an activity; by default the current one of the first activity. NotFound for an
// activity of nobody here; a year that is not shown is the current one.
func (o *Settings) Calendar(ctx context.Context, d desk.Actor, year calendar.Year, code string) (Calendar, error) {
	q := o.DB.Read()
	c, err := o.Town(ctx, q, d)
	if err != nil {
		return Calendar{}, err
	}
	v := Calendar{Today: c.Today(o.Now())}
	this := calendar.YearOf(v.Today)
	v.Years = []calendar.Year{this, this + 1}
	if v.Year = this; year == this+1 {
		v.Year = year
	}
	for _, a := range c.Activities {
		v.Activities = append(v.Activities, Choice{Code: a.Code, Name: a.Name})
	}
	byName(v.Activities)
	if len(c.Activities) == 0 && code == "" {
		return v, nil
	}
	if code == "" {
		code = v.Activities[0].Code
	}
	if v.Activity = c.Activity(code); v.Activity == nil {
		return Calendar{}, desk.NotHere()
	}
	v.Days = calendar.Days(c, v.Activity, v.Year, v.Today)
	v.Known = civil.SchoolCalendarKnown(v.Year.First()) && civil.SchoolCalendarKnown(v.Year.Last())
	v.Places, err = placesLeft(ctx, q, v)
	return v, err
}

// byName sorts a menu as a person looks for a name in it.
func byName(all []Choice) {
	slices.SortStableFunc(all, func(a, b Choice) int { return cmp.Compare(fold.Lower(a.Name), fold.Lower(b.Name)) })
}

// placesLeft returns the places of the days to come. A day with several pools has what the fullest one has.
func placesLeft(ctx context.Context, q db.Q, v Calendar) (map[civil.Date]int, error) {
	var pools []int64
	for _, p := range v.Activity.Pools {
		pools = append(pools, p.ID)
	}
	if len(pools) == 0 {
		return nil, nil
	}
	slots, err := q.SlotsBetween(ctx, pools, max(v.Today, v.Year.First()), v.Year.Last())
	left := map[civil.Date]int{}
	for _, day := range v.Days {
		for _, p := range v.Activity.Pools {
			capacity := p.On(day.Date).Capacity
			if day.Past || capacity == nil {
				continue
			}
			n := *capacity - slots[booking.SlotKey{PoolID: p.ID, Date: day.Date}].Accepted
			if had, limited := left[day.Date]; !limited || n < had {
				left[day.Date] = n
			}
		}
	}
	return left, err
}

// CalendarChange is what staff chose on the page of a year.
type CalendarChange struct {
	Year     calendar.Year
	Activity string
	Seen     calendar.Seen // the year as it was shown
	Turned   calendar.Turned
	Reason   string
}

// longestLabel is how much of a reason families read on the day itself, in letters.
const longestLabel = 80

func labelOf(reason string) string {
	reason = strings.Join(strings.Fields(reason), " ")
	if utf8.RuneCountInString(reason) <= longestLabel {
		return reason
	}
	return string([]rune(reason)[:longestLabel-1]) + "…"
}

// SetCalendar prepares the chosen changes of an activity's year as one opération, for a reason, which families read on
// the days that close. The fault is Invalid without any day (field jours) or a reason (motif); Conflict if the year is
// no longer as it was shown.
func (o *Settings) SetCalendar(ctx context.Context, d desk.Actor, x CalendarChange) (id int64, applied bool,
	err error) {
	s, err := o.Operations.Settings(ctx, d)
	if err != nil {
		return 0, false, err
	}
	a := s.Town.Activity(x.Activity)
	if a == nil {
		return 0, false, desk.NotHere()
	}
	days := calendar.Days(s.Town, a, x.Year, s.Town.Today(o.Now()))
	if _, same := x.Seen.Moved(days); !same {
		return 0, false, fault.Conflictf("Le calendrier a changé depuis que vous l'avez ouvert.")
	}
	turned := x.Turned.Only(days)
	changes := calendar.Changes(a, days, turned, labelOf(x.Reason))
	if len(changes) == 0 {
		return 0, false, fault.Invalidf("jours", "Cochez au moins un jour à ouvrir ou à fermer.")
	}
	return o.Operations.Prepare(ctx, d, operation.Request{
		Kind: operation.Calendar, Reason: x.Reason, Changes: changes,
		Title: fmt.Sprintf("Calendrier %s, %s\u00a0: %s", x.Year, a.Name, turnedWords(turned.Count(days))),
	})
}

// turnedWords returns "3 jours ouverts, 1 jour fermé".
func turnedWords(opened, closed int) string {
	var words []string
	say := func(n int, one, many string) {
		switch {
		case n == 1:
			words = append(words, "1\u00a0"+one)
		case n > 1:
			words = append(words, fmt.Sprint(n)+"\u00a0"+many)
		}
	}
	say(opened, "jour ouvert", "jours ouverts")
	say(closed, "jour fermé", "jours fermés")
	return strings.Join(words, ", ")
}

// ReopenDays prepares the opening of days that the town closed, as one opération, for a reason. The fault is Invalid
// without any such day (rouvrir).
func (o *Settings) ReopenDays(ctx context.Context, d desk.Actor, days []civil.Date,
	reason string) (id int64, applied bool, err error) {
	s, err := o.Operations.Settings(ctx, d)
	if err != nil {
		return 0, false, err
	}
	slices.Sort(days)
	changes := calendar.Reopen(s.Town, slices.Compact(days))
	if len(changes) == 0 {
		return 0, false, fault.Invalidf("rouvrir", "Cochez au moins un jour fermé par la commune.")
	}
	var dates []civil.Date
	for _, one := range changes {
		dates = append(dates, one.Before.(town.ClosureEntry).Date)
	}
	return o.Operations.Prepare(ctx, d, operation.Request{Kind: operation.Closing, Reason: reason, Changes: changes,
		Title: "Rouvrir " + (calendar.Closed{Days: dates}).When()})
}
