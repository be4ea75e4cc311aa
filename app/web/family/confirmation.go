package family

import "github.com/gofiber/fiber/v2"

func (s *Pages) ConfirmationPage(c *fiber.Ctx) error {
	confirmation, err := s.Portal.Confirmation(c.UserContext(), viewer(c), c.Params("number"))
	if err != nil {
		return err
	}
	return s.Page(c, "family/confirmation", s.Layout(c, "Demande validée – étape 3 sur 3", "reservations"),
		confirmation)
}
