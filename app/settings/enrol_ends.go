package settings

import (
	"slices"

	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/town"
)

// Enrolments of many children end on one day, by the same form, the same rehearsal and the same opération as they are
// made: DOMAIN.md 10.68.

// readEnds reads the form that ends enrolments. As for one child, they end yesterday at the earliest: what was debited
// of days that are past would change.
func (p *enrolPlan) readEnds(c *town.Catalogue, f EnrolAsk, today civil.Date, wrong *fault.Many) {
	p.ends = true
	last, err := civil.Typed(f.Last)
	switch {
	case err != nil:
		wrong.Addf("fin", "Indiquez le dernier jour, de la forme 12/03/2027.")
	case last < today-1:
		wrong.Addf("fin", "Ce jour est déjà passé\u00a0: le dernier jour peut être au plus tôt hier, le %s.",
			(today - 1).Numeric())
	}
	p.filter.EndAfter = max(last, 1)
	for _, a := range c.Activities {
		if slices.Contains(f.Activities, a.Code) {
			p.periods = append(p.periods, EnrolPeriod{a.Code, a.Name, last, last, a})
			p.filter.EndIn = append(p.filter.EndIn, a.ID)
		}
	}
	if len(p.periods) == 0 {
		wrong.Addf("activites", "Cochez au moins une activité.")
	}
}

// endOf returns how the enrolments of a child in an activity end on a day: one that would begin later is removed.
func endOf(s *town.Settings, child, activity string, last civil.Date) (fate Fate, why string, changes town.Changes) {
	fate = NotEnrolled
	for _, e := range s.Children[child].Enrolled {
		was, _ := s.Stored(town.EnrolmentEntry{Child: child, Activity: activity, From: e.From}).(town.EnrolmentEntry)
		one := town.Change{Before: was}
		switch {
		case e.Activity != activity:
			continue
		case e.To <= last:
			if fate == NotEnrolled {
				fate, why = Ended, "le "+e.To.Numeric()
			}
			continue
		case e.From <= last:
			is := was
			is.To = last
			one.After = is
			fate, why = Ends, "jusqu'ici du "+e.From.Numeric()+" au "+e.To.Numeric()
		case fate != Ends:
			fate, why = Removed, "devait commencer le "+e.From.Numeric()
		}
		for _, found := range one.Check(s) {
			if !found.Warning {
				return Incomplete, found.Sentence(), nil
			}
		}
		changes = append(changes, one)
	}
	return fate, why, changes
}
