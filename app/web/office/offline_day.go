package office

import (
	"bytes"

	"github.com/gofiber/fiber/v2"

	"cartable/app/web/site"
)

const offlineDayPath = "/mairie/hors-ligne"

// offlineDayKeeps are the addresses that a tablet keeps, as JSON.
var offlineDayKeeps = site.Addresses(offlineDayPath, "app.css", "office.css", "app.js", "office.js", "roll.js",
	"icons.svg", "favicon.svg")

// offlineDayLayout is the frame of a page that is the same for everybody.
func offlineDayLayout() site.Layout {
	return site.Layout{Title: "Feuilles hors connexion", Active: "today", StaffNav: true, Town: "Sans réseau"}
}

// OfflineDayPage is what a tablet shows without a network. It says nothing of anybody: the script fills it with what
// the tablet keeps.
func (s *Pages) OfflineDayPage(c *fiber.Ctx) error {
	var page bytes.Buffer
	if err := s.Render.Page(&page, "office/offline-day", offlineDayLayout(), nil); err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "text/html; charset=utf-8")
	c.Set("Cache-Control", "no-cache")
	return c.Send(page.Bytes())
}
