// Package phone reads telephone numbers as people write them, and writes each in one way. Start with Read.
package phone

import (
	"strings"

	"cartable/app/domain/fault"
)

// National numbers have ten digits, the first a 0; international ones have eight to fifteen (ITU-T E.164).
const national, least, most = 10, 8, 15

// Read returns a number as it is stored: "06 12 34 56 78", or "+32475123456" for one of another country; empty for an
// empty text. The fault is Invalid.
func Read(text string) (string, error) {
	text = strings.TrimSpace(text)
	digits := Digits(text)
	switch abroad := strings.HasPrefix(text, "+") || strings.HasPrefix(text, "00"); {
	case text == "":
		return "", nil
	case !made(text):
	case len(digits) == national && digits[0] == '0' && digits[1] != '0':
		var pairs []string
		for i := 0; i < national; i += 2 {
			pairs = append(pairs, digits[i:i+2])
		}
		return strings.Join(pairs, " "), nil
	case abroad && len(digits) >= least && len(digits) <= most:
		return "+" + digits, nil
	}
	return "", fault.Invalidf("telephone", "Écrivez un numéro comme 06 12 34 56 78, ou comme +32 475 12 34 56.")
}

// Digits returns the digits of a number, those of a French one from its 0 on, whatever it was written with.
func Digits(text string) string {
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, text)
	if strings.HasPrefix(strings.TrimSpace(text), "+") {
		digits = "00" + digits
	}
	if french, ok := strings.CutPrefix(digits, "0033"); ok {
		return "0" + strings.TrimPrefix(french, "0")
	}
	return strings.TrimPrefix(digits, "00")
}

// Looks reports whether a text that somebody looks for is (the beginning of) a number, with what people write between
// its digits: four digits at least, and nothing else.
func Looks(text string) bool { return made(text) && len(Digits(text)) >= 4 }

func made(text string) bool { return strings.Trim(text, "0123456789 .-/()+\u00a0\u202f") == "" }
