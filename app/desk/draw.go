package desk

import (
	"crypto/rand"
	"strings"

	"cartable/app/domain/plain"
)

// drawnAlphabet are those of codes but 0 and 1: a password is compared as it was typed, and somebody may read O or l.
var drawnAlphabet = strings.ToLower(strings.Trim(plain.Alphabet, "01"))

// drawPassword draws 18 letters of 30, 88 bits, in three groups that can be read aloud.
func DrawPassword() string {
	var b strings.Builder
	var one [1]byte
	for n := 0; n < 18; {
		rand.Read(one[:])  // never fails: see crypto/rand
		if one[0] >= 240 { // 8 × 30: no letter may come more often
			continue
		}
		if n > 0 && n%6 == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(drawnAlphabet[one[0]%30])
		n++
	}
	return b.String()
}
