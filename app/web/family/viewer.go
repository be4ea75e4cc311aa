package family

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/portal"
	"cartable/app/web/site"
)

// viewer returns the guardian who sent the request; admit has checked that there is one.
func viewer(c *fiber.Ctx) portal.Viewer {
	v, _ := portal.ViewerOf(*site.VisitorOf(c))
	return v
}
