// Package merge decides what becomes of what two files of one family both have: which children are one, which
// enrolments, quotients and addresses the file that stays has in the end (DOMAIN.md 10.70). It reads and writes
// nothing.
package merge

import (
	"cmp"
	"slices"
	"strings"

	"cartable/app/domain/civil"
	"cartable/app/domain/fold"
)

// Child is what makes two children one: the first name without regard to accents and capitals, and the birth date.
type Child struct {
	ID        int64
	FirstName string
	Birth     civil.Date
}

// Pair is a child of the file that goes and the child of the file that stays that it seems to be.
type Pair struct{ Gone, Kept int64 }

// Pairs proposes which children are one. Each child is in one pair at most.
func Pairs(kept, gone []Child) (all []Pair) {
	taken := map[int64]bool{}
	for _, g := range gone {
		for _, k := range kept {
			same := g.Birth == k.Birth && fold.Words(g.FirstName) == fold.Words(k.FirstName)
			if same && !taken[k.ID] && g.ID != k.ID {
				taken[k.ID] = true
				all = append(all, Pair{g.ID, k.ID})
				break
			}
		}
	}
	return all
}

// Enrolment is the right of a child to book an activity between two dates. ID is that of its row.
type Enrolment struct {
	ID, Activity int64
	From, To     civil.Date
	Priority     int // 0 = first served
}

// Enrolments joins the enrolments of two children who are one: those of an activity that share a day become one, from
// the first day of any to the last day of any, in the better class; no day is lost, and none is there twice. The row of
// each is that of its first part; those of kept come first.
func Enrolments(kept, gone []Enrolment) (all []Enrolment) {
	rows := slices.Concat(kept, gone)
	slices.SortStableFunc(rows, func(a, b Enrolment) int {
		return cmp.Or(cmp.Compare(a.Activity, b.Activity), cmp.Compare(a.From, b.From))
	})
	for _, one := range rows {
		last := len(all) - 1
		if last < 0 || all[last].Activity != one.Activity || one.From > all[last].To {
			all = append(all, one)
			continue
		}
		all[last].To = max(all[last].To, one.To)
		all[last].Priority = min(all[last].Priority, one.Priority)
	}
	return all
}

// Span is a quotient's period; To 0 is open.
type Span struct {
	ID       int64
	From, To civil.Date
}

func (s Span) end() civil.Date {
	if s.To == 0 {
		return 1 << 30
	}
	return s.To
}

// Quotients returns which quotients stay: all of the chosen file, and those of the other that share no day with them.
func Quotients(chosen, other []Span) (stay []int64) {
	for _, one := range chosen {
		stay = append(stay, one.ID)
	}
	for _, one := range other {
		if !slices.ContainsFunc(chosen, func(c Span) bool { return one.From <= c.end() && c.From <= one.end() }) {
			stay = append(stay, one.ID)
		}
	}
	return stay
}

// Text joins what two files say of a child's diet or allergies: of parts between commas or semicolons, those that the
// file that stays has word for word are not said twice. Nothing else is left out: « œufs » is no part of « bœuf ».
func Text(kept, gone string) string {
	var more []string
	for _, part := range parts(gone) {
		same := func(one string) bool { return fold.Words(one) == fold.Words(part) }
		if !slices.ContainsFunc(append(parts(kept), more...), same) {
			more = append(more, part)
		}
	}
	switch {
	case len(more) == 0:
		return kept
	case len(parts(kept)) == 0:
		return strings.TrimSpace(gone)
	}
	return kept + "\u00a0; " + strings.Join(more, ", ")
}

func parts(text string) (all []string) {
	for one := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ',' || r == ';' }) {
		if one = strings.TrimSpace(one); one != "" {
			all = append(all, one)
		}
	}
	return all
}
