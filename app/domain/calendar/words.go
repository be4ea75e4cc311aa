package calendar

import (
	"strings"

	"cartable/app/domain/civil"
	"cartable/app/domain/town"
)

// Rule returns the base rule of an activity as a sentence: "Ouverte le lundi, le mardi, le jeudi et le vendredi, les
// jours d'école, du 1er septembre 2026 au 2 juillet 2027."
func Rule(a *town.Activity) string {
	var names []string
	for day := 1; day <= 7; day++ {
		if a.Weekdays[day] {
			names = append(names, "le "+civil.WeekdayNames[day])
		}
	}
	if len(names) == 0 {
		return "Ouverte seulement aux dates choisies une à une."
	}
	part := ""
	switch a.Term {
	case town.TermSchool:
		part = ", les jours d'école"
	case town.TermHolidays:
		part = ", pendant les vacances scolaires"
	}
	return "Ouverte " + And(names) + part + ", du " + DayOf(a.From) + " au " + DayOf(a.To) + "."
}

// DayOf returns "2 juillet 2027".
func DayOf(d civil.Date) string {
	_, text, _ := strings.Cut(d.Long(), " ")
	return text
}

// And returns "A, B et C".
func And(names []string) string {
	n := len(names)
	if n < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:n-1], ", ") + " et " + names[n-1]
}

// Span returns "le jeudi 12 mars 2027", "du jeudi 12 au vendredi 13 mars 2027".
func Span(from, to civil.Date) string {
	if from == to {
		return "le " + from.Long()
	}
	first := from.Long()
	y, m, _ := from.YMD()
	switch ty, tm, _ := to.YMD(); {
	case y == ty && m == tm:
		first = from.WeekdayName() + " " + strings.Fields(from.DayMonth())[0]
	case y == ty:
		first = from.WeekdayName() + " " + from.DayMonth()
	}
	return "du " + first + " au " + to.Long()
}

// Words returns a run in words: "du lundi 2 au vendredi 6 mars 2027".
func (r Run) Words() string { return Span(r.From, r.To) }
