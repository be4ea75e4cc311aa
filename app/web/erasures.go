package web

import (
	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/fault"
)

func (s *Server) erasures(c *fiber.Ctx) error {
	list, err := s.People.Erasures(c.UserContext(), actor(c), number(c, "page"))
	if err != nil {
		return err
	}
	return s.page(c, "staff/erasures", s.staffLayout(c, "Demandes d'effacement", "erasures"), list)
}

func (s *Server) erasure(c *fiber.Ctx) error { return s.showErasure(c, nil) }

func (s *Server) showErasure(c *fiber.Ctx, wrong error) error {
	id := idOf(c, "id")
	one, err := s.People.Erasure(c.UserContext(), actor(c), id)
	if err != nil {
		return err
	}
	layout := s.staffLayout(c, "Demande d'effacement", "erasures")
	if wrong != nil {
		layout.FieldErrors = map[string]string{fieldOf(wrong): fault.Message(wrong)}
		c.Status(statuses[fault.KindOf(wrong)])
	}
	return s.page(c, "staff/erasure", layout, one)
}

// answerErasure anonymises a family, or says why not.
func (s *Server) answerErasure(c *fiber.Ctx) error {
	id := idOf(c, "id")
	said := "efface"
	var err error
	if c.FormValue("refuser") != "" {
		said = "refus"
		err = s.People.RefuseErasure(c.UserContext(), actor(c), id, c.FormValue("motif"))
	} else {
		err = s.People.Forget(c.UserContext(), actor(c), id)
	}
	if kind := fault.KindOf(err); kind == fault.Invalid || kind == fault.Conflict {
		return s.showErasure(c, err)
	}
	if err != nil {
		return err
	}
	return c.Redirect("/mairie/rgpd?fait="+said, fiber.StatusSeeOther)
}
