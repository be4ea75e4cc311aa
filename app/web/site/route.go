package site

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/access"
)

// Route is a line of the route table: an address, who may use it, and its handler. A line without an access does not
// exist: the tests compare this table with Fiber's.
type Route struct {
	Method, Path string
	Access       access.Action
	Proof        Proof
	Passive      bool // an open page requests it by itself: that keeps no session alive
	Step         bool // a page between or behind two forms: a parent never waits for it (turn.go)
	Handler      fiber.Handler
}

// AStep returns the line of a page that stands between or behind two forms.
func (r Route) AStep() Route {
	r.Step = true
	return r
}

// First returns the line of a route whose handler comes after a step of its own.
func (r Route) First(step func(*fiber.Ctx) error) Route {
	handler := r.Handler
	r.Handler = func(c *fiber.Ctx) error {
		if err := step(c); err != nil {
			return err
		}
		return handler(c)
	}
	return r
}

// Proof is whether a request requires a proof of identity, unless the visitor has just given one. The zero value
// requires it.
type Proof uint8

const (
	Asks Proof = iota // the page that asks carries the typed values, and the request continues
	// the form has passwords, which no page repeats: the proof comes first, and the form starts again
	AsksFirst
	Free
)

const Passive, Active = true, false

const (
	Get  = fiber.MethodGet
	Post = fiber.MethodPost
)
