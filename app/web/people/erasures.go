package people

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/web/site"
)

func (s *Pages) ErasuresPage(c *fiber.Ctx) error {
	list, err := s.People.Erasures(c.UserContext(), site.Actor(c), site.Number(c, "page"))
	if err != nil {
		return err
	}
	return s.Page(c, "people/erasures", s.StaffLayout(c, "Demandes d'effacement", "erasures"), list)
}
