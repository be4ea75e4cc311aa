package load

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"cartable/app/domain/fault"
	"cartable/app/domain/plain"
)

// ImportError is one thing to correct in the files of a town.
type ImportError struct {
	File     string
	Line     int    // 0: the file as a whole
	Column   string // empty: the line as a whole
	Wrong    string // what is there, without a full stop
	Expected string // what should be, without a full stop; may be empty
}

// Error is "children.csv, ligne 12, colonne birth_date : « 31/12/2019 » n'est pas une date. Attendu : AAAA-MM-JJ."
func (e ImportError) Error() string {
	var place []string
	if e.File != "" {
		place = append(place, e.File)
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
	return text
}

// longestCell bounds what is repeated of a file, whose cells may be endless.
const longestCell = 300

// Errors is everything to correct, in the order of the files, then of the lines. Nothing was written.
type Errors []ImportError

// Error lists the errors, one a line.
func (e Errors) Error() string {
	lines := make([]string, 0, len(e)+1)
	lines = append(lines, e.heading())
	for _, one := range e {
		lines = append(lines, one.Error())
	}
	return strings.Join(lines, "\n")
}

func (e Errors) heading() string {
	if len(e) == 1 {
		return "Rien n'a été importé : 1 erreur à corriger."
	}
	return fmt.Sprintf("Rien n'a été importé : %d erreurs à corriger.", len(e))
}

// Unwrap tells who asks for a kind of fault that a person can correct this.
func (e Errors) Unwrap() error { return fault.Invalidf("", "%s", e.heading()) }

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
