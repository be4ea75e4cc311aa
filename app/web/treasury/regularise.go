package treasury

import (
	"fmt"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/treasury"
	"cartable/app/web/site"
)

// regulariseForm is the page of a regularisation: the period, then the changes. From and Till are as typed.
type regulariseForm struct {
	Ledger     treasury.Ledger
	From, Till string
	Reason     string
	Shown      *treasury.Regularisation
}

func (s *Pages) RegularisePage(c *fiber.Ctx) error {
	ledger, err := s.Treasury.Ledger(c.UserContext(), site.Actor(c), site.IdOf(c, "id"), 0, 1)
	if err != nil {
		return err
	}
	month := s.Today().Month()
	form := regulariseForm{Ledger: ledger.Ledger, From: month.Prev().First().String(), Till: (s.Today() - 1).String()}
	return s.Page(c, "treasury/regularise", s.StaffLayout(c, "Régulariser", "desk"), form)
}

// Regularise rehearses, shows the changes, and executes them once the rehearsal is sent back with its proof and a
// reason.
func (s *Pages) Regularise(c *fiber.Ctx) error {
	p := treasury.Period{FamilyID: site.IdOf(c, "id"), Reason: c.FormValue("motif"), Seen: c.FormValue("vu")}
	form := regulariseForm{From: c.FormValue("du"), Till: c.FormValue("au"), Reason: p.Reason}
	p.From, _ = civil.Typed(form.From)
	p.To, _ = civil.Typed(form.Till)
	done, err := s.Treasury.Regularise(c.UserContext(), site.Actor(c), p)
	wrong := site.FieldFaults(err)
	if err == nil && done.Done {
		return site.Say(c, site.Regularised, fmt.Sprintf("/mairie/regie/comptes/%d", p.FamilyID))
	}
	if wrong != nil && p.Seen != "" { // the reason is missing: show the changes again
		p.Seen, p.Reason = "", ""
		done, err = s.Treasury.Regularise(c.UserContext(), site.Actor(c), p)
	}
	layout := s.StaffLayout(c, "Régulariser", "desk")
	if fault.KindOf(err) == fault.Invalid && err != nil { // the period itself is wrong
		ledger, err := s.Treasury.Ledger(c.UserContext(), site.Actor(c), p.FamilyID, 0, 1)
		if err != nil {
			return err
		}
		form.Ledger = ledger.Ledger
		return s.Again(c, "treasury/regularise", layout, wrong, form)
	}
	if err != nil {
		return err
	}
	form.Ledger, form.Shown = done.Family, &done
	if wrong != nil {
		return s.Again(c, "treasury/regularise", layout, wrong, form)
	}
	return s.Page(c, "treasury/regularise", layout, form)
}
