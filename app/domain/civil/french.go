package civil

import (
	"fmt"
	"time"
)

// French wording of dates, as in the Unicode CLDR except for « 1er » and « 13 h 05 ». The short names follow French
// typography, with their full stop.

// WeekdayNames and WeekdayShort are indexed by Date.Weekday, 1 = Monday to 7 = Sunday.
var (
	WeekdayNames = [8]string{"", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"}
	WeekdayShort = [8]string{"", "lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."}
)

var (
	monthNames = [13]string{"", "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
		"octobre", "novembre", "décembre"}
	monthShort = [13]string{"", "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.",
		"nov.",
		"déc."}
)

// WeekdayName returns "mardi".
func (d Date) WeekdayName() string { return WeekdayNames[d.Weekday()] }

// Short returns "lun. 15/05", for mails and narrow columns. Like all forms below it is "" for no date.
func (d Date) Short() string {
	if d.IsZero() {
		return ""
	}
	_, m, day := d.YMD()
	return fmt.Sprintf("%s %02d/%02d", WeekdayShort[d.Weekday()], day, int(m))
}

// Numeric returns "15/05/2026".
func (d Date) Numeric() string {
	if d.IsZero() {
		return ""
	}
	y, m, day := d.YMD()
	return fmt.Sprintf("%02d/%02d/%04d", day, int(m), y)
}

// Medium returns "mar. 24 nov. 2026".
func (d Date) Medium() string {
	if d.IsZero() {
		return ""
	}
	y, m, day := d.YMD()
	return fmt.Sprintf("%s %s %s %d", WeekdayShort[d.Weekday()], dayNumber(day), monthShort[m], y)
}

// Long returns "mardi 24 novembre 2026", "mardi 1er décembre 2026".
func (d Date) Long() string {
	if d.IsZero() {
		return ""
	}
	y, _, _ := d.YMD()
	return fmt.Sprintf("%s %s %d", d.WeekdayName(), d.DayMonth(), y)
}

// DayMonth returns "24 novembre", "1er décembre".
func (d Date) DayMonth() string {
	if d.IsZero() {
		return ""
	}
	_, m, day := d.YMD()
	return dayNumber(day) + " " + monthNames[m]
}

// Near returns a date as it is said on another one: "aujourd'hui", "demain", "lundi 30"; with its month if that is
// another one, "mardi 1er décembre".
func (d Date) Near(today Date) string {
	switch {
	case d == today:
		return "aujourd'hui"
	case d == today+1:
		return "demain"
	case d.Month() == today.Month():
		return d.WeekdayName() + " " + dayNumber(d.Day())
	}
	return d.WeekdayName() + " " + d.DayMonth()
}

// NearShort is Near with short names, for narrow columns: "dim. 29", "mar. 1er déc.".
func (d Date) NearShort(today Date) string {
	if d == today || d == today+1 {
		return d.Near(today)
	}
	_, m, day := d.YMD()
	short := WeekdayShort[d.Weekday()] + " " + dayNumber(day)
	if d.Month() != today.Month() {
		short += " " + monthShort[m]
	}
	return short
}

// Instant returns what clocks in loc show at t: "mardi 24 novembre à 13 h 05".
func Instant(t time.Time, loc *time.Location) string {
	local := t.In(loc)
	d := Of(local)
	return fmt.Sprintf("%s %s à %s", d.WeekdayName(), d.DayMonth(), TimeOf(local).Human())
}

// NearInstant returns what clocks in loc show at t, as it is said on a date: "demain à 13 h 05".
func NearInstant(t time.Time, today Date, loc *time.Location) string {
	local := t.In(loc)
	return Of(local).Near(today) + " à " + TimeOf(local).Human()
}

// Name returns "décembre".
func (m Month) Name() string { return monthNames[m.month()] }

// French returns "décembre 2026".
func (m Month) French() string { return fmt.Sprintf("%s %d", m.Name(), m.year()) }

func dayNumber(day int) string {
	if day == 1 {
		return "1er"
	}
	return fmt.Sprint(day)
}
