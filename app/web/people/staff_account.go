package people

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"cartable/app/web/site"
)

func (s *Pages) StaffAccountPage(c *fiber.Ctx) error {
	row, err := s.People.StaffAccount(c.UserContext(), site.Actor(c), site.IdOf(c, "id"))
	if err != nil {
		return err
	}
	return s.Page(c, "people/staff-account", s.StaffLayout(c, "Compte "+row.Login, "accounts"), row)
}

func accountURL(id int64, under string) string {
	return "/mairie/comptes/" + strconv.FormatInt(id, 10) + under
}
