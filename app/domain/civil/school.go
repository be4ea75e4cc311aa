package civil

import (
	"slices"

	"cartable/app/domain/fault"
)

// Zone is one of the three zones of the school calendar of mainland France.
type Zone string

const (
	ZoneA Zone = "A"
	ZoneB Zone = "B"
	ZoneC Zone = "C"
)

// ParseZone reads exactly A, B or C. The fault is Invalid.
func ParseZone(s string) (Zone, error) {
	switch z := Zone(s); z {
	case ZoneA, ZoneB, ZoneC:
		return z, nil
	}
	return "", fault.Invalidf("", "« %s » n'est pas une zone scolaire (A, B ou C attendu).", s)
}

// Period is a named run of days without school, From and To included.
type Period struct {
	Name     string
	From, To Date
}

// schoolHolidays is schoolTable as dates, parsed once at start: a row that cannot be parsed fails every test.
var schoolHolidays = readTable()

func readTable() map[Zone][]Period {
	zones := make(map[Zone][]Period, len(schoolTable))
	for zone, breaks := range schoolTable {
		for _, b := range breaks {
			zones[zone] = append(zones[zone], Period{b.name, must(b.from), must(b.back) - 1})
		}
	}
	return zones
}

func must(s string) Date {
	d, err := Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}

// SchoolHolidays returns the known school holidays of a zone in order, in a new slice. An unknown zone has none.
func SchoolHolidays(z Zone) []Period { return slices.Clone(schoolHolidays[z]) }

// SchoolHoliday returns the name of the school holidays that d is in, if any. Weekends and public holidays inside them
// count, those outside do not. It also returns false outside the published years: call SchoolCalendarKnown first where
// that matters.
func SchoolHoliday(d Date, z Zone) (name string, ok bool) {
	for _, p := range schoolHolidays[z] {
		if p.From <= d && d <= p.To {
			return p.Name, true
		}
	}
	return "", false
}

var firstKnown, firstUnknown = must(calendarStart), must(calendarEnd)

// SchoolCalendarKnown reports whether d is in a school year whose dates are in the table.
func SchoolCalendarKnown(d Date) bool { return firstKnown <= d && d < firstUnknown }
