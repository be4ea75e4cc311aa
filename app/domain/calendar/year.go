// Package calendar is the calendar of a town as staff set it: the school year of an activity day by day, the days that
// they choose to change, and the days that they close. It decides which settings change; what this does to families is
// decided by package effect. Start with Days (the year), Changes (what staff chose) and Closing (a closure).
package calendar

import (
	"encoding/base64"
	"fmt"
	"hash/fnv"
	"strings"
	"time"

	"cartable/app/domain/civil"
	"cartable/app/domain/town"
)

// Year is a school year by the year in which it begins: 2026 is September 2026 to August 2027.
type Year int

// YearOf returns the school year of a date.
func YearOf(d civil.Date) Year {
	year, month, _ := d.YMD()
	if month < time.September {
		year--
	}
	return Year(year)
}

// First returns 1 September.
func (y Year) First() civil.Date { return civil.New(int(y), time.September, 1) }

// Last returns 31 August.
func (y Year) Last() civil.Date { return (y + 1).First() - 1 }

// Months returns September to August.
func (y Year) Months() []civil.Month {
	months := make([]civil.Month, 12)
	for i := range months {
		months[i] = y.First().Month() + civil.Month(i)
	}
	return months
}

// String returns "2026-2027".
func (y Year) String() string { return fmt.Sprintf("%d-%d", int(y), int(y)+1) }

// Day is a date of an activity.
type Day struct {
	Date   civil.Date
	Open   bool   // offered to families
	Base   bool   // offered by the base rule: weekdays, term, dates, public holidays and closures of the town
	Dated  bool   // the date has an exception, which overrides the base rule
	Label  string // of the exception
	Season bool   // between the first and the last day of the activity
	Past   bool   // before today: it is shown and no longer changed here

	Town      bool   // closed by the town
	TownLabel string // why
	Holiday   string // the public holiday
	School    string // the school holidays
}

// Days returns the days of a school year of an activity.
func Days(c *town.Catalogue, a *town.Activity, y Year, today civil.Date) []Day {
	bare := *a
	bare.Openings = nil
	days := make([]Day, 0, 366)
	for d := y.First(); d <= y.Last(); d++ {
		one := Day{Date: d, Open: open(c, a, d), Base: open(c, &bare, d), Label: a.Why[d],
			Season: a.From <= d && d <= a.To, Past: d < today}
		_, one.Dated = a.Openings[d]
		one.TownLabel, one.Town = c.Structure.Closures[d]
		one.Holiday, _ = civil.PublicHoliday(d, c.Structure.AlsaceMoselle)
		one.School, _ = civil.SchoolHoliday(d, c.Structure.Zone)
		days = append(days, one)
	}
	return days
}

func open(c *town.Catalogue, a *town.Activity, d civil.Date) bool {
	why, _ := c.OpenOn(a, d)
	return why == town.Open
}

// on returns the day of a date; nil outside the year.
func on(days []Day, d civil.Date) *Day {
	if len(days) == 0 || d < days[0].Date || d > days[len(days)-1].Date {
		return nil
	}
	return &days[d-days[0].Date]
}

// Seen is a year as a form showed it, as short text: whether each day was open, and a sum of the exceptions and of
// their labels.
type Seen string

// See returns the year as it is.
func See(days []Day) Seen {
	bits, sum := make([]byte, (len(days)+7)/8), fnv.New64a()
	for i, d := range days {
		if d.Open {
			bits[i/8] |= 1 << (i % 8)
		}
		if d.Dated {
			fmt.Fprintf(sum, "%s %t %q\n", d.Date, d.Open, d.Label)
		}
	}
	return Seen(fmt.Sprintf("%s.%x", base64.RawURLEncoding.EncodeToString(bits), sum.Sum64()))
}

// Moved returns the days that opened or closed since a form showed the year. same is false if anything changed, be it
// only a label. A text that is no year has changed, in no known day.
func (s Seen) Moved(days []Day) (moved []Day, same bool) {
	if s == See(days) {
		return nil, true
	}
	text, _, _ := strings.Cut(string(s), ".")
	bits, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(bits) != (len(days)+7)/8 {
		return nil, false
	}
	for i, d := range days {
		if d.Open != (bits[i/8]&(1<<(i%8)) != 0) {
			moved = append(moved, d)
		}
	}
	return moved, false
}
