// Package site is the kit of the web packages: it admits requests by the route table, renders pages, and handles
// sessions and errors. It decides nothing and never touches the database. Start with admit.go and render.go.
package site

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"log/slog"
	"net/netip"
	"net/url"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"cartable/app/account"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/organ"
	"cartable/app/seclog"
	"cartable/static"
)

// Options are the dependencies and settings of the server.
type Options struct {
	Account *account.Accounts
	Now     func() time.Time // the time, for the pages
	Loc     *time.Location
	BaseURL string
	Secret  []byte     // signs form tokens
	Demo    DemoLogins // nil outside the demonstration
	Gallery bool       // serves the design system, at /apparence: never in production
	Proxies []string   // addresses whose X-Forwarded-For is trusted
	Ready   func(context.Context) error
	Ailing  func(context.Context) ([]organ.Ailment, error) // faults of a site that is still ready; may be nil
	Ring    func()                                         // wakes the worker of the same process; may be nil
	Sites   func() int                                     // how many processes serve the portal; may be nil: one
	Slots   int                                            // pages of families made at once; 0: pagesAtOnce. For tests

	HostedBy  string // who hosts the portal, for the legal notice; empty = not told
	PayOrigin string // of the payment platform's page, "https://host"; empty without online payment
}

// Server answers requests.
type Server struct {
	Options
	Render  *Renderer
	secure  bool // cookies travel over HTTPS alone
	origin  string
	proxies []netip.Prefix
	turns   *turns

	// Steps returns where a page stands among the first steps of a town; nil for nowhere. It is asked for those who may
	// see their list.
	Steps func(c *fiber.Ctx) (*Step, error)

	formTargets string  // allowed form targets: this site, and FranceConnect when the town offers it
	table       []Route // every route, once started
}

// requestTime bounds the duration of a request.
const requestTime = 10 * time.Second

// NewServer makes the kit.
func NewServer(o Options, render *Renderer) (*Server, error) {
	base, err := url.Parse(o.BaseURL)
	if err != nil {
		return nil, err
	}
	s := &Server{Options: o, Render: render, secure: base.Scheme == "https", origin: base.Scheme + "://" + base.Host,
		proxies: networks(o.Proxies), turns: newTurns(cmp.Or(o.Slots, pagesAtOnce))}
	s.formTargets = "'self'"
	if fc := o.Account.FranceConnect; fc != nil {
		s.formTargets += " " + fc.Origin()
	}
	return s, nil
}

// Start returns the application that serves the routes of a table, and enforces the access of each.
func (s *Server) Start(table []Route) *fiber.App {
	s.table = table
	app := fiber.New(fiber.Config{
		AppName:                 "Cartable",
		DisableStartupMessage:   true,
		Immutable:               true, // strings of a request are used after it
		BodyLimit:               256 << 10,
		ReadBufferSize:          8 << 10, // headers: a cookie may contain an interrupted form
		ReadTimeout:             10 * time.Second,
		IdleTimeout:             60 * time.Second,
		EnableTrustedProxyCheck: true, // for X-Forwarded-Proto and -Host; the client's address is in address.go
		TrustedProxies:          s.Proxies,
		ErrorHandler:            s.Fail,
		ServerHeader:            "",
	})
	app.Server().FormValueFunc = formValue
	app.Use(s.guard)
	app.Use(compressed)
	app.Get("/a/:name", s.asset)
	app.Get("/healthz", func(c *fiber.Ctx) error { return c.SendString("ok") })
	app.Get("/readyz", s.ready)
	for _, r := range table {
		app.Add(r.Method, r.Path, s.admit(r), r.Handler)
		if r.Method == Get { // the server leaves the body out
			app.Add(fiber.MethodHead, r.Path, s.admit(r), r.Handler)
		}
	}
	app.Use(func(c *fiber.Ctx) error { return s.Lost(c) })
	return app
}

// gzip compresses an answer if the browser accepts it. Browsers accept brotli too, and Fiber's own middleware would
// take it: at the levels that are quick enough for a page it costs a third more than gzip, and makes more bytes.
var gzip = fasthttp.CompressHandlerLevel(func(*fasthttp.RequestCtx) {}, fasthttp.CompressBestSpeed)

// compressed compresses all answers except assets, which are compressed already, and the stream of events.
func compressed(c *fiber.Ctx) error {
	err := c.Next()
	if err == nil && !strings.HasPrefix(c.Path(), "/a/") && c.Path() != EventsPath {
		gzip(c.Context())
	}
	return err
}

// Policy returns the Content-Security-Policy: what a page may load and where its forms may lead, which is this site,
// FranceConnect, and one more site if formSite is set.
func (s *Server) Policy(formSite string) string {
	if formSite != "" {
		formSite = " " + formSite
	}
	return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
		"font-src 'self'; " +
		"manifest-src 'self'; worker-src 'self'; form-action " + s.formTargets + formSite +
		"; base-uri 'none'; frame-ancestors 'none'"
}

// guard sets the headers of every answer.
func (s *Server) guard(c *fiber.Ctx) (err error) {
	defer func() {
		if broken := recover(); broken != nil {
			err = s.Fail(c, fault.Caught(broken, debug.Stack()))
		}
	}()
	c.Set("Content-Security-Policy", s.Policy(""))
	c.Set("X-Content-Type-Options", "nosniff")
	c.Set("Referrer-Policy", "same-origin")
	c.Set("Cross-Origin-Opener-Policy", "same-origin")
	c.Set("Cache-Control", "private, no-store")
	c.Set("Vary", "HX-Request")
	if s.secure {
		c.Set("Strict-Transport-Security", "max-age=31536000")
	}
	client := s.address(c)
	c.Locals(keyClient, client)
	request := &seclog.Request{ID: requestID(), Method: c.Method(),
		Client: func() string { return s.Account.Patience().ClientName(client) }}
	c.SetUserContext(seclog.In(c.UserContext(), request))
	if !legible(c) || twoLengths(c) {
		seclog.Log(c.UserContext(), seclog.Malformed)
		c.Context().SetConnectionClose()
		return fiber.NewError(fiber.StatusBadRequest)
	}
	ctx, cancel := context.WithTimeout(c.UserContext(), requestTime)
	defer cancel()
	c.SetUserContext(ctx)
	return c.Next()
}

// requestID identifies a request, in the log and on the error page.
func requestID() string {
	var draw [5]byte
	rand.Read(draw[:])
	return hex.EncodeToString(draw[:])
}

// foreign reports whether another site sent a form, according to the browser's headers. admit checks the form's token
// as well.
func (s *Server) foreign(c *fiber.Ctx) bool {
	switch c.Get("Sec-Fetch-Site") {
	case "same-origin", "none":
		return false
	case "":
		origin := c.Get(fiber.HeaderOrigin)
		return origin != "" && origin != s.origin && origin != c.Protocol()+"://"+string(c.Request().Host())
	}
	return true
}

// Token returns the form token of a session: it is bound to it, and useless for another.
func (s *Server) Token(session string) string {
	mac := hmac.New(sha256.New, s.Secret)
	mac.Write([]byte("form\x00" + session))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

func (s *Server) asset(c *fiber.Ctx) error {
	file, ok := static.Lookup(c.Path())
	if !ok {
		return s.Lost(c)
	}
	c.Set("Cache-Control", "public, max-age=31536000, immutable")
	c.Set("Vary", "Accept-Encoding")
	c.Set(fiber.HeaderContentType, file.ContentType)
	accepts := c.Get(fiber.HeaderAcceptEncoding)
	switch {
	case strings.Contains(accepts, "br") && len(file.Brotli) > 0:
		c.Set(fiber.HeaderContentEncoding, "br")
		return c.Send(file.Brotli)
	case strings.Contains(accepts, "gzip") && len(file.Gzip) > 0:
		c.Set(fiber.HeaderContentEncoding, "gzip")
		return c.Send(file.Gzip)
	}
	return c.Send(file.Plain)
}

func (s *Server) ready(c *fiber.Ctx) error {
	if s.Ready != nil {
		if err := s.Ready(c.UserContext()); err != nil {
			slog.Warn("not ready", "error", err.Error())
			return c.Status(fiber.StatusServiceUnavailable).SendString("not ready")
		}
	}
	said := "ready"
	if s.Ailing != nil {
		ailing, err := s.Ailing(c.UserContext())
		if err != nil {
			slog.Warn("not ready", "error", err.Error())
			return c.Status(fiber.StatusServiceUnavailable).SendString("not ready")
		}
		for _, one := range ailing { // never the messages: they name machines
			said += "\n" + string(one.Organ) + " ails"
			if !one.Since.IsZero() {
				said += " since " + one.Since.UTC().Format(time.RFC3339)
			}
		}
	}
	if n := s.turns.waiting(); n > 0 {
		said += "\n" + strconv.Itoa(n) + " wait for their turn"
	}
	return c.SendString(said)
}

// Today returns the date in the town's time zone.
func (s *Server) Today() civil.Date { return civil.Of(s.Now().In(s.Loc)) }
