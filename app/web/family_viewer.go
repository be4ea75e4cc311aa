package web

import (
	"cartable/app/portal"

	"github.com/gofiber/fiber/v2"
)

// viewer is the guardian who asks; admit has made sure that there is one.
func viewer(c *fiber.Ctx) portal.Viewer {
	v, _ := portal.ViewerOf(*visitorOf(c))
	return v
}
