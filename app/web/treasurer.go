package web

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/money"
	"cartable/app/treasury"
)

// deskTab is a tab of the treasurer's desk.
type deskTab struct{ Key, URL, Label string }

// deskTabs are the tabs of the treasurer's desk; another page of the desk adds its own here.
var deskTabs = []deskTab{
	{"accounts", "/mairie/regie", "Comptes"},
	{"debts", "/mairie/regie/impayes", "Impayés"},
	{"cashbook", "/mairie/regie/journal", "Journal"},
	{"payments", deskPayments, "Paiements en ligne"},
	{"reconcile", "/mairie/regie/rapprochement", "Rapprochement"},
	{"taxes", taxesPath, "Attestations fiscales"},
}

// paymentForm is the page on which money is entered.
type paymentForm struct {
	Account treasury.Account
	treasury.Payment
}

// reverseForm is the page that asks before a line is taken back.
type reverseForm struct {
	treasury.Reversal
	Reason string
}

// regulariseForm is the page of a regularisation: the period, then what it would change. From and Till are as typed.
type regulariseForm struct {
	Account    treasury.Account
	From, Till string
	Reason     string
	Shown      *treasury.Regularisation
}

func (s *Server) accounts(c *fiber.Ctx) error {
	list, err := s.Treasury.Accounts(c.UserContext(), actor(c), c.Query("q"), number(c, "page"))
	if err != nil {
		return err
	}
	return s.page(c, "staff/accounts", s.staffLayout(c, "Comptes des familles", "desk"), list)
}

func (s *Server) account(c *fiber.Ctx) error {
	account, err := s.Treasury.Account(c.UserContext(), actor(c), idOf(c, "id"), int64(number(c, "porte-monnaie")), number(c, "page"))
	if err != nil {
		return err
	}
	return s.page(c, "staff/account", s.staffLayout(c, "Compte "+account.Code, "desk"), account)
}

func (s *Server) paymentPage(c *fiber.Ctx) error {
	account, err := s.Treasury.Account(c.UserContext(), actor(c), idOf(c, "id"), 0, 1)
	if err != nil {
		return err
	}
	var draw [16]byte
	rand.Read(draw[:])
	form := paymentForm{account.Account, treasury.Payment{Date: s.today().String(), Payer: account.Name, Token: hex.EncodeToString(draw[:])}}
	if len(account.Wallets) == 1 {
		form.WalletID = account.Wallets[0].ID
	}
	return s.page(c, "staff/payment", s.staffLayout(c, "Saisir un règlement", "desk"), form)
}

func (s *Server) receive(c *fiber.Ctx) error {
	p := treasury.Payment{FamilyID: idOf(c, "id"), WalletID: formID(c, "porte-monnaie"), Mode: c.FormValue("mode"), Amount: c.FormValue("montant"),
		Date: c.FormValue("date"), Number: c.FormValue("numero"), Payer: c.FormValue("payeur"), Bank: c.FormValue("banque"), Token: c.FormValue("jeton")}
	err := s.Treasury.Receive(c.UserContext(), actor(c), p)
	if wrong := fieldFaults(err); wrong != nil {
		account, err := s.Treasury.Account(c.UserContext(), actor(c), p.FamilyID, 0, 1)
		if err != nil {
			return err
		}
		return s.again(c, "staff/payment", s.staffLayout(c, "Saisir un règlement", "desk"), wrong, paymentForm{account.Account, p})
	}
	if err != nil {
		return err
	}
	return c.Redirect(fmt.Sprintf("/mairie/regie/comptes/%d?fait=encaisse", p.FamilyID), fiber.StatusSeeOther)
}

func (s *Server) reversePage(c *fiber.Ctx) error {
	line, err := s.Treasury.Line(c.UserContext(), actor(c), idOf(c, "id"))
	if err != nil {
		return err
	}
	return s.page(c, "staff/reverse", s.staffLayout(c, "Annuler une ligne", "desk"), reverseForm{line, ""})
}

func (s *Server) reverse(c *fiber.Ctx) error {
	id, reason := idOf(c, "id"), c.FormValue("motif")
	family, err := s.Treasury.Reverse(c.UserContext(), actor(c), id, reason)
	if wrong := fieldFaults(err); wrong != nil {
		line, err := s.Treasury.Line(c.UserContext(), actor(c), id)
		if err != nil {
			return err
		}
		return s.again(c, "staff/reverse", s.staffLayout(c, "Annuler une ligne", "desk"), wrong, reverseForm{line, reason})
	}
	if err != nil {
		return err
	}
	return c.Redirect(fmt.Sprintf("/mairie/regie/comptes/%d?fait=annulee", family), fiber.StatusSeeOther)
}

func (s *Server) regularisePage(c *fiber.Ctx) error {
	account, err := s.Treasury.Account(c.UserContext(), actor(c), idOf(c, "id"), 0, 1)
	if err != nil {
		return err
	}
	month := s.today().Month()
	form := regulariseForm{Account: account.Account, From: month.Prev().First().String(), Till: (s.today() - 1).String()}
	return s.page(c, "staff/regularise", s.staffLayout(c, "Régulariser", "desk"), form)
}

// regularise rehearses, shows, and once the rehearsal comes back with its proof and a reason, does.
func (s *Server) regularise(c *fiber.Ctx) error {
	p := treasury.Period{FamilyID: idOf(c, "id"), Reason: c.FormValue("motif"), Seen: c.FormValue("vu")}
	form := regulariseForm{From: c.FormValue("du"), Till: c.FormValue("au"), Reason: p.Reason}
	p.From, _ = civil.Parse(form.From)
	p.To, _ = civil.Parse(form.Till)
	done, err := s.Treasury.Regularise(c.UserContext(), actor(c), p)
	wrong := fieldFaults(err)
	if err == nil && done.Done {
		return c.Redirect(fmt.Sprintf("/mairie/regie/comptes/%d?fait=regularise", p.FamilyID), fiber.StatusSeeOther)
	}
	if wrong != nil && p.Seen != "" { // the reason is missing: what would change is shown again
		p.Seen, p.Reason = "", ""
		done, err = s.Treasury.Regularise(c.UserContext(), actor(c), p)
	}
	layout := s.staffLayout(c, "Régulariser", "desk")
	if fault.KindOf(err) == fault.Invalid && err != nil { // the period itself
		account, err := s.Treasury.Account(c.UserContext(), actor(c), p.FamilyID, 0, 1)
		if err != nil {
			return err
		}
		form.Account = account.Account
		return s.again(c, "staff/regularise", layout, wrong, form)
	}
	if err != nil {
		return err
	}
	form.Account, form.Shown = done.Family, &done
	if wrong != nil {
		return s.again(c, "staff/regularise", layout, wrong, form)
	}
	return s.page(c, "staff/regularise", layout, form)
}

// least is the threshold of the debts' page, as typed; nothing typed is every debt.
func least(c *fiber.Ctx) (money.Cents, map[string]string) {
	text := c.Query("seuil")
	if text == "" {
		return 0, nil
	}
	amount, err := money.ParseFrench(text)
	if err != nil {
		return 0, map[string]string{"seuil": fault.Message(err)}
	}
	return amount, nil
}
