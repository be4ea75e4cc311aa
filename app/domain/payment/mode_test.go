package payment

import (
	"slices"
	"testing"
)

func TestModes(t *testing.T) {
	words := map[string]bool{}
	for _, mode := range Modes() {
		word := ModeWord(mode)
		if word == "" || words[word] {
			t.Errorf("mode %q is called %q", mode, word)
		}
		words[word] = true
		if slices.Contains(CounterModes(), mode) != (ModeLabel(mode) != "") {
			t.Errorf("mode %q can be chosen at the counter and has no label, or the other way round", mode)
		}
	}
	if ModeWord("gold") != "" || ModeLabel("gold") != "" {
		t.Error("what is no mode has a word")
	}
}

func TestModeWritten(t *testing.T) {
	for label, want := range map[string]string{
		"Règlement par CHÈQUE n° 12": ByCheque,
		"Chèque vacances":            ByVoucher,
		"Chèque emploi CESU":         ByCheque, // the word for cheque counts more than the kind of cheque
		"CESU":                       ByVoucher,
		"Titres ANCV":                ByVoucher,
		"Paiement PayFiP 20261104":   ByCard,
		"TIPI":                       ByCard,
		"Prélèvement de novembre":    ByDebit,
		"Espèces au guichet":         ByCash,
		"Virement":                   ByTransfer,
		"Avoir":                      "",
	} {
		if got := ModeWritten(label); got != want {
			t.Errorf("%q: %q, want %q", label, got, want)
		}
	}
}
