package settings

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/calendar"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/town"
	"cartable/app/settings"
	"cartable/app/web/site"
)

// yearField reads a school year; anything else is none, which is the current one.
func yearField(text string) calendar.Year {
	n, _ := strconv.ParseInt(text, 10, 16)
	return calendar.Year(n)
}

// fieldsOf returns all values of a field that a form may send many times.
func fieldsOf(c *fiber.Ctx, name string) (all []string) {
	for _, value := range c.Context().PostArgs().PeekMulti(name) {
		all = append(all, string(value))
	}
	return all
}

// boxOf is the name of a day's box: "j0901" is 1 September of the year in view. There are 365 of them on a page.
func boxOf(d civil.Date) string {
	_, month, day := d.YMD()
	return string([]byte{'j', '0' + byte(month/10), '0' + byte(month%10), '0' + byte(day/10), '0' + byte(day%10)})
}

// boxesOf returns the names of the ticked boxes, for the script.
func boxesOf(turned calendar.Turned) string {
	boxes := make([]string, 0, len(turned))
	for d := range turned {
		boxes = append(boxes, boxOf(d))
	}
	slices.Sort(boxes)
	return strings.Join(boxes, ",")
}

// turnedOf reads the ticked boxes. One that is no day is ignored.
func turnedOf(c *fiber.Ctx, year calendar.Year) calendar.Turned {
	turned := calendar.Turned{}
	c.Context().PostArgs().VisitAll(func(name, _ []byte) {
		if len(name) != 5 || name[0] != 'j' {
			return
		}
		y, month, day := int(year), string(name[1:3]), string(name[3:])
		if month < "09" {
			y++
		}
		if d, err := civil.Parse(fmt.Sprintf("%04d-%s-%s", y, month, day)); err == nil {
			turned[d] = true
		}
	})
	return turned
}

// calendarForm is what was typed in the parts of the page that choose many days at once.
type calendarForm struct {
	Weekdays [8]bool
	Term     string
	Every    string
	Parity   string
	From, To string
	Open     bool // what the days become

	Week           string // a day of the week to copy
	WeekFrom, Till string // the weeks that become like it

	Dates     string
	DatesOpen bool
	Part      string // the part of the page that was sent: it stays open
}

// newCalendarForm returns what is proposed: the weekdays of the activity, until its last day.
func newCalendarForm(v settings.Calendar) calendarForm {
	if v.Activity == nil {
		return calendarForm{}
	}
	from, to := max(v.Today, v.Year.First()), v.Year.Last()
	if v.Activity.To >= from {
		to = min(to, v.Activity.To)
	}
	return calendarForm{Weekdays: v.Activity.Weekdays, Term: string(v.Activity.Term), Every: "1",
		From: from.String(), To: to.String(), Open: true, WeekFrom: from.String(), Till: to.String(), DatesOpen: true}
}

// read fills the form with what was typed.
func (f *calendarForm) read(c *fiber.Ctx) {
	f.Weekdays = [8]bool{}
	for _, day := range fieldsOf(c, "sem") {
		if len(day) == 1 && "1" <= day && day <= "7" {
			f.Weekdays[day[0]-'0'] = true
		}
	}
	f.Term, f.Every, f.Parity = c.FormValue("partie"), c.FormValue("toutes"), c.FormValue("parite")
	f.From, f.To, f.Open = c.FormValue("du"), c.FormValue("au"), c.FormValue("rythme") != "fermer"
	f.Week, f.WeekFrom, f.Till = c.FormValue("semaine"), c.FormValue("copie-du"), c.FormValue("copie-au")
	f.Dates, f.DatesOpen = c.FormValue("dates"), c.FormValue("collees") != "fermer"
	f.Part = c.FormValue("faire")
}

// apply chooses the days of a part of the form, and says how many there are.
func (f *calendarForm) apply(part string, turned calendar.Turned, days []calendar.Day) (said string, err error) {
	n := 0
	switch part {
	case "rythme":
		n, err = f.fill(turned, days)
	case "copier":
		n, err = f.copy(turned, days)
	case "coller":
		dates, wrong := calendar.PastedDates(f.Dates, days)
		if len(wrong) > 5 {
			wrong = append(wrong[:5], "et "+site.Plural(len(wrong)-5, "autre ligne", "autres lignes"))
		}
		if len(wrong) > 0 {
			return "", fault.Invalidf("dates", "%s.", site.Capital(strings.Join(wrong, "\u00a0; ")))
		}
		n = len(dates)
		turned.Set(days, f.DatesOpen, dates...)
	default:
		return "", nil
	}
	if err != nil {
		return "", err
	}
	if n == 0 {
		return "Aucun jour à venir ne correspond.", nil
	}
	return site.Plural(n, "jour correspond", "jours correspondent") +
		".\u00a0Ceux qui doivent changer sont cochés\u00a0: vérifiez-les.", nil
}

func (f *calendarForm) fill(turned calendar.Turned, days []calendar.Day) (int, error) {
	var wrong fault.Many
	r := calendar.Rhythm{Weekdays: f.Weekdays, Term: town.Term(f.Term), Parity: calendar.Parity(f.Parity), Open: f.Open}
	if r.Weekdays == [8]bool{} {
		wrong.Addf("sem", "Cochez au moins un jour de la semaine.")
	}
	every, err := strconv.Atoi(strings.TrimSpace(f.Every))
	if r.Every = every; err != nil || every < 1 || every > 26 {
		wrong.Addf("toutes", "Indiquez un nombre de semaines, de 1 à 26.")
	}
	if !slices.Contains([]town.Term{town.TermAll, town.TermSchool, town.TermHolidays}, r.Term) {
		wrong.Addf("partie", "Choisissez la partie de l'année.")
	}
	if !slices.Contains([]calendar.Parity{calendar.AnyWeek, calendar.OddWeeks, calendar.EvenWeeks}, r.Parity) {
		wrong.Addf("parite", "Choisissez les semaines.")
	}
	r.From, r.To = period(f.From, f.To, "du", "au", &wrong)
	if err := wrong.Err(); err != nil {
		return 0, err
	}
	return turned.Fill(days, r), nil
}

func (f *calendarForm) copy(turned calendar.Turned, days []calendar.Day) (int, error) {
	var wrong fault.Many
	week, err := civil.Typed(f.Week)
	if err != nil {
		wrong.Addf("semaine", "Choisissez un jour de la semaine à recopier.")
	}
	from, to := period(f.WeekFrom, f.Till, "copie-du", "copie-au", &wrong)
	if err := wrong.Err(); err != nil {
		return 0, err
	}
	return turned.Copy(days, week.Week(), from, to), nil
}

// period reads two dates.
func period(first, last, fromField, toField string, wrong *fault.Many) (from, to civil.Date) {
	from, err := civil.Typed(first)
	if err != nil {
		wrong.Addf(fromField, "Choisissez le premier jour.")
	}
	to, err = civil.Typed(last)
	switch {
	case err != nil:
		wrong.Addf(toField, "Choisissez le dernier jour.")
	case to < from:
		wrong.Addf(toField, "Le dernier jour est avant le premier.")
	}
	return from, to
}

// namedWeekday is an ISO weekday.
type namedWeekday struct {
	ISO  int
	Name string
}

func weekdays() (all []namedWeekday) {
	for day := 1; day <= 7; day++ {
		all = append(all, namedWeekday{day, civil.WeekdayNames[day]})
	}
	return all
}

// becoming is the choice of what days become.
type becoming struct {
	Name string // of the field
	Open bool
}
