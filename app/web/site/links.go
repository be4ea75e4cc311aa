package site

import (
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// goTo redirects a page, or makes htmx redirect for a fragment.
func goTo(c *fiber.Ctx, where string) error {
	if c.Get("HX-Request") != "" {
		c.Set("HX-Redirect", where)
		return c.SendStatus(fiber.StatusUnauthorized)
	}
	return c.Redirect(where, fiber.StatusSeeOther)
}

// SafeNext returns an address to go to only if it is a page of this portal.
func (s *Server) SafeNext(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.IsAbs() || u.Host != "" || u.User != nil || !strings.HasPrefix(u.Path, "/") ||
		strings.HasPrefix(next, "//") ||
		strings.ContainsAny(next, "\\\r\n\t") {
		return "/"
	}
	for _, r := range s.table {
		if r.Method == Get && r.Path != "/connexion" && fiber.RoutePatternMatch(u.Path, r.Path) {
			return u.RequestURI()
		}
	}
	return "/"
}
