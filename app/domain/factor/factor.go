// Package factor holds the rules of second factors: how long an account waits after wrong codes, what a code and a
// recovery code look like. It draws and hashes nothing. Start with Wait.
package factor

import (
	"encoding/base32"
	"strings"
	"time"

	"cartable/app/domain/plain"
)

// Free is how many wrong codes cost nothing but the next try.
const Free = 4

// Longest is the longest that an account waits: nobody can lock somebody else out for a day, and whoever guesses gets
// a hundred tries a day at one in 300,000.
const Longest = 15 * time.Minute

// Wait is how long an account waits after so many wrong codes in a row: half a minute after the fifth, then twice as
// long each time.
func Wait(wrong int) time.Duration {
	if wrong <= Free {
		return 0
	}
	return min(30*time.Second<<min(wrong-Free-1, 10), Longest)
}

// Digits of a code.
const Digits = 6

// Code cleans what was typed for a code of a telephone; false when it cannot be one.
func Code(typed string) (string, bool) {
	code := strings.Map(func(r rune) rune {
		if r == ' ' || r == '\u00a0' || r == '\u202f' || r == '-' || r == '\t' {
			return -1
		}
		return r
	}, typed)
	if len(code) != Digits || strings.Trim(code, "0123456789") != "" {
		return "", false
	}
	return code, true
}

// RecoveryCodes is how many somebody gets, RecoveryBytes what each is drawn from: 80 bits.
const (
	RecoveryCodes = 10
	RecoveryBytes = 10
)

var alphabet = strings.ToLower(plain.Alphabet)

var encoding = base32.NewEncoding(alphabet).WithPadding(base32.NoPadding)

// Recovery writes a recovery code: "3f7k-9zq2-mt4w-x8ha".
func Recovery(draw [RecoveryBytes]byte) string {
	text := encoding.EncodeToString(draw[:])
	return text[:4] + "-" + text[4:8] + "-" + text[8:12] + "-" + text[12:]
}

// CleanRecovery brings what was typed to the form that Recovery wrote, whatever stands between the groups; false when
// it cannot be one.
func CleanRecovery(typed string) (string, bool) {
	var b strings.Builder
	for _, r := range strings.ToLower(typed) {
		switch r {
		case 'o':
			r = '0'
		case 'i', 'l':
			r = '1'
		}
		if strings.ContainsRune(alphabet, r) {
			b.WriteRune(r)
		} else if !strings.ContainsRune(" -\u00a0\t._", r) {
			return "", false
		}
	}
	if b.Len() != 16 {
		return "", false
	}
	text := b.String()
	return text[:4] + "-" + text[4:8] + "-" + text[8:12] + "-" + text[12:], true
}
