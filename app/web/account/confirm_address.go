package account

import "github.com/gofiber/fiber/v2"

// ConfirmAddressPage is the page that confirms an address.
type ConfirmAddressPage struct {
	Address string // masked after the confirmation
	Path    string
	Done    bool
}

// ConfirmAddressPage only shows a button, because mail programs open links by themselves.
func (s *Pages) ConfirmAddressPage(c *fiber.Ctx) error {
	address, err := s.Account.ConfirmAddressPage(c.UserContext(), c.Params("token"))
	if err != nil {
		return err
	}
	return s.Page(c, "account/confirm-address", s.DoorLayout(c, "Confirmer une adresse"),
		ConfirmAddressPage{Address: address, Path: ConfirmPath + "/" + c.Params("token")})
}

func (s *Pages) ConfirmAddress(c *fiber.Ctx) error {
	if err := s.Account.ConfirmAddress(c.UserContext(), c.Params("token")); err != nil {
		return err
	}
	return s.Page(c, "account/confirm-address", s.DoorLayout(c, "Adresse confirmée"), ConfirmAddressPage{Done: true})
}
