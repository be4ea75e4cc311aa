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

const reconcilePath = "/mairie/regie/rapprochement"

// reconcileView is the page that takes the platform's file.
type reconcileView struct {
	Typed string
	Run   *treasury.Reconciliation // the latest; nil when there is none
}

func (s *Pages) ReconcilePage(c *fiber.Ctx) error {
	return s.showReconcile(c, reconcileView{}, nil)
}

// showReconcile shows where the latest comparison stands, and asks for a file.
func (s *Pages) showReconcile(c *fiber.Ctx, v reconcileView, wrong map[string]string) error {
	var err error
	if v.Run, err = s.Treasury.ReconcilePage(c.UserContext(), site.Actor(c)); err != nil {
		return err
	}
	layout := s.StaffLayout(c, "Rapprochement", "desk")
	if wrong != nil {
		return s.Again(c, "treasury/reconcile", layout, wrong, v)
	}
	return s.Page(c, "treasury/reconcile", layout, v)
}

// ReconcileProgress is what the page asks for while the platform is being asked.
func (s *Pages) ReconcileProgress(c *fiber.Ctx) error {
	if !site.Htmx(c) {
		return c.Redirect(reconcilePath, fiber.StatusSeeOther)
	}
	run, err := s.Treasury.ReconcilePage(c.UserContext(), site.Actor(c))
	if err != nil {
		return err
	}
	return s.Fragment(c, "reconcile#run", site.Under(site.PageData{Layout: s.StaffLayout(c, "Rapprochement", "desk")}, run))
}

// Reconcile has a file compared. It may be sent again: a second time finds the same.
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
	if strings.TrimSpace(text) == "" {
		return s.showReconcile(c, v, map[string]string{"fichier": "Choisissez le fichier de la plateforme, ou collez son contenu."})
	}
	err := s.Treasury.Reconcile(c.UserContext(), site.Actor(c), text)
	if many, ok := errors.AsType[fault.Many](err); ok {
		wrong := map[string]string{"fichier": many[0].Message}
		if len(many) > 1 {
			wrong["fichier"] += " " + site.Plural(len(many)-1, "autre erreur.", "autres erreurs.")
		}
		return s.showReconcile(c, v, wrong)
	}
	if err != nil && fault.KindOf(err) == fault.Conflict { // another run is under way: nothing that was typed is lost
		return s.showReconcile(c, v, map[string]string{"fichier": fault.Message(err)})
	}
	if err != nil {
		return err
	}
	s.Wake()
	return site.Say(c, site.FileRead, reconcilePath)
}
