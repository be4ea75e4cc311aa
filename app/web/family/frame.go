package family

import (
	"strconv"
	"strings"
	"time"

	"cartable/app/domain/civil"
	"cartable/app/domain/pricing"
	"cartable/app/lang"
	"cartable/app/portal"
	"cartable/app/web/site"
)

// frame is what all the cells of a calendar share.
type frame struct {
	Month  civil.Month
	Today  civil.Date
	Price  pricing.Quote
	Hours  string // of the activity, "12 h–13 h 30"
	PayURL string
	Lang   *lang.Language // nil = French
}

// framed is a frame in the language of a page.
func framed(l *lang.Language) any {
	return func(s frame) frame {
		s.Lang = l
		return s
	}
}

func frameOf(m portal.Month, payURL string) frame {
	s := frame{Month: m.Month, Today: m.Today, Price: m.Price, PayURL: payURL}
	if m.Activity != nil {
		s.Hours = site.HardSpaces(m.Activity.Start.Human() + "–" + m.Activity.End.Human())
	}
	return s
}

// gaps returns the classes of a calendar's table: the number of its columns, and before which of them weekdays are left
// out, so that Tuesday and Thursday do not look like neighbours.
func gaps(columns []int) string {
	words := "n" + strconv.Itoa(len(columns))
	for i := 1; i < len(columns); i++ {
		if columns[i] != columns[i-1]+1 {
			words += " g" + strconv.Itoa(i)
		}
	}
	return words
}

// toggleHint explains the buttons of a calendar by its own: « … une semaine (S50), tous les lundis (lun.)… ».
func toggleHint(m portal.Month) string {
	if len(m.Weeks) == 0 || len(m.Columns) == 0 {
		return "Sélectionnez les jours à réserver ou à annuler."
	}
	first, week := columnName(m.Columns[0]), m.Weeks[min(1, len(m.Weeks)-1)].Week.Number
	return "Sélectionnez un jour, ou d'un seul geste une semaine (S" + strconv.Itoa(week) + "), tous les " +
		first.Name + "s (" + first.Short + ") ou tout le mois (Mois)."
}

// limitLine is a deadline in words: the act, until when, and for which days.
type limitLine struct{ Act, Until, Days string }

// limitLines returns « Réserver avant jeudi 3 déc., 12 h, pour les jours du 7 déc. au 11 déc. ».
func limitLines(limits []portal.Limit, loc *time.Location) []limitLine {
	lines := make([]limitLine, len(limits))
	for i, l := range limits {
		act := "Réserver"
		switch {
		case l.Book && l.Cancel:
			act = "Réserver ou annuler"
		case l.Cancel:
			act = "Annuler"
		}
		days := "pour " + dayPlain(l.From)
		if l.To != l.From {
			days = "pour les jours du " + dayBare(l.From) + " au " + dayBare(l.To)
		}
		lines[i] = limitLine{act, "avant " + untilWords(l.Until.In(loc)), days}
	}
	return lines
}

// untilWords returns « jeudi 3 déc., 12 h ». The last instant of a day is written as its midnight.
func untilWords(t time.Time) string {
	at := site.HardSpaces(civil.TimeOf(t).Human())
	if t.Hour() == 23 && t.Minute() == 59 {
		at = "minuit"
	}
	return dayPlain(civil.Of(t)) + ", " + at
}

// dayPlain returns « jeudi 3 déc. ».
func dayPlain(d civil.Date) string { return d.WeekdayName() + site.Nbsp + dayBare(d) }

// dayBare returns « 3 déc. ».
func dayBare(d civil.Date) string {
	_, bare, _ := strings.Cut(dayShort(d), site.Nbsp)
	return bare
}

// enumerate joins names: "Léa, Noé et Tom".
func enumerate(names []string) string {
	if n := len(names); n > 1 {
		return strings.Join(names[:n-1], ", ") + " et " + names[n-1]
	}
	return strings.Join(names, "")
}
