package office

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/web/site"
)

// UnbookedPage searches for a child who came without a booking.
func (s *Pages) UnbookedPage(c *fiber.Ctx) error {
	page, err := s.Office.Unbooked(c.UserContext(), site.Actor(c), c.Params("code"), site.Day(c), c.Query("nom"))
	if err != nil {
		return err
	}
	return s.Page(c, "office/unbooked", s.StaffLayout(c, "Venu sans réservation, "+page.Name, "today"), page)
}

func (s *Pages) CameUnbooked(c *fiber.Ctx) error {
	code, date := c.FormValue("activite"), formDay(c)
	if err := s.Office.Came(c.UserContext(), site.Actor(c), code, date, site.FormID(c, "enfant"),
		site.FormID(c, "famille")); err != nil {
		return err
	}
	return site.Say(c, site.CameUnbooked, daySheetURL(code, date))
}
