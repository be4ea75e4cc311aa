package settings

import (
	"html/template"
	"strconv"
	"strings"

	"cartable/app/domain/calendar"
	"cartable/app/domain/civil"
	"cartable/app/web/site"
)

// A year has 365 cells and a page of 60 kB, so they are written here, in few bytes, and not by a template. Two rules
// keep this safe: text from outside (a label) goes through HTMLEscapeString, and everything else is a figure, a date or
// a text of this file. Quotes and end tags that HTML does not need are left out. The classes of a cell: o is open, x an
// exception, f a public holiday, v the school holidays, t closed by the town, p past.

// yearGrid writes the twelve months.
func yearGrid(v calendarView) template.HTML {
	var b strings.Builder
	b.Grow(48 << 10)
	for _, month := range v.Year.Months() {
		v.month(&b, month)
	}
	return template.HTML(b.String()) // #nosec G203 -- see above
}

func (v calendarView) month(b *strings.Builder, month civil.Month) {
	first, last := month.First(), month.Last()
	b.WriteString(`<table><caption>`)
	group(b, "m"+month.String(), site.Capital(month.French()), last < v.Today)
	b.WriteString(`</caption><thead><tr><td></td>`)
	for day := 1; day <= 7; day++ {
		b.WriteString(`<th scope=col abbr=` + civil.WeekdayNames[day] + `>` + site.Capital(civil.WeekdayNames[day])[:1])
	}
	b.WriteString(`<tbody>`)
	for monday := first.Week().Monday(); monday <= last; monday += 7 {
		week := monday.Week()
		b.WriteString(`<tr><th scope=row>`)
		group(b, "s"+week.String(), "S"+strconv.Itoa(week.Number), monday+6 < v.Today)
		for d := monday; d < monday+7; d++ {
			if d < first || d > last {
				b.WriteString(`<td>`)
				continue
			}
			v.cell(b, v.Days[d-v.Days[0].Date])
		}
	}
	b.WriteString(`</table>`)
}

// group writes the button that turns a group; a group that is past is a text.
func group(b *strings.Builder, code, name string, past bool) {
	if past {
		b.WriteString(name)
		return
	}
	b.WriteString(`<button name=t value=` + code + `>` + name + `</button>`)
}

func (v calendarView) cell(b *strings.Builder, d calendar.Day) {
	b.WriteString(`<td`)
	switch class := v.class(d); {
	case len(class) == 1: // no quotes
		b.WriteString(` class=` + class)
	case class != "":
		b.WriteString(` class="` + class + `"`)
	}
	if d.Date == v.Today {
		b.WriteString(` aria-current="date"`)
	}
	said := template.HTMLEscapeString(sayDay(d))
	number := strconv.Itoa(d.Date.Day())
	name := civil.WeekdayShort[d.Date.Weekday()] + " " + number + " " + said
	if d.Past {
		b.WriteString(`>` + number + `<span class="vh"> ` + said + `</span>`)
		return
	}
	b.WriteString(`><input type=checkbox name=` + boxOf(d.Date))
	if v.Turned[d.Date] {
		b.WriteString(` checked`)
	}
	b.WriteString(` aria-label="` + name + `">` + number)
	if left, limited := v.Places[d.Date]; limited && d.Open {
		text := strconv.Itoa(left)
		if left < 0 {
			text = "+" + strconv.Itoa(-left)
		}
		b.WriteString(`<b>` + text + `</b>`)
	}
}

// class returns the classes of a cell.
func (v calendarView) class(d calendar.Day) string {
	var all []string
	for _, one := range []struct {
		is   bool
		name string
	}{{d.Open, "o"}, {d.Dated, "x"}, {d.Holiday != "", "f"}, {d.School != "" && d.Holiday == "", "v"}, {d.Town, "t"},
		{d.Past, "p"}} {
		if one.is {
			all = append(all, one.name)
		}
	}
	return strings.Join(all, " ")
}

// sayDay returns what a cell is, for who does not see its look: "ouvert", "fermé, exception : Grève", "fermé, Noël".
func sayDay(d calendar.Day) string {
	words := "fermé"
	if d.Open {
		words = "ouvert"
	}
	switch {
	case d.Dated && d.Label != "":
		words += ", exception\u00a0: " + short(d.Label)
	case d.Dated:
		words += ", exception"
	}
	switch {
	case d.Holiday != "":
		words += ", " + d.Holiday
	case d.Town && !d.Dated && d.TownLabel != "":
		words += ", " + short(d.TownLabel)
	case d.School != "":
		words += ", vacances"
	}
	return words
}

// short cuts a label: the list beside the year has it whole.
func short(label string) string {
	if letters := []rune(label); len(letters) > 20 {
		return string(letters[:19]) + "…"
	}
	return label
}

// series are the exceptions of a year that say the same thing.
type series struct {
	Open   bool
	Label  string
	Days   int
	Dates  string // "04/11, 09/11 – 13/11"
	spaced []string
}

// seriesOf groups exceptions, in the order of their first date.
func seriesOf(runs []calendar.Run) (all []series) {
	at := map[[2]any]int{}
	for _, r := range runs {
		key := [2]any{r.Open, r.Label}
		i, known := at[key]
		if !known {
			i, at[key] = len(all), len(all)
			all = append(all, series{Open: r.Open, Label: r.Label})
		}
		text := r.From.Numeric()[:5]
		if r.To > r.From {
			text += "\u00a0–\u00a0" + r.To.Numeric()[:5]
		}
		all[i].spaced, all[i].Days = append(all[i].spaced, text), all[i].Days+r.Days()
	}
	for i := range all {
		all[i].Dates = strings.Join(all[i].spaced, ", ")
	}
	return all
}
