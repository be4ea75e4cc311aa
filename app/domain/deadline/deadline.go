// Package deadline parses and applies the rules for the latest time at which a day may be booked or cancelled, in the
// six forms of DOMAIN.md 5.1. It depends on no activity and no clock.
package deadline

import (
	"fmt"
	"regexp"
	"strconv"
	"time"

	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
)

// Rule is a deadline for booking or cancelling, as staff write it. Rule: DOMAIN.md 5.1 and 5.2.
//
//	J-0 09:00       the day itself
//	J-2 12:00       two calendar days before
//	JO-2 12:00      two working days before
//	S-1 jeu 12:00   Thursday of the ISO week before the week of the day
//	M-1 20 23:59    the 20th of the month before, or its last day if shorter
//	none            no limit
//
// Rules compare with ==. The zero Rule, which no text gives, allows nothing: a missing rule must not open a service to
// everybody.
type Rule struct {
	unit  unit
	count int             // how many days, working days, weeks or months before
	day   int             // S: ISO weekday, 1 = Monday; M: day of the month
	clock civil.TimeOfDay // 00:00 to 23:59
}

type unit string

const (
	calendarDays unit = "J"
	workingDays  unit = "JO"
	weeks        unit = "S"
	months       unit = "M"
	noLimit      unit = "none"
)

// furthest limits the count of each unit to about a year: more is a typing error.
var furthest = map[unit]int{calendarDays: 365, workingDays: 250, weeks: 52, months: 12}

// longestWalk, in days, stops a JO walk in a calendar without working days.
const longestWalk = 400

var weekdays = [8]string{"", "lun", "mar", "mer", "jeu", "ven", "sam", "dim"}

var (
	dayPattern   = regexp.MustCompile(`^(JO?)-(\d{1,3}) (\d\d:\d\d)$`)
	weekPattern  = regexp.MustCompile(`^S-(\d{1,3}) (lun|mar|mer|jeu|ven|sam|dim) (\d\d:\d\d)$`)
	monthPattern = regexp.MustCompile(`^M-(\d{1,3}) (\d{1,2}) (\d\d:\d\d)$`)
)

// ParseRule reads exactly one of the six forms above; anything else is refused when it is entered. The fault is Invalid
// and names what was expected. « S-0 » and « M-0 » are refused, because they could end after the day itself.
func ParseRule(s string) (Rule, error) {
	r, ok := readRule(s)
	if !ok || r.String() != s { // the text must also be the canonical one: no « J-02 »
		return Rule{}, fault.Invalidf("", "« %s » n'est pas un délai. Formes attendues\u00a0: J-0 09:00, J-2 12:00, "+
			"JO-2 12:00, "+
			"S-1 jeu 12:00, M-1 20 23:59 ou none.", s)
	}
	return r, nil
}

func readRule(s string) (r Rule, ok bool) {
	var count, clock string
	least := 0
	if s == string(noLimit) {
		return Rule{unit: noLimit}, true
	} else if p := dayPattern.FindStringSubmatch(s); p != nil {
		r.unit, count, clock = unit(p[1]), p[2], p[3]
	} else if p := weekPattern.FindStringSubmatch(s); p != nil {
		r.unit, count, r.day, clock, least = weeks, p[1], weekdayOf(p[2]), p[3], 1
	} else if p := monthPattern.FindStringSubmatch(s); p != nil {
		r.unit, count, clock, least = months, p[1], p[3], 1
		r.day, _ = strconv.Atoi(p[2]) // two figures at most, by the pattern
		if r.day < 1 || r.day > 31 {
			return Rule{}, false
		}
	} else {
		return Rule{}, false
	}
	r.count, _ = strconv.Atoi(count) // three figures at most, by the pattern
	t, err := civil.ParseTime(clock)
	r.clock = t
	return r, err == nil && t < 24*60 && least <= r.count && r.count <= furthest[r.unit]
}

func weekdayOf(abbreviation string) int {
	for i, name := range weekdays {
		if name == abbreviation {
			return i
		}
	}
	return 0
}

// String returns the canonical text, which ParseRule reads back; "" for the zero Rule.
func (r Rule) String() string {
	switch r.unit {
	case calendarDays, workingDays:
		return fmt.Sprintf("%s-%d %s", r.unit, r.count, r.clock)
	case weeks:
		return fmt.Sprintf("S-%d %s %s", r.count, weekdays[r.day], r.clock)
	case months:
		return fmt.Sprintf("M-%d %d %s", r.count, r.day, r.clock)
	}
	return string(r.unit)
}

// Limit returns the last instant at which a request for day is allowed, on the clocks of loc (the structure's zone); ok
// is false when there is no limit. working reports the structure's working days (see civil.WorkingDay) and is called
// only for JO rules.
func (r Rule) Limit(day civil.Date, loc *time.Location, working func(civil.Date) bool) (at time.Time, ok bool) {
	switch r.unit {
	case noLimit:
		return time.Time{}, false
	case calendarDays:
		day = day.AddDays(-r.count)
	case workingDays:
		day = stepBack(day, r.count, working)
	case weeks:
		day = day.Week().Monday().AddDays(-7*r.count + r.day - 1)
	case months:
		month := day.Month() - civil.Month(r.count)
		day = min(month.First().AddDays(r.day-1), month.Last())
	default:
		return time.Time{}, true // the zero Rule: a limit that has always passed
	}
	return day.At(r.clock, loc), true
}

// Span returns the days that share the limit of a day by the form of the rule: its week for S, its month for M, else
// the day alone.
func (r Rule) Span(day civil.Date) (from, to civil.Date) {
	switch r.unit {
	case weeks:
		monday := day.Week().Monday()
		return monday, monday + 6
	case months:
		return day.Month().First(), day.Month().Last()
	}
	return day, day
}

// stepBack returns the n-th working day before day; day itself for 0, working or not.
func stepBack(day civil.Date, n int, working func(civil.Date) bool) civil.Date {
	for walked := 0; n > 0 && walked < longestWalk; walked++ {
		day--
		if working(day) {
			n--
		}
	}
	return day
}

// Allows reports whether a request for day may still be made at now: it may exactly at the limit, but not after it.
func (r Rule) Allows(now time.Time, day civil.Date, loc *time.Location, working func(civil.Date) bool) bool {
	limit, ok := r.Limit(day, loc, working)
	return !ok || !now.After(limit)
}

// Words returns the rule in French for parents and staff, alone or after « Réservation possible »: "la veille avant
// 18 h", "jusqu'au jeudi 12 h de la semaine précédente", "sans limite".
func (r Rule) Words() string {
	clock := r.clock.Human()
	switch {
	case r.unit == noLimit:
		return "sans limite"
	case r.unit == weeks && r.count == 1:
		return fmt.Sprintf("jusqu'au %s %s de la semaine précédente", civil.WeekdayNames[r.day], clock)
	case r.unit == weeks:
		return fmt.Sprintf("jusqu'au %s %s, %d semaines avant", civil.WeekdayNames[r.day], clock, r.count)
	case r.unit == months && r.count == 1:
		return fmt.Sprintf("jusqu'%s du mois précédent, %s", dayOfMonth(r.day), clock)
	case r.unit == months:
		return fmt.Sprintf("jusqu'%s, %d mois avant, %s", dayOfMonth(r.day), r.count, clock)
	case r.unit == "":
		return "délai non défini"
	case r.count == 0:
		return fmt.Sprintf("le jour même avant %s", clock)
	case r.unit == workingDays && r.count == 1:
		return fmt.Sprintf("jusqu'au jour ouvré précédent, %s", clock)
	case r.unit == workingDays:
		return fmt.Sprintf("jusqu'à %d jours ouvrés avant, %s", r.count, clock)
	case r.count == 1:
		return fmt.Sprintf("la veille avant %s", clock)
	}
	return fmt.Sprintf("jusqu'à %d jours avant, %s", r.count, clock)
}

// dayOfMonth follows « jusqu' ». The 31st of any month is worded as its last day.
func dayOfMonth(day int) string {
	switch day {
	case 1:
		return "au 1er"
	case 31:
		return "au dernier jour"
	}
	return fmt.Sprintf("au %d", day)
}
