package seal_test

import (
	"bytes"
	"strings"
	"testing"

	"cartable/app/seal"
)

func box(t *testing.T, secret, purpose string) *seal.Box {
	t.Helper()
	b, err := seal.New([]byte(secret), purpose)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestOnlyTheSameBoxOpens(t *testing.T) {
	key, other := strings.Repeat("k", 32), strings.Repeat("o", 32)
	b := box(t, key, "codes")
	sealed := b.Seal([]byte("JBSWY3DPEHPK3PXP"))
	if bytes.Contains(sealed, []byte("JBSWY")) || bytes.Equal(sealed, b.Seal([]byte("JBSWY3DPEHPK3PXP"))) {
		t.Error("it can be read, or compared")
	}
	if plain, err := box(t, key, "codes").Open(sealed); err != nil || string(plain) != "JBSWY3DPEHPK3PXP" {
		t.Errorf("got %q, %v", plain, err)
	}
	for what, wrong := range map[string]*seal.Box{"another purpose": box(t, key, "tokens"),
		"another key": box(t, other, "codes")} {
		if _, err := wrong.Open(sealed); err == nil {
			t.Errorf("%s opens it", what)
		}
	}
	for i := range sealed {
		broken := bytes.Clone(sealed)
		broken[i] ^= 1
		if _, err := b.Open(broken); err == nil {
			t.Fatalf("byte %d may be changed", i)
		}
	}
	for _, short := range [][]byte{nil, {}, sealed[:20]} {
		if _, err := b.Open(short); err == nil {
			t.Errorf("%d bytes open", len(short))
		}
	}
}

func TestAShortSecretIsRefused(t *testing.T) {
	if _, err := seal.New([]byte("short"), "codes"); err == nil {
		t.Error("a short secret seals")
	}
}
