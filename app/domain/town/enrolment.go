package town

import (
	"fmt"
	"slices"

	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
)

// NounEnrolment is the right of a child to book an activity between two dates.
const NounEnrolment NounKind = "enrolment"

// EnrolmentEntry is an enrolment. Settings have those of the children that somebody is about to change alone: see
// Settings.Children.
type EnrolmentEntry struct {
	Child    string     `field:"child,key" label:"enfant" need:"un code de children.csv"`
	Activity string     `field:"activity,key" label:"activité" need:"un code de activities.csv"`
	From     civil.Date `field:"from,key" label:"à partir du" need:""`
	To       civil.Date `field:"to" label:"jusqu'au" need:""`
	Priority *int       `field:"priority" label:"priorité" empty:"0" least:"0"`
}

func (EnrolmentEntry) Kind() NounKind { return NounEnrolment }

func (n EnrolmentEntry) Title() string {
	return "Inscription à " + n.Activity + " à partir du " + n.From.Numeric()
}

// Rank returns the priority; 0, the first served, if none is said.
func (n EnrolmentEntry) Rank() int {
	if n.Priority == nil {
		return 0
	}
	return *n.Priority
}

// Child is a child whose enrolments may change, with its households.
type Child struct {
	ID       int64
	Families []int64 // the one that pays first
	Pupil    Pupil
	Enrolled []Enrolled
}

// Enrolled is an enrolment of a child.
type Enrolled struct {
	Activity string // code
	From, To civil.Date
	Priority int
}

// in returns the index of the enrolment with the same key, -1 if there is none.
func (n EnrolmentEntry) in(all []Enrolled) int {
	return slices.IndexFunc(all, func(e Enrolled) bool { return e.Activity == n.Activity && e.From == n.From })
}

func (e Enrolled) entry(child string) EnrolmentEntry {
	n := EnrolmentEntry{Child: child, Activity: e.Activity, From: e.From, To: e.To}
	if e.Priority != 0 {
		n.Priority = &e.Priority
	}
	return n
}

// putEnrolment replaces the enrolment with the same key, or adds it.
func (s *Settings) putEnrolment(n EnrolmentEntry) error {
	child, known := s.Children[n.Child]
	if !known {
		return fault.Conflictf("L'enfant %s n'a plus de foyer\u00a0: le dossier de sa famille est archivé, ou effacé.",
			quoted(n.Child))
	}
	if s.Town.Activity(n.Activity) == nil {
		return gone("L'activité", n.Activity)
	}
	one := Enrolled{n.Activity, n.From, n.To, n.Rank()}
	if i := n.in(child.Enrolled); i >= 0 {
		child.Enrolled[i] = one
	} else {
		child.Enrolled = append(child.Enrolled, one)
	}
	s.Children[n.Child] = child
	return nil
}

func (s *Settings) removeEnrolment(n EnrolmentEntry) {
	child := s.Children[n.Child]
	i := n.in(child.Enrolled)
	child.Enrolled = slices.Delete(child.Enrolled, i, i+1)
	s.Children[n.Child] = child
}

// checkEnrolment refuses dates after the activity's and those of another enrolment.
func (s *Settings) checkEnrolment(n EnrolmentEntry, found *Findings) {
	s.refer(found, "activity", n.Activity, "activities.csv", hasActivity)
	child, known := s.Children[n.Child]
	if !known {
		found.fault("child", quoted(n.Child)+" n'est pas un enfant de votre structure", "un enfant de la liste")
	}
	found.ordered(n.From, n.To)
	a := s.Town.Activity(n.Activity)
	if a == nil || !known {
		return
	}
	if n.To > a.To {
		found.outside(a)
	}
	for _, e := range child.Enrolled {
		if e.Activity == n.Activity && e.From != n.From && e.From <= n.To && n.From <= e.To {
			field := "from"
			if e.From > n.From { // it lasts into the next one
				field = "to"
			}
			found.fault(field, fmt.Sprintf("une inscription à %s existe déjà, du %s au %s", a.Name, e.From.Numeric(),
				e.To.Numeric()), "d'autres dates")
		}
	}
}

// checkBegins refuses an enrolment that comes before its activity begins, or for a child whom the activity does not
// admit on the first day. One that is stored keeps its first day, even where the activity has changed since.
func (s *Settings) checkBegins(n EnrolmentEntry, found *Findings) {
	child, known := s.Children[n.Child]
	a := s.Town.Activity(n.Activity)
	if a == nil || !known {
		return
	}
	if n.From < a.From && n.To <= a.To { // otherwise checkEnrolment has said it
		found.outside(a)
	}
	if turned, instead := s.Town.Admits(a, child.Pupil, n.From); turned != Admitted {
		found.fault("activity", fmt.Sprintf("%s n'admet pas cet enfant le %s", a.Name, n.From.Numeric()), instead)
	}
}

func (found *Findings) outside(a *Activity) {
	found.fault("to", fmt.Sprintf("l'activité dure du %s au %s", a.From.Numeric(), a.To.Numeric()),
		"des jours entre ces deux dates", "from")
}

func cloneChildren(all map[string]Child) map[string]Child {
	to := make(map[string]Child, len(all))
	for code, one := range all {
		one.Enrolled = slices.Clone(one.Enrolled)
		to[code] = one
	}
	return to
}

// LostDays returns the periods of an activity, by its code, that a child could book before and no longer can.
func LostDays(before, after Child, activity string) (lost []Enrolled) {
	for _, was := range before.Enrolled {
		if was.Activity != activity {
			continue
		}
		left := []Enrolled{was}
		for _, is := range after.Enrolled {
			if is.Activity == activity {
				left = minus(left, is)
			}
		}
		lost = append(lost, left...)
	}
	return lost
}

// minus returns periods without the days of another.
func minus(periods []Enrolled, without Enrolled) (left []Enrolled) {
	for _, p := range periods {
		if without.To < p.From || p.To < without.From {
			left = append(left, p)
			continue
		}
		if p.From < without.From {
			left = append(left, Enrolled{Activity: p.Activity, From: p.From, To: without.From - 1})
		}
		if without.To < p.To {
			left = append(left, Enrolled{Activity: p.Activity, From: without.To + 1, To: p.To})
		}
	}
	return left
}

// EnrolledChildren returns the codes of the children whose enrolments the changes are about.
func (c Changes) EnrolledChildren() (codes []string) {
	for _, one := range c {
		if n, ok := one.noun().(EnrolmentEntry); ok && !slices.Contains(codes, n.Child) {
			codes = append(codes, n.Child)
		}
	}
	return codes
}
