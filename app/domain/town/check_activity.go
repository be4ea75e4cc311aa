package town

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/pricing"
)

func (s *Settings) checkActivity(n ActivityEntry, found *Findings) {
	found.code(n.Code)
	s.refer(found, "category", n.Category, "categories.csv", hasCategory)
	for _, code := range n.Pools {
		s.refer(found, "pools", code, "pools.csv", hasPool)
	}
	for _, code := range n.Schools {
		s.refer(found, "schools", code, "vos écoles", hasSchool)
	}
	for _, ref := range n.Classes {
		s.refer(found, "classes", ref, "vos classes", hasClass)
		if school, _, _ := strings.Cut(ref, " "); hasClass(s.Town, ref) && len(n.Schools) > 0 &&
			!slices.Contains(n.Schools, school) {
			name := s.Town.classWords(s.Town.classOf(ref))
			found.fault("classes", quoted(name)+" est d'une école qui n'est pas cochée",
				"une classe des écoles admises, ou aucune école cochée", "schools")
		}
	}
	for _, code := range n.Compatible {
		if code != n.Code {
			s.refer(found, "compatible_with", code, "activities.csv", hasActivity)
		}
	}
	if n.Code != "" && slices.Contains(n.Compatible, n.Code) {
		found.fault("compatible_with", quoted(strings.Join(n.Compatible, ";"))+" nomme l'activité elle-même",
			"les autres activités de la structure")
	}
	found.ordered(n.From, n.To)
	if n.End <= n.Start {
		found.fault("end", fmt.Sprintf("la fin (%s) n'est pas après le début (%s)", n.End, n.Start),
			"une heure après "+n.Start.String(), "start")
	}
	found.ages(n)
	a := s.Town.Activity(n.Code)
	if a != nil && n.Meal > 0 {
		if most, known := highestPrice(a.Tariffs); known && n.Meal > most {
			found.fault("meal", fmt.Sprintf("le prix de cette activité est de %s au plus : "+
				"la nourriture ne peut pas en être une plus grande part", most), "")
		}
	}
	if s.neverOpen(n, a) {
		found.warn("weekdays", "l'activité n'ouvre aucun jour entre son premier et son dernier",
			"des jours de la semaine et de l'année où elle a lieu", "from", "to", "term")
	}
}

// neverOpen reports whether an activity never opens on any day of its own dates. It is only called where the school
// holidays are known.
func (s *Settings) neverOpen(n ActivityEntry, stored *Activity) bool {
	if n.From == 0 || n.To < n.From || n.Weekdays == (Weekdays{}) {
		return false // an opening overrides it
	}
	a := &Activity{Weekdays: n.Weekdays, Term: n.Term, From: n.From, To: n.To}
	if stored != nil {
		a.Openings = stored.Openings
	}
	for d := n.From; d <= n.To; d++ {
		if n.Term != TermAll && !civil.SchoolCalendarKnown(d) {
			return false
		}
		if why, _ := s.Town.OpenOn(a, d); why == Open {
			return false
		}
	}
	return !slices.Contains(slices.Collect(maps.Values(a.Openings)), true)
}

// highestPrice returns the highest price of a unit of an activity on any date of its tariffs.
func highestPrice(tariffs []pricing.Tariff) (most money.Cents, known bool) {
	for _, t := range tariffs {
		for _, resident := range []bool{true, false} {
			if q := pricing.For(tariffs, t.From, resident, nil, 1); q.Known {
				most, known = max(most, q.Unit), true
			}
		}
	}
	return most, known
}
