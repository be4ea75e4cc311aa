// Package quota reads the quotients familiaux that staff type, row by row, or bring in a file, and judges them all at
// once: what is wrong and where, what looks wrong and may be meant, and the changes that they make to the town.
//
// Start with Judge; sheet.go reads a file.
package quota

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/money"
	"cartable/app/domain/pricing"
	"cartable/app/domain/town"
)

// Row is a quotient as it is typed: Family is a code, the dates are ISO or French.
type Row struct {
	Family, QF, From, To string
	Source               town.Source
}

// Blank reports whether nothing says that the row is meant: its dates may be proposed by the form.
func (r Row) Blank() bool { return strings.TrimSpace(r.Family) == "" && strings.TrimSpace(r.QF) == "" }

// The fields of a row.
const (
	Family = "famille"
	QF     = "qf"
	From   = "du"
	To     = "au"
)

// Remark is a sentence about a field of a row.
type Remark struct {
	Row     int // of those given
	Field   string
	Message string
}

// Rules are what the structure allows to those who type.
type Rules struct {
	Today    civil.Date
	Earliest civil.Date // no quotient begins before
	Shorten  bool       // one that still runs ends on the eve of the new one
}

// Verdict is everything about rows: with a fault nothing may be stored.
type Verdict struct {
	Faults, Doubts []Remark
	Changes        town.Changes
	Families       int // with a change
	Moved          int // of these, families who pay from another bracket
}

// Judge reads rows into changes of the settings, which are not modified. Rows of one family follow each other.
func Judge(s *town.Settings, rules Rules, rows []Row) Verdict {
	j := judging{rules: rules, now: s.Clone(), was: s, families: map[string]civil.Date{},
		rows: map[string]bool{}}
	for i, row := range rows {
		if !row.Blank() {
			j.row(i, row)
		}
	}
	j.Changes = j.Changes.Compact()
	j.Families = len(j.families)
	for family, from := range j.families {
		if j.moves(family, from) {
			j.Moved++
		}
	}
	return j.Verdict
}

type judging struct {
	Verdict
	rules    Rules
	now, was *town.Settings
	families map[string]civil.Date // the first day of the first change
	rows     map[string]bool       // by family and first day
	at       int
}

func (j *judging) wrong(field, format string, args ...any) {
	j.Faults = append(j.Faults, Remark{j.at, field, fmt.Sprintf(format, args...)})
}

func (j *judging) doubt(field, format string, args ...any) {
	j.Doubts = append(j.Doubts, Remark{j.at, field, fmt.Sprintf(format, args...)})
}

func (j *judging) row(at int, row Row) {
	j.at = at
	before := len(j.Faults)
	n := j.read(row)
	if len(j.Faults) > before {
		return
	}
	for _, found := range j.now.Check(n) {
		switch {
		case !found.Warning:
			j.wrong(fieldOf(found.Field), "%s", found.Sentence())
		case found.Field == "qf":
			j.doubt(QF, "%s", found.Sentence())
		} // an overlap is judged below: here it must be settled
	}
	if len(j.Faults) > before {
		return
	}
	if j.rows[town.Key(n)] {
		j.wrong(Family, "Cette famille figure déjà plus haut, à partir du même jour\u00a0: gardez une seule ligne.")
		return
	}
	j.rows[town.Key(n)] = true
	was, _ := j.now.Stored(n).(town.QuotientEntry)
	if was.Family != "" && *was.QF == *n.QF && was.To == n.To {
		return // it is there already, wherever it was read
	}
	if was.Family != "" {
		j.doubt(QF, "Remplace le quotient de %s saisi pour la même date (%s).", was.QF, until(was.To))
	}
	if j.settle(n); len(j.Faults) > before {
		return
	}
	change := town.Change{After: n}
	if was.Family != "" {
		change.Before = was
	}
	j.apply(change)
}

// read reads the cells of a row.
func (j *judging) read(row Row) town.QuotientEntry {
	n := town.QuotientEntry{Family: strings.TrimSpace(row.Family), Source: row.Source}
	switch _, known := j.now.Quotients[n.Family]; {
	case n.Family == "":
		j.wrong(Family, "Indiquez la famille\u00a0: son code ou son nom.")
	case !known:
		j.wrong(Family, "Aucune famille n'a le code «\u00a0%s\u00a0».", n.Family)
	}
	if qf, err := money.ParseFrench(row.QF); err != nil {
		j.wrong(QF, "Indiquez le quotient familial en euros, par exemple 812 ou 812,50.")
	} else {
		n.QF = &qf
	}
	n.From = j.date(From, row.From)
	if strings.TrimSpace(row.To) != "" {
		n.To = j.date(To, row.To)
	} else if n.From != 0 {
		year, _, _ := n.From.YMD()
		n.To = civil.New(year, 12, 31)
	}
	switch {
	case n.From != 0 && n.From < j.rules.Earliest:
		j.wrong(From, "Un quotient ne commence pas avant le %s\u00a0: c'est la règle de la commune.",
			j.rules.Earliest.Numeric())
	case n.From != 0 && n.To != 0 && n.To < n.From:
		j.wrong(To, "La fin (%s) est avant le début (%s).", n.To.Numeric(), n.From.Numeric())
	case n.From > j.rules.Today+farthest || n.To > j.rules.Today+3*farthest:
		j.wrong(To, "Cette date est très éloignée\u00a0: vérifiez l'année.")
	}
	return n
}

// farthest is how far ahead a first day is no mistake, in days.
const farthest = 732

func (j *judging) date(field, text string) civil.Date {
	day, err := civil.Typed(text)
	if err != nil {
		j.wrong(field, "Indiquez une date, par exemple 01/01/2027.")
	}
	return day
}

// settle leaves no day of the family with two quotients. One without an end is simply replaced by the next.
func (j *judging) settle(n town.QuotientEntry) {
	held := slices.Clone(j.now.Quotients[n.Family])
	slices.SortFunc(held, func(a, b pricing.Quotient) int { return cmp.Compare(a.From, b.From) })
	for _, q := range held {
		switch {
		case q.From < n.From && q.To != 0 && q.To >= n.From && j.rules.Shorten:
			was := j.now.Stored(town.QuotientEntry{Family: n.Family, From: q.From}).(town.QuotientEntry)
			is := was
			is.To = n.From - 1
			j.apply(town.Change{Before: was, After: is})
		case q.From < n.From && q.To != 0 && q.To >= n.From:
			j.wrong(From, "Un autre quotient de la famille court jusqu'au %s\u00a0: commencez après, ou cochez "+
				"«\u00a0arrêter la veille\u00a0».", q.To.Numeric())
			return
		case q.From > n.From && n.To >= q.From:
			j.wrong(To, "Un autre quotient de la famille commence le %s\u00a0: finissez avant.", q.From.Numeric())
			return
		}
	}
}

func (j *judging) apply(change town.Change) {
	n := change.After.(town.QuotientEntry)
	if err := j.now.Put(n); err != nil {
		j.wrong(Family, "%s", fault.Message(err))
		return
	}
	j.Changes = append(j.Changes, change)
	if first, seen := j.families[n.Family]; !seen || n.From < first {
		j.families[n.Family] = n.From
	}
}

// moves reports whether a family pays a day from another line than before, on the first day of a change or on the days
// on which one of its quotients begins.
func (j *judging) moves(family string, from civil.Date) bool {
	was, is := j.was.Quotients[family], j.now.Quotients[family]
	for _, q := range is {
		day := max(q.From, from)
		for _, a := range j.now.Town.Activities {
			if a.To < day {
				continue
			}
			for _, resident := range []bool{true, false} {
				x := pricing.For(a.Tariffs, day, resident, was, 1)
				y := pricing.For(a.Tariffs, day, resident, is, 1)
				if x.TariffID != y.TariffID || x.Highest != y.Highest {
					return true
				}
			}
		}
	}
	return false
}

func fieldOf(column string) string {
	switch column {
	case "family":
		return Family
	case "from":
		return From
	case "to":
		return To
	}
	return QF
}

func until(to civil.Date) string {
	if to == 0 {
		return "sans fin"
	}
	return "jusqu'au " + to.Numeric()
}
