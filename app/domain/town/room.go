package town

import (
	"cmp"
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

// FullOn returns the first day between two on which as many children are enrolled as a limit allows, and how many; 0 if
// there is none. Periods are those of the others.
func FullOn(periods []Crowd, from, to civil.Date, limit int) (full civil.Date, held int) {
	type edge struct {
		on   civil.Date
		more int
	}
	edges := []edge{{from, 0}}
	for _, p := range periods {
		if p.From <= to && from <= p.To {
			edges = append(edges, edge{max(from, p.From), p.Children}, edge{p.To + 1, -p.Children})
		}
	}
	slices.SortFunc(edges, func(a, b edge) int { return cmp.Or(int(a.on-b.on), a.more-b.more) })
	for i, e := range edges {
		if held += e.more; e.on > to {
			break
		}
		if last := i+1 == len(edges) || edges[i+1].on > e.on; last && held >= limit {
			return e.on, held
		}
	}
	return 0, 0
}

// FullWords says that an activity is full on a day.
func FullWords(name string, on civil.Date, held, limit int) string {
	return fmt.Sprintf("%s est complète le %s : %d inscrits pour une limite de %d", name, on.Numeric(), held, limit)
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
	others := slices.Clone(s.Beside[n.Activity])
	for code, child := range s.Children {
		for _, e := range child.Enrolled {
			if code != n.Child && e.Activity == n.Activity {
				others = append(others, Crowd{e.From, e.To, 1})
			}
		}
	}
	if full, held := FullOn(others, from, n.To, *a.MaxEnrolled); full != 0 {
		found.fault("activity", FullWords(a.Name, full, held, *a.MaxEnrolled), RoomAsked)
	}
}
