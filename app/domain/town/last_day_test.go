package town

import (
	"testing"
	"time"

	"cartable/app/domain/civil"
)

// The rest of a school year ends with its last activity, and never runs into the next one.
func TestLastDay(t *testing.T) {
	day := func(year int, month time.Month, n int) civil.Date { return civil.New(year, month, n) }
	term := &Activity{From: day(2026, 9, 1), To: day(2027, 7, 2)}
	summer := &Activity{From: day(2027, 7, 5), To: day(2027, 8, 27)}
	next := &Activity{From: day(2027, 9, 1), To: day(2028, 7, 4)}
	long := &Activity{From: day(2026, 1, 1), To: day(2030, 1, 1)}
	for _, tc := range []struct {
		rule     string
		on       civil.Date
		offered  []*Activity
		expected civil.Date
	}{
		{"nothing is offered", day(2026, 11, 29), nil, day(2026, 11, 29)},
		{"the term", day(2026, 11, 29), []*Activity{term}, day(2027, 7, 2)},
		{"the summer after it", day(2026, 11, 29), []*Activity{term, summer, next}, day(2027, 8, 27)},
		{"what goes on stops with August", day(2026, 11, 29), []*Activity{long}, day(2027, 8, 31)},
		{"from January, the same year", day(2027, 1, 4), []*Activity{term, next}, day(2027, 7, 2)},
		{"from September, the next", day(2027, 9, 1), []*Activity{term, next}, day(2028, 7, 4)},
		{"all is over", day(2027, 7, 20), []*Activity{term}, day(2027, 7, 20)},
	} {
		if got := (&Catalogue{Activities: tc.offered}).LastDay(tc.on); got != tc.expected {
			t.Errorf("%s: %s, want %s", tc.rule, got, tc.expected)
		}
	}
}
