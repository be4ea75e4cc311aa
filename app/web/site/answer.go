package site

import (
	"cmp"
	"errors"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/fault"
	"cartable/app/seclog"
)

// page answers with a page. What its layout could not read fails it, as what the page itself reads does.
func (s *Server) Page(c *fiber.Ctx, name string, l Layout, view any) error {
	if l.err != nil {
		return l.err
	}
	c.Set(fiber.HeaderContentType, "text/html; charset=utf-8")
	return s.Render.Page(c, name, l, view)
}

func (s *Server) Fragment(c *fiber.Ctx, name string, data any) error {
	c.Set(fiber.HeaderContentType, "text/html; charset=utf-8")
	return s.Render.Fragment(c, name, data)
}

// htmx tells whether a fragment is wanted: asked by htmx, and not to rebuild a page of the history.
func Htmx(c *fiber.Ctx) bool {
	return c.Get("HX-Request") != "" && c.Get("HX-History-Restore-Request") == ""
}

// statuses are the HTTP statuses of the kinds of error.
var Statuses = map[fault.Kind]int{
	fault.Invalid: 422, fault.Forbidden: 403, fault.NotFound: 404, fault.Conflict: 409, fault.TooMany: 429, fault.Unavailable: 503, fault.Internal: 500,
}

// fail is the one place where errors become answers. What a person may read is in the fault; the rest is
// logged under a number that the page shows.
func (s *Server) Fail(c *fiber.Ctx, err error) error {
	page := ErrorPage{Status: Statuses[fault.KindOf(err)], Message: fault.Message(err), Next: "/", NextLabel: "Revenir à l'accueil"}
	var http *fiber.Error
	if errors.As(err, &http) {
		page.Status, page.Message = http.Code, http.Message
		if http.Code >= 500 || http.Code < 400 {
			page.Status, page.Message = 500, fault.Message(errors.New("internal"))
		}
	}
	switch page.Status {
	case 403:
		page.Title = "Demande refusée"
	case 404:
		page.Title = "Page introuvable"
	case 409:
		page.Title = "La page n'est plus à jour"
	case 413: // before any route: nothing more is known of it
		seclog.Note(c.UserContext(), seclog.BodyRefused, slog.String("method", c.Method()))
		page.Title, page.Message = "Envoi trop volumineux", "Ce formulaire est trop volumineux."
	case 429:
		page.Title = "Un peu de patience"
	case 422:
		page.Title = "À corriger"
	case 503:
		page.Title = "Service momentanément indisponible"
	case 500:
		page.Title = "Quelque chose n'a pas fonctionné"
	default:
		page.Title, page.Message = "Demande impossible", "Le portail n'a pas compris cette demande."
	}
	if page.Status >= 500 {
		page.ID = cmp.Or(seclog.From(c.UserContext()).ID, requestID())
		attributes := []any{"id", page.ID, "method", c.Method(), "route", c.Route().Path, "error", err.Error()}
		if p, ok := fault.AsPanic(err); ok {
			attributes = append(attributes, "stack", p.Stack)
		}
		slog.Error("request failed", attributes...)
	}
	c.Response().ResetBody()
	s.Refuse(c, err)
	c.Status(page.Status)
	if Htmx(c) || !strings.Contains(c.Get(fiber.HeaderAccept, "text/html"), "html") && !strings.Contains(c.Get(fiber.HeaderAccept), "*/*") {
		c.Set(fiber.HeaderContentType, "text/plain; charset=utf-8")
		return c.SendString(page.Message)
	}
	layout := s.Layout(c, page.Title, "")
	layout.err = nil // what is away is why there is an error
	if err := s.Page(c, "error", layout, page); err != nil {
		slog.Error("error page failed", "error", err.Error())
		return c.SendString(page.Message)
	}
	return nil
}

// refuse sets the status of a refusal, and when to try again.
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

// ring wakes the worker of this process.
func (s *Server) Wake() {
	if s.Ring != nil {
		s.Ring()
	}
}
