package load

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/payment"
	"cartable/db"
)

// ledgerRow is a row of ledger.csv.
type ledgerRow struct {
	structure *structureEntry
	family    *familyEntry
	wallet    *walletEntry
	date      civil.Date
	label     string
	amount    money.Cents
}

func (im *importing) readLedger(r *row) {
	s := r.structure()
	family := r.family(s)
	wallet := ref(r, s, "wallet", "wallets.csv", inWallets)
	d, ok := r.date("date", true)
	label := r.required("label", "un libellé")
	amount := r.money("amount")
	switch {
	case amount != nil && *amount == 0:
		r.wrong("amount", "le montant est nul", "un montant positif pour un crédit, négatif pour un débit")
	case amount == nil && r.cell("amount") == "":
		r.wrong("amount", "la valeur manque", "un montant positif pour un crédit, négatif pour un débit")
	}
	if family == nil || wallet == nil || !ok || amount == nil {
		return
	}
	im.ledger = append(im.ledger, ledgerRow{s, family, wallet, d, label, *amount})
}

// saveLedger adds the lines that are not stored yet. A line is identified by all its fields and its rank among lines
// with identical fields: two identical meals are two lines, and importing the same file again adds none.
func (im *importing) saveLedger() error {
	counts := im.files["ledger.csv"]
	if counts == nil {
		return nil
	}
	var err error
	if im.credits, im.debits, err = im.q.ImportedSums(im.ctx); err != nil {
		return err
	}
	same := map[string]int{}
	lines := make([]db.LedgerLine, 0, min(len(im.ledger), 10_000))
	flush := func() error {
		added, err := im.q.ImportLedger(im.ctx, lines)
		if err != nil {
			return fmt.Errorf("ledger.csv : %w", err)
		}
		counts.New += added
		lines = lines[:0]
		return nil
	}
	for n, l := range im.ledger {
		said := strings.Join([]string{l.structure.want.Code, l.family.want.Code, l.wallet.want.Code, l.date.String(),
			l.label, l.amount.Plain()}, "\x1f")
		same[said]++
		sum := sha256.Sum256(fmt.Appendf(nil, "%s\x1f%d", said, same[said]))
		lines = append(lines, db.LedgerLine{
			StructureID: l.structure.id(), FamilyID: l.family.want.ID, WalletID: l.wallet.rowID, Date: l.date,
			Label: l.label, Amount: l.amount,
			Kind: kindOf(l.amount), Mode: modeOf(l.amount, l.label), Source: db.SourceImport,
			SourceRef: hex.EncodeToString(sum[:16]), CreatedAt: im.opts.Now,
		})
		if len(lines) == cap(lines) {
			if err := flush(); err != nil {
				return err
			}
			im.progress("écriture de ledger.csv", n+1, len(im.ledger))
		}
	}
	return flush()
}

// kindOf returns which table of the history an imported line belongs to; the file gives only its amount.
func kindOf(amount money.Cents) string {
	if amount < 0 {
		return db.Consumption
	}
	return db.Credit
}

// modeOf returns the mode of an imported payment, if its label contains a word that towns use for one.
func modeOf(amount money.Cents, label string) string {
	if amount < 0 {
		return ""
	}
	return payment.ModeWritten(label)
}
