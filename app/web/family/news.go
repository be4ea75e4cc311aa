package family

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/web/site"
)

// NewsPage shows what the town hall tells the family at present.
func (s *Pages) NewsPage(c *fiber.Ctx) error {
	all, err := s.Portal.News(c.UserContext(), viewer(c))
	if err != nil {
		return err
	}
	return s.Page(c, "family/news", s.Layout(c, "Actualités", "home"), all)
}

// ReadNews records that the visitor has read an announcement.
func (s *Pages) ReadNews(c *fiber.Ctx) error {
	if err := s.Portal.ReadNews(c.UserContext(), viewer(c), site.IdOf(c, "id")); err != nil {
		return err
	}
	return site.Say(c, site.NewsRead, "/")
}
