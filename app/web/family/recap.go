package family

import (
	"net/url"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/portal"
	"cartable/app/web/site"
)

// Check saves the boxes, when the calendar sent them, and shows the recap: the first validation.
func (s *Pages) Check(c *fiber.Ctx) error {
	if c.FormValue("jour") != "" {
		t, err := dayBoxes(c)
		if err != nil {
			return err
		}
		if _, err := s.Portal.SaveDay(c.UserContext(), viewer(c), t); err != nil {
			return err
		}
	} else if c.FormValue("affiches") != "" {
		t, err := boxes(c)
		if err != nil {
			return err
		}
		if _, err := s.Portal.Save(c.UserContext(), viewer(c), t); err != nil {
			return err
		}
	}
	return c.Redirect("/reservations/verifier", fiber.StatusSeeOther)
}

func (s *Pages) RecapPage(c *fiber.Ctx) error {
	recap, err := s.Portal.Recap(c.UserContext(), viewer(c))
	if err != nil {
		return err
	}
	return s.showRecap(c, recap)
}

func (s *Pages) showRecap(c *fiber.Ctx, r portal.Recap) error {
	return s.Page(c, "family/recap", s.Layout(c, "Vérifier ma demande – étape 2 sur 3", "reservations"), r)
}

// Validate is the second validation. A recap that no longer matches the draft is shown again, with a sentence; if
// prices have changed, with the changed lines.
func (s *Pages) Validate(c *fiber.Ctx) error {
	revision, err := strconv.ParseInt(c.FormValue("revision"), 10, 64)
	if err != nil {
		return fault.Invalidf("", "Ce formulaire est incomplet. Rechargez la page et recommencez.")
	}
	read := portal.RecapKey{DraftID: site.FormID(c, "demande"), Revision: revision, Told: c.FormValue("annonce")}
	if err := s.Portal.WantLastMoment(c.UserContext(), viewer(c), read, c.FormValue("dernier") != ""); err != nil {
		return err
	}
	number, err := s.Portal.Validate(c.UserContext(), viewer(c), read)
	if err != nil && fault.KindOf(err) == fault.Conflict {
		recap, err := s.Portal.Recap(c.UserContext(), viewer(c))
		if err != nil {
			return err
		}
		if recap.Since(read); recap.Changed > 0 {
			c.Status(fiber.StatusConflict)
			return s.showRecap(c, recap)
		}
		return site.Say(c, site.RecapMoved, "/reservations/verifier")
	}
	if err != nil {
		return err
	}
	return c.Redirect("/reservations/confirmation/"+number, fiber.StatusSeeOther)
}

const recapPath = "/reservations/verifier"

// calendarOf returns the address of the calendar or the day whose form was sent, or of the first calendar.
func calendarOf(c *fiber.Ctx) string {
	back, path := url.Values{}, "/reservations"
	for _, field := range []string{"enfant", "activite", "mois"} {
		if c.Context().PostArgs().Has(field) { // an empty activity is all of them
			back.Set(field, c.FormValue(field))
		}
	}
	if d, err := civil.Parse(c.FormValue("jour")); err == nil {
		path = dayPath(d)
	}
	return string(site.Address(path, back))
}

// Resume restores a draft that has lapsed, or was dropped on a calendar: the next page is that calendar.
func (s *Pages) Resume(c *fiber.Ctx) error {
	taken, lost, err := s.Portal.Resume(c.UserContext(), viewer(c))
	if err != nil {
		return err
	}
	next := recapPath
	if c.FormValue("mois") != "" || c.FormValue("jour") != "" {
		next = calendarOf(c)
	}
	switch {
	case taken > 0 && lost == 0 && next != recapPath: // the calendar shows it
		return c.Redirect(next, fiber.StatusSeeOther)
	case taken+lost == 0:
		return site.Say(c, site.NothingToResume, next)
	case taken == 0:
		return site.Say(c, site.DraftNotResumed, "/reservations")
	case lost > 0:
		return site.Say(c, site.DraftPartlyResumed, next)
	}
	return site.Say(c, site.DraftResumed, next)
}

func (s *Pages) Abandon(c *fiber.Ctx) error {
	if _, err := s.Portal.Abandon(c.UserContext(), viewer(c)); err != nil {
		return err
	}
	if next := calendarOf(c); next != "/reservations" { // where the bar says it, and takes it back
		return c.Redirect(next, fiber.StatusSeeOther)
	}
	return site.Say(c, site.Abandoned, "/reservations")
}
