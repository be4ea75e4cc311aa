package site

import (
	"crypto/rand"
	"encoding/base64"
	"strings"

	"github.com/gofiber/fiber/v2"

	"cartable/app/patience"
)

// Cookie returns the full name of a cookie: over HTTPS it is bound to this host and cannot be set by another host.
func (s *Server) Cookie(name string) string {
	if s.secure {
		return "__Host-" + name
	}
	return name
}

func (s *Server) SetCookie(c *fiber.Ctx, name, value string, age int) {
	c.Cookie(&fiber.Cookie{Name: s.Cookie(name), Value: value, Path: "/", HTTPOnly: true, Secure: s.secure,
		SameSite: fiber.CookieSameSiteLaxMode, MaxAge: age, SessionOnly: age == 0})
}

// draw returns an unpredictable word.
func draw() string {
	var bytes [18]byte
	rand.Read(bytes[:])
	return base64.RawURLEncoding.EncodeToString(bytes[:])
}

// Visit identifies a visit without a session, for the tokens of forms.
func (s *Server) Visit(c *fiber.Ctx) string {
	visit := c.Cookies(s.Cookie("visite"))
	if len(visit) < 20 {
		visit = draw()
		s.SetCookie(c, "visite", visit, 0)
	}
	return visit
}

// deviceLasts is how long a browser remembers that it was used to sign in, in seconds.
const deviceLasts = 400 * 24 * 60 * 60

// From returns the origin of an attempt to sign in. A browser that has no name yet gets one.
func (s *Server) From(c *fiber.Ctx) patience.Origin {
	o := patience.Origin{Address: ClientOf(c), Device: c.Cookies(s.Cookie("appareil")),
		Agent: agent(c.Get(fiber.HeaderUserAgent))}
	if len(o.Device) < 20 || len(o.Device) > 64 {
		o.Device = draw()
	}
	s.SetCookie(c, "appareil", o.Device, deviceLasts)
	return o
}

// agent names a browser and its system in words that a person recognises: "Firefox sur Android".
func agent(header string) string {
	browser, machine := "Navigateur", ""
	for _, known := range [][2]string{{"Firefox/", "Firefox"}, {"FxiOS/", "Firefox"}, {"Edg", "Edge"},
		{"OPR/", "Opera"}, {"SamsungBrowser/", "Samsung Internet"},
		{"CriOS/", "Chrome"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}} {
		if strings.Contains(header, known[0]) {
			browser = known[1]
			break
		}
	}
	for _, known := range [][2]string{{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"},
		{"Windows", "Windows"}, {"Mac OS X", "Mac"}, {"CrOS", "Chromebook"}, {"Linux", "Linux"}} {
		if strings.Contains(header, known[0]) {
			machine = " sur " + known[1]
			break
		}
	}
	return browser + machine
}
