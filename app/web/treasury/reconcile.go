package treasury

import (
	"cmp"
	"errors"
	"strings"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/fault"
	"cartable/app/treasury"
	"cartable/app/web/site"
)

const reconcilePath = "/mairie/regie/rapprochement"

// reconcileView is the page that accepts the platform's file.
type reconcileView struct {
	Typed string
	Run   *treasury.Reconciliation // the latest; nil when there is none
}

func (s *Pages) ReconcilePage(c *fiber.Ctx) error {
	return s.showReconcile(c, reconcileView{}, nil)
}

// showReconcile shows the progress of the latest comparison, and the form for a file.
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

// ReconcileProgress is the part that the page refreshes while the platform is queried.
func (s *Pages) ReconcileProgress(c *fiber.Ctx) error {
	if !site.Htmx(c) {
		return c.Redirect(reconcilePath, fiber.StatusSeeOther)
	}
	run, err := s.Treasury.ReconcilePage(c.UserContext(), site.Actor(c))
	if err != nil {
		return err
	}
	return s.Fragment(c, "reconcile#run", site.Under(site.PageData{Layout: s.StaffLayout(c, "Rapprochement", "desk")},
		run))
}

// Reconcile starts the comparison of a file. Sending it again gives the same result.
func (s *Pages) Reconcile(c *fiber.Ctx) error {
	v := reconcileView{Typed: c.FormValue("texte")}
	text := v.Typed
	content, refused, err := site.TextFile(c, "fichier")
	if err != nil {
		return err
	}
	if refused != "" {
		return s.showReconcile(c, v, map[string]string{"fichier": refused})
	}
	text = cmp.Or(content, text)
	if strings.TrimSpace(text) == "" {
		return s.showReconcile(c, v, map[string]string{"fichier": "Choisissez le fichier de la plateforme, ou collez " +
			"son contenu."})
	}
	err = s.Treasury.Reconcile(c.UserContext(), site.Actor(c), text)
	if many, ok := errors.AsType[fault.Many](err); ok {
		wrong := map[string]string{"fichier": many[0].Message}
		if len(many) > 1 {
			wrong["fichier"] += " " + site.Plural(len(many)-1, "autre erreur.", "autres erreurs.")
		}
		return s.showReconcile(c, v, wrong)
	}
	if err != nil && fault.KindOf(err) == fault.Conflict { // another comparison is running: the typed values are kept
		return s.showReconcile(c, v, map[string]string{"fichier": fault.Message(err)})
	}
	if err != nil {
		return err
	}
	s.Wake()
	return site.Say(c, site.FileRead, reconcilePath)
}
