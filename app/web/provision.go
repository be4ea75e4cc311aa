package web

import (
	"context"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"cartable/app/desk"
	"cartable/app/people"
)

// provisionTime bounds an order of letters: two thousand take some seconds.
const provisionTime = time.Minute

// provisionView is the page of letters in number.
type provisionView struct {
	people.ProvisionPlan
	Reason string
}

func (s *Server) provisionPage(c *fiber.Ctx) error { return s.showProvision(c, familyQuery(c), nil) }

func (s *Server) showProvision(c *fiber.Ctx, ask desk.FamilyQuery, refusal error) error {
	plan, err := s.People.ProvisionPlan(c.UserContext(), actor(c), ask)
	if err != nil {
		return err
	}
	layout := s.staffLayout(c, "Lettres d'accès", "families")
	view := provisionView{ProvisionPlan: plan}
	if refusal != nil {
		view.Reason = c.FormValue("motif")
		s.wrongField(c, &layout, refusal)
	}
	return s.page(c, "staff/provision", layout, view)
}

// provision answers with the letters: they are made once and kept nowhere.
func (s *Server) provision(c *fiber.Ctx) error {
	ask := desk.FamilyQuery{School: c.FormValue("ecole"), Activity: c.FormValue("activite"), Access: c.FormValue("acces")}
	announced, _ := strconv.Atoi(c.FormValue("nombre"))
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.UserContext()), provisionTime)
	defer cancel()
	all, err := s.People.Provision(ctx, actor(c), ask, announced, c.FormValue("motif"))
	if invalid(err) {
		return s.showProvision(c, ask, err)
	}
	if err != nil {
		return err
	}
	return s.letters(c, "lettres", all)
}
