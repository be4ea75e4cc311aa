package family

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/counter"
	"cartable/app/portal"
	"cartable/app/web/site"
)

// keyActing is where a request stores for whom staff act.
const keyActing = "acting"

// Acts makes a request that of a member of staff who acts for the family of the address. The form of such a page is
// posted under the same family, whichever other one is open in another tab.
func (s *Pages) Acts(c *fiber.Ctx) error {
	acting, err := s.Counter.Acting(c.UserContext(), site.Actor(c), site.Param(c, "code"))
	if err == nil {
		c.Locals(keyActing, &acting)
	}
	return err
}

// actingOf returns for whom the member of staff acts; nil for a guardian.
func actingOf(c *fiber.Ctx) *counter.Acting {
	a, _ := c.Locals(keyActing).(*counter.Acting)
	return a
}

// viewer returns the guardian who sent the request, or the member of staff who acts for a family; admit has checked
// that there is one.
func viewer(c *fiber.Ctx) portal.Viewer {
	if a := actingOf(c); a != nil {
		return a.Viewer
	}
	v, _ := portal.ViewerOf(*site.VisitorOf(c))
	return v
}

// at returns where the booking pages are.
func at(c *fiber.Ctx) string {
	if a := actingOf(c); a != nil {
		return string(site.FamilyURL(a.Code, site.ActingUnder))
	}
	return site.BookingPath
}

// payURL returns where to pay a debt; staff pay nothing.
func (s *Pages) payURL(c *fiber.Ctx) string {
	if actingOf(c) != nil {
		return ""
	}
	return s.PayURL()
}

// bookingLayout returns the layout of a booking page. For staff it says for whom they act.
func (s *Pages) bookingLayout(c *fiber.Ctx, title string) site.Layout {
	a := actingOf(c)
	if a == nil {
		return s.Layout(c, title, "reservations")
	}
	l := s.StaffLayout(c, title, "families")
	l.PayURL, l.Draft = "", a.Draft
	l.Acting = &site.Acting{Family: a.Name, Code: a.Code}
	return l
}
