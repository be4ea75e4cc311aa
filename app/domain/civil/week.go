package civil

import (
	"fmt"
	"regexp"
	"strconv"
	"time"

	"cartable/app/domain/fault"
)

// Week is an ISO 8601 week: it starts on Monday, and week 1 contains 4 January.
type Week struct{ Year, Number int }

var weekPattern = regexp.MustCompile(`^(\d{4})-W(\d\d)$`)

// ParseWeek reads exactly YYYY-Www and refuses a week 53 that the year does not have. The fault is Invalid.
func ParseWeek(s string) (Week, error) {
	if parts := weekPattern.FindStringSubmatch(s); parts != nil {
		year, _ := strconv.Atoi(parts[1]) // digits, by the pattern
		number, _ := strconv.Atoi(parts[2])
		if w := (Week{year, number}); year >= 1 && w.Monday().Week() == w {
			return w, nil
		}
	}
	return Week{}, fault.Invalidf("", "« %s » n'est pas une semaine de la forme 2026-W50.", s)
}

// String returns YYYY-Www.
func (w Week) String() string { return fmt.Sprintf("%04d-W%02d", w.Year, w.Number) }

// Monday returns the first day of the week.
func (w Week) Monday() Date {
	inWeekOne := New(w.Year, time.January, 4)
	return inWeekOne.AddDays(1 - inWeekOne.Weekday() + 7*(w.Number-1))
}

// Days returns Monday to Sunday.
func (w Week) Days() []Date { return span(w.Monday(), w.Monday()+6) }
