package town

import "strings"

// Difference is a field that a change gives another value, in French.
type Difference struct {
	Field, Label string
	Was, Became  string // "" on the side where the noun does not exist
}

// Diff returns the fields that differ between two states of a noun, in the order of the form. Either may be nil: then
// it returns every field with a value, except the key, which is in the title, and what is said only where it changes.
// Other nouns are told by their codes: see Catalogue.Diff.
func Diff(before, after Noun) []Difference { return diff(before, after, asItIs) }

func asItIs(n Noun) Noun { return n }

// diff compares what is stored, and says it of what named returns.
func diff(before, after Noun, named func(Noun) Noun) []Difference {
	kind := NounKind("")
	for _, n := range []Noun{before, after} {
		if n != nil {
			kind = n.Kind()
		}
	}
	var all []Difference
	for _, f := range Fields(kind) {
		d := Difference{Field: f.Name, Label: f.Label}
		switch {
		case before == nil || after == nil:
			n := before
			if before == nil {
				n = after
			}
			if f.Key || f.Cell(n) == "" || f.rare && f.Cell(n) == f.standard {
				continue
			}
			if before == nil {
				d.Became = f.French(named(n))
			} else {
				d.Was = f.French(named(n))
			}
		case f.Cell(before) == f.Cell(after):
			continue
		default:
			d.Was, d.Became = f.French(named(before)), f.French(named(after))
		}
		all = append(all, d)
	}
	return all
}

// Words is the wording of a change for the journal.
type Words struct {
	Subject     string // "Groupe de places « Salle » (SALLE)"
	Was, Became string // "places 24, liste d'attente sans limite"; "" for a missing side
	Differences []Difference
}

// Describe returns the wording of the change: only the fields that differ. in has the names of the nouns that it refers
// to; nil tells them by their codes.
func (c Change) Describe(in *Catalogue) Words {
	named := asItIs
	if in != nil {
		named = in.Named
	}
	words := Words{Subject: named(c.noun()).Title(), Differences: diff(c.Before, c.After, named)}
	side := func(n Noun, value func(Difference) string) string {
		if n == nil {
			return ""
		}
		parts := make([]string, len(words.Differences))
		for i, d := range words.Differences {
			parts[i] = d.Label + "\u00a0: " + value(d)
		}
		return strings.Join(parts, "\u00a0; ")
	}
	words.Was = side(c.Before, func(d Difference) string { return d.Was })
	words.Became = side(c.After, func(d Difference) string { return d.Became })
	return words
}

// String returns one sentence: "Groupe de places « Salle » (SALLE) : places 24 → 16 ; liste d'attente 5 → sans limite".
func (c Change) String() string { return c.Sentence(nil) }

// Sentence is String with the names that a catalogue has: see Describe.
func (c Change) Sentence(in *Catalogue) string {
	words := c.Describe(in)
	var parts []string
	for _, d := range words.Differences {
		part := d.Label + " "
		switch {
		case c.Before == nil:
			part += d.Became
		case c.After == nil:
			part += d.Was
		default:
			part += d.Was + " → " + d.Became
		}
		parts = append(parts, part)
	}
	head := words.Subject
	switch {
	case c.Before == nil:
		head += " (création)"
	case c.After == nil:
		head += " (retrait)"
	}
	if len(parts) == 0 {
		return head
	}
	return head + "\u00a0: " + strings.Join(parts, "\u00a0; ")
}
