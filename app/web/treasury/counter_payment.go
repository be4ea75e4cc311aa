package treasury

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"

	"github.com/gofiber/fiber/v2"

	"cartable/app/treasury"
	"cartable/app/web/site"
)

// paymentForm is the page on which money is entered.
type paymentForm struct {
	Account treasury.Account
	treasury.Payment
}

func (s *Pages) CounterPaymentPage(c *fiber.Ctx) error {
	account, err := s.Treasury.Ledger(c.UserContext(), site.Actor(c), site.IdOf(c, "id"), 0, 1)
	if err != nil {
		return err
	}
	form := paymentForm{account.Account, treasury.Payment{Date: s.Today().String(), Payer: account.Name, Token: newToken()}}
	if len(account.Wallets) == 1 {
		form.WalletID = account.Wallets[0].ID
	}
	return s.Page(c, "treasury/counter-payment", s.StaffLayout(c, "Saisir un règlement", "desk"), form)
}

// newToken names a form: sent twice, it is done once.
func newToken() string {
	var draw [16]byte
	rand.Read(draw[:])
	return hex.EncodeToString(draw[:])
}

func (s *Pages) Receive(c *fiber.Ctx) error {
	p := treasury.Payment{FamilyID: site.IdOf(c, "id"), WalletID: site.FormID(c, "porte-monnaie"), Mode: c.FormValue("mode"), Amount: c.FormValue("montant"),
		Date: c.FormValue("date"), Number: c.FormValue("numero"), Payer: c.FormValue("payeur"), Bank: c.FormValue("banque"), Token: c.FormValue("jeton")}
	err := s.Treasury.Receive(c.UserContext(), site.Actor(c), p)
	if wrong := site.FieldFaults(err); wrong != nil {
		account, err := s.Treasury.Ledger(c.UserContext(), site.Actor(c), p.FamilyID, 0, 1)
		if err != nil {
			return err
		}
		return s.Again(c, "treasury/counter-payment", s.StaffLayout(c, "Saisir un règlement", "desk"), wrong, paymentForm{account.Account, p})
	}
	if err != nil {
		return err
	}
	return site.Say(c, site.MoneyReceived, fmt.Sprintf("/mairie/regie/comptes/%d", p.FamilyID))
}
