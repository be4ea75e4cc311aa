package town

import (
	"fmt"
	"slices"

	"cartable/app/domain/civil"
)

// RoomAsked is what is expected where the limit of enrolled is reached.
const RoomAsked = "d'autres dates, ou une limite plus haute, qu'un gestionnaire ou un administrateur fixe dans " +
	"l'activité"

// Crowd is how many children are enrolled in an activity between the same two days.
type Crowd struct {
	From, To civil.Date
	Children int
}

// enrolledOn counts the children but one who are enrolled in an activity on a date.
func (s *Settings) enrolledOn(activity, but string, d civil.Date) (n int) {
	for _, c := range s.Beside[activity] {
		if c.From <= d && d <= c.To {
			n += c.Children
		}
	}
	for code, child := range s.Children {
		for _, e := range child.Enrolled {
			if code != but && e.Activity == activity && e.From <= d && d <= e.To {
				n++
				break
			}
		}
	}
	return n
}

// Room returns what the limit of enrolled has against the change, in settings that may already contain it; nothing for
// any other noun, and for an enrolment that ends.
func (c Change) Room(s *Settings) (found Findings) {
	if n, ok := c.After.(EnrolmentEntry); ok {
		was, _ := c.Before.(EnrolmentEntry)
		s.checkRoom(was, n, &found)
	}
	return found
}

// checkRoom refuses an enrolment that passes the limit of its activity on a day that it adds to what it was; the zero
// entry is one that did not exist (DOMAIN.md 10.67). The number only rises where an enrolment begins.
func (s *Settings) checkRoom(was, n EnrolmentEntry, found *Findings) {
	a := s.Town.Activity(n.Activity)
	if a == nil || a.MaxEnrolled == nil {
		return
	}
	from := n.From
	if was.Child != "" {
		from = max(n.From, was.To+1)
	}
	days := []civil.Date{from}
	for _, c := range s.Beside[n.Activity] {
		days = append(days, c.From)
	}
	for _, child := range s.Children {
		for _, e := range child.Enrolled {
			if e.Activity == n.Activity {
				days = append(days, e.From)
			}
		}
	}
	slices.Sort(days)
	for _, d := range slices.Compact(days) {
		if d < from || d > n.To {
			continue
		}
		if held := s.enrolledOn(n.Activity, n.Child, d); held >= *a.MaxEnrolled {
			found.fault("activity", fmt.Sprintf("%s est complète le %s\u00a0: %d inscrits pour une limite de %d",
				a.Name, d.Numeric(), held, *a.MaxEnrolled), RoomAsked)
			return
		}
	}
}
