package town

import (
	"fmt"
	"regexp"
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

// missing is what is wrong with a field that is empty and may not be.
const missing = "la valeur manque"

// Sentence returns the finding for a form: "La fin (11:00) n'est pas après le début (12:00). Attendu : une heure après
// 12:00." What is missing is asked for: "Indiquez un nom."
func (f Finding) Sentence() string {
	wrong, expected := spaces.Replace(numeric(f.Wrong)), spaces.Replace(numeric(inForms.Replace(f.Expected)))
	if f.Wrong == missing && expected != "" {
		return "Indiquez " + expected + "."
	}
	first, size := utf8.DecodeRuneInString(wrong)
	sentence := string(unicode.ToUpper(first)) + wrong[size:] + "."
	if expected != "" {
		sentence += " Attendu\u00a0: " + expected + "."
	}
	return sentence
}

// inForms replaces what only somebody who fills files would understand.
var inForms = strings.NewReplacer(" ou déjà enregistré, de la même structure", "", "un code de activities.csv",
	"une activité", "un code de pools.csv", "un groupe de places", "un code de categories.csv", "une catégorie",
	"un code de wallets.csv", "un porte-monnaie", "un code de families.csv", "une famille", "une date AAAA-MM-JJ",
	"une date", "AAAA-MM-JJ", "une date comme 01/09/2026", "une heure HH:MM", "une heure comme 08:30", "HH:MM",
	"une heure comme 08:30", "yes ou no", "oui ou non", "des euros avec un point, par exemple 4.22",
	"un montant comme 4,22", "de 0 à 1000000", "de 0 à 1\u202f000\u202f000", "nom@domaine.fr, plusieurs adresses "+
		"séparées par des points-virgules", "une adresse comme nom@domaine.fr")

// fileDate is a date as files write it.
var fileDate = regexp.MustCompile(`\b(\d{4})-(\d\d)-(\d\d)\b`)

// numeric writes the dates of a text as people do: 01/09/2026.
func numeric(text string) string { return fileDate.ReplaceAllString(text, "$3/$2/$1") }

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

// longestShown is how much of a value is repeated, in characters.
const longestShown = 80

// shown makes text from outside fit to be printed: a character that is invisible, or that would control a terminal,
// becomes a replacement character. Of a long text only the beginning is repeated.
func shown(text string) string {
	if utf8.RuneCountInString(text) > longestShown {
		text = string([]rune(text)[:longestShown]) + "…"
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return unicode.ReplacementChar
		}
		return r
	}, text)
}
