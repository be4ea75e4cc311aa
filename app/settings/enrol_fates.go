package settings

import (
	"fmt"
	"slices"

	"cartable/app/domain/fault"
	"cartable/app/domain/paging"
	"cartable/app/domain/town"
	"cartable/db"
)

// EnrolChild is a child with its name, its school and its family.
type EnrolChild = db.ChildToEnrol

// EnrolRow is a child of the rehearsal.
type EnrolRow struct {
	EnrolChild
	Left  bool
	Fates []EnrolFate // one for each activity
}

// EnrolFate is what becomes of a child at an activity.
type EnrolFate struct {
	Activity string
	Fate     Fate
	Why      string // in French; empty for a child who is enrolled
}

// Fate is what becomes of a child. Its letter stands for it in the form.
type Fate byte

// The fates, in the order in which they are counted.
const (
	Comes       Fate = 'e'
	Already     Fate = 'd'
	TooYoung    Fate = 'j'
	TooOld      Fate = 'v'
	OtherPlace  Fate = 's' // its school or its level
	Full        Fate = 'c'
	Incomplete  Fate = 'i'
	Ends        Fate = 'f'
	Removed     Fate = 'r' // it would begin later
	Ended       Fate = 't' // before
	NotEnrolled Fate = 'n'
	LeftOut     Fate = '-'
)

// afterwards is what a fate is once it has come true.
var afterwards = map[Fate]Fate{Comes: Already, Ends: Ended, Removed: NotEnrolled}

var fateWords = []struct {
	fate      Fate
	one, many string
}{{Comes, "à inscrire", "à inscrire"}, {Already, "déjà inscrit", "déjà inscrits"},
	{TooYoung, "trop jeune", "trop jeunes"}, {TooOld, "trop âgé", "trop âgés"},
	{OtherPlace, "école ou niveau non admis", "école ou niveau non admis"},
	{Full, "activité complète", "activité complète"}, {Incomplete, "dossier incomplet", "dossiers incomplets"},
	{Ends, "à terminer", "à terminer"}, {Removed, "à retirer", "à retirer"}, {Ended, "déjà terminée", "déjà terminées"},
	{NotEnrolled, "pas inscrit", "pas inscrits"}, {LeftOut, "laissé de côté", "laissés de côté"}}

// Words returns the fate in French.
func (f Fate) Words() string {
	for _, one := range fateWords {
		if one.fate == f {
			return one.one
		}
	}
	return "absent de la liste"
}

// FateCount is how many have a fate.
type FateCount struct {
	Fate  Fate
	Count int
}

// Words returns the fate in French, of as many.
func (c FateCount) Words() string {
	for _, one := range fateWords {
		if one.fate == c.Fate && c.Count > 1 {
			return one.many
		}
	}
	return c.Fate.Words()
}

// rehearse judges the children one after the other, in their order, each as if those before were enrolled: so the last
// places under a limit go to the first of the list.
func (p enrolPlan) rehearse(s *town.Settings, all []db.ChildToEnrol, f EnrolAsk) (v EnrolRehearsal,
	changes town.Changes) {
	now, counts := s.Clone(), map[Fate]int{}
	v.Periods, v.Ends = p.periods, p.ends
	var rows []EnrolRow
	for _, child := range all {
		if v.Many = len(changes) > mostEnrolled; v.Many { // nothing is shown
			return v, nil
		}
		row := EnrolRow{EnrolChild: child, Left: slices.Contains(f.Left, child.ID)}
		comes := false
		for _, one := range p.periods {
			fate := EnrolFate{Activity: one.Name, Fate: LeftOut}
			if !row.Left {
				var made town.Changes
				fate.Fate, fate.Why, made = p.judge(now, child.Code, one)
				changes, comes = append(changes, made...), comes || len(made) > 0
			}
			counts[fate.Fate]++
			row.Fates = append(row.Fates, fate)
		}
		if comes {
			v.Children++
		}
		rows = append(rows, row)
	}
	for _, one := range fateWords {
		if counts[one.fate] > 0 {
			v.Counts = append(v.Counts, FateCount{one.fate, counts[one.fate]})
		}
	}
	v.Comes, v.Many = len(changes), len(changes) > mostEnrolled
	v.Seen = seenOf(p.periods, rows)
	v.Page = paging.At(f.Page).Of(len(rows))
	v.Rows = rows[v.Page.Offset():min(v.Page.Offset()+v.Page.Size, len(rows))]
	return v, changes
}

// judge returns what becomes of a child at an activity. An enrolment is made in the settings: it counts for those who
// come after.
func (p enrolPlan) judge(now *town.Settings, child string, one EnrolPeriod) (fate Fate, why string,
	made town.Changes) {
	if p.ends {
		return endOf(now, child, one.Code, one.To)
	}
	n := town.EnrolmentEntry{Child: child, Activity: one.Code, From: one.From, To: one.To}
	if p.priority > 0 {
		n.Priority = &p.priority
	}
	if fate, why = fateOf(now, one.activity, n); fate != Comes {
		return fate, why, nil
	}
	if err := now.Put(n); err != nil {
		return Incomplete, fault.Message(err), nil
	}
	return fate, "", town.Changes{{After: n}}
}

// fateOf judges one enrolment alone, in settings that do not contain it.
func fateOf(s *town.Settings, a *town.Activity, n town.EnrolmentEntry) (fate Fate, why string) {
	child := s.Children[n.Child]
	for _, e := range child.Enrolled {
		if e.Activity == n.Activity && e.From <= n.To && n.From <= e.To {
			return Already, "du " + e.From.Numeric() + " au " + e.To.Numeric()
		}
	}
	if lacks := s.Town.Lacks(a, child.Pupil, n.From); lacks != "" {
		return Incomplete, "à compléter\u00a0: " + lacks
	}
	switch turned, instead := s.Town.Admits(a, child.Pupil, n.From); turned {
	case town.Admitted:
	case town.ByAge:
		fate = TooOld
		if a.Ages.From != nil && town.AgeOn(child.Pupil.Birth, n.From) < *a.Ages.From {
			fate = TooYoung
		}
		return fate, fmt.Sprintf("%d ans le %s, admis %s", town.AgeOn(child.Pupil.Birth, n.From), n.From.Numeric(),
			instead)
	default:
		return OtherPlace, instead
	}
	if on, held, limit := s.RoomFor(town.EnrolmentEntry{}, n); on != 0 {
		return Full, town.FullOf(on, held, limit)
	}
	for _, found := range s.Check(n) {
		if !found.Warning {
			return Incomplete, found.Sentence()
		}
	}
	return Comes, ""
}

// Full reports whether a limit of enrolled is reached.
func (v EnrolRehearsal) Full() bool {
	return slices.ContainsFunc(v.Counts, func(c FateCount) bool { return c.Fate == Full })
}

// Tone is the colour of the fate.
func (f EnrolFate) Tone() string {
	switch f.Fate {
	case Comes, Ends, Removed:
		return "ok"
	case Already, Ended, NotEnrolled:
		return "wait"
	}
	return "no"
}
