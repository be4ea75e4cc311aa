package office

import (
	"crypto/rand"
	"strings"
)

// drawnLetters has none that are mistaken for one another.
const drawnLetters = "abcdefghjkmnpqrstuvwxyz23456789"

// drawPassword draws 18 letters of 31, 89 bits, in three groups that can be read aloud.
func drawPassword() string {
	var b strings.Builder
	var one [1]byte
	for n := 0; n < 18; {
		rand.Read(one[:])  // never fails: see crypto/rand
		if one[0] >= 248 { // 8 × 31: no letter may come more often
			continue
		}
		if n > 0 && n%6 == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(drawnLetters[one[0]%31])
		n++
	}
	return b.String()
}
