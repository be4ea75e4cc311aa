package town

import "strings"

// Difference is a field that a change gives another value, in French.
type Difference struct {
	Field, Label string
	Was, Became  string // "" on the side where the noun does not exist
}

// Diff returns the fields that differ between two states of a noun, in the order of the form. Either may be nil: then
// it returns every field with a value, except the key, which is in the title.
func Diff(before, after Noun) []Difference {
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
			if f.Key || f.Cell(n) == "" {
				continue
			}
			if before == nil {
				d.Became = f.French(n)
			} else {
				d.Was = f.French(n)
			}
		case f.Cell(before) == f.Cell(after):
			continue
		default:
			d.Was, d.Became = f.French(before), f.French(after)
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

// Describe returns the wording of the change: only the fields that differ.
func (c Change) Describe() Words {
	words := Words{Subject: c.noun().Title(), Differences: Diff(c.Before, c.After)}
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
func (c Change) String() string {
	words := c.Describe()
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
