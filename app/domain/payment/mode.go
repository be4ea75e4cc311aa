package payment

import (
	"strings"

	"cartable/app/domain/fold"
)

// How money comes, as the ledger keeps it. What each mode is called, and where it can be chosen, stands in the table below
// and nowhere else: a new one is a row here, and a migration that lets the database keep it.
const (
	ByCard     = "card"
	ByDebit    = "debit"
	ByCheque   = "cheque"
	ByCash     = "cash"
	ByTransfer = "transfer"
	ByVoucher  = "voucher" // the titles of CESU and ANCV
	ByOther    = "other"
)

type modeRow struct {
	mode    string
	word    string
	label   string   // begins the line of a family's account; "" is never entered at the counter
	back    string   // begins that of a refund; "" is no way back
	written []string // how towns write it in the labels of their files, folded
}

// The table, in the order of a cash book. "cheque vacances" is a voucher: the longer word is looked for first.
var modes = []modeRow{
	{mode: ByCard, word: "Carte bancaire", written: []string{"carte bancaire", "payfip", "tipi"}},
	{mode: ByDebit, word: "Prélèvement", written: []string{"prelevement"}},
	{mode: ByCheque, word: "Chèque", label: "Règlement par chèque", back: "Remboursement par chèque", written: []string{"cheque"}},
	{mode: ByCash, word: "Espèces", label: "Règlement en espèces", back: "Remboursement en espèces", written: []string{"especes"}},
	{mode: ByTransfer, word: "Virement", label: "Règlement par virement", back: "Remboursement par virement", written: []string{"virement"}},
	{mode: ByVoucher, word: "CESU ou ANCV", label: "Règlement par titres CESU ou ANCV", written: []string{"cheque vacances", "cesu", "ancv"}},
	{mode: ByOther, word: "Autre", label: "Règlement", back: "Remboursement"},
	{mode: "", word: "Non précisé"}, // an import brought it without saying how
}

func modeOf(mode string) modeRow {
	for _, r := range modes {
		if r.mode == mode {
			return r
		}
	}
	return modeRow{}
}

// Modes are the ways in which money comes, in the order of a cash book. The last, "", is money that an import brought
// without saying how.
func Modes() (all []string) {
	for _, r := range modes {
		all = append(all, r.mode)
	}
	return all
}

// CounterModes are how money comes over the counter, in the order of the form.
func CounterModes() (all []string) {
	for _, r := range modes {
		if r.label != "" {
			all = append(all, r.mode)
		}
	}
	return all
}

// RefundModes are how money goes back, in the order of the form.
func RefundModes() (all []string) {
	for _, r := range modes {
		if r.back != "" {
			all = append(all, r.mode)
		}
	}
	return all
}

// RefundLabel begins the label of a refund, as the family reads it; "" when no money goes back that way.
func RefundLabel(mode string) string { return modeOf(mode).back }

// ModeWord is a mode in a word; "" for what is none.
func ModeWord(mode string) string { return modeOf(mode).word }

// ModeLabel begins the label of a payment over the counter, as the family reads it; "" when the mode is none of the counter.
func ModeLabel(mode string) string { return modeOf(mode).label }

// ModeWritten reads in the label of an imported payment how it came. It is "" where no word says so.
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
