package account_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"cartable/app/account"
)

func TestWhatWasBeingSentOpensForItsAccountAlone(t *testing.T) {
	p := &account.Accounts{SecretKey: []byte(strings.Repeat("k", 32))}
	sealed, err := p.KeepLeft(12, []byte("une saisie"))
	if err != nil || sealed == "" || strings.Contains(sealed, "saisie") {
		t.Fatalf("%q, %v", sealed, err)
	}
	if text, ok := p.OpenLeft(12, sealed); !ok || string(text) != "une saisie" {
		t.Errorf("its own account reads %q", text)
	}
	other := &account.Accounts{SecretKey: []byte(strings.Repeat("o", 32))}
	for what, open := range map[string]func() ([]byte, bool){
		"another account": func() ([]byte, bool) { return p.OpenLeft(13, sealed) },
		"another portal":  func() ([]byte, bool) { return other.OpenLeft(12, sealed) },
		"nothing":         func() ([]byte, bool) { return p.OpenLeft(12, "") },
		"a cut one":       func() ([]byte, bool) { return p.OpenLeft(12, sealed[:20]) },
	} {
		if text, ok := open(); ok || len(text) > 0 {
			t.Errorf("%s opens it: %q", what, text)
		}
	}
	noise := make([]byte, 3000)
	for i := range noise {
		noise[i] = byte(rand.IntN(256))
	}
	if sealed, err = p.KeepLeft(12, noise); err != nil || sealed != "" {
		t.Errorf("what a browser should not carry around is kept: %d bytes, %v", len(sealed), err)
	}
}
