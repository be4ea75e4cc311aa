package web

import (
	"crypto/rand"
	"encoding/base64"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/fault"
	"cartable/app/domain/password"
	"cartable/app/portal"
)

// What lets somebody in who has lost a password, and an address prove itself. These pages need no session: a form's token is
// then bound to the visit, a cookie of its own.

const (
	forgottenPath   = "/mot-de-passe-oublie"
	newPasswordPath = "/nouveau-mot-de-passe" // #nosec G101 -- an address
	confirmPath     = "/confirmer-adresse"
)

// draw is a word that nobody guesses.
func draw() string {
	var bytes [18]byte
	rand.Read(bytes[:])
	return base64.RawURLEncoding.EncodeToString(bytes[:])
}

// visit names who has no session yet, for the tokens of forms.
func (s *Server) visit(c *fiber.Ctx) string {
	visit := c.Cookies(s.cookie("visite"))
	if len(visit) < 20 {
		visit = draw()
		s.setCookie(c, "visite", visit, 0)
	}
	return visit
}

// doorLayout surrounds a page for who may have no session.
func (s *Server) doorLayout(c *fiber.Ctx, title string) Layout {
	l := s.bare(c, title)
	if visitorOf(c) == nil {
		l.CSRF = s.token(s.visit(c))
	}
	return l
}

// deviceLasts is how long a browser remembers that somebody signed in with it, in seconds.
const deviceLasts = 400 * 24 * 60 * 60

// from is where a try to sign in comes from. A browser that has no name yet gets one.
func (s *Server) from(c *fiber.Ctx) portal.Origin {
	o := portal.Origin{Address: clientOf(c), Device: c.Cookies(s.cookie("appareil")), Agent: agent(c.Get(fiber.HeaderUserAgent))}
	if len(o.Device) < 20 || len(o.Device) > 64 {
		o.Device = draw()
	}
	s.setCookie(c, "appareil", o.Device, deviceLasts)
	return o
}

// ForgottenPage asks for a login and an address, or says that the answer, whatever it is, is on its way.
type ForgottenPage struct {
	Login, Address string
	Asked          bool
}

func (s *Server) forgottenPage(c *fiber.Ctx) error {
	return s.page(c, "door/forgotten", s.doorLayout(c, "Mot de passe oublié"), ForgottenPage{Asked: c.Query("fait") == "demande"})
}

func (s *Server) forgotten(c *fiber.Ctx) error {
	view := ForgottenPage{Login: c.FormValue("identifiant"), Address: c.FormValue("adresse")}
	err := s.Portal.AskReset(c.UserContext(), view.Login, view.Address, portal.Origin{Address: clientOf(c)})
	if kind := fault.KindOf(err); kind == fault.Invalid || kind == fault.TooMany {
		layout := s.doorLayout(c, "Mot de passe oublié")
		layout.FieldErrors = map[string]string{fieldOf(err): fault.Message(err)}
		s.refuse(c, err)
		return s.page(c, "door/forgotten", layout, view)
	}
	if err != nil {
		return err
	}
	s.ring()
	return c.Redirect(forgottenPath+"?fait=demande", fiber.StatusSeeOther)
}

// ring wakes the worker of this process.
func (s *Server) ring() {
	if s.Ring != nil {
		s.Ring()
	}
}

// arriveForPassword takes the token out of the address at once, so that neither the history nor another site learns it.
func (s *Server) arriveForPassword(c *fiber.Ctx) error {
	s.setCookie(c, "reprise", c.Params("token"), int(portal.ResetLasts/time.Second))
	return c.Redirect(newPasswordPath, fiber.StatusSeeOther)
}

func (s *Server) newPasswordPage(c *fiber.Ctx) error {
	view, err := s.Portal.NewPassword(c.UserContext(), c.Cookies(s.cookie("reprise")))
	if err != nil {
		return err
	}
	return s.page(c, "door/new-password", s.doorLayout(c, "Nouveau mot de passe"), view)
}

func (s *Server) newPassword(c *fiber.Ctx) error {
	token := c.Cookies(s.cookie("reprise"))
	broken, err := s.Portal.ResetPassword(c.UserContext(), token, c.FormValue("mot_de_passe"), c.FormValue("confirmation"), s.from(c))
	if fault.KindOf(err) == fault.Invalid {
		view, readErr := s.Portal.NewPassword(c.UserContext(), token)
		if readErr != nil {
			return readErr
		}
		return s.passwordRefused(c, "door/new-password", s.doorLayout(c, "Nouveau mot de passe"), view, broken, err)
	}
	if err != nil {
		return err
	}
	s.ring()
	s.setCookie(c, "reprise", "", -1)
	s.setCookie(c, "session", "", -1) // of whoever was signed in here: their sessions have ended
	return c.Redirect("/connexion?fait=nouveau", fiber.StatusSeeOther)
}

// passwordRefused shows a form that chooses a password again, with the rules that the last try broke.
func (s *Server) passwordRefused(c *fiber.Ctx, template string, layout Layout, view portal.Welcome, broken []password.Rule, err error) error {
	view.Broken = map[string]bool{}
	for _, r := range broken {
		view.Broken[r.Code] = true
	}
	layout.FieldErrors = map[string]string{fieldOf(err): fault.Message(err)}
	c.Status(fiber.StatusUnprocessableEntity)
	return s.page(c, template, layout, view)
}

// AddressPage confirms an address.
type AddressPage struct {
	Address string // masked when it is done
	Path    string
	Done    bool
}

// confirmAddressPage only asks: mail programs open links by themselves.
func (s *Server) confirmAddressPage(c *fiber.Ctx) error {
	address, err := s.Portal.AddressToConfirm(c.UserContext(), c.Params("token"))
	if err != nil {
		return err
	}
	return s.page(c, "door/address", s.doorLayout(c, "Confirmer une adresse"), AddressPage{Address: address, Path: confirmPath + "/" + c.Params("token")})
}

func (s *Server) confirmAddress(c *fiber.Ctx) error {
	if err := s.Portal.ConfirmAddress(c.UserContext(), c.Params("token")); err != nil {
		return err
	}
	return s.page(c, "door/address", s.doorLayout(c, "Adresse confirmée"), AddressPage{Done: true})
}

// stay keeps a session alive: the button of the warning before it ends.
func (s *Server) stay(c *fiber.Ctx) error {
	if !htmx(c) {
		return c.Redirect("/", fiber.StatusSeeOther)
	}
	return c.SendStatus(fiber.StatusNoContent)
}

// agent is a browser and its machine in words that a person recognises: "Firefox sur Android".
func agent(header string) string {
	browser, machine := "Navigateur", ""
	for _, known := range [][2]string{{"Firefox/", "Firefox"}, {"FxiOS/", "Firefox"}, {"Edg", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser/", "Samsung Internet"},
		{"CriOS/", "Chrome"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}} {
		if strings.Contains(header, known[0]) {
			browser = known[1]
			break
		}
	}
	for _, known := range [][2]string{{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"Windows", "Windows"}, {"Mac OS X", "Mac"}, {"CrOS", "Chromebook"}, {"Linux", "Linux"}} {
		if strings.Contains(header, known[0]) {
			machine = " sur " + known[1]
			break
		}
	}
	return browser + machine
}
