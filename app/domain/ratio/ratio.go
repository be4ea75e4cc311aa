// Package ratio holds how many children one animator may be responsible for: the ratios of the Code de l'action sociale
// et des familles, as one table, and the sums that they are used in. Animators are counted against the most children
// who are there at once, not against the day's total. It knows no catalogue and no database; start with For and Need.
package ratio

import "cmp"

// Care is the legal kind of a care on a date.
type Care string

// The kinds. Their texts are never stored.
const (
	Undeclared      Care = ""                // not declared to the State: no legal ratio, the town's own
	School          Care = "school"          // périscolaire: school days, and every Wednesday
	Extracurricular Care = "extracurricular" // extrascolaire: holidays, Saturdays without school, Sundays
)

// Ratio is the number of children for one animator, by age.
type Ratio struct{ Under6, Over6 int }

// Row is a line of the table.
type Row struct {
	Care   Care
	PEDT   bool // with a projet éducatif territorial
	Long   bool // more than five hours in a row
	French string
	Ratio  Ratio
	Law    string
}

// LongAbove is the duration above which a care is long, in minutes.
const LongAbove = 5 * 60

// Table are the ratios. For extrascolaire neither the PEDT nor the duration changes anything: it has one line.
var Table = []Row{
	{Extracurricular, false, false, "Vacances, samedi sans école, dimanche (extrascolaire)", Ratio{8, 12},
		"CASF, R.227-15"},
	{School, false, true, "Jours d'école et mercredis, plus de 5 h de suite", Ratio{8, 12}, "CASF, R.227-16, I"},
	{School, false, false, "Jours d'école et mercredis, 5 h de suite au plus", Ratio{10, 14}, "CASF, R.227-16, I"},
	{School, true, true, "Jours d'école et mercredis avec PEDT, plus de 5 h de suite", Ratio{10, 14},
		"CASF, R.227-16, II\u00a0; code de l'éducation, R.551-13"},
	{School, true, false, "Jours d'école et mercredis avec PEDT, 5 h de suite au plus", Ratio{14, 18},
		"CASF, R.227-16, II\u00a0; code de l'éducation, R.551-13"},
}

// DirectorUpTo is the number of children up to which the director may be counted as an animator (CASF, R.227-17).
const DirectorUpTo = 50

// For returns the line of the table for a care; false if no law gives a ratio. minutes is how long the care lasts in a
// row.
func For(care Care, pedt bool, minutes int) (Row, bool) {
	if care == Extracurricular {
		return Table[0], true
	}
	for _, r := range Table[1:] {
		if r.Care == care && r.PEDT == pedt && r.Long == (minutes > LongAbove) {
			return r, true
		}
	}
	return Row{}, false
}

// Stricter returns, of two ratios, the one that needs more animators, age by age: where two cares share their places.
func (r Ratio) Stricter(o Ratio) Ratio { return Ratio{min(r.Under6, o.Under6), min(r.Over6, o.Over6)} }

// Children are children who are there at once, by age.
type Children struct{ Under6, Over6 int }

// Sum returns their number.
func (c Children) Sum() int { return c.Under6 + c.Over6 }

// Need returns how many animators children need. Each age is rounded up by itself: the law does not say how a mixed
// group is counted, and nobody is left without.
func (r Ratio) Need(c Children) int { return up(c.Under6, r.Under6) + up(c.Over6, r.Over6) }

func up(n, by int) int { return (n + by - 1) / by }

// Team are the people who are there.
type Team struct {
	Animators int  // without the director
	Director  bool // there is a director, who counts with up to DirectorUpTo children
	Under6    *int // how many of them are for children under six; nil: as many as those children need
}

// Counted returns how many of the team count with so many children.
func (t Team) Counted(children int) int {
	if t.Director && children <= DirectorUpTo {
		return t.Animators + 1
	}
	return t.Animators
}

// Missing returns how many animators are missing for children; 0 if there are enough.
func (r Ratio) Missing(t Team, c Children) int { return max(0, r.Need(c)-t.Counted(c.Sum())) }

// Places returns how many children the law allows with a team, of which some are expected so far. The animators for
// children under six are those that the team says, or those that the expected ones need; if nobody is expected, all of
// them, which is the prudent answer.
func (r Ratio) Places(t Team, expected Children) int {
	without := r.places(t, t.Animators, expected)
	if !t.Director {
		return without
	}
	return max(without, min(DirectorUpTo, r.places(t, t.Animators+1, expected)))
}

func (r Ratio) places(t Team, animators int, expected Children) int {
	young := animators
	switch {
	case t.Under6 != nil:
		young = min(animators, max(0, *t.Under6))
	case expected.Sum() > 0:
		young = min(animators, up(expected.Under6, r.Under6))
	}
	return young*r.Under6 + (animators-young)*r.Over6
}

// Span is when children are there, in minutes of the day: they leave as the end comes.
type Span struct {
	Start, End int
	Children   Children
}

// Peak returns the children who are there at the moment at which they need most animators; of two such moments, the one
// with most children.
func (r Ratio) Peak(spans []Span) (most Children) {
	for _, at := range spans {
		var here Children
		for _, s := range spans {
			if s.Start <= at.Start && at.Start < s.End {
				here.Under6 += s.Children.Under6
				here.Over6 += s.Children.Over6
			}
		}
		if cmp.Or(cmp.Compare(r.Need(here), r.Need(most)), cmp.Compare(here.Sum(), most.Sum())) > 0 {
			most = here
		}
	}
	return most
}
