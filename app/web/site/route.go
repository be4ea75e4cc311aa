package site

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/access"
)

// Route is a line of the route table: an address, who may use it, and what answers. A line without an
// access does not exist: the tests walk through this table and through Fiber's.
type Route struct {
	Method, Path string
	Access       access.Action
	Proof        Proof
	Passive      bool // an open page asks by itself: that keeps no session alive
	Handler      fiber.Handler
}

// Proof tells whether a request asks again who somebody is, unless they have just said so. A line that says nothing asks.
type Proof uint8

const (
	Asks      Proof = iota // the page that asks carries what was typed, and the request goes on
	AsksFirst              // the form holds passwords, which no page repeats: it asks, and begins again
	Free
)

const Passive, Active = true, false

const (
	Get  = fiber.MethodGet
	Post = fiber.MethodPost
)
