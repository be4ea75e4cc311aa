package family

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/portal"
	"cartable/app/web/site"
)

// viewer is the guardian who asks; admit has made sure that there is one.
func viewer(c *fiber.Ctx) portal.Viewer {
	v, _ := portal.ViewerOf(*site.VisitorOf(c))
	return v
}
