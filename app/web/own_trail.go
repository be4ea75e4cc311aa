package web

import "github.com/gofiber/fiber/v2"

// ownTrail is what touched the family's file, for the family.
func (s *Server) ownTrail(c *fiber.Ctx) error {
	list, err := s.Account.Trail(c.UserContext(), *visitorOf(c), number(c, "page"))
	if err != nil {
		return err
	}
	return s.page(c, "parent/trail", s.layout(c, "Ce qui a touché votre dossier", "profile"), list)
}
