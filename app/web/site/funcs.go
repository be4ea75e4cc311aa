package site

import (
	"fmt"
	"html/template"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/news"
	"cartable/app/domain/paging"
	"cartable/app/domain/payment"
	"cartable/app/lang"
	"cartable/static"
)

const Nbsp = "\u00a0"

// kitFuncs are the functions that all templates may call beside the methods of their data.
var kitFuncs = template.FuncMap{
	"asset":        static.URL,
	"icon":         icon,
	"month":        monthShort,
	"counted":      counted,
	"upto":         upto,
	"count":        count,
	"capital":      Capital,
	"hard":         HardSpaces,
	"de":           lang.De,
	"owed":         func(c money.Cents) bool { return c < 0 },
	"debt":         func(c money.Cents) money.Cents { return -c },
	"bar":          bar,
	"pillar":       pillar,
	"statuses":     func() []booking.Status { return booking.Statuses(booking.Status.Live) },
	"mailstate":    mailWord,
	"mailtone":     mailTone,
	"mailstates":   func() any { return mailFilters },
	"origin":       runOrigin,
	"familyurl":    FamilyURL,
	"operationsof": OperationsOf,
	"forwhom":      forWhom,
	"whyfield":     newReasonField,
	"listed":       func(items []string) string { return strings.Join(items, ", ") },
	"presencetone": presenceClass,
	"paidword":     payment.ModeWord,
	"wrong":        func(all map[string]string, field string) fieldWrong { return fieldWrong{field, all[field]} },
	"invalid":      invalid,
	"switcher":     newSwitcher,
	"daynav":       func(path string, d, prev, next civil.Date) DayNav { return DayNav{path, d, prev, next} },
	"pager":        pager,
	"paragraphs": func(text string) []string {
		return strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' })
	},
	"blocks": news.Blocks,
	"choose": func(of, now any) choosing { return choosing{of, now} },
	"under":  Under,
	"tel":    tel,
	"mode":   ModeWord,
	"minus":  func(n *int) string { return strings.Replace(strconv.Itoa(*n), "-", "\u2212", 1) },
}

// choosing is a list of choices, and the current choice.
type choosing struct{ Of, Now any }

// Under gives a partial the layout and other data: {{template "mail-list" (under . .V.Rows)}}.
func Under(p PageData, v any) PageData { return PageData{p.Layout, v} }

// reachIn returns a function that makes a link to how the town hall is reached of the advice to contact it. It takes a
// sentence, or one that is HTML already.
func reachIn(l *lang.Language) func(any) template.HTML {
	advice := l.Tr("contactez la mairie")
	reached := regexp.MustCompile("(?i:" + advice[:1] + ")" + regexp.QuoteMeta(advice[1:]))
	return func(v any) template.HTML {
		sentence, escaped := v.(template.HTML)
		if !escaped {
			sentence = template.HTML(template.HTMLEscapeString(v.(string))) // #nosec G203 -- escaped
		}
		return template.HTML(reached.ReplaceAllString(string(sentence),
			`<a href="/contact">$0</a>`)) // #nosec G203 -- escaped, and a link of ours
	}
}

// tel returns the link of a telephone number: its digits.
func tel(number string) template.URL {
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' {
			return r
		}
		return -1
	}, number)
	return template.URL("tel:" + digits) // #nosec G203 -- digits alone
}

// icon returns a decorative picture of the sprite: the words beside it carry the meaning.
func icon(name string) template.HTML {
	return template.HTML(`<svg class="i" aria-hidden="true"><use href="` + IconsURL + "#" +
		template.HTMLEscapeString(name) + `"/></svg>`) // #nosec G203 -- the name is escaped
}

// Plural returns "0 jour", "1 jour", "2 jours".
func Plural(n int, one, many string) string { return strconv.Itoa(n) + Nbsp + word(n, one, many) }

// counted returns the number of rows of a list, as far as they were counted: "72 lignes", "Plus de 1 000 lignes".
func counted(p paging.Page, one, many string) string {
	if p.More {
		return "Plus de " + count(p.Count) + Nbsp + many
	}
	return Plural(p.Count, one, many)
}

// upto returns a number that was counted up to a bound: "412", "+ de 1 000".
func upto(n int) string {
	if n > paging.Glance {
		return "+ de " + count(paging.Glance)
	}
	return count(n)
}

// word returns the noun alone. In French, zero is singular.
func word(n int, one, many string) string {
	if -2 < n && n < 2 {
		return one
	}
	return many
}

// count returns a number with thin spaces between thousands: "1 204".
func count(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
		digits = digits[:i] + "\u202f" + digits[i:]
	}
	return digits
}

// Capital makes the first letter a capital: "Décembre 2026".
func Capital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + s[size:]
}

// HardSpaces keeps a date or an hour on one line.
func HardSpaces(s string) string { return strings.ReplaceAll(s, " ", Nbsp) }

// hoursIn returns "7 h 30 – 8 h 45". Hard spaces do not keep a dash from ending a line, so a class does.
func hoursIn(l *lang.Language) func(start, end civil.TimeOfDay) template.HTML {
	return func(start, end civil.TimeOfDay) template.HTML {
		return template.HTML(`<span class="hrs">` + HardSpaces(l.Tr(start.Human())) + Nbsp + "–" + Nbsp +
			HardSpaces(l.Tr(end.Human())) + "</span>") // #nosec G203 -- hours alone
	}
}

// monthShort returns the month of a date as "déc.", for a small tile.
func monthShort(d civil.Date) string {
	parts := strings.Fields(d.Medium()) // "mar. 24 nov. 2026"
	if len(parts) < 4 {
		return ""
	}
	return parts[2]
}

// percent returns the percentage of a whole, between 0 and 100.
func percent(part, whole int) int {
	if whole <= 0 {
		return 0
	}
	return min(100, max(0, 100*part/whole))
}

// bar draws how full something is, with attributes only: the Content-Security-Policy forbids inline styles. The numbers
// are beside it in words.
func bar(part, whole int) template.HTML {
	return template.HTML(fmt.Sprintf(`<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" `+
		`aria-hidden="true">`+ // #nosec G203 -- numbers and a word of ours
		`<rect width="100" height="8"/><rect class="%s" width="%d" height="8"/></svg>`, barClass(part, whole),
		percent(part, whole)))
}

// pillar is a bar that stands: how much of the most of its neighbours.
func pillar(part, most int) template.HTML {
	high := percent(part, most) * 24 / 100
	return template.HTML(fmt.Sprintf(`<svg class="column" viewBox="0 0 40 24" preserveAspectRatio="none" `+
		`aria-hidden="true">`+ // #nosec G203 -- numbers alone
		`<rect y="%d" width="40" height="%d"/></svg>`, 24-high, high))
}

func barClass(part, whole int) string {
	switch {
	case part > whole:
		return "over"
	case part == whole:
		return "full"
	}
	return "some"
}

var IconsURL = static.URL("icons.svg")
