package family

import (
	"net/url"
	"strconv"
	"strings"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/portal"
	"cartable/app/web/site"
)

// draftWords returns « 4 ajouts, 1 annulation · 12,66 € ».
func draftWords(b booking.Tally) string {
	var parts []string
	if b.Adds > 0 {
		parts = append(parts, site.Plural(b.Adds, "ajout", "ajouts"))
	}
	if b.Cancels > 0 {
		parts = append(parts, site.Plural(b.Cancels, "annulation", "annulations"))
	}
	words := strings.Join(parts, ", ")
	if b.Adds > 0 {
		words += " · " + b.Total.String()
	}
	return words
}

// payFor returns the page that proposes an amount for a wallet, by its code; it is empty if nothing is paid online.
func payFor(payURL, wallet string, amount money.Cents) string {
	if payURL == "" || wallet == "" {
		return ""
	}
	return payURL + "?" + url.Values{"porte-monnaie": {wallet}, "montant": {amount.FrenchPlain()}}.Encode()
}

// mostDates is how many dates of one change are named.
const mostDates = 4

// someDates returns « mer. 2 déc., mer. 9 déc. et 3 autres jours ».
func someDates(dates []civil.Date, today civil.Date) string {
	var words []string
	for i, d := range dates {
		if left := len(dates) - i; i == mostDates && left > 1 {
			return strings.Join(words, ", ") + " et " + site.Plural(left, "autre jour", "autres jours")
		}
		words = append(words, site.HardSpaces(d.NearShort(today)))
	}
	return strings.Join(words, ", ")
}

// deadlineURL returns where to book the days of a deadline: the day, or the month when they are a week or a month.
func deadlineURL(d portal.Deadline) string {
	child := strconv.FormatInt(d.ChildID, 10)
	if d.Longer {
		return "/reservations?activite=&enfant=" + child + "&mois=" + d.Date.Month().String()
	}
	return dayURL(d.Date, d.ChildID)
}

// dayURL returns the page of a child's day.
func dayURL(d civil.Date, child int64) string {
	return "/reservations/jour/" + d.String() + "?enfant=" + strconv.FormatInt(child, 10)
}

// Shown is the value of the field « affiches »: the tickable dates of a month. A missing tick means "not wanted" among
// these only, so a day that becomes tickable meanwhile is not cancelled by mistake. The script recomputes them before
// each save, for cells that were corrected.
func Shown(m portal.Month) string {
	return datesOf(m, func(booking.Day) bool { return true })
}

// Known is the value of the field « connus »: those of them that are ticked on the server. A box that has not changed
// then requests nothing, even if the other parent has reserved the day since, or another tab has chosen it.
func Known(m portal.Month) string { return datesOf(m, booking.Day.Ticked) }

// datesOf joins the tickable days of a month for which keep is true.
func datesOf(m portal.Month, keep func(booking.Day) bool) string {
	var b strings.Builder
	for _, week := range m.Weeks {
		for _, d := range week.Days {
			if d == nil || !d.Tickable() || !keep(*d) {
				continue
			}
			if b.Len() > 0 {
				b.WriteByte(',')
			}
			b.WriteString(d.Date.String())
		}
	}
	return b.String()
}

// columnName returns the header of a calendar's column: "lun.".
func columnName(weekday int) columnHead {
	return columnHead{weekday, civil.WeekdayShort[weekday], civil.WeekdayNames[weekday]}
}

type columnHead struct {
	Weekday     int
	Short, Name string
}

// Saved answers a tap on the calendar: the bar, the text for screen readers, and the cells that differ from what the
// browser shows.
type Saved struct {
	Bar      recapBar // the next tap sends its revision back
	Announce string
	Cells    []booking.Day
	Frame    frame
}
