package civil

import (
	"fmt"
	"time"

	"cartable/app/domain/fault"
)

// Month is a month of a year, numbered year*12 + month-1, so that months compare with < and their difference is a
// number of months.
type Month int32

// MonthOf returns a month from its year and its name; month 13 is January of the next year.
func MonthOf(year int, month time.Month) Month { return Month(year*12 + int(month) - 1) }

// ParseMonth reads exactly YYYY-MM, the form in the portal's URLs. The fault is Invalid.
func ParseMonth(s string) (Month, error) {
	first, err := Parse(s + "-01")
	if err != nil {
		return 0, fault.Invalidf("", "« %s » n'est pas un mois de la forme 2026-12.", s)
	}
	return first.Month(), nil
}

// String returns YYYY-MM.
func (m Month) String() string { return fmt.Sprintf("%04d-%02d", m.year(), int(m.month())) }

// First returns the first day of the month.
func (m Month) First() Date { return New(m.year(), m.month(), 1) }

// Last returns the last day of the month.
func (m Month) Last() Date { return m.Next().First() - 1 }

// Next returns the following month.
func (m Month) Next() Month { return m + 1 }

// Prev returns the preceding month.
func (m Month) Prev() Month { return m - 1 }

// Days returns the days of the month in order.
func (m Month) Days() []Date { return span(m.First(), m.Last()) }

// Weeks returns the first and the last day of the ISO weeks that contain days of the month.
func (m Month) Weeks() (first, last Date) {
	return m.First().Week().Monday(), m.Last().Week().Monday() + 6
}

func (m Month) year() int         { return int(m) / 12 }
func (m Month) month() time.Month { return time.Month(int(m)%12 + 1) }

// span returns the days from first to last, both included.
func span(first, last Date) []Date {
	days := make([]Date, 0, last-first+1)
	for d := first; d <= last; d++ {
		days = append(days, d)
	}
	return days
}
