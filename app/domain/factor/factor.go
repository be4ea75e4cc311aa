// Package factor holds the rules of second factors: the wait after wrong codes, and the format of a code and of a
// recovery code. It draws and hashes nothing. Start with Wait.
package factor

import (
	"encoding/base32"
	"strings"
	"time"

	"cartable/app/domain/plain"
)

// Free is the number of wrong codes that cost no wait.
const Free = 4

// Longest is the longest wait of an account: nobody can lock another person out for a day, and an attacker gets a
// hundred tries a day at one in 300,000.
const Longest = 15 * time.Minute

// Wait returns how long an account waits after wrong codes in a row: half a minute after the fifth, then twice as long
// each time.
func Wait(wrong int) time.Duration {
	if wrong <= Free {
		return 0
	}
	return min(30*time.Second<<min(wrong-Free-1, 10), Longest)
}

// Digits is the length of a code.
const Digits = 6

// Code cleans a typed code of a telephone; it returns false when the text cannot be one.
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

// RecoveryCodes is the number of codes that a user gets, RecoveryBytes the random bytes of each: 80 bits.
const (
	RecoveryCodes = 10
	RecoveryBytes = 10
)

var alphabet = strings.ToLower(plain.Alphabet)

var encoding = base32.NewEncoding(alphabet).WithPadding(base32.NoPadding)

// Recovery formats a recovery code: "3f7k-9zq2-mt4w-x8ha".
func Recovery(draw [RecoveryBytes]byte) string {
	text := encoding.EncodeToString(draw[:])
	return text[:4] + "-" + text[4:8] + "-" + text[8:12] + "-" + text[12:]
}

// CleanRecovery converts typed text to the form that Recovery returns, whatever separates the groups; it returns false
// when the text cannot be a recovery code.
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
