package account

import (
	"net/url"

	"github.com/gofiber/fiber/v2"

	"cartable/app/web/site"
)

// LeftPage shows, once, what somebody was sending when their session ended. Another account finds nothing, and home.
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
