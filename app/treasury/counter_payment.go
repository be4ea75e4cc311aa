package treasury

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

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

const (
	mostReceived = money.Cents(1_000_000) // 10 000 €: a larger amount is a typing error
	oldestPaid   = 400                    // days before today
	longestText  = 100
)

var formToken = regexp.MustCompile(`^[0-9a-f]{32}$`)

// Receive records a payment received at the counter and credits a wallet with it. All errors are returned at once, by
// field (fault.Many). The same token again is the same payment; with other figures, it is a Conflict.
func (o *Treasury) Receive(ctx context.Context, d desk.Actor, p CounterPayment) error {
	return o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		c, err := o.Catalogues.Current(ctx, q, d.StructureID)
		if err != nil {
			return err
		}
		ledger, found, err := ledgerOf(ctx, q, c, p.FamilyID)
		if err != nil {
			return err
		}
		if !found {
			return desk.NotHere()
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
			if kept.FamilyID != line.FamilyID || kept.WalletID != line.WalletID || kept.Amount != line.Amount ||
				kept.Date != line.Date || kept.Mode != line.Mode {
				return fault.Conflictf("Ce formulaire a déjà servi : un règlement de %s a été enregistré. Rouvrez la "+
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
	var wrong fault.Many
	if ledger.wallet(p.WalletID) == nil {
		wrong.Addf("porte-monnaie", "Choisissez le porte-monnaie à créditer.")
	}
	if !slices.Contains(payment.CounterModes(), p.Mode) {
		wrong.Addf("mode", "Choisissez le mode de règlement.")
	}
	amount, err := money.ParseFrench(p.Amount)
	switch {
	case err != nil:
		wrong.Addf("montant", "%s", fault.Message(err))
	case amount == 0:
		wrong.Addf("montant", "Un règlement de 0,00\u00a0€ ne s'enregistre pas.")
	case amount > mostReceived:
		wrong.Addf("montant", "Ce montant dépasse %s : vérifiez-le, ou saisissez-le en plusieurs fois.", mostReceived)
	}
	date := paidOn(p.Date, today, "règlement", "reçu", &wrong)
	texts := map[string]string{"numero": oneLine(p.Number), "payeur": oneLine(p.Payer), "banque": oneLine(p.Bank)}
	for _, field := range []string{"numero", "payeur", "banque"} {
		if len([]rune(texts[field])) > longestText {
			wrong.Addf(field, "Ce texte est trop long : %d caractères au plus.", longestText)
		}
	}
	if p.Mode == payment.ByCheque && texts["numero"] == "" {
		wrong.Addf("numero", "Indiquez le numéro du chèque.")
	}
	if texts["payeur"] == "" {
		wrong.Addf("payeur", "Indiquez le nom du payeur.")
	}
	if !formToken.MatchString(p.Token) {
		wrong.Addf("", "Ce formulaire n'est plus valable. Rechargez la page et recommencez.")
	}
	label := payment.ModeLabel(p.Mode)
	if texts["numero"] != "" {
		label += fmt.Sprintf(" n° %s", texts["numero"])
	}
	return db.LedgerLine{FamilyID: ledger.FamilyID, WalletID: p.WalletID, Date: date, Label: label, Amount: amount,
		Source:    db.SourceCounter,
		SourceRef: p.Token, Kind: db.Credit, Mode: p.Mode, Number: texts["numero"], Payer: texts["payeur"],
		Bank: texts["banque"]}, wrong.Err()
}

// paidOn parses the day on which money moved; what and moved are words for the error messages.
func paidOn(typed string, today civil.Date, what, moved string, wrong *fault.Many) civil.Date {
	date, err := civil.Parse(typed)
	switch {
	case err != nil:
		wrong.Addf("date", "Indiquez la date du %s.", what)
	case date > today:
		wrong.Addf("date", "Cette date est à venir : un %s s'enregistre quand il est %s.", what, moved)
	case date < today-oldestPaid:
		wrong.Addf("date", "Cette date remonte à plus d'un an : vérifiez-la.")
	}
	return date
}

// oneLine collapses all white space of a text into single spaces.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
