package payment

import (
	"strings"

	"cartable/app/domain/fold"
)

// The payment modes, as stored in the ledger. Their names and the screens that offer them are in the table below and
// nowhere else: a new mode needs a row here, and a migration that lets the database store it.
const (
	ByCard     = "card"
	ByDebit    = "debit"
	ByCheque   = "cheque"
	ByCash     = "cash"
	ByTransfer = "transfer"
	ByVoucher  = "voucher" // CESU and ANCV vouchers
	ByOther    = "other"
)

type modeRow struct {
	mode    string
	word    string
	label   string   // begins the line of a family's account; "" is never entered at the counter
	back    string   // begins the line of a refund; "" cannot be refunded this way
	written []string // spellings in the labels of towns' files, folded
}

// The table, in the order of a cash book. "cheque vacances" is a voucher: the longer word is searched first.
var modes = []modeRow{
	{mode: ByCard, word: "Carte bancaire", written: []string{"carte bancaire", "payfip", "tipi"}},
	{mode: ByDebit, word: "Prélèvement", written: []string{"prelevement"}},
	{mode: ByCheque, word: "Chèque", label: "Règlement par chèque", back: "Remboursement par chèque",
		written: []string{"cheque"}},
	{mode: ByCash, word: "Espèces", label: "Règlement en espèces", back: "Remboursement en espèces",
		written: []string{"especes"}},
	{mode: ByTransfer, word: "Virement", label: "Règlement par virement", back: "Remboursement par virement",
		written: []string{"virement"}},
	{mode: ByVoucher, word: "CESU ou ANCV", label: "Règlement par titres CESU ou ANCV",
		written: []string{"cheque vacances", "cesu", "ancv"}},
	{mode: ByOther, word: "Autre", label: "Règlement", back: "Remboursement"},
	{mode: "", word: "Non précisé"}, // imported without a mode
}

func modeOf(mode string) modeRow {
	for _, r := range modes {
		if r.mode == mode {
			return r
		}
	}
	return modeRow{}
}

// Modes returns the payment modes, in the order of a cash book. The last, "", is for money imported without a mode.
func Modes() (all []string) {
	for _, r := range modes {
		all = append(all, r.mode)
	}
	return all
}

// CounterModes returns the modes for payments over the counter, in the order of the form.
func CounterModes() (all []string) {
	for _, r := range modes {
		if r.label != "" {
			all = append(all, r.mode)
		}
	}
	return all
}

// RefundModes returns the modes for refunds, in the order of the form.
func RefundModes() (all []string) {
	for _, r := range modes {
		if r.back != "" {
			all = append(all, r.mode)
		}
	}
	return all
}

// RefundLabel returns the beginning of the label of a refund, for the family; "" when the mode is not for refunds.
func RefundLabel(mode string) string { return modeOf(mode).back }

// ModeWord returns the name of a mode; "" for an unknown mode.
func ModeWord(mode string) string { return modeOf(mode).word }

// ModeLabel returns the beginning of the label of a payment over the counter, for the family; "" when the mode is not
// used at the counter.
func ModeLabel(mode string) string { return modeOf(mode).label }

// ModeWritten returns the mode that the label of an imported payment names. It is "" when no word names one.
func ModeWritten(label string) string {
	label = fold.Words(label)
	found, longest := "", 0
	for _, r := range modes {
		for _, word := range r.written {
			if len(word) > longest && strings.Contains(label, word) {
				found, longest = r.mode, len(word)
			}
		}
	}
	return found
}
