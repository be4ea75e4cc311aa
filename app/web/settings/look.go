package settings

import (
	"errors"
	"strings"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/fault"
	"cartable/app/domain/town"
	"cartable/app/settings"
	"cartable/app/web/site"
)

// How the pages of the structure look: its logo and its colour, and the addresses that serve them.

const (
	lookPath  = "/mairie/reglages/apparence"
	lookTitle = "Apparence"
)

// standardAccent is the portal's own colour: --main of app.css.
const standardAccent = "#0b5394"

// lookView is the page.
type lookView struct {
	Own     bool   // the structure has a colour of its own
	Accent  string // "#0b5394"
	Logo    string // address; empty = none
	Drop    bool   // the box that takes the logo away is ticked
	Shown   string
	Reason  string
	Changed []town.Difference
}

func newLookView(l settings.Look) lookView {
	v := lookView{Own: l.Accent != "", Accent: l.Accent, Logo: site.LogoPath(l.Logo),
		Shown: town.Shown(town.StructureEntry{Accent: l.Accent, Logo: l.Logo})}
	if !v.Own {
		v.Accent = standardAccent
	}
	return v
}

func (s *Pages) LookPage(c *fiber.Ctx) error {
	look, err := s.Settings.Look(c.UserContext(), site.Actor(c))
	if err != nil {
		return err
	}
	return s.Page(c, "settings/look", s.StaffLayout(c, lookTitle, "rules"), newLookView(look))
}

func (s *Pages) SetLook(c *fiber.Ctx) error {
	change := settings.LookChange{Drop: c.FormValue("retirer") != "", Reason: c.FormValue("motif")}
	if c.FormValue("couleur") == "commune" {
		change.Accent = strings.TrimSpace(c.FormValue("accent"))
	}
	var err error
	if change.File, _, err = site.File(c, "logo"); err != nil {
		return err
	}
	err = s.Settings.SetLook(c.UserContext(), site.Actor(c), shownCells(c, "accent", "logo"), change)
	if err == nil {
		return site.Say(c, site.LookSet, lookPath)
	}
	moved, conflict := errors.AsType[*settings.Moved](err)
	wrong := site.FieldFaults(err)
	if !conflict && wrong == nil {
		return err
	}
	look, readErr := s.Settings.Look(c.UserContext(), site.Actor(c))
	if readErr != nil {
		return readErr
	}
	layout, view := s.StaffLayout(c, lookTitle, "rules"), newLookView(look)
	view.Reason, view.Drop, view.Own = change.Reason, change.Drop, c.FormValue("couleur") == "commune"
	if typed := c.FormValue("accent"); view.Own && typed != "" {
		view.Accent = typed
	}
	if conflict {
		view.Changed = moved.Differences
		c.Status(fiber.StatusConflict)
		return s.Page(c, "settings/look", layout, view)
	}
	return s.Again(c, "settings/look", layout, wrong, view)
}

// forLong lets browsers keep what an address always serves.
func forLong(c *fiber.Ctx) {
	c.Set(fiber.HeaderCacheControl, "public, max-age=31536000, immutable")
	c.Set(fiber.HeaderVary, "Accept-Encoding")
}

// Logo serves an image under the hash of its bytes.
func (s *Pages) Logo(c *fiber.Ctx) error {
	kind, body, err := s.Settings.LogoByHash(c.UserContext(), c.Params("hash"))
	if err != nil {
		return err
	}
	forLong(c)
	c.Set(fiber.HeaderContentType, kind)
	return c.Send(body)
}

// Colours serves the stylesheet of a colour, under the colour itself.
func (s *Pages) Colours(c *fiber.Ctx) error {
	code, isCSS := strings.CutSuffix(c.Params("file"), ".css")
	accent, wrong := town.ParseAccent(code)
	if !isCSS || wrong != "" || accent.Code != code {
		return fault.NotFoundf("Cette page n'existe pas.")
	}
	forLong(c)
	c.Set(fiber.HeaderContentType, "text/css; charset=utf-8")
	return c.SendString(site.AccentStyle(accent))
}
