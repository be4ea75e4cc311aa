// Package civil holds days, times of day, weeks and months as the town hall writes them: without a zone and without a
// clock, with their French wording, the French public holidays and the school holidays.
//
// A Date is not an instant. The only conversions are Of (the day of an instant, in the zone that it carries) and
// Date.At (the instant of a wall clock, DST changes included). Nothing here reads the current date. Start with Date.
package civil

import (
	"time"

	"cartable/app/domain/fault"
)

// Date counts days of the Gregorian calendar: 1 is 0001-01-01 (a Monday), 0 is "no date". Dates compare with < and ==,
// and their difference is a number of days.
type Date int32

// epoch is 1970-01-01, where Unix time starts.
const epoch = 719163

const secondsPerDay = 24 * 60 * 60

// New returns the date of a year, month and day, normalised as time.Date does: 32 October is 1 November.
func New(year int, month time.Month, day int) Date {
	seconds := time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix()
	return Date(seconds/secondsPerDay + epoch) // exact: UTC midnights are multiples of a day
}

// Of returns the date that a wall clock in t's own location shows. Convert with t.In(loc) first: the day in Paris is
// often not the day in UTC. The zero time gives no date.
func Of(t time.Time) Date {
	if t.IsZero() {
		return 0
	}
	return New(t.Date())
}

// Parse reads exactly YYYY-MM-DD, for the years 0001 to 9999. The fault is Invalid.
func Parse(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Year() < 1 {
		return 0, fault.Invalidf("", "« %s » n'est pas une date de la forme 2026-11-23.", s)
	}
	return Of(t.Add(time.Hour)), nil // one hour later, so that 0001-01-01 is not mistaken for the zero time
}

// IsZero reports whether d is "no date".
func (d Date) IsZero() bool { return d == 0 }

// YMD returns the year, month and day of the month.
func (d Date) YMD() (int, time.Month, int) { return d.midnightUTC().Date() }

// Day returns the day of the month, from 1.
func (d Date) Day() int { return d.midnightUTC().Day() }

// String returns YYYY-MM-DD, or "" for no date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return d.midnightUTC().Format(time.DateOnly)
}

// Weekday returns the ISO day of the week: 1 = Monday to 7 = Sunday.
func (d Date) Weekday() int { return (int(d-1)%7+7)%7 + 1 }

// AddDays returns the date n days later; n may be negative.
func (d Date) AddDays(n int) Date { return d + Date(n) }

// Month returns the month that contains the date.
func (d Date) Month() Month {
	y, m, _ := d.YMD()
	return MonthOf(y, m)
}

// Week returns the ISO week that contains the date; around New Year its year may differ from the date's.
func (d Date) Week() Week {
	y, n := d.midnightUTC().ISOWeek()
	return Week{Year: y, Number: n}
}

func (d Date) midnightUTC() time.Time {
	return time.Unix((int64(d)-epoch)*secondsPerDay, 0).UTC()
}
