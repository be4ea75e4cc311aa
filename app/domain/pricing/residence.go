package pricing

import (
	"slices"

	"cartable/app/domain/civil"
)

// Residence records, day by day, whether a family lives in the town (DOMAIN.md 2.12).
type Residence struct {
	Resident bool     // since the last of Former ended, or always
	Former   []Former // in any order
}

// Former is a family's residence until a day.
type Former struct {
	Before   civil.Date // the first day of the next residence
	Resident bool
}

// On returns the residence on a day.
func (r Residence) On(day civil.Date) bool {
	resident, until := r.Resident, civil.Date(0)
	for _, f := range r.Former {
		if f.Before > day && (until == 0 || f.Before < until) {
			resident, until = f.Resident, f.Before
		}
	}
	return resident
}

// Moved returns the residence after a change that takes effect on from: the days before, back to an earlier change, get
// the opposite residence; changes recorded for later days are dropped.
func (r Residence) Moved(resident bool, from civil.Date) Residence {
	moved := Residence{
		Resident: resident,
		Former:   slices.DeleteFunc(slices.Clone(r.Former), func(f Former) bool { return f.Before >= from }),
	}
	moved.Former = append(moved.Former, Former{from, !resident})
	slices.SortFunc(moved.Former, func(a, b Former) int { return int(a.Before - b.Before) })
	return moved
}

// Around returns the last change that is known up to a day, and the first one after it; 0 = none.
func (r Residence) Around(day civil.Date) (since, next civil.Date) {
	for _, f := range r.Former {
		if f.Before <= day {
			since = max(since, f.Before)
		} else if next == 0 || f.Before < next {
			next = f.Before
		}
	}
	return since, next
}

// Since is the day of the last change that is known, which may be to come; 0 = none.
func (r Residence) Since() (last civil.Date) {
	for _, f := range r.Former {
		last = max(last, f.Before)
	}
	return last
}
