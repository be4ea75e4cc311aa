package treasury

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"

	"github.com/gofiber/fiber/v2"

	"cartable/app/treasury"
	"cartable/app/web/site"
)

// counterPaymentForm is the page that records a payment at the counter.
type counterPaymentForm struct {
	Ledger treasury.Ledger
	treasury.CounterPayment
}

func (s *Pages) CounterPaymentPage(c *fiber.Ctx) error {
	ledger, err := s.Treasury.Ledger(c.UserContext(), site.Actor(c), site.IdOf(c, "id"), 0, 1)
	if err != nil {
		return err
	}
	form := counterPaymentForm{ledger.Ledger, treasury.CounterPayment{Date: s.Today().String(), Payer: ledger.Name,
		Token: newToken()}}
	if len(ledger.Wallets) == 1 {
		form.WalletID = ledger.Wallets[0].ID
	}
	return s.Page(c, "treasury/counter-payment", s.StaffLayout(c, "Saisir un règlement", "desk"), form)
}

// newToken identifies a form, so that sending it twice has one effect.
func newToken() string {
	var draw [16]byte
	rand.Read(draw[:])
	return hex.EncodeToString(draw[:])
}

func (s *Pages) Receive(c *fiber.Ctx) error {
	p := treasury.CounterPayment{FamilyID: site.IdOf(c, "id"), WalletID: site.FormID(c, "porte-monnaie"),
		Mode: c.FormValue("mode"), Amount: c.FormValue("montant"),
		Date: c.FormValue("date"), Number: c.FormValue("numero"), Payer: c.FormValue("payeur"),
		Bank: c.FormValue("banque"), Token: c.FormValue("jeton")}
	err := s.Treasury.Receive(c.UserContext(), site.Actor(c), p)
	if wrong := site.FieldFaults(err); wrong != nil {
		ledger, err := s.Treasury.Ledger(c.UserContext(), site.Actor(c), p.FamilyID, 0, 1)
		if err != nil {
			return err
		}
		return s.Again(c, "treasury/counter-payment", s.StaffLayout(c, "Saisir un règlement", "desk"), wrong,
			counterPaymentForm{ledger.Ledger, p})
	}
	if err != nil {
		return err
	}
	return site.Say(c, site.MoneyReceived, fmt.Sprintf("/mairie/regie/comptes/%d", p.FamilyID))
}
