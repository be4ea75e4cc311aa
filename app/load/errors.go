package load

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"cartable/app/domain/fault"
	"cartable/app/domain/plain"
)

// ImportError is one thing to correct in the files of a town, or several of one kind.
type ImportError struct {
	File     string
	Line     int    // 0: the file as a whole
	Column   string // empty: the line as a whole
	Wrong    string // what is there, without a full stop
	Expected string // what should be, without a full stop; may be empty
	Others   int    // lines behind this one with the same error, which are not told one by one
	Last     int    // the last of them
}

// Error is "children.csv, ligne 12, colonne birth_date : « 31/12/2019 » n'est pas une date. Attendu : AAAA-MM-JJ." It
// holds no control character, whatever the file does.
func (e ImportError) Error() string {
	var place []string
	if e.File != "" {
		place = append(place, plain.Short(e.File, longestCell))
	}
	if e.Line > 0 {
		place = append(place, fmt.Sprintf("ligne %d", e.Line))
	}
	if e.Column != "" {
		place = append(place, "colonne "+plain.Short(e.Column, longestCell))
	}
	text := plain.Short(e.Wrong, longestCell) + "."
	if len(place) > 0 {
		text = strings.Join(place, ", ") + " : " + text
	}
	if e.Expected != "" {
		text += " Attendu : " + e.Expected + "."
	}
	switch {
	case e.Others == 1:
		text += fmt.Sprintf(" De même à la ligne %d.", e.Last)
	case e.Others > 1:
		text += fmt.Sprintf(" De même à %d autres lignes, jusqu'à la ligne %d.", e.Others, e.Last)
	}
	return printable(text)
}

// printable is a text of a file as a terminal may show it.
func printable(text string) string { return plain.OneLine(text) }

// longestCell bounds what is repeated of a file, whose cells may be endless.
const longestCell = 300

// Errors is everything to correct, in the order of the files, then of the lines. Nothing was written.
type Errors []ImportError

// Error lists the errors, one a line.
func (e Errors) Error() string {
	lines := make([]string, 0, len(e)+1)
	lines = append(lines, e.Heading())
	for _, one := range e {
		lines = append(lines, one.Error())
	}
	return strings.Join(lines, "\n")
}

// Heading says that nothing was done, and how much there is to correct.
func (e Errors) Heading() string {
	n := len(e)
	for _, one := range e {
		n += one.Others
	}
	if n == 1 {
		return "Rien n'a été importé : 1 erreur à corriger."
	}
	return fmt.Sprintf("Rien n'a été importé : %d erreurs à corriger.", n)
}

// Unwrap tells who asks for a kind of fault that a person can correct this.
func (e Errors) Unwrap() error { return fault.Invalidf("", "%s", e.Heading()) }

func (e Errors) sorted() Errors {
	rank := func(file string) int {
		if i := slices.IndexFunc(importFiles, func(f importFile) bool { return f.name == file }); i >= 0 {
			return i
		}
		return len(importFiles)
	}
	slices.SortStableFunc(e, func(a, b ImportError) int {
		return cmp.Or(cmp.Compare(rank(a.File), rank(b.File)), cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	return e
}

// toldOf is how many errors of one kind are told one by one: two thousand lines say nothing.
const toldOf = 3

// faults gathers errors, and groups those of one kind: a file may hold two hundred megabytes of them.
type faults struct {
	all   Errors
	kinds map[string]*kindOfError
}

type kindOfError struct{ told, last int } // last is where the last one stands that was told

// variable is what differs between two errors of one kind: what the file says, and numbers.
var variable = regexp.MustCompile(`«.*»|\d+`)

func (f *faults) add(e ImportError) {
	e.Wrong = plain.Short(e.Wrong, longestCell)
	e.Expected = plain.Short(e.Expected, 2*longestCell)
	key := strings.Join([]string{e.File, e.Column, variable.ReplaceAllString(e.Wrong, "…")}, "\x1f")
	kind := f.kinds[key]
	if kind == nil {
		kind = &kindOfError{}
		if f.kinds == nil {
			f.kinds = map[string]*kindOfError{}
		}
		f.kinds[key] = kind
	}
	if kind.told == toldOf && e.Line > 0 {
		last := &f.all[kind.last]
		last.Others, last.Last = last.Others+1, e.Line
		return
	}
	kind.told, kind.last = kind.told+1, len(f.all)
	f.all = append(f.all, e)
}
