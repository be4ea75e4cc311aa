package treasury

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/money"
	"cartable/app/treasury"
	"cartable/app/web/site"
)

// deskTab is a tab of the treasurer's desk.
type deskTab struct{ Key, URL, Label string }

// deskTabs are the tabs of the treasurer's desk; another page of the desk adds its own here.
var deskTabs = []deskTab{
	{"accounts", "/mairie/regie", "Comptes"},
	{"debts", "/mairie/regie/impayes", "Impayés"},
	{"cashbook", "/mairie/regie/journal", "Journal"},
	{"payments", deskPayments, "Paiements en ligne"},
	{"reconcile", reconcilePath, "Rapprochement"},
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

func (s *Pages) Accounts(c *fiber.Ctx) error {
	list, err := s.Treasury.Accounts(c.UserContext(), site.Actor(c), c.Query("q"), site.Number(c, "page"))
	if err != nil {
		return err
	}
	return s.Page(c, "staff/accounts", s.StaffLayout(c, "Comptes des familles", "desk"), list)
}

func (s *Pages) Account(c *fiber.Ctx) error {
	account, err := s.Treasury.Account(c.UserContext(), site.Actor(c), site.IdOf(c, "id"), int64(site.Number(c, "porte-monnaie")), site.Number(c, "page"))
	if err != nil {
		return err
	}
	return s.Page(c, "staff/account", s.StaffLayout(c, "Compte "+account.Code, "desk"), account)
}

func (s *Pages) PaymentPage(c *fiber.Ctx) error {
	account, err := s.Treasury.Account(c.UserContext(), site.Actor(c), site.IdOf(c, "id"), 0, 1)
	if err != nil {
		return err
	}
	form := paymentForm{account.Account, treasury.Payment{Date: s.Today().String(), Payer: account.Name, Token: newToken()}}
	if len(account.Wallets) == 1 {
		form.WalletID = account.Wallets[0].ID
	}
	return s.Page(c, "staff/payment", s.StaffLayout(c, "Saisir un règlement", "desk"), form)
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
		account, err := s.Treasury.Account(c.UserContext(), site.Actor(c), p.FamilyID, 0, 1)
		if err != nil {
			return err
		}
		return s.Again(c, "staff/payment", s.StaffLayout(c, "Saisir un règlement", "desk"), wrong, paymentForm{account.Account, p})
	}
	if err != nil {
		return err
	}
	return c.Redirect(fmt.Sprintf("/mairie/regie/comptes/%d?fait=encaisse", p.FamilyID), fiber.StatusSeeOther)
}

func (s *Pages) ReversePage(c *fiber.Ctx) error {
	line, err := s.Treasury.Line(c.UserContext(), site.Actor(c), site.IdOf(c, "id"))
	if err != nil {
		return err
	}
	return s.Page(c, "staff/reverse", s.StaffLayout(c, "Annuler une ligne", "desk"), reverseForm{line, ""})
}

func (s *Pages) Reverse(c *fiber.Ctx) error {
	id, reason := site.IdOf(c, "id"), c.FormValue("motif")
	family, err := s.Treasury.Reverse(c.UserContext(), site.Actor(c), id, reason)
	if wrong := site.FieldFaults(err); wrong != nil {
		line, err := s.Treasury.Line(c.UserContext(), site.Actor(c), id)
		if err != nil {
			return err
		}
		return s.Again(c, "staff/reverse", s.StaffLayout(c, "Annuler une ligne", "desk"), wrong, reverseForm{line, reason})
	}
	if err != nil {
		return err
	}
	return c.Redirect(fmt.Sprintf("/mairie/regie/comptes/%d?fait=annulee", family), fiber.StatusSeeOther)
}

func (s *Pages) RegularisePage(c *fiber.Ctx) error {
	account, err := s.Treasury.Account(c.UserContext(), site.Actor(c), site.IdOf(c, "id"), 0, 1)
	if err != nil {
		return err
	}
	month := s.Today().Month()
	form := regulariseForm{Account: account.Account, From: month.Prev().First().String(), Till: (s.Today() - 1).String()}
	return s.Page(c, "staff/regularise", s.StaffLayout(c, "Régulariser", "desk"), form)
}

// regularise rehearses, shows, and once the rehearsal comes back with its proof and a reason, does.
func (s *Pages) Regularise(c *fiber.Ctx) error {
	p := treasury.Period{FamilyID: site.IdOf(c, "id"), Reason: c.FormValue("motif"), Seen: c.FormValue("vu")}
	form := regulariseForm{From: c.FormValue("du"), Till: c.FormValue("au"), Reason: p.Reason}
	p.From, _ = civil.Parse(form.From)
	p.To, _ = civil.Parse(form.Till)
	done, err := s.Treasury.Regularise(c.UserContext(), site.Actor(c), p)
	wrong := site.FieldFaults(err)
	if err == nil && done.Done {
		return c.Redirect(fmt.Sprintf("/mairie/regie/comptes/%d?fait=regularise", p.FamilyID), fiber.StatusSeeOther)
	}
	if wrong != nil && p.Seen != "" { // the reason is missing: what would change is shown again
		p.Seen, p.Reason = "", ""
		done, err = s.Treasury.Regularise(c.UserContext(), site.Actor(c), p)
	}
	layout := s.StaffLayout(c, "Régulariser", "desk")
	if fault.KindOf(err) == fault.Invalid && err != nil { // the period itself
		account, err := s.Treasury.Account(c.UserContext(), site.Actor(c), p.FamilyID, 0, 1)
		if err != nil {
			return err
		}
		form.Account = account.Account
		return s.Again(c, "staff/regularise", layout, wrong, form)
	}
	if err != nil {
		return err
	}
	form.Account, form.Shown = done.Family, &done
	if wrong != nil {
		return s.Again(c, "staff/regularise", layout, wrong, form)
	}
	return s.Page(c, "staff/regularise", layout, form)
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
