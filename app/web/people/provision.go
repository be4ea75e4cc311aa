package people

import (
	"context"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"cartable/app/desk"
	"cartable/app/people"
	"cartable/app/web/site"
)

// provisionTime bounds a batch of letters: two thousand take some seconds.
const provisionTime = time.Minute

// provisionView is the page of letters in bulk.
type provisionView struct {
	people.ProvisionPlan
	Reason string
}

func (s *Pages) ProvisionPage(c *fiber.Ctx) error {
	return s.showProvision(c, site.FamilyQuery(c), nil)
}

func (s *Pages) showProvision(c *fiber.Ctx, ask desk.FamilyQuery, refusal error) error {
	plan, err := s.People.ProvisionPage(c.UserContext(), site.Actor(c), ask)
	if err != nil {
		return err
	}
	layout := s.StaffLayout(c, "Lettres d'accès", "families")
	view := provisionView{ProvisionPlan: plan}
	if refusal != nil {
		view.Reason = c.FormValue("motif")
		s.WrongField(c, &layout, refusal)
	}
	return s.Page(c, "people/provision", layout, view)
}

// Provision answers with a page that contains the letters: they are made once and stored nowhere.
func (s *Pages) Provision(c *fiber.Ctx) error {
	ask := desk.FamilyQuery{School: c.FormValue("ecole"), Activity: c.FormValue("activite"),
		Access: c.FormValue("acces")}
	announced, _ := strconv.Atoi(c.FormValue("nombre"))
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.UserContext()), provisionTime)
	defer cancel()
	all, err := s.People.Provision(ctx, site.Actor(c), ask, announced, c.FormValue("motif"))
	if site.Invalid(err) {
		return s.showProvision(c, ask, err)
	}
	if err != nil {
		return err
	}
	return s.letters(c, "families", all,
		site.Handed{Title: site.Plural(len(all), "lettre est prête", "lettres sont prêtes"),
			Done: []string{"Les comptes sont créés, et le journal en garde la trace."}, Back: "/mairie/familles",
			Behind: "Revenir aux familles"})
}
