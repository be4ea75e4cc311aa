// Package address is the one rule of what a mail address is, for forms, imports, payments and the mails themselves: One. A
// family types one a field, or several in one, parted by « ; » as the manual of the former portal says: Read. It sends
// nothing and knows no family.
package address

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/net/idna"

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
		one, ok := One(piece)
		if !ok {
			return nil, fault.Invalidf(field, "«\u00a0%s\u00a0» n'est pas une adresse électronique, comme prenom.nom@exemple.fr.", shown(piece))
		}
		if low := strings.ToLower(one); !known[low] {
			known[low] = true
			all = append(all, one)
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

// One gives an address as it is stored and written to: without what does not show, which comes along with what is copied,
// and with a host of other letters than ASCII as the network knows it (IDN: élan.fr is xn--lan-9la.fr). ok is false when it
// is none.
func One(typed string) (address string, ok bool) {
	if len(typed) > 4*Longest || strings.IndexFunc(typed, unicode.IsControl) >= 0 {
		return "", false
	}
	typed = plain.Visible(typed)
	local, host, _ := strings.Cut(typed, "@")
	if !plain.ASCII(host) {
		ascii, err := idna.Lookup.ToASCII(host)
		if err != nil {
			return "", false
		}
		typed = local + "@" + ascii
	}
	return typed, valid(typed)
}

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
