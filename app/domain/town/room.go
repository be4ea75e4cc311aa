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

// FullOf says on which day an activity is full: "le 30/11/2026, 195 inscrits sur 195".
func FullOf(on civil.Date, held, limit int) string {
	word := "inscrit"
	if held > 1 {
		word = "inscrits"
	}
	return fmt.Sprintf("le %s, %d %s sur %d", on.Numeric(), held, word, limit)
}

// FullWords says that an activity is full on a day.
func FullWords(name string, on civil.Date, held, limit int) string {
	return "l'activité « " + name + " » est complète " + FullOf(on, held, limit)
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
// entry is one that did not exist (DOMAIN.md 10.67).
func (s *Settings) checkRoom(was, n EnrolmentEntry, found *Findings) {
	if full, held, limit := s.RoomFor(was, n); full != 0 {
		found.fault("activity", FullWords(s.Town.Activity(n.Activity).Name, full, held, limit), RoomAsked)
	}
}

// RoomFor returns the first of the days that an enrolment adds to what it was on which its activity is full, how many
// are enrolled then, and the limit; 0 if there is room.
func (s *Settings) RoomFor(was, n EnrolmentEntry) (full civil.Date, held, limit int) {
	a := s.Town.Activity(n.Activity)
	if a == nil || a.MaxEnrolled == nil {
		return 0, 0, 0
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
	full, held = FullOn(others, from, n.To, *a.MaxEnrolled)
	return full, held, *a.MaxEnrolled
}
