package booking

import (
	"cartable/app/domain/civil"
	"cartable/app/domain/town"
)

// Equivalent returns the activity in which a child does what an activity is for another child (DOMAIN.md 4.3): the same
// one if the child is enrolled in it between two dates, else the first one of the catalogue that is alike and in which
// the child is; nil if there is none.
func (f *Facts) Equivalent(child int64, a *town.Activity, from, to civil.Date) *town.Activity {
	if f.EverEnrolled(child, a.ID, from, to) {
		return a
	}
	for _, other := range f.Town.Activities {
		if Alike(a, other) && f.EverEnrolled(child, other.ID, from, to) {
			return other
		}
	}
	return nil
}

// Alike reports whether two activities are the same thing for children of different ages: same category, same hours,
// and both for school time or both for the holidays.
func Alike(a, b *town.Activity) bool {
	return a.ID == b.ID || a.Category == b.Category && a.Start == b.Start && a.End == b.End && a.Term == b.Term
}
