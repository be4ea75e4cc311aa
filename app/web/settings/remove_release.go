package settings

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/town"
	"cartable/app/settings"
	"cartable/app/web/site"
)

const removeReleasePath = releasePath + "/retirer"

// RemoveReleasePage asks before an opening is removed.
func (s *Pages) RemoveReleasePage(c *fiber.Ctx) error {
	activity, day, _ := strings.Cut(c.Query("ouverture"), ":")
	from, _ := civil.Parse(day)
	one, err := s.Settings.Release(c.UserContext(), site.Actor(c), activity, from)
	if err != nil {
		return err
	}
	return s.Confirm(c, "releases", removal(one), nil)
}

func removal(one settings.Release) site.Confirm {
	effect := "Ces jours pourront être réservés tout de suite, dans les délais de l'activité."
	if one.Over {
		effect = "L'ouverture est passée\u00a0: rien ne change pour les familles."
	}
	return site.Confirm{Title: "Retirer cette ouverture", Object: one.Name + ", du " + one.From.Long() + " au " +
		one.To.Long(), Effects: []string{effect, "Les réservations et les demandes déjà faites ne changent pas."},
		Action: removeReleasePath, Hidden: []site.Hidden{{Name: shownField, Value: town.Shown(one.ReleaseEntry)}},
		Button: "Retirer l'ouverture", Back: releasePath}
}

func (s *Pages) RemoveRelease(c *fiber.Ctx) error {
	was, err := shownRelease(c)
	if err != nil {
		return err
	}
	if was == nil {
		return errIncomplete
	}
	id, applied, err := s.Settings.RemoveRelease(c.UserContext(), site.Actor(c), *was, c.FormValue("motif"))
	switch {
	case site.Invalid(err):
		one, gone := s.Settings.Release(c.UserContext(), site.Actor(c), was.Activity, was.From)
		if gone != nil {
			return gone
		}
		return s.Confirm(c, "releases", removal(one), err)
	case fault.KindOf(err) == fault.NotFound: // somebody else was quicker
		applied, err = true, nil
	}
	switch {
	case err != nil:
		return err
	case applied:
		return site.Say(c, site.ReleaseRemoved, releasePath)
	}
	return c.Redirect(site.OperationPath(id), fiber.StatusSeeOther)
}
