package family

import (
	"fmt"
	"strings"

	ical "github.com/arran4/golang-ical"
	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/fault"
	"cartable/app/portal"
	"cartable/app/web/site"
)

// A private calendar of the bookings, to which a calendar application subscribes.

func (s *Pages) FeedPage(c *fiber.Ctx) error {
	feed, err := s.Portal.Feed(c.UserContext(), viewer(c))
	if err != nil {
		return err
	}
	return s.Page(c, "family/feed", s.Layout(c, "Mon agenda", "follow-up"), feed)
}

// NewFeed makes the private calendar and shows its address, once only.
func (s *Pages) NewFeed(c *fiber.Ctx) error {
	token, err := s.Portal.NewFeed(c.UserContext(), viewer(c))
	if err != nil {
		return err
	}
	feed, err := s.Portal.Feed(c.UserContext(), viewer(c))
	if err != nil {
		return err
	}
	feed.URL = s.BaseURL + "/agenda/" + token + ".ics"
	return s.Page(c, "family/feed", s.Layout(c, "Mon agenda", "follow-up"), feed)
}

func (s *Pages) RevokeFeed(c *fiber.Ctx) error {
	if err := s.Portal.RevokeFeed(c.UserContext(), viewer(c)); err != nil {
		return err
	}
	return site.Say(c, site.FeedEnded, "/suivi/agenda")
}

// Feed serves the calendar to applications that cannot sign in: its address is the key.
func (s *Pages) Feed(c *fiber.Ctx) error {
	token, ok := strings.CutSuffix(c.Params("file"), ".ics")
	if !ok || len(token) > 64 {
		return fault.NotFoundf("Cet agenda n'existe pas, ou a été arrêté.")
	}
	days, err := s.Portal.FeedDays(c.UserContext(), token)
	if err != nil {
		return err
	}
	c.Set("X-Robots-Tag", "noindex")
	return site.Download(c, "text/calendar; charset=utf-8", "agenda.ics", []byte(s.calendar(days)))
}

// eventUID returns a permanent name of an event: it depends on the portal and the reservation, and on no name that may
// change.
func eventUID(portal string, reservation int64) string {
	return fmt.Sprintf("reservation-%d-%s@cartable", reservation, portal[:12])
}

func (s *Pages) calendar(days []portal.FeedDay) string {
	cal := ical.NewCalendarFor("Cartable")
	cal.SetMethod(ical.MethodPublish)
	cal.SetXWRCalName("Portail famille")
	cal.SetXPublishedTTL("PT6H")
	for _, d := range days {
		e := cal.AddEvent(eventUID(s.Token("agenda"), d.ReservationID))
		e.SetDtStampTime(s.Now())
		e.SetStartAt(d.Date.At(d.Start, s.Loc)) // in UTC, so that no zone has to be described
		e.SetEndAt(d.Date.At(d.End, s.Loc))
		title := d.Child + " : " + d.Activity
		if !d.Status.Placed() {
			title += " (" + strings.ToLower(d.Status.Word()) + ")"
			e.SetStatus(ical.ObjectStatusTentative)
		}
		e.SetSummary(title)
		e.SetLocation(d.Structure)
	}
	return cal.Serialize()
}
