package town

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"cartable/app/domain/fault"
)

// Finding is one thing to say about a field of a noun.
type Finding struct {
	Field    string // column or form field; empty = the noun as a whole
	Wrong    string // French: what is there, without a capital or a full stop
	Expected string // French: what should be, without a full stop; may be empty
	Warning  bool   // it looks wrong and may be meant: it is shown, and stops nothing

	compared []string // the other fields that it was drawn from
}

// Sentence is the finding for a form: "La fin (11:00) n'est pas après le début (12:00). Attendu : une heure après
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

// spaces keeps French punctuation on the line of its word. Files and terminals get plain spaces.
var spaces = strings.NewReplacer(" :", "\u00a0:", "« ", "«\u00a0", " »", "\u00a0»", " ;", "\u00a0;")

// Findings is everything to say about a noun at once.
type Findings []Finding

// Err is the faults among them as a fault.Many, nil when there are only warnings.
func (f Findings) Err() error {
	var many fault.Many
	for _, one := range f {
		if !one.Warning {
			many.Addf(one.Field, "%s", one.Sentence())
		}
	}
	return many.Err()
}

// Warnings are those that stop nothing.
func (f Findings) Warnings() Findings {
	return slices.DeleteFunc(slices.Clone(f), func(one Finding) bool { return !one.Warning })
}

// On are those about a field.
func (f Findings) On(field string) Findings {
	return slices.DeleteFunc(slices.Clone(f), func(one Finding) bool { return one.Field != field })
}

// And adds what Check found to what Read found, but for the fields that Read could not read: their values mean nothing.
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

// fault adds a fault about a field. compared are the other fields that it was drawn from.
func (f *Findings) fault(field, wrong, expected string, compared ...string) {
	*f = append(*f, Finding{Field: field, Wrong: wrong, Expected: expected, compared: compared})
}

// warn adds a warning about a field.
func (f *Findings) warn(field, wrong, expected string, compared ...string) {
	*f = append(*f, Finding{Field: field, Wrong: wrong, Expected: expected, Warning: true, compared: compared})
}

// quoted is a value within a sentence.
func quoted(text string) string { return fmt.Sprintf("« %s »", shown(text)) }

// shown makes what somebody sent fit to be printed: a character that is not seen, or that would command a terminal, is
// shown as a replacement character.
func shown(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return unicode.ReplacementChar
		}
		return r
	}, text)
}
