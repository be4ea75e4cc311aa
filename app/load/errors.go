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

// ImportError is one error to correct in the files of a town, or several of one kind.
type ImportError struct {
	File     string
	Line     int    // 0: the whole file
	Column   string // empty: the whole line
	Wrong    string // the value found, without a full stop
	Expected string // the value expected, without a full stop; may be empty
	Others   int    // later lines with the same error, which are not listed
	Last     int    // the last of them
}

// Error returns "children.csv, ligne 12, colonne birth_date : « 31/12/2019 » n'est pas une date. Attendu : AAAA-MM-JJ."
// It contains no control character, whatever the file contains.
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

// printable returns a text of a file in a form that is safe to print on a terminal.
func printable(text string) string { return plain.OneLine(text) }

// longestCell limits how much of a cell is quoted, as cells may be very long.
const longestCell = 300

// Errors is the list of errors to correct, in the order of the files, then of the lines. Nothing was written.
type Errors []ImportError

// Error lists the errors, one per line.
func (e Errors) Error() string {
	lines := make([]string, 0, len(e)+1)
	lines = append(lines, e.Heading())
	for _, one := range e {
		lines = append(lines, one.Error())
	}
	return strings.Join(lines, "\n")
}

// Heading returns a sentence saying that nothing was imported, and how many errors there are.
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

// Unwrap marks the errors as fault.Invalid, which a person can correct.
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

// toldOf is how many errors of one kind are listed individually; thousands of identical lines do not help.
const toldOf = 3

// faults collects errors and groups those of one kind: a file may contain two hundred megabytes of them.
type faults struct {
	all   Errors
	kinds map[string]*kindOfError
}

type kindOfError struct{ told, last int } // last is the index of the last error listed

// variable matches the parts that differ between two errors of one kind: quoted values and numbers.
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
