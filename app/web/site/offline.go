package site

import (
	"bytes"

	"github.com/gofiber/fiber/v2"
)

// offlinePath is the page that the service worker keeps.
const offlinePath = "/hors-ligne"

// offline returns the page without any visitor data: it stays in the browser after the session.
func (s *Server) offline() ([]byte, error) {
	var page bytes.Buffer
	err := s.Render.Page(&page, "site/offline", Layout{Title: "Hors connexion"}, nil)
	return page.Bytes(), err
}

func (s *Server) OfflinePage(c *fiber.Ctx) error {
	page, err := s.offline()
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "text/html; charset=utf-8")
	c.Set("Cache-Control", "no-cache")
	return c.Send(page)
}
