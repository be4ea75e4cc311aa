package settings

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/calendar"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/settings"
	"cartable/app/web/site"
)

// The school year of an activity. Its boxes are days to turn, so that a form sends nothing but differences, with or
// without a script; nothing is stored before the opération that they become.

const (
	calendarPath = "/mairie/calendrier"
	turnPath     = calendarPath + "/jours"   // chooses days, and changes nothing
	reopenPath   = calendarPath + "/rouvrir" // days that the town closed
)

// calendarView is the page.
type calendarView struct {
	settings.Calendar
	Seen    calendar.Seen
	Turned  calendar.Turned
	Form    calendarForm
	Stale   bool           // somebody else changed the year since it was shown
	Moved   []calendar.Day // the days that opened or closed meanwhile
	Filled  string         // what a rhythm, a copy or pasted dates chose
	Reason  string
	Reopens []civil.Date // ticked among the days closed by the town
	Why     string       // the reason for it
}

// Chosen returns the number of days to be turned, in words; empty when there is none.
func (v calendarView) Chosen() string {
	opened, closed := v.Turned.Count(v.Days)
	var words []string
	if opened > 0 {
		words = append(words, site.Plural(opened, "jour à"+site.Nbsp+"ouvrir", "jours à"+site.Nbsp+"ouvrir"))
	}
	if closed > 0 {
		words = append(words, site.Plural(closed, "jour à"+site.Nbsp+"fermer", "jours à"+site.Nbsp+"fermer"))
	}
	return strings.Join(words, ", ")
}

// Rule returns the base rule in words.
func (v calendarView) Rule() string { return calendar.Rule(v.Activity) }

// Exceptions returns the dated exceptions of the year.
func (v calendarView) Exceptions() []series { return seriesOf(calendar.Exceptions(v.Days)) }

// Dated returns the number of days that have an exception.
func (v calendarView) Dated() (n int) {
	for _, d := range v.Days {
		if d.Dated {
			n++
		}
	}
	return n
}

// Breaks returns the school holidays of the year.
func (v calendarView) Breaks() []calendar.Run { return calendar.Breaks(v.Days) }

// Closures returns the days to come that the town closed.
func (v calendarView) Closures() (all []calendar.Day) {
	for _, d := range v.Days {
		if d.Town && !d.Past {
			all = append(all, d)
		}
	}
	return all
}

// Reopened reports whether a day closed by the town is ticked.
func (v calendarView) Reopened(d civil.Date) bool { return slices.Contains(v.Reopens, d) }

func (s *Pages) CalendarPage(c *fiber.Ctx) error {
	v, err := s.year(c, c.Query("annee"), c.Query("activite"))
	if err != nil {
		return err
	}
	return s.showCalendar(c, v, nil)
}

// year reads the year of an activity as it is.
func (s *Pages) year(c *fiber.Ctx, year, activity string) (calendarView, error) {
	first := yearField(year)
	read, err := s.Settings.Calendar(c.UserContext(), site.Actor(c), first, activity)
	return calendarView{Calendar: read, Seen: calendar.See(read.Days), Turned: calendar.Turned{}, Form: newCalendarForm(
		read)}, err
}

// sentYear reads the year that a form was about, and the days that it chose. If the year has moved since it was shown,
// the wishes are kept, and the page says what has changed.
func (s *Pages) sentYear(c *fiber.Ctx) (v calendarView, err error) {
	v, err = s.year(c, c.FormValue("annee"), c.FormValue("activite"))
	if err == nil && v.Activity == nil {
		err = s.Lost(c)
	}
	if err != nil {
		return v, err
	}
	seen := cmp.Or(calendar.Seen(c.FormValue(shownField)), v.Seen) // a form without it claims nothing
	moved, same := seen.Moved(v.Days)
	v.Turned = turnedOf(c, v.Year).Again(moved).Only(v.Days)
	v.Moved, v.Stale, v.Reason = moved, !same, c.FormValue("motif")
	v.Form.read(c)
	return v, nil
}

// showCalendar shows the page, with what is wrong by field.
func (s *Pages) showCalendar(c *fiber.Ctx, v calendarView, wrong map[string]string) error {
	layout := s.StaffLayout(c, "Calendrier d'ouvertures", "calendar")
	switch {
	case v.Stale:
		c.Status(fiber.StatusConflict)
	case wrong != nil:
		return s.Again(c, "settings/calendar", layout, wrong, v)
	}
	return s.Page(c, "settings/calendar", layout, v)
}

func (s *Pages) SetCalendar(c *fiber.Ctx) error {
	v, err := s.sentYear(c)
	if err != nil {
		return err
	}
	if v.Stale {
		return s.showCalendar(c, v, nil)
	}
	id, applied, err := s.Settings.SetCalendar(c.UserContext(), site.Actor(c), settings.CalendarChange{Year: v.Year,
		Activity: v.Activity.Code, Seen: v.Seen, Turned: v.Turned, Reason: v.Reason})
	switch {
	case site.Invalid(err):
		return s.showCalendar(c, v, site.FieldFaults(err))
	case fault.KindOf(err) == fault.Conflict && err != nil: // just now
		v.Stale = true
		return s.showCalendar(c, v, nil)
	case err != nil:
		return err
	}
	return s.toOperation(c, id, applied, site.CalendarSet, v.address())
}

// toOperation leads to the opération that a form has become, or, if it is already applied, back to its page.
func (s *Pages) toOperation(c *fiber.Ctx, id int64, applied bool, said site.Notice, back string) error {
	if applied {
		return site.Say(c, said, back)
	}
	return c.Redirect(site.OperationPath(id), fiber.StatusSeeOther)
}

// TurnDays chooses days by a group, a rhythm, another week or pasted dates, and shows the page again. The script only
// asks which days are chosen then.
func (s *Pages) TurnDays(c *fiber.Ctx) error {
	v, err := s.sentYear(c)
	if err != nil {
		return err
	}
	if group, ok := calendar.GroupOf(c.FormValue("t"), v.Days); ok {
		v.Turned.Toggle(v.Activity, v.Days, group)
	} else if v.Filled, err = v.Form.apply(c.FormValue("faire"), v.Turned, v.Days); err != nil {
		return s.showCalendar(c, v, site.FieldFaults(err))
	}
	if strings.HasPrefix(c.Get(fiber.HeaderAccept), fiber.MIMETextPlain) && !v.Stale {
		return c.SendString(boxesOf(v.Turned))
	}
	return s.showCalendar(c, v, nil)
}

func (s *Pages) ReopenDays(c *fiber.Ctx) error {
	v, err := s.year(c, c.FormValue("annee"), c.FormValue("activite"))
	if err == nil && v.Activity == nil {
		err = s.Lost(c)
	}
	if err != nil {
		return err
	}
	for _, text := range fieldsOf(c, "rouvrir") {
		if d, err := civil.Parse(text); err == nil {
			v.Reopens = append(v.Reopens, d)
		}
	}
	v.Why = c.FormValue("motif")
	id, applied, err := s.Settings.ReopenDays(c.UserContext(), site.Actor(c), v.Reopens, v.Why)
	if site.Invalid(err) {
		wrong := site.FieldFaults(err)
		if said := wrong["motif"]; said != "" { // the page has another field of that name
			wrong["motif-rouvrir"] = said
			delete(wrong, "motif")
		}
		return s.showCalendar(c, v, wrong)
	}
	if err != nil {
		return err
	}
	return s.toOperation(c, id, applied, site.DaysReopened, v.address())
}

// address returns the page of the year.
func (v calendarView) address() string {
	return string(site.Address(calendarPath, url.Values{"activite": {v.Activity.Code}, "annee": {strconv.Itoa(
		int(v.Year))}}))
}
