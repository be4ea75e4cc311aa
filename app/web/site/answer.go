package site

import (
	"errors"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/fault"
)

// Page answers with a page. It fails if its layout could not be read, as it does when its own data cannot.
func (s *Server) Page(c *fiber.Ctx, name string, l Layout, view any) error {
	if l.err != nil {
		return l.err
	}
	c.Set(fiber.HeaderContentType, "text/html; charset=utf-8")
	return s.Render.Page(c, name, l, view)
}

func (s *Server) Fragment(c *fiber.Ctx, name string, data any) error {
	c.Set(fiber.HeaderContentType, "text/html; charset=utf-8")
	return s.Render.FragmentIn(s.Lang(c), c, name, data)
}

// Htmx reports whether htmx requests a fragment, rather than a whole page of the history.
func Htmx(c *fiber.Ctx) bool {
	return c.Get("HX-Request") != "" && c.Get("HX-History-Restore-Request") == ""
}

// Statuses maps the kinds of error to HTTP statuses.
var Statuses = map[fault.Kind]int{
	fault.Invalid: 422, fault.Forbidden: 403, fault.NotFound: 404, fault.Conflict: 409, fault.TooMany: 429,
	fault.Unavailable: 503, fault.Internal: 500,
}

// Refuse sets the status of a refusal, and when to retry.
func (s *Server) Refuse(c *fiber.Ctx, err error) {
	kind := fault.KindOf(err)
	c.Status(Statuses[kind])
	var f *fault.Error
	switch {
	case kind == fault.TooMany && errors.As(err, &f):
		c.Set(fiber.HeaderRetryAfter, strconv.Itoa(int((f.After+time.Second-1)/time.Second)))
	case kind == fault.Unavailable:
		c.Set(fiber.HeaderRetryAfter, "10")
	}
}

func (s *Server) Lost(c *fiber.Ctx) error {
	return fault.NotFoundf("Cette page n'existe pas. Vérifiez l'adresse, ou repartez de l'accueil.")
}

// Wake wakes the worker of this process.
func (s *Server) Wake() {
	if s.Ring != nil {
		s.Ring()
	}
}
