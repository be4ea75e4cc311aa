package till

import (
	"context"
	"fmt"
	"time"

	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/payment"
	"cartable/app/lang"
	"cartable/app/mail"
	"cartable/db"
)

// label is the label of an online payment in the history.
const label = "Paiement en ligne"

// credit writes a payment's lines of the ledger and the confirmation mail, in the transaction that marked it paid. The
// ledger's unique key is a second guard: a payment is never credited twice, and no second mail is sent.
func (t *Till) credit(ctx context.Context, q db.Q, p db.OnlinePayment, amount money.Cents, decidedBy int64) (added bool,
	err error) {
	parts, err := q.PartsOf(ctx, p.ID)
	if err != nil {
		return false, err
	}
	who, err := q.PayerOf(ctx, p.FamilyID)
	if err != nil {
		return false, err
	}
	now := t.Now()
	on := civil.Of(now.In(db.Paris))
	if p.PaidAt != nil {
		on = civil.Of(p.PaidAt.In(db.Paris))
	}
	mode := payment.ByCard
	if p.Resultrans == payment.ResultDebit {
		mode = payment.ByDebit
	}
	asked := make([]money.Cents, len(parts))
	for i, part := range parts {
		asked[i] = part.Amount
	}
	var lines []db.LedgerLine
	for i, share := range payment.Share(amount, asked) {
		if share == 0 {
			continue
		}
		ref := fmt.Sprint(p.ID)
		if len(lines) > 0 {
			ref = fmt.Sprintf("%d/%d", p.ID, parts[i].WalletID)
		}
		lines = append(lines, db.LedgerLine{StructureID: p.StructureID, FamilyID: p.FamilyID,
			WalletID: parts[i].WalletID, Date: on, Label: label, Amount: share,
			Source: db.SourcePayFiP, SourceRef: ref, CreatedAt: now.UTC(), Kind: db.Credit, Mode: mode,
			Number: p.Numauto, Payer: who.Name(),
			AccountID: decidedBy, Reason: p.Reason})
	}
	n, err := q.AddCredits(ctx, lines)
	if err != nil || n == 0 {
		return false, err
	}
	return true, t.queueReceiptMail(ctx, q, p, amount, lines)
}

// queueReceiptMail queues the confirmation of a credit, once, if the family wants it; the receipt is on the portal
// anyway.
func (t *Till) queueReceiptMail(ctx context.Context, q db.Q, p db.OnlinePayment, amount money.Cents,
	lines []db.LedgerLine) error {
	if wants, err := q.MailChoices(ctx, p.FamilyID); err != nil || !wants.PaymentMails {
		return err
	}
	c, err := t.Catalogues.Current(ctx, q, p.StructureID)
	if err != nil {
		return err
	}
	_, balances, err := q.MoneyOf(ctx, p.FamilyID)
	if err != nil {
		return err
	}
	chosen, err := q.LanguageOf(ctx, p.AccountID)
	if err != nil {
		return err
	}
	receipt := mail.PaymentMail{Lang: lang.Of(chosen), Structure: c.Structure.Name, Amount: amount, Reference: p.Refdet,
		Authorisation: p.Numauto, URL: t.BaseURL + "/solde",
		Debit: p.Resultrans == payment.ResultDebit, At: t.Now().In(db.Paris)}
	if p.PaidAt != nil {
		receipt.At = p.PaidAt.In(db.Paris)
	}
	for _, w := range c.Wallets {
		for _, l := range lines {
			if l.WalletID == w.ID {
				receipt.Wallets = append(receipt.Wallets, mail.PaidWallet{Name: w.Name, Amount: l.Amount,
					Balance: balances[w.ID]})
			}
		}
	}
	subject, text, html, err := mail.ComposePaymentMail(receipt)
	if err != nil {
		return err
	}
	_, err = q.QueueMail(ctx, &db.Mail{StructureID: p.StructureID, FamilyID: p.FamilyID, Kind: "payment",
		Address: p.Mel, Subject: subject, Body: text, Html: html,
		About: fmt.Sprintf("paiement-%d@%s", p.ID, t.MailHost), CreatedAt: t.Now().UTC()}, time.Now())
	return err
}
