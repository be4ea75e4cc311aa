package family

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/portal"
	"cartable/app/web/site"
)

func (s *Pages) MonthPage(c *fiber.Ctx) error {
	ask, err := monthQuery(c.Query("enfant"), c.Query("activite"), c.Query("mois"))
	if err != nil {
		return err
	}
	if ask.Activity == "" && c.Context().QueryArgs().Has("activite") {
		return s.overview(c, ask)
	}
	month, err := s.Portal.Month(c.UserContext(), viewer(c), ask)
	if err != nil {
		return err
	}
	if left, err := strconv.Atoi(c.Query("reste")); err == nil && 0 < left && left < 32 {
		month.LeftOut = left
	}
	layout := s.bookingLayout(c, "Réserver – étape 1 sur 3")
	layout.TogglesWaitlist = month.TogglesWaitlist
	if month.Activity != nil {
		layout.Title = site.Capital(month.Month.French()) + " – Réserver – étape 1 sur 3"
	}
	return s.Page(c, "family/month", layout, month)
}

// monthQuery parses the three parameters of a calendar; the portal chooses those that are empty.
func monthQuery(child, activity, month string) (ask portal.MonthQuery, err error) {
	if child != "" {
		if ask.ChildID, err = strconv.ParseInt(child, 10, 64); err != nil || ask.ChildID <= 0 {
			return ask, notOurs()
		}
	}
	if month != "" {
		if ask.Month, err = civil.ParseMonth(month); err != nil {
			return ask, notOurs()
		}
	}
	ask.Activity = activity
	return ask, nil
}

// notOurs is the error for an address that does not exist for the family.
func notOurs() error {
	return fault.NotFoundf("Cette page n'existe pas, ou ne concerne pas votre famille.")
}

// boxes reads the calendar's form.
func boxes(c *fiber.Ctx) (portal.Boxes, error) {
	ask, err := monthQuery(c.FormValue("enfant"), c.FormValue("activite"), c.FormValue("mois"))
	if err != nil {
		return portal.Boxes{}, err
	}
	t := portal.Boxes{ChildID: ask.ChildID, Activity: ask.Activity, Month: ask.Month}
	if t.ChildID == 0 || t.Activity == "" || t.Month == 0 {
		return t, fault.Invalidf("", "Ce formulaire est incomplet. Rechargez la page et recommencez.")
	}
	t.Shown = dates(c, "affiches", t.Month)
	if c.Context().PostArgs().Has("connus") {
		t.Known = append([]civil.Date{}, dates(c, "connus", t.Month)...)
	}
	for _, one := range c.Context().PostArgs().PeekMulti("j") {
		if d, err := civil.Parse(string(one)); err == nil && shownIn(t.Month, d) {
			t.Ticked = append(t.Ticked, d)
		}
	}
	return t, nil
}

// shownIn reports whether the calendar of a month shows a day.
func shownIn(month civil.Month, d civil.Date) bool {
	first, last := month.Weeks()
	return first <= d && d <= last
}

// dates reads a list of days that the calendar of a month shows; invalid ones are ignored.
func dates(c *fiber.Ctx, field string, month civil.Month) (all []civil.Date) {
	for _, one := range strings.Split(c.FormValue(field), ",") {
		if d, err := civil.Parse(one); err == nil && shownIn(month, d) {
			all = append(all, d)
		}
	}
	return all
}

// SaveDraft answers a tap, a quick toggle and the month's arrows. With htmx it sends the changed parts; without, it
// redirects to the calendar.
func (s *Pages) SaveDraft(c *fiber.Ctx) error {
	t, err := boxes(c)
	if err != nil {
		return err
	}
	var saved portal.Saved
	if stretch, toggle, err := stretchOf(c); err != nil {
		return err
	} else if toggle {
		saved, err = s.Portal.Toggle(c.UserContext(), viewer(c), t, stretch)
		if err != nil {
			return err
		}
	} else if saved, err = s.Portal.Save(c.UserContext(), viewer(c), t); err != nil {
		return err
	}
	if !site.Htmx(c) {
		back := url.Values{"enfant": {strconv.FormatInt(t.ChildID, 10)}, "activite": {t.Activity},
			"mois": {t.Month.String()}}
		if to, err := civil.ParseMonth(c.FormValue("aller")); err == nil {
			back.Set("mois", to.String())
		}
		if saved.LeftOut > 0 {
			back.Set("reste", strconv.Itoa(saved.LeftOut))
		}
		return c.Redirect(at(c)+"?"+back.Encode(), fiber.StatusSeeOther)
	}
	return s.Fragment(c, "month#saved", Saved{
		Bar: monthBar(saved.Month, at(c)), Announce: announce(saved), Cells: changedDays(c.FormValue("vus"), saved),
		Frame: frameOf(saved.Month, s.payURL(c)),
	})
}

// changedDays returns the days that the page must draw again: those whose tick, state or draft differs from the page's.
// vus lists what the page shows, "2026-12-14:available:add,2026-12-15:booked:".
func changedDays(vus string, saved portal.Saved) []booking.Day {
	differ := map[civil.Date]bool{}
	for _, d := range saved.Differs {
		differ[d.Date] = true
	}
	seen := map[string]string{}
	for _, one := range strings.Split(vus, ",") {
		date, shows, _ := strings.Cut(one, ":")
		seen[date] = shows
	}
	return slices.DeleteFunc(saved.Month.Days(), func(d booking.Day) bool {
		shows, told := seen[d.Date.String()]
		return !differ[d.Date] && (!told || shows == string(d.State)+":"+string(d.Draft))
	})
}

// stretchOf reads which quick toggle was pressed.
func stretchOf(c *fiber.Ctx) (stretch portal.Stretch, toggle bool, err error) {
	unknown := fault.Invalidf("", "Ce formulaire est incomplet. Rechargez la page et recommencez.")
	if week := c.FormValue("semaine"); week != "" {
		if stretch.Week, err = civil.ParseWeek(week); err != nil {
			return stretch, false, unknown
		}
		return stretch, true, nil
	}
	if column := c.FormValue("colonne"); column != "" {
		if stretch.Weekday, err = strconv.Atoi(column); err != nil || stretch.Weekday < 1 || stretch.Weekday > 7 {
			return stretch, false, unknown
		}
		return stretch, true, nil
	}
	return stretch, c.FormValue("mois_entier") != "", nil
}

// announce returns the text that a screen reader reads after a tap: « 4 jours à réserver, 1 à annuler, total 12,66 €. »
func announce(saved portal.Saved) string {
	words := draftSentence(saved.Month.Draft)
	for _, d := range saved.Differs {
		if d.Reason != "" {
			words += " Le " + d.Date.DayMonth() + site.Nbsp + ": " + d.Reason.Sentence(d.Detail)
		}
	}
	return words
}

func draftSentence(b booking.Tally) string {
	words := "Aucun changement."
	switch {
	case b.Adds > 0 && b.Cancels > 0:
		words = fmt.Sprintf("%s à réserver, %d à annuler, total %s.", site.Plural(b.Adds, "jour", "jours"), b.Cancels,
			b.Total)
	case b.Adds > 0:
		words = fmt.Sprintf("%s à réserver, total %s.", site.Plural(b.Adds, "jour", "jours"), b.Total)
	case b.Cancels > 0:
		words = site.Plural(b.Cancels, "jour", "jours") + " à annuler."
	}
	return words
}
