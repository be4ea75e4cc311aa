package account

import (
	"net/url"

	"github.com/gofiber/fiber/v2"

	"cartable/app/web/site"
)

// LeftPage shows, once, the form that the visitor was sending when the session ended. Another account is redirected to
// its home page.
func (s *Pages) LeftPage(c *fiber.Ctx) error {
	left, ok := s.LeftOf(c)
	if ok && left.Whom != site.Whom(c) && c.Query("pour") == "" {
		return c.Redirect(site.LeftPath+"?pour="+url.QueryEscape(left.Whom), fiber.StatusSeeOther)
	}
	s.ForgetLeft(c)
	if !ok {
		return c.Redirect("/", fiber.StatusSeeOther)
	}
	return s.Page(c, "account/left", s.AccountLayout(c, "Reprendre", ""), left)
}
