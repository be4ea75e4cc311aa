package family

import (
	"strings"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/pricing"
	"cartable/app/portal"
	"cartable/app/web/site"
)

// draftWords is « 4 ajouts, 1 annulation · 12,66 € ».
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

// Shown is the value of the field « affiches »: the dates of a month that can be ticked. A tick that is missing means
// "not wanted" among these only, so a day that opens meanwhile is not given up by mistake. The script counts them again
// in the page before each save, for cells that were corrected.
func Shown(m portal.Month) string {
	return datesOf(m, func(booking.Day) bool { return true })
}

// Known is the value of the field « connus »: those of them that are ticked as the server has it. A box that stands as
// it stood then asks for nothing, even if the other parent has reserved the day since, or another tab has chosen it.
func Known(m portal.Month) string { return datesOf(m, booking.Day.Ticked) }

// datesOf joins the tickable days of a month that keep says.
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

// columnName heads a column of the calendar: "lun.".
func columnName(weekday int) columnHead {
	return columnHead{weekday, civil.WeekdayShort[weekday], civil.WeekdayNames[weekday]}
}

type columnHead struct {
	Weekday     int
	Short, Name string
}

// Saved answers a tap on the calendar: the bar, what a screen reader says, and the cells that are not as the browser
// painted them.
type Saved struct {
	Draft    booking.Tally // its revision goes back with the next tap
	Announce string
	Cells    []booking.Day
	Month    civil.Month
	Price    pricing.Quote
	PayURL   string
}
