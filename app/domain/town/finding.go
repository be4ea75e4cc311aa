package town

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"cartable/app/domain/fault"
)

// Finding is one remark about a field of a noun.
type Finding struct {
	Field    string // column or form field; empty = the noun as a whole
	Wrong    string // French: the problem, without a capital or a full stop
	Expected string // French: the expected value, without a full stop; may be empty
	Warning  bool   // it looks wrong but may be intended: it is shown, and blocks nothing

	compared []string // the other fields on which it depends
}

// Sentence returns the finding for a form: "La fin (11:00) n'est pas après le début (12:00). Attendu : une heure après
// 12:00."
func (f Finding) Sentence() string {
	wrong := spaces.Replace(f.Wrong)
	first, size := utf8.DecodeRuneInString(wrong)
	sentence := string(unicode.ToUpper(first)) + wrong[size:] + "."
	if f.Expected != "" {
		sentence += " Attendu\u00a0: " + spaces.Replace(f.Expected) + "."
	}
	return sentence
}

// spaces keeps French punctuation on the same line as its word. Files and terminals get plain spaces.
var spaces = strings.NewReplacer(" :", "\u00a0:", "« ", "«\u00a0", " »", "\u00a0»", " ;", "\u00a0;")

// Findings is the list of all findings about a noun.
type Findings []Finding

// Err returns the faults as a fault.Many, nil when there are only warnings.
func (f Findings) Err() error {
	var many fault.Many
	for _, one := range f {
		if !one.Warning {
			many.Addf(one.Field, "%s", one.Sentence())
		}
	}
	return many.Err()
}

// Warnings returns the findings that block nothing.
func (f Findings) Warnings() Findings {
	return slices.DeleteFunc(slices.Clone(f), func(one Finding) bool { return !one.Warning })
}

// On returns the findings about a field.
func (f Findings) On(field string) Findings {
	return slices.DeleteFunc(slices.Clone(f), func(one Finding) bool { return one.Field != field })
}

// And adds the findings of Check to those of Read, except for fields that Read could not read: their values are
// meaningless.
func (f Findings) And(checked Findings) Findings {
	all := slices.Clone(f)
	for _, one := range checked {
		unread := func(field string) bool {
			return slices.ContainsFunc(f, func(read Finding) bool { return read.Field == field })
		}
		if !unread(one.Field) && !slices.ContainsFunc(one.compared, unread) {
			all = append(all, one)
		}
	}
	return all
}

// fault adds a fault about a field. compared are the other fields on which it depends.
func (f *Findings) fault(field, wrong, expected string, compared ...string) {
	*f = append(*f, Finding{Field: field, Wrong: wrong, Expected: expected, compared: compared})
}

// warn adds a warning about a field.
func (f *Findings) warn(field, wrong, expected string, compared ...string) {
	*f = append(*f, Finding{Field: field, Wrong: wrong, Expected: expected, Warning: true, compared: compared})
}

// quoted returns a value in quotation marks.
func quoted(text string) string { return fmt.Sprintf("« %s »", shown(text)) }

// shown makes text from outside fit to be printed: a character that is invisible, or that would control a terminal,
// becomes a replacement character.
func shown(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return unicode.ReplacementChar
		}
		return r
	}, text)
}
