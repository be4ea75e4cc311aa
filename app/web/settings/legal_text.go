package settings

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/fault"
	"cartable/app/domain/legal"
	"cartable/app/settings"
	"cartable/app/web/site"
)

// legalView is the page of one text.
type legalView struct {
	settings.LegalText
	Old     *settings.TextVersion // an older version, to read
	Typed   string
	After   int  // the version that the form follows
	Preview bool // show what was typed as it would be published
	Reason  string
}

func (s *Pages) LegalTextPage(c *fiber.Ctx) error {
	text, err := s.Settings.LegalText(c.UserContext(), legal.Kind(c.Params("kind")))
	if err != nil {
		return err
	}
	view := legalView{LegalText: text, Typed: text.InForce().Body, After: text.InForce().Number}
	for i, v := range text.Versions {
		if i > 0 && strconv.Itoa(v.Number) == c.Query("version") {
			view.Old = &text.Versions[i]
		}
	}
	return s.Page(c, "settings/legal-text", s.StaffLayout(c, text.Kind.Title(), "rules"), view)
}

// PublishText publishes a text, or shows it as it would be.
func (s *Pages) PublishText(c *fiber.Ctx) error {
	kind := legal.Kind(c.Params("kind"))
	view := legalView{Typed: c.FormValue("texte"), Reason: c.FormValue("motif"), After: int(site.FormID(c, "apres"))}
	var err error
	if view.LegalText, err = s.Settings.LegalText(c.UserContext(), kind); err != nil {
		return err
	}
	if c.FormValue("faire") == "apercu" {
		if view.Typed, err = view.CheckText(view.Typed); err == nil {
			view.Preview = true
			return s.Page(c, "settings/legal-text", s.StaffLayout(c, kind.Title(), "rules"), view)
		}
	} else {
		err = s.Settings.Publish(c.UserContext(), site.Actor(c), kind, view.After, view.Typed, view.Reason)
	}
	layout := s.StaffLayout(c, kind.Title(), "rules")
	if err == nil {
		return site.Say(c, site.TextPublished, legalPath)
	}
	if fault.KindOf(err) == fault.Conflict {
		var failed error
		if view.LegalText, failed = s.Settings.LegalText(c.UserContext(), kind); failed != nil {
			return failed
		}
		view.After = view.InForce().Number
		layout.Alert = fault.Message(err)
		c.Status(fiber.StatusConflict)
		return s.Page(c, "settings/legal-text", layout, view)
	}
	if wrong := site.FieldFaults(err); wrong != nil {
		return s.Again(c, "settings/legal-text", layout, wrong, view)
	}
	return err
}
