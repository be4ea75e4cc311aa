package treasury

import (
	"context"
	"slices"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/money"
	"cartable/app/domain/payment"
	"cartable/db"
)

// CounterPayment is the treasurer's form for a payment received.
type CounterPayment struct {
	FamilyID int64
	WalletID int64
	Mode     string
	Amount   string // as typed
	Date     string // YYYY-MM-DD
	Number   string
	Payer    string
	Bank     string
	Token    string // of the form: the same form sent twice is one payment
}

// mostReceived is 10 000 €: a larger amount is a typing error.
const mostReceived = money.Cents(1_000_000)

// Receive records a payment received at the counter and credits a wallet with it. All errors are returned at once, by
// field (fault.Many). The same token again is the same payment; with other figures, it is a Conflict.
func (o *Treasury) Receive(ctx context.Context, d desk.Actor, p CounterPayment) error {
	return o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		c, ledger, err := o.ledgerNow(ctx, q, d, p.FamilyID)
		if err != nil {
			return err
		}
		line, err := p.line(ledger, c.Today(o.Now()))
		if err != nil {
			return err
		}
		line.StructureID, line.AccountID, line.CreatedAt = d.StructureID, d.AccountID, o.Now().UTC()
		kept, fresh, err := q.AddOnce(ctx, line)
		if err != nil {
			return err
		}
		if !fresh {
			if !sameEntry(kept, line) {
				return fault.Conflictf("Ce formulaire a déjà été envoyé : un règlement de %s a été enregistré. "+
					"Rouvrez la "+
					"saisie pour en ajouter un autre.", kept.Amount)
			}
			return nil
		}
		return q.AddJournal(ctx, o.Entry(d, journal.CounterPaymentReceived, p.FamilyID,
			ledger.wallet(line.WalletID).Name, "", line.Label+" : "+line.Amount.String(), ""))
	})
}

// line converts the form into a ledger line.
func (p CounterPayment) line(ledger Ledger, today civil.Date) (db.LedgerLine, error) {
	form := entryForm{what: "règlement", moved: "reçu"}
	if ledger.wallet(p.WalletID) == nil {
		form.wrong.Addf("porte-monnaie", "Choisissez le porte-monnaie à créditer.")
	}
	if !slices.Contains(payment.CounterModes(), p.Mode) {
		form.wrong.Addf("mode", "Choisissez le mode de règlement.")
	}
	amount, read := form.amount(p.Amount)
	if read && amount > mostReceived {
		form.wrong.Addf("montant", "Ce montant dépasse %s : vérifiez-le, ou saisissez-le en plusieurs fois.",
			mostReceived)
	}
	date := form.date(p.Date, today)
	number, payer, bank := form.text("numero", p.Number), form.text("payeur", p.Payer), form.text("banque", p.Bank)
	if p.Mode == payment.ByCheque && number == "" {
		form.wrong.Addf("numero", "Indiquez le numéro du chèque.")
	}
	if payer == "" {
		form.wrong.Addf("payeur", "Indiquez le nom du payeur.")
	}
	form.token(p.Token)
	label := payment.ModeLabel(p.Mode)
	if number != "" {
		label += " n° " + number
	}
	return db.LedgerLine{FamilyID: ledger.FamilyID, WalletID: p.WalletID, Date: date, Label: label, Amount: amount,
		Source: db.SourceCounter, SourceRef: p.Token, Kind: db.Credit, Mode: p.Mode, Number: number, Payer: payer,
		Bank: bank}, form.wrong.Err()
}
