package office

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/web/site"
)

// KitchenDietsPage lists the diets of a day, by first name and class. Each reading is in the journal.
func (s *Pages) KitchenDietsPage(c *fiber.Ctx) error {
	page, err := s.Office.KitchenDiets(c.UserContext(), site.Actor(c), site.Day(c))
	if err != nil {
		return err
	}
	return s.Page(c, "office/kitchen-diets", s.StaffLayout(c, "Régimes, "+page.Date.Long(), "kitchen"), page)
}
