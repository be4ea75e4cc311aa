package calendar

import (
	"cartable/app/domain/deadline"
	"cartable/app/domain/town"
)

// Clashes reports whether a picnic would be made on a day that is left to the choice of these families, or a choice
// left to them on the day of a picnic: each promises what the other takes away (DOMAIN.md 10.74).
func (x Closing) Clashes(c *town.Catalogue) bool {
	choice := x.LeaveBy != (deadline.Rule{})
	if x.School == nil || !x.Picnic && !choice {
		return false
	}
	for d := x.From; d <= x.To; d++ {
		for _, one := range c.SchoolClosures[d] {
			theirs := one.School == x.School.ID && (x.Class == nil || one.Class == 0 || one.Class == x.Class.ID)
			if theirs && (x.Picnic && one.LeaveBy != (deadline.Rule{}) || choice && one.Picnic) {
				return true
			}
		}
	}
	return false
}
