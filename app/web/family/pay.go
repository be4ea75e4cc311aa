package family

import (
	"crypto/rand"
	"errors"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"cartable/app/domain/fault"
	"cartable/app/domain/money"
	"cartable/app/domain/payment"
	"cartable/app/domain/plain"
	"cartable/app/portal"
	"cartable/app/web/site"
)

// payView is the page that asks for amounts. Texts are as typed.
type payView struct {
	portal.PayPage
	Sent     int64            // the régie whose form was sent; 0 before
	Typed    map[int64]string // amounts by wallet
	Mel      string
	Token    string // a form sent twice is one payment
	Ahead    bool   // the coming reservations are proposed
	UnderWay *underWay
}

// underWay is a payment whose outcome is not known yet.
type underWay struct {
	Amount money.Cents
	At     time.Time
	URL    string
}

// regieForm is the form of a régie, in its page.
type regieForm struct {
	site.Layout
	V     payView
	Regie portal.PayRegie
}

// payTotal is the sum of the amounts of a form, or why there is none.
type payTotal struct {
	Regie int64
	Total money.Cents
	Wrong string
}

func (s *Pages) PayPage(c *fiber.Ctx) error {
	v := payView{Ahead: c.Query("proposer") == "reservations"}
	var err error
	if v.PayPage, err = s.Portal.PayPage(c.UserContext(), viewer(c), v.Ahead); err != nil {
		return err
	}
	v.Typed = proposed(v.PayPage, 0)
	v.name(c.Query("porte-monnaie"), c.Query("montant"))
	if len(v.Mails) > 0 {
		v.Mel = v.Mails[0]
	}
	return s.showPay(c, v, nil)
}

// name proposes the amount that a link named for a wallet, alone in its régie, and shows that régie first. It ignores a
// wallet that is not paid here, and an amount that the platform refuses.
func (v *payView) name(wallet, text string) {
	amount, err := money.ParseFrench(text)
	if err != nil || amount < payment.Min || amount > payment.Max {
		return
	}
	for i, r := range v.Regies {
		at := slices.IndexFunc(r.Wallets, func(w portal.PayWallet) bool { return w.Code == wallet })
		if at < 0 {
			continue
		}
		for _, w := range r.Wallets {
			delete(v.Typed, w.ID)
		}
		v.Typed[r.Wallets[at].ID] = amount.FrenchPlain()
		v.Regies = slices.Concat(v.Regies[i:i+1:i+1], v.Regies[:i], v.Regies[i+1:])
		return
	}
}

// folded reports whether the form of a régie is for paying in advance only: nothing is proposed for it, nor typed.
func folded(v payView, r portal.PayRegie) bool {
	return r.ID != v.Sent &&
		!slices.ContainsFunc(r.Wallets, func(w portal.PayWallet) bool { return v.Typed[w.ID] != "" })
}

// proposed returns the proposed amounts of all régies except one.
func proposed(page portal.PayPage, but int64) map[int64]string {
	typed := map[int64]string{}
	for _, r := range page.Regies {
		for _, w := range r.Wallets {
			if w.Proposed > 0 && r.ID != but {
				typed[w.ID] = w.Proposed.FrenchPlain()
			}
		}
	}
	return typed
}

// showPay shows the one page whose form may lead to another site: exactly the payment platform. Browsers apply
// form-action to the redirection after a form too.
func (s *Pages) showPay(c *fiber.Ctx, v payView, wrong map[string]string) error {
	v.Token = rand.Text()
	c.Set("Content-Security-Policy", s.Policy(s.PayOrigin))
	layout := s.Layout(c, "Payer", "balance")
	layout.FieldErrors = wrong
	if len(wrong) > 0 && c.Response().StatusCode() == fiber.StatusOK {
		c.Status(fiber.StatusUnprocessableEntity)
	}
	return s.Page(c, "family/pay", layout, v)
}

// payForm reads the amounts of one régie. wrong is by field; err is NotFound for a régie that is not the structure's.
func (s *Pages) payForm(c *fiber.Ctx) (o portal.PayOrder, typed map[int64]string, wrong map[string]string, err error) {
	o.Regie, _ = strconv.ParseInt(c.FormValue("regie"), 10, 64)
	wallets, err := s.Portal.PayWallets(c.UserContext(), viewer(c), o.Regie)
	o.Amounts, typed, wrong = map[int64]money.Cents{}, map[int64]string{}, map[string]string{}
	for _, id := range wallets {
		typed[id] = plain.Cut(c.FormValue(amountField(id)), 40)
		if typed[id] == "" {
			continue
		}
		amount, unread := money.ParseFrench(typed[id])
		if unread != nil {
			wrong[amountField(id)] = fault.Message(unread)
		}
		o.Amounts[id] = amount
	}
	o.Mel, o.FormToken, o.Second = plain.Cut(c.FormValue("mel"), 100), c.FormValue("jeton"),
		c.FormValue("second") == "oui"
	return o, typed, wrong, err
}

func amountField(wallet int64) string { return "montant-" + strconv.FormatInt(wallet, 10) }

// Pay starts a payment and redirects to the platform, or to the page of the payment that the same click has already
// started. The data beside the form are read only when the form is shown again.
func (s *Pages) Pay(c *fiber.Ctx) error {
	order, typed, wrong, err := s.payForm(c)
	if err != nil {
		return err
	}
	if len(wrong) > 0 {
		return s.payAgain(c, order, typed, nil, wrong)
	}
	opened, err := s.Portal.Pay(c.UserContext(), viewer(c), order)
	var many fault.Many
	var other *portal.UnderWay
	switch {
	case err == nil && opened.Pay:
		return c.Redirect(s.Portal.PayAt(opened), fiber.StatusSeeOther)
	case err == nil:
		return c.Redirect(statusURL(opened.Token), fiber.StatusSeeOther)
	case errors.As(err, &other):
		c.Status(fiber.StatusConflict)
		return s.payAgain(c, order, typed, &underWay{other.Payment.Amount, other.Payment.CreatedAt,
			statusURL(other.Payment.Token)}, nil)
	case errors.As(err, &many):
		return s.payAgain(c, order, typed, nil, payErrors(many, order.Regie))
	case fault.KindOf(err) == fault.Unavailable:
		c.Status(fiber.StatusServiceUnavailable)
		c.Set("Retry-After", "60")
		return s.payAgain(c, order, typed, nil, map[string]string{"": fault.Message(err)})
	}
	return err
}

// payAgain shows the form again, with the typed values.
func (s *Pages) payAgain(c *fiber.Ctx, order portal.PayOrder, typed map[int64]string, other *underWay,
	wrong map[string]string) error {
	page, err := s.Portal.PayPage(c.UserContext(), viewer(c), false)
	if err != nil {
		return err
	}
	v := payView{PayPage: page, Sent: order.Regie, Typed: proposed(page, order.Regie), Mel: order.Mel, UnderWay: other}
	maps.Copy(v.Typed, typed)
	return s.showPay(c, v, wrong)
}

// payErrors attaches the errors of a payment to the fields of its régie, whose id is that of its first wallet.
func payErrors(many fault.Many, regie int64) map[string]string {
	wrong := map[string]string{}
	for _, e := range many {
		field := e.Field
		switch field {
		case "montant":
			field = amountField(regie)
		case "mel":
			field = "mel-" + strconv.FormatInt(regie, 10)
		}
		wrong[field] = e.Message
	}
	return wrong
}

// PayTotal answers a change of an amount with the sum. It decides nothing.
func (s *Pages) PayTotal(c *fiber.Ctx) error {
	if !site.Htmx(c) {
		return c.Redirect(site.PayPath, fiber.StatusSeeOther)
	}
	order, _, wrong, err := s.payForm(c)
	if err != nil {
		return err
	}
	t := payTotal{Regie: order.Regie}
	for _, why := range wrong {
		t.Wrong = why
	}
	for _, amount := range order.Amounts {
		t.Total = min(t.Total+amount, payment.Max+1)
	}
	if t.Wrong == "" && t.Total > payment.Max {
		t.Wrong = "Le plus grand paiement est de " + payment.Max.String() + "."
	}
	return s.Fragment(c, "pay#sum", t)
}

// totalOf returns the initial sum of a form, from the typed amounts if it was sent.
func totalOf(v payView, r portal.PayRegie) payTotal {
	t := payTotal{Regie: r.ID}
	for _, w := range r.Wallets {
		if amount, err := money.ParseFrench(v.Typed[w.ID]); err == nil {
			t.Total = min(t.Total+amount, payment.Max+1)
		}
	}
	if t.Total > payment.Max { // refused: the button names no sum
		t.Total = 0
	}
	return t
}

// moreAhead reports whether paying the coming reservations would cost more than the proposed amounts.
func moreAhead(v payView) bool {
	for _, r := range v.Regies {
		for _, w := range r.Wallets {
			if w.Ahead > w.Proposed {
				return true
			}
		}
	}
	return false
}
