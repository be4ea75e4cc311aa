package settings

import (
	"cmp"
	"html/template"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"cartable/app/domain/civil"
	"cartable/app/domain/deadline"
	"cartable/app/domain/town"
	"cartable/app/web/site"
)

// fieldGroup is a part of a form.
type fieldGroup struct {
	Legend string
	Fields []fieldView
}

// fieldView is a field of a form with what was typed. Its template is chosen by its shape.
type fieldView struct {
	Name, Label, Hint string
	Shape             town.Shape
	Value             string
	Fixed             bool // the code of a stored noun
	Choices           []site.Choice
	Limited, Free     bool
	Words             limitWords
	Rule              *ruleView
	Wrong             string
	Some              *someField // in the form of several nouns
}

// Several reports whether the field has several inputs, under a legend.
func (f fieldView) Several() bool {
	switch f.Shape {
	case town.ShapeWeekdays, town.ShapeList, town.ShapeCount, town.ShapeMaybe, town.ShapeRule:
		return true
	}
	return false
}

// Says returns the attributes that name what stands beside the field: its error and its hint.
func (f fieldView) Says() template.HTMLAttr {
	var beside []string
	if f.Wrong != "" {
		beside = append(beside, "e-"+f.Name)
	}
	if f.Hint != "" {
		beside = append(beside, "a-"+f.Name)
	}
	if len(beside) == 0 {
		return ""
	}
	says := ` aria-describedby="` + template.HTMLEscapeString(strings.Join(beside, " ")) + `"`
	if f.Wrong != "" && !f.Several() {
		says += ` aria-invalid="true"`
	}
	return template.HTMLAttr(says) // #nosec G203 -- escaped
}

// fieldViews returns the fields of a form of a noun, with what was typed.
func fieldViews(kind town.NounKind, fields []town.Field, s *town.Settings, v url.Values, today civil.Date,
	wrong map[string]string) []fieldGroup {
	left := slices.Clone(fields)
	var all []fieldGroup
	take := func(legend string, in func(town.Field) bool) {
		g := fieldGroup{Legend: legend}
		for _, f := range left {
			if in(f) {
				g.Fields = append(g.Fields, newFieldView(f, s, v, today, wrong[f.Name]))
			}
		}
		left = slices.DeleteFunc(left, in)
		if len(g.Fields) > 0 {
			all = append(all, g)
		}
	}
	for _, g := range groups[kind] {
		take(g.Legend, func(f town.Field) bool { return slices.Contains(g.Fields, f.Name) })
	}
	legend := ""
	if len(all) > 0 {
		legend = "Autres réglages"
	}
	take(legend, func(town.Field) bool { return true })
	return all
}

func newFieldView(f town.Field, s *town.Settings, v url.Values, today civil.Date, wrong string) fieldView {
	view := fieldView{Name: f.Name, Label: labelOf(f), Hint: hints[f.Name], Shape: f.Shape(), Value: v.Get(f.Name),
		Wrong: wrong}
	chosen := func(value, label string) site.Choice {
		return site.Choice{Value: value, Label: label, Selected: slices.Contains(v[f.Name], value)}
	}
	switch view.Shape {
	case town.ShapeWord:
		for _, w := range f.Words() {
			view.Choices = append(view.Choices, chosen(w.Cell, site.Capital(w.French)))
		}
	case town.ShapeWeekdays:
		for day := 1; day <= 7; day++ {
			view.Choices = append(view.Choices, chosen(strconv.Itoa(day), site.Capital(civil.WeekdayNames[day])))
		}
	case town.ShapeCount, town.ShapeMaybe:
		view.Words = wordOf(f)
		view.Limited = v.Get(f.Name+limitEnd) == limited
		view.Free = v.Get(f.Name+limitEnd) == unlimited
	case town.ShapeRule:
		view.Rule = newRuleView(f, s.Town, v, today)
	}
	for _, one := range refersTo(f.Name, s, v.Get("code")) {
		view.Choices = append(view.Choices, chosen(one.Value, one.Label))
	}
	if view.Shape == town.ShapeText && len(view.Choices) > 0 {
		view.Shape = town.ShapeWord
		view.Choices = slices.Insert(view.Choices, 0, site.Choice{Label: "Choisir", Selected: view.Value == ""})
	}
	return view
}

// refersTo returns the nouns that a field of the one with a code may name, or the levels.
func refersTo(field string, s *town.Settings, own string) (all []site.Choice) {
	add := func(code, name string) { all = append(all, site.Choice{Value: code, Label: name + " (" + code + ")"}) }
	c := s.Town
	switch field {
	case "category":
		for _, one := range c.Categories {
			add(one.Code, one.Name)
		}
	case "wallet":
		for _, one := range c.Wallets {
			add(one.Code, one.Name)
		}
	case "pools":
		for _, one := range c.Pools {
			add(one.Code, one.Name)
		}
	case "schools":
		for _, one := range c.Schools {
			if a := c.Activity(own); !one.Archived || a != nil && slices.Contains(a.Schools, one) {
				add(one.Code, one.Name)
			}
		}
	case "classes":
		for _, school := range c.Schools {
			for _, one := range school.Classes {
				a := c.Activity(own)
				if !school.Archived && !one.Archived || a != nil && slices.Contains(a.Classes, one) {
					all = append(all, site.Choice{Value: town.ClassRef(school.Code, one.Code),
						Label: one.Name + ", " + school.Name})
				}
			}
		}
	case "levels":
		for _, level := range town.AllLevels {
			all = append(all, site.Choice{Value: level, Label: cmp.Or(town.LevelNames[level], level)})
		}
	case "compatible_with":
		for _, one := range c.Activities {
			if one.Code != own {
				add(one.Code, one.Name)
			}
		}
	}
	return all
}

// ruleView is a deadline in a form: its forms as choices with numbers, and its worked dates.
type ruleView struct {
	Name         string
	Form         string
	Summary      string // the rule in words, or what to do
	Open         bool   // its forms are shown: it is not chosen yet, or wrong
	Same, Absent string // the words of « comme pour réserver » and of no rule; "" where they are not offered
	Counts       map[string]string
	Days         []site.Choice
	InMonth      string
	Clock        string
	Worked       workedView
}

// usual are the numbers of the forms that were not chosen.
var usual = map[string]string{deadline.DaysBefore: "2", deadline.WorkingDays: "2", deadline.WeeksBefore: "1",
	deadline.MonthsBefore: "1"}

func newRuleView(f town.Field, c *town.Catalogue, v url.Values, today civil.Date) *ruleView {
	r := &ruleView{Name: f.Name, Form: v.Get(f.Name + formEnd), Counts: map[string]string{},
		InMonth: typedOr(v, f.Name+inMonth, "20"), Clock: typedOr(v, f.Name+clockEnd, "12:00"),
		Worked: newWorkedView(f, c, v, today)}
	for form, n := range usual {
		r.Counts[form] = typedOr(v, f.Name+"-"+form, n)
	}
	for day := 1; day <= 7; day++ {
		r.Days = append(r.Days, site.Choice{Value: strconv.Itoa(day), Label: civil.WeekdayNames[day],
			Selected: typedOr(v, f.Name+dayEnd, "4") == strconv.Itoa(day)})
	}
	if f.Name == "cancel_by" {
		r.Same = "comme pour réserver"
	}
	if !f.Required {
		r.Absent = "jusqu'au début de l'activité"
	}
	switch {
	case r.Form == asToBook && r.Same != "":
		r.Summary = r.Same
	case r.Form == noRule && r.Absent != "":
		r.Summary = r.Absent
	default:
		r.Summary = r.Worked.Words
	}
	r.Summary = site.Capital(r.Summary)
	if r.Open = r.Summary == ""; r.Open {
		r.Summary = "Choisir un délai"
	}
	return r
}

// typedOr returns what was typed in an input, or a usual value where the form was never shown.
func typedOr(v url.Values, name, usual string) string {
	if _, typed := v[name]; typed && v.Get(name) != "" {
		return v.Get(name)
	}
	return usual
}
