package people

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/fault"
	"cartable/app/web/site"
)

func (s *Pages) ErasurePage(c *fiber.Ctx) error { return s.showErasure(c, nil) }

func (s *Pages) showErasure(c *fiber.Ctx, wrong error) error {
	id := site.IdOf(c, "id")
	one, err := s.People.Erasure(c.UserContext(), site.Actor(c), id)
	if err != nil {
		return err
	}
	layout := s.StaffLayout(c, "Demande d'effacement", "erasures")
	if wrong != nil {
		layout.FieldErrors = map[string]string{site.FieldOf(wrong): fault.Message(wrong)}
		c.Status(site.Statuses[fault.KindOf(wrong)])
	}
	return s.Page(c, "people/erasure", layout, one)
}

// AnswerErasure anonymises a family, or refuses with the reason.
func (s *Pages) AnswerErasure(c *fiber.Ctx) error {
	id := site.IdOf(c, "id")
	said := site.FamilyErased
	var err error
	if c.FormValue("refuser") != "" {
		said = site.ErasureAnswered
		err = s.People.RefuseErasure(c.UserContext(), site.Actor(c), id, c.FormValue("motif"))
	} else {
		err = s.People.Forget(c.UserContext(), site.Actor(c), id)
	}
	if kind := fault.KindOf(err); kind == fault.Invalid || kind == fault.Conflict {
		return s.showErasure(c, err)
	}
	if err != nil {
		return err
	}
	return site.Say(c, said, "/mairie/rgpd")
}
