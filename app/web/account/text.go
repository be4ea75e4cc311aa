package account

import "github.com/gofiber/fiber/v2"

// texts are the kinds of the texts in force, by the word of their address.
var texts = map[string]string{"donnees-personnelles": "rgpd", "conditions": "cgu"}

// TextPage shows a text in force to anybody.
func (s *Pages) TextPage(c *fiber.Ctx) error {
	text, err := s.Account.Text(c.UserContext(), texts[c.Params("name")])
	if err != nil {
		return err
	}
	return s.Page(c, "account/text", s.Layout(c, text.Title, ""), text)
}
