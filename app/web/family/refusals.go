package family

import (
	"strconv"
	"strings"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/town"
	"cartable/app/portal"
	"cartable/app/web/site"
)

// Days that a gesture over many days could not draft, in few lines: a copy and a typical week show the same.

// refusalLine is days that were refused for one reason.
type refusalLine struct {
	Who   string // "Léa, Noé · Restauration scolaire"
	Days  string // "lun. 21 déc." or "8 jours, du lun. 21 déc. au ven. 1er janv."
	Dates []civil.Date
	Why   string
	Shut  bool // closed for everybody: nobody has refused anything
}

// fewDates is the number of dates that a line names one by one.
const fewDates = 3

// refusalLines describes groups of refused days: first those that could have been, then the days that are closed.
func refusalLines(groups []booking.Refusal, children []portal.Child) []refusalLine {
	var open, shutDays []refusalLine
	for _, g := range groups {
		line := refusalLine{Who: whoOf(g, children), Days: datesWords(g.Dates),
			Why: g.Reason.Explain(g.Detail), Shut: shutReason(g.Reason)}
		if len(g.Dates) > fewDates {
			line.Dates = g.Dates
		}
		if line.Shut {
			shutDays = append(shutDays, line)
		} else {
			open = append(open, line)
		}
	}
	return append(open, shutDays...)
}

func whoOf(g booking.Refusal, children []portal.Child) string {
	var names, activities []string
	for _, c := range children {
		for _, id := range g.Children {
			if c.ID == id {
				names = append(names, c.FirstName)
			}
		}
	}
	for _, a := range g.Activities {
		activities = append(activities, a.Name)
	}
	return strings.Join(names, ", ") + " · " + strings.Join(activities, ", ")
}

// datesWords names a few days, or counts many between their first and last.
func datesWords(dates []civil.Date) string {
	if n := len(dates); n > fewDates {
		return strconv.Itoa(n) + site.Nbsp + "jours, du " + dayShort(dates[0]) + " au " + dayShort(dates[n-1])
	}
	words := make([]string, len(dates))
	for i, d := range dates {
		words[i] = dayShort(d)
	}
	return enumerate(words)
}

// dayShort returns « lun. 7 déc. ».
func dayShort(d civil.Date) string {
	year, _, _ := d.YMD()
	return site.HardSpaces(strings.TrimSuffix(d.Medium(), " "+strconv.Itoa(year)))
}

// sameRefusals groups the refused days of a copy, which is to one child and one activity.
func sameRefusals(days []booking.Day, to portal.CopyTarget) []refusalLine {
	for i := range days {
		days[i].Activity = &town.Activity{Name: to.Name}
	}
	return refusalLines(booking.Refusals(days), []portal.Child{to.Child})
}
