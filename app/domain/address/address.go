// Package address reads the mail addresses that a family types: one a field, or several in one, parted by « ; » as the
// manual of the former portal says. It sends nothing and knows no family. Start with Read.
package address

import (
	"regexp"
	"strings"
	"unicode"

	"cartable/app/domain/fault"
	"cartable/app/domain/plain"
)

// Most is how many addresses a family may have, Longest how long each may be (RFC 5321, section 4.5.3.1.3).
const (
	Most    = 5
	Longest = 254
)

// Read gives the addresses of a text, in order, each once however its capitals are written; commas and blanks part them too.
// The fault is Invalid and names the piece that is not one. It never lets a control character through: an address ends in
// the head of a mail.
func Read(field, typed string) ([]string, error) {
	var all []string
	known := map[string]bool{}
	for _, piece := range strings.FieldsFunc(typed, func(r rune) bool { return r == ';' || r == ',' || unicode.IsSpace(r) }) {
		if !valid(piece) {
			return nil, fault.Invalidf(field, "«\u00a0%s\u00a0» n'est pas une adresse électronique, comme prenom.nom@exemple.fr.", shown(piece))
		}
		if low := strings.ToLower(piece); !known[low] {
			known[low] = true
			all = append(all, piece)
		}
	}
	if len(all) == 0 {
		return nil, fault.Invalidf(field, "Indiquez une adresse électronique.")
	}
	if len(all) > Most {
		return nil, fault.Invalidf(field, "%d\u00a0adresses au plus.", Most)
	}
	return all, nil
}

// pattern is what browsers take in a field of type email (HTML standard, "valid e-mail address"), with a point in the host.
var pattern = regexp.MustCompile(`^[a-zA-Z0-9.!#$%&'*+/=?^_{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)+$`)

// valid takes what a mail can be sent to: no point at an end of its first part, nor two in a row.
func valid(text string) bool {
	local, _, _ := strings.Cut(text, "@")
	return len(text) <= Longest && len(local) <= 64 && pattern.MatchString(text) && !strings.HasPrefix(local, ".") && !strings.HasSuffix(local, ".") &&
		!strings.Contains(local, "..")
}

// shown is a piece as a sentence may repeat it.
func shown(piece string) string {
	return plain.Short(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, piece), 60)
}
