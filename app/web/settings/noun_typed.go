package settings

import (
	"net/url"
	"slices"
	"strings"

	"cartable/app/domain/deadline"
	"cartable/app/domain/fault"
	"cartable/app/domain/money"
	"cartable/app/domain/town"
)

// The forms of the catalogue are made from the fields of town's nouns. What a form holds is url.Values, by the names of
// its inputs: typedOf gives those of a noun, and readTyped reads them back. A field with no value is never taken for 0
// or for « sans limite »: its form has a choice for each.

// The ends of the names of inputs that a field has beside its own.
const (
	limitEnd  = "-limite"    // with a number, or with the word for none
	formEnd   = "-forme"     // of a deadline
	dayEnd    = "-jour"      // of the week
	inMonth   = "-quantieme" // of the month
	clockEnd  = "-heure"
	limited   = "avec"
	unlimited = "sans"
)

// The forms of a deadline that are no rule of their own.
const (
	asToBook = "pareil" // as for booking
	noRule   = "aucun"  // where a rule may be left out
)

// typedOf returns what the form of a noun holds.
func typedOf(n town.Noun) url.Values {
	v := url.Values{}
	for _, f := range town.Fields(n.Kind()) {
		typeField(v, f, f.Cell(n))
	}
	return v
}

// typeField sets the inputs of a field to a cell.
func typeField(v url.Values, f town.Field, cell string) {
	switch f.Shape() {
	case town.ShapeWeekdays, town.ShapeList:
		if cell != "" {
			v[f.Name] = strings.Split(cell, ";")
		}
	case town.ShapeCount, town.ShapeMaybe:
		v.Set(f.Name+limitEnd, unlimited)
		if cell != "" {
			v.Set(f.Name+limitEnd, limited)
			v.Set(f.Name, french(f, cell))
		}
	case town.ShapeRule:
		typeRule(v, f.Name, cell)
	default:
		v.Set(f.Name, french(f, cell))
	}
}

// french returns a cell as it is typed: amounts have a comma.
func french(f town.Field, cell string) string {
	if f.Shape() == town.ShapeAmount || f.Shape() == town.ShapeMaybe {
		return strings.Replace(cell, ".", ",", 1)
	}
	return cell
}

func typeRule(v url.Values, name, cell string) {
	rule, err := deadline.ParseRule(cell)
	if err != nil {
		v.Set(name+formEnd, noRule)
		return
	}
	p := rule.Parts()
	v.Set(name+formEnd, p.Form)
	v.Set(name+"-"+p.Form, p.Count)
	v.Set(name+clockEnd, p.Clock)
	if p.Form == deadline.WeeksBefore {
		v.Set(name+dayEnd, p.Day)
	} else {
		v.Set(name+inMonth, p.Day)
	}
}

// readTyped reads fields of a form into a noun, with findings of what is missing or could not be read. was is the noun
// before, whose value a field keeps that the form does not have; nil for a new one.
func readTyped(kind town.NounKind, was town.Noun, v url.Values, fields []town.Field) (town.Noun, town.Findings) {
	cells, found := map[string]string{}, town.Findings{}
	for _, f := range fields {
		if was != nil && !asked(v, f) {
			continue
		}
		cell, wrong := cellOf(v, f)
		if wrong == "" && cell == "" && f.Required && v.Get(f.Name+formEnd) != asToBook {
			wrong = missing(f)
		}
		if wrong != "" {
			found = append(found, town.Finding{Field: f.Name, Wrong: strings.TrimSuffix(wrong, ".")})
		}
		cells[f.Name] = cell
	}
	if v.Get("cancel_by"+formEnd) == asToBook && slices.ContainsFunc(fields, named("cancel_by")) {
		if _, said := cells["book_by"]; !said && was != nil {
			cells["cancel_by"] = was.(town.ActivityEntry).BookBy.String()
		}
	}
	n, read := town.Read(kind, was, cells)
	return n, found.And(read)
}

// asked reports whether a form has an input of a field.
func asked(v url.Values, f town.Field) bool {
	for name := range v {
		if name == f.Name || strings.HasPrefix(name, f.Name+"-") {
			return true
		}
	}
	return false
}

func named(name string) func(town.Field) bool {
	return func(f town.Field) bool { return f.Name == name }
}

// cellOf returns the cell that the inputs of a field make, or what is wrong with them.
func cellOf(v url.Values, f town.Field) (cell, wrong string) {
	typed := strings.TrimSpace(v.Get(f.Name))
	switch f.Shape() {
	case town.ShapeWeekdays, town.ShapeList:
		return strings.Trim(strings.Join(v[f.Name], ";"), ";"), "" // without the empty one that says that it was asked
	case town.ShapeCount, town.ShapeMaybe:
		switch limit := v.Get(f.Name + limitEnd); {
		case limit == unlimited && typed != "":
			return "", "Vous avez écrit «\u00a0" + typed + "\u00a0» et choisi «\u00a0" + wordOf(f).None +
				"\u00a0»\u00a0: gardez l'un des deux."
		case limit == unlimited:
			return "", ""
		case typed == "":
			return "", wordOf(f).Asks
		}
	case town.ShapeRule:
		return ruleCell(v, f)
	}
	if typed == "" || f.Shape() != town.ShapeAmount && f.Shape() != town.ShapeMaybe {
		return typed, ""
	}
	positive, negative := strings.CutPrefix(strings.Replace(typed, "\u2212", "-", 1), "-")
	cents, err := money.ParseFrench(positive)
	if err != nil {
		return "", fault.Message(err)
	}
	if negative {
		cents = -cents
	}
	return cents.Plain(), ""
}

func ruleCell(v url.Values, f town.Field) (cell, wrong string) {
	switch v.Get(f.Name + formEnd) {
	case asToBook:
		return "", ""
	case noRule:
		if !f.Required {
			return "", ""
		}
	}
	rule, err := partsOf(v, f.Name).Rule()
	if err != nil {
		return "", fault.Message(err)
	}
	return rule.String(), ""
}

// partsOf returns the parts of a deadline as they were typed.
func partsOf(v url.Values, name string) deadline.Parts {
	p := deadline.Parts{Form: v.Get(name + formEnd), Count: v.Get(name + "-" + v.Get(name+formEnd)),
		Clock: v.Get(name + clockEnd), Day: v.Get(name + inMonth)}
	if p.Form == deadline.WeeksBefore {
		p.Day = v.Get(name + dayEnd)
	}
	return p
}
