package web

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/portal"
)

// viewer is the guardian who asks; admit has made sure that there is one.
func viewer(c *fiber.Ctx) portal.Viewer {
	v, _ := portal.ViewerOf(*visitorOf(c))
	return v
}
