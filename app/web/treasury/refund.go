package treasury

import (
	"fmt"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/fault"
	"cartable/app/treasury"
	"cartable/app/web/site"
)

// refundForm is the page of a refund: the typed values, then its effect, to be reviewed.
type refundForm struct {
	Ledger treasury.Ledger
	treasury.Refund
	Look    *treasury.RefundLook
	Changed string // why it must be reviewed again
}

// RefundPage proposes to refund the credit of a family.
func (s *Pages) RefundPage(c *fiber.Ctx) error {
	ledger, err := s.Treasury.Ledger(c.UserContext(), site.Actor(c), site.IdOf(c, "id"), 0, 1)
	if err != nil {
		return err
	}
	form := refundForm{Ledger: ledger.Ledger,
		Refund: treasury.Refund{
			FamilyID: ledger.FamilyID,
			Date:     s.Today().String(),
			Payee:    ledger.Name,
			Token:    newToken(),
		}}
	for _, w := range ledger.Wallets { // the first with a credit, all of it
		if w.Balance > 0 {
			form.WalletID, form.Amount = w.ID, w.Balance.FrenchPlain()
			break
		}
	}
	return s.showRefund(c, form)
}

func (s *Pages) showRefund(c *fiber.Ctx, form refundForm) error {
	return s.Page(c, "treasury/refund", s.StaffLayout(c, "Rembourser", "desk"), form)
}

// Refund reads the form, shows its effect, and executes it once that is sent back with its proof.
func (s *Pages) Refund(c *fiber.Ctx) error {
	r := treasury.Refund{
		FamilyID: site.IdOf(c, "id"),
		WalletID: site.FormID(c, "porte-monnaie"),
		Mode:     c.FormValue("mode"),
		Amount:   c.FormValue("montant"),
		Date:     c.FormValue("date"),
		Number:   c.FormValue("numero"),
		Payee:    c.FormValue("beneficiaire"),
		Reason:   c.FormValue("motif"),
		Token:    c.FormValue("jeton"),
		Seen:     c.FormValue("vu"),
	}
	if c.FormValue("corriger") != "" {
		r.Seen = ""
	}
	look, err := s.Treasury.Refund(c.UserContext(), site.Actor(c), r)
	form := refundForm{Refund: r, Ledger: look.Ledger, Look: &look}
	wrong := site.FieldFaults(err)
	switch {
	case err == nil && look.Done:
		return site.Say(c, site.MoneyRefunded, fmt.Sprintf("/mairie/regie/comptes/%d", r.FamilyID))
	case wrong != nil:
		form.Look = nil
		return s.Again(c, "treasury/refund", s.StaffLayout(c, "Rembourser", "desk"), wrong, form)
	case fault.KindOf(err) == fault.Conflict && err != nil && look.Line.Amount != 0:
		c.Status(fiber.StatusConflict)
		form.Changed = fault.Message(err)
	case err != nil:
		return err
	}
	if c.FormValue("corriger") != "" {
		form.Look = nil
	}
	return s.showRefund(c, form)
}
