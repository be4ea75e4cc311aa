package treasury

import (
	"errors"
	"io"
	"strings"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/fault"
	"cartable/app/treasury"
	"cartable/app/web/site"
)

// reconcileView is the page that takes the platform's file.
type reconcileView struct {
	Typed  string
	Result *treasury.Reconciliation
}

func (s *Pages) ReconcilePage(c *fiber.Ctx) error {
	return s.Page(c, "treasury/reconcile", s.StaffLayout(c, "Rapprochement", "desk"), reconcileView{})
}

// reconcile shows what the comparison says. It may be sent again: a second time finds the same.
func (s *Pages) Reconcile(c *fiber.Ctx) error {
	v := reconcileView{Typed: c.FormValue("texte")}
	text := v.Typed
	if file, err := c.FormFile("fichier"); err == nil && file.Size > 0 {
		opened, err := file.Open()
		if err != nil {
			return err
		}
		defer opened.Close()
		content, err := io.ReadAll(opened) // no longer than the body may be
		if err != nil {
			return err
		}
		text = strings.ToValidUTF8(string(content), "?")
	}
	layout := s.StaffLayout(c, "Rapprochement", "desk")
	if strings.TrimSpace(text) == "" {
		layout.FieldErrors = map[string]string{"fichier": "Choisissez le fichier de la plateforme, ou collez son contenu."}
		c.Status(fiber.StatusUnprocessableEntity)
		return s.Page(c, "treasury/reconcile", layout, v)
	}
	result, err := s.Treasury.Reconcile(c.UserContext(), site.Actor(c), text)
	if many, ok := errors.AsType[fault.Many](err); ok {
		layout.FieldErrors = map[string]string{"fichier": many[0].Message}
		if len(many) > 1 {
			layout.FieldErrors["fichier"] += " " + site.Plural(len(many)-1, "autre erreur.", "autres erreurs.")
		}
		c.Status(fiber.StatusUnprocessableEntity)
		return s.Page(c, "treasury/reconcile", layout, v)
	}
	if err != nil {
		return err
	}
	v.Result, v.Typed = &result, ""
	return s.Page(c, "treasury/reconcile", layout, v)
}
