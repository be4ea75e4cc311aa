package treasury

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/money"
	"cartable/app/domain/payment"
	"cartable/db"
)

// Refund is the treasurer's form for a refund to a family (DOMAIN.md 10.14). The portal transfers no money: it records
// what the régie or the comptable pays.
type Refund struct {
	FamilyID int64
	WalletID int64
	Mode     string
	Amount   string // as typed
	Date     string // YYYY-MM-DD
	Number   string // of the transfer, the cheque, the mandate, the cash slip
	Payee    string
	Reason   string
	Token    string // of the form: the same form sent twice is one refund
	Seen     string // the preview that was read; empty for a preview
}

// RefundLook is a preview of a refund, to be read before it is confirmed.
type RefundLook struct {
	Ledger Ledger
	Wallet LedgerWallet
	Line   LedgerLine  // its amount is negative
	After  money.Cents // balance after the refund
	Days   int         // accepted days of the wallet that are not debited yet
	Cost   money.Cents // at the announced prices
	Done   bool
}

// Amount returns what the family gets.
func (l RefundLook) Amount() money.Cents { return -l.Line.Amount }

// Short reports whether the days not debited yet would leave a debt.
func (l RefundLook) Short() bool { return l.Days > 0 && l.Cost > l.After }

// Proof returns a digest of what a preview showed, so that only what was read is done.
func (l RefundLook) Proof() string {
	digest := sha256.Sum256(
		fmt.Appendf(nil, "%d %d %d %s %s %q %q %q %d %d %d", l.Ledger.FamilyID, l.Wallet.ID, l.Line.Amount,
			l.Line.Date, l.Line.Mode, l.Line.Number, l.Line.Payer, l.Line.Reason, l.After, l.Days, l.Cost),
	)
	return hex.EncodeToString(digest[:])
}

// Refund records a refund to a family from the credit of one of its wallets, and never more than that credit. All
// errors are returned at once, by field (fault.Many). Without Seen it only returns a preview; with it, it does what the
// preview showed, or returns a Conflict if something has changed. The same form sent twice is one refund.
func (o *Treasury) Refund(ctx context.Context, d desk.Actor, r Refund) (look RefundLook, err error) {
	err = o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		look = RefundLook{}
		c, ledger, err := o.ledgerNow(ctx, q, d, r.FamilyID)
		if err != nil {
			return err
		}
		look.Ledger = ledger
		if look.Ledger.wallet(r.WalletID) != nil { // concurrent withdrawals wait
			if err := q.HoldBalance(ctx, r.FamilyID, r.WalletID); err != nil {
				return err
			}
			if look.Ledger, _, err = ledgerOf(ctx, q, c, r.FamilyID); err != nil {
				return err
			}
		}
		if again, err := o.refunded(ctx, q, d, r); err != nil || again {
			look.Done = again
			return err
		}
		line, err := r.line(look.Ledger, c.Today(o.Now()))
		if err != nil {
			return err
		}
		look.Line = ledgerLine(look.Ledger, db.KeptLine{LedgerLine: line})
		look.Wallet = *look.Ledger.wallet(r.WalletID)
		look.After = look.Wallet.Balance + look.Line.Amount
		if look.Days, look.Cost, err = q.StillToDebit(ctx, r.FamilyID, r.WalletID); err != nil || r.Seen == "" {
			return err
		}
		if r.Seen != look.Proof() {
			return fault.Conflictf(
				"Ce compte a changé depuis votre relecture. Relisez le remboursement avant de l'enregistrer.",
			)
		}
		line.StructureID, line.AccountID, line.CreatedAt = d.StructureID, d.AccountID, o.Now().UTC()
		if err := q.AddLedger(ctx, []db.LedgerLine{line}); err != nil {
			return err
		}
		look.Done = true
		return q.AddJournal(ctx, o.Entry(d, journal.RefundMade, r.FamilyID, look.Wallet.Name+", "+look.Line.Label,
			look.Wallet.Balance.String(), look.After.String(), look.Line.Reason))
	})
	return look, err
}

// refunded reports whether this form was already done; it is a Conflict if that was with other figures.
func (o *Treasury) refunded(ctx context.Context, q db.Q, d desk.Actor, r Refund) (bool, error) {
	if r.Seen == "" {
		return false, nil
	}
	kept, found, err := q.LineOf(ctx, d.StructureID, db.SourceRefund, r.Token)
	if err != nil || !found {
		return false, err
	}
	amount, _ := money.ParseFrench(r.Amount)
	date, _ := civil.Parse(r.Date)
	if !sameEntry(kept, db.LedgerLine{FamilyID: r.FamilyID, WalletID: r.WalletID, Amount: -amount,
		Date: date, Mode: r.Mode}) {
		return false, fault.Conflictf(
			"Ce formulaire a déjà été envoyé : un remboursement de %s a été enregistré. Rouvrez la saisie pour en "+
				"faire un autre.",
			-kept.Amount,
		)
	}
	return true, nil
}

// line converts the form into a ledger line.
func (r Refund) line(ledger Ledger, today civil.Date) (db.LedgerLine, error) {
	form := entryForm{what: "remboursement", moved: "versé"}
	wallet := ledger.wallet(r.WalletID)
	if wallet == nil {
		form.wrong.Addf("porte-monnaie", "Choisissez le porte-monnaie à rembourser.")
	}
	if !slices.Contains(payment.RefundModes(), r.Mode) {
		form.wrong.Addf("mode", "Choisissez le mode de remboursement.")
	}
	amount, read := form.amount(r.Amount)
	switch {
	case !read || wallet == nil:
	case wallet.Balance <= 0:
		form.wrong.Addf("montant", "Ce porte-monnaie n'a pas de crédit à rendre.")
	case amount > wallet.Balance:
		form.wrong.Addf("montant", "Le crédit de ce porte-monnaie est de %s : rendez ce montant au plus.",
			wallet.Balance)
	}
	date := form.date(r.Date, today)
	number, payee := form.text("numero", r.Number), form.text("beneficiaire", r.Payee)
	if number == "" {
		form.wrong.Addf("numero", "Indiquez le numéro du virement, du chèque ou de la pièce de caisse.")
	}
	if payee == "" {
		form.wrong.Addf("beneficiaire", "Indiquez à qui l'argent est rendu.")
	}
	reason, err := journal.Reason(r.Reason)
	if err != nil {
		form.wrong.Addf("motif", "%s", fault.Message(err))
	}
	form.token(r.Token)
	return db.LedgerLine{FamilyID: ledger.FamilyID, WalletID: r.WalletID, Date: date,
		Label: payment.RefundLabel(r.Mode) + " n° " + number, Amount: -amount, Source: db.SourceRefund,
		SourceRef: r.Token, Kind: db.Credit, Mode: r.Mode, Number: number, Payer: payee,
		Reason: reason}, form.wrong.Err()
}
