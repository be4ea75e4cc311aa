package factor

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestWaitGrowsToALimit(t *testing.T) {
	for wrong, want := range map[int]time.Duration{0: 0, 1: 0, 4: 0, 5: 30 * time.Second, 6: time.Minute,
		9: 8 * time.Minute, 10: Longest, 40: Longest, 1 << 30: Longest} {
		if got := Wait(wrong); got != want {
			t.Errorf("after %d: %s, want %s", wrong, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 1000).Draw(t, "wrong")
		if Wait(n+1) < Wait(n) || Wait(n) < 0 || Wait(n) > Longest {
			t.Fatalf("%d: %s, then %s", n, Wait(n), Wait(n+1))
		}
	})
}

func TestCode(t *testing.T) {
	for typed, want := range map[string]string{"123456": "123456", "123 456": "123456", " 123\u00a0456 ": "123456",
		"12345": "", "1234567": "",
		"12345a": "", "": "", "１２３４５６": "", "-12345": "", "12345\n": ""} {
		if got, ok := Code(typed); got != want || ok != (want != "") {
			t.Errorf("%q: %q, %t", typed, got, ok)
		}
	}
}

// A recovery code is recognised however a person writes it.
func TestRecoveryCodesAreReadAsTheyAreWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var draw [RecoveryBytes]byte
		for i := range draw {
			draw[i] = rapid.Byte().Draw(t, "byte")
		}
		code := Recovery(draw)
		typed := code
		if rapid.Bool().Draw(t, "capitals") {
			typed = strings.ToUpper(typed)
		}
		typed = strings.ReplaceAll(typed, "-", rapid.SampledFrom([]string{"", " ", "-", " - "}).Draw(t, "between"))
		if rapid.Bool().Draw(t, "letters") {
			typed = strings.NewReplacer("0", "O", "1", "l").Replace(typed)
		}
		if got, ok := CleanRecovery(typed); got != code || !ok {
			t.Fatalf("%q, typed %q, is read %q", code, typed, got)
		}
	})
	for _, wrong := range []string{"", "123456", "3f7k-9zq2-mt4w", "3f7k-9zq2-mt4w-x8haa", "3f7k-9zq2-mt4w-x8h!",
		strings.Repeat("é", 16)} {
		if got, ok := CleanRecovery(wrong); ok {
			t.Errorf("%q is read %q", wrong, got)
		}
	}
}
