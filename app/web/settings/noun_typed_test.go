package settings

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"cartable/app/domain/deadline"
	"cartable/app/domain/town"
	"cartable/app/settings"
)

// anyCell draws a cell that a field can hold; "" where it may be empty.
func anyCell(t *rapid.T, f town.Field) string {
	some := func(values ...string) string { return rapid.SampledFrom(values).Draw(t, f.Name) }
	switch f.Shape() {
	case town.ShapeWord:
		var cells []string
		for _, w := range f.Words() {
			cells = append(cells, w.Cell)
		}
		return some(cells...)
	case town.ShapeCount:
		return some("", "0", "1", "24", "99")
	case town.ShapeMaybe:
		return some("", "0.00", "-30.00", "12.50", "1234.05")
	case town.ShapeAmount:
		return some("0.00", "1.50", "0.05")
	case town.ShapeDate:
		return some("2026-09-01", "2027-07-02", "2028-02-29")
	case town.ShapeClock:
		return some("00:00", "07:30", "23:59")
	case town.ShapeRule:
		rules := []string{"J-0 09:00", "J-2 12:00", "JO-0 00:00", "JO-3 18:15", "S-1 jeu 12:00", "S-52 dim 23:59",
			"M-1 20 23:59", "M-12 31 08:00", "none"}
		if !f.Required {
			rules = append(rules, "")
		}
		return some(rules...)
	case town.ShapeWeekdays:
		return some("1", "1;2;4;5", "1;2;3;4;5;6;7")
	case town.ShapeList:
		if f.Name == "levels" {
			return some("", "GS", "PS;MS;GS;CM2")
		}
		return some("", "A", "A;B")
	}
	text := rapid.StringMatching(`[A-Za-zéÈ«»0-9][A-Za-zéÈ«» '",.<&0-9-]{0,20}[a-z0-9]`)
	if f.Required {
		return text.Draw(t, f.Name)
	}
	return rapid.OneOf(rapid.Just(""), text).Draw(t, f.Name)
}

func anyNoun(t *rapid.T) town.Noun {
	kind := rapid.SampledFrom(settings.Edited).Draw(t, "kind")
	cells := map[string]string{}
	for _, f := range town.Fields(kind) {
		cells[f.Name] = anyCell(t, f)
	}
	n, found := town.Read(kind, nil, cells)
	if len(found) > 0 {
		t.Fatalf("%v: %v", cells, found)
	}
	return n
}

// What the form of a noun shows, sent back untouched, makes the same noun: as a new one, and over any other.
func TestAFormSentBackUntouchedMakesTheSameNoun(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := anyNoun(t)
		sent, err := url.ParseQuery(typedOf(n).Encode())
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range town.Fields(n.Kind()) { // as the form does, so that boxes that are all clear are seen
			if f.Shape() == town.ShapeWeekdays || f.Shape() == town.ShapeList {
				sent[f.Name] = append([]string{""}, sent[f.Name]...)
			}
		}
		got, found := readTyped(n.Kind(), nil, sent, town.Fields(n.Kind()))
		if len(found) > 0 || len(town.Diff(n, got)) > 0 || town.Key(n) != town.Key(got) {
			t.Fatalf("%v\ncame back as\n%v\n%v", n, got, found)
		}
		other := anyNoun(t)
		if other.Kind() != n.Kind() {
			return
		}
		over, found := readTyped(n.Kind(), other, sent, editable(n.Kind()))
		if differs := town.Diff(n, over); len(found) > 0 || slices.ContainsFunc(differs,
			func(d town.Difference) bool { return d.Field != "code" }) {
			t.Fatalf("%v over %v is %v, %v", n, other, over, found)
		}
		if town.Key(over) != town.Key(other) {
			t.Fatalf("the code became %s", town.Key(over))
		}
		carried := carriedBy(url.Values{shownField: {town.Shown(n)}})
		if back := asShown(carried, settings.Coded(n.Kind(), town.Key(n))); len(town.Diff(n, back)) > 0 {
			t.Fatalf("%v is carried as %v", n, back)
		}
	})
}

// A field that the form does not have keeps its value, and one that is there and empty is never taken for 0 or for no
// limit.
func TestNothingIsTakenForNone(t *testing.T) {
	was, _ := town.Read(town.NounPool, nil, map[string]string{"code": "SALLE", "name": "Salle", "capacity": "24",
		"waitlist": ""})
	for _, c := range []struct {
		typed    string
		capacity string
		wrong    string
	}{
		{"name=Salle", "24", ""},
		{"capacity-limite=sans", "", ""},
		{"capacity-limite=avec&capacity=0", "0", ""},
		{"capacity=30", "30", ""},
		{"capacity=", "", "Choisissez"},
		{"capacity-limite=avec&capacity=", "", "Choisissez"},
		{"capacity-limite=sans&capacity=24", "", "gardez l'un des deux"},
		{"capacity-limite=avec&capacity=deux", "", "n'est pas un nombre entier"},
		{"capacity-limite=avec&capacity=-1", "", "n'est pas un nombre entier"},
	} {
		v, _ := url.ParseQuery(c.typed)
		n, found := readTyped(town.NounPool, was, v, editable(town.NounPool))
		said := fmt.Sprint(found)
		if (c.wrong == "") != (len(found) == 0) || !strings.Contains(said, c.wrong) {
			t.Errorf("%s: %s", c.typed, said)
		}
		got := town.Fields(town.NounPool)[2].Cell(n)
		if len(found) == 0 && got != c.capacity {
			t.Errorf("%s: %q places", c.typed, got)
		}
	}
}

// Cancelling as for booking takes the rule that is typed, and that of each activity when only this one is changed.
func TestCancellingAsForBooking(t *testing.T) {
	fields := town.Fields(town.NounActivity)
	was, _ := town.Read(town.NounActivity, nil, map[string]string{"code": "A", "book_by": "J-2 12:00",
		"cancel_by": "none"})
	of := func(name string) town.Field { return fields[slices.IndexFunc(fields, named(name))] }
	v := url.Values{"cancel_by" + formEnd: {asToBook}}
	n, found := readTyped(town.NounActivity, was, v, []town.Field{of("cancel_by")})
	if got := of("cancel_by").Cell(n); len(found) > 0 || got != "J-2 12:00" {
		t.Errorf("alone: %s, %v", got, found)
	}
	typeRule(v, "book_by", "S-1 jeu 12:00")
	n, found = readTyped(town.NounActivity, was, v, []town.Field{of("book_by"), of("cancel_by")})
	if got := of("cancel_by").Cell(n); len(found) > 0 || got != "S-1 jeu 12:00" {
		t.Errorf("together: %s, %v", got, found)
	}
	v.Set("book_by-"+deadline.WeeksBefore, "deux")
	if _, found = readTyped(town.NounActivity, was, v, []town.Field{of("book_by"), of("cancel_by")}); len(found) != 1 ||
		found[0].Field != "book_by" || !strings.Contains(found[0].Sentence(), "Formes possibles") {
		t.Errorf("a rule that cannot be read: %v", found)
	}
}
