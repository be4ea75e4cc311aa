package mail

import (
	"time"

	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/plain"
	"cartable/app/lang"
)

// PaymentMail confirms that wallets were credited. The platform sends its own ticket; this mail is about the credit.
type PaymentMail struct {
	Structure     string
	Amount        money.Cents
	At            time.Time // of the transaction, in the town's time zone
	Reference     string
	Authorisation string // empty: none was given
	Debit         bool   // the bank may still reject it
	Wallets       []PaidWallet
	URL           string         // of the balance; empty: not given
	Lang          *lang.Language // nil: French
}

// PaidWallet is a wallet with the amount credited and its new balance.
type PaidWallet struct {
	Name            string
	Amount, Balance money.Cents
}

type paymentMailPage struct {
	PaymentMail
	Subject, When string
}

// ComposePaymentMail composes the confirmation: a subject, a text and the same text in HTML.
func ComposePaymentMail(p PaymentMail) (subject, text, html string, err error) {
	p.Structure, p.Reference, p.Authorisation, p.URL = plain.OneLine(p.Structure), plain.OneLine(p.Reference),
		plain.OneLine(p.Authorisation), plain.OneLine(p.URL)
	for i := range p.Wallets {
		p.Wallets[i].Name = plain.OneLine(p.Wallets[i].Name)
	}
	page := paymentMailPage{p, p.Lang.Format("Votre paiement de %s : %s", p.Lang.Tr(p.Amount.String()), p.Structure),
		p.Lang.Tr(civil.Of(p.At).Long() + " à " + civil.TimeOf(p.At).Human())}
	text, html, err = paymentMailLayout.compose(p.Lang, page)
	return page.Subject, text, html, err
}

var paymentMailLayout = layoutOf("payment")
