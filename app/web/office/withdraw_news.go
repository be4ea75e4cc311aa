package office

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/web/site"
)

// WithdrawNewsPage asks before an announcement is taken from the portal.
func (s *Pages) WithdrawNewsPage(c *fiber.Ctx) error { return s.showWithdrawNews(c, nil) }

func (s *Pages) showWithdrawNews(c *fiber.Ctx, refusal error) error {
	one, err := s.Office.NewsItem(c.UserContext(), site.Actor(c), site.IdOf(c, "id"))
	if err != nil {
		return err
	}
	if one.ID == 0 {
		return fiber.ErrNotFound
	}
	return s.Confirm(c, "news", site.Confirm{Title: "Retirer l'actualité", Object: one.Title,
		Effects: []string{"Plus aucune famille ne la voit. Celles qui l'ont déjà lue n'en sont pas averties.",
			"L'actualité reste dans votre liste\u00a0: vous pourrez la relire, mais pas la remettre en ligne."},
		Action: newsURL(one.ID) + "/retirer", Button: "Retirer l'actualité", Danger: true, Back: newsURL(one.ID)},
		refusal)
}

// WithdrawNews takes an announcement from the portal.
func (s *Pages) WithdrawNews(c *fiber.Ctx) error {
	err := s.Office.WithdrawNews(c.UserContext(), site.Actor(c), site.IdOf(c, "id"), c.FormValue("motif"))
	if site.Invalid(err) {
		return s.showWithdrawNews(c, err)
	}
	if err != nil {
		return err
	}
	return site.Say(c, site.NewsWithdrawn, newsPath)
}
