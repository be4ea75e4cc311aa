package people

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"cartable/app/people"
	"cartable/app/web/site"
)

// accessForm is the form that creates an account for an adult.
type accessForm struct {
	people.AccessAsked
	Name   string
	Reason string
}

func (s *Pages) AccessPage(c *fiber.Ctx) error { return s.showAccess(c, nil) }

func (s *Pages) showAccess(c *fiber.Ctx, refusal error) error {
	asked, err := s.People.Access(c.UserContext(), site.Actor(c), site.Param(c, "code"))
	if err != nil {
		return err
	}
	layout := s.StaffLayout(c, "Créer un accès", "families")
	view := accessForm{AccessAsked: asked}
	if refusal != nil {
		view.Name, view.Reason = c.FormValue("nom"), c.FormValue("motif")
		s.WrongField(c, &layout, refusal)
	}
	return s.Page(c, "people/access", layout, view)
}

func (s *Pages) GiveAccess(c *fiber.Ctx) error {
	known, _ := strconv.Atoi(c.FormValue("connus"))
	one, err := s.People.GiveAccess(c.UserContext(), site.Actor(c), site.Param(c, "code"),
		people.NewAccess{Name: c.FormValue("nom"), Reason: c.FormValue("motif"), Known: known})
	if site.Invalid(err) {
		return s.showAccess(c, err)
	}
	if err != nil {
		return err
	}
	return s.letters(c, "families", []people.Letter{one}, site.Handed{Title: "L'accès est créé",
		Done: []string{"Son identifiant est " + one.Login + "."},
		Back: string(site.FamilyURL(site.Param(c, "code"), "")), Behind: "Revenir à la famille"})
}
