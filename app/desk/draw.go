package desk

import (
	"crypto/rand"
	"strings"

	"cartable/app/domain/plain"
)

// drawnAlphabet is the alphabet of codes without 0 and 1: a password is compared as typed, and O or l could be misread.
var drawnAlphabet = strings.ToLower(strings.Trim(plain.Alphabet, "01"))

// DrawPassword draws 18 letters out of 30, 88 bits, in three groups that can be read aloud.
func DrawPassword() string {
	var b strings.Builder
	var one [1]byte
	for n := 0; n < 18; {
		rand.Read(one[:])  // never fails: see crypto/rand
		if one[0] >= 240 { // 8 × 30: no letter may be more likely than another
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
