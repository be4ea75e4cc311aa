// Package address defines what a valid mail address is, for forms, imports, payments and mails. One reads one address.
// Read reads a field of several addresses, separated by « ; » as in the manual of the former portal. The package sends
// nothing and does not depend on families.
package address

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/net/idna"

	"cartable/app/domain/fault"
	"cartable/app/domain/plain"
)

// Most is the maximum number of addresses of a family, Longest the maximum length of each (RFC 5321, section
// 4.5.3.1.3).
const (
	Most    = 5
	Longest = 254
)

// Read returns the addresses in a text, in order and without duplicates, ignoring case; commas and blanks also separate
// them. The fault is Invalid and names the piece that is not an address. Control characters are never let through,
// because an address ends up in a mail header.
func Read(field, typed string) ([]string, error) {
	var all []string
	known := map[string]bool{}
	for _, piece := range strings.FieldsFunc(typed, func(r rune) bool {
		return r == ';' || r == ',' ||
			unicode.IsSpace(r)
	}) {
		one, ok := One(piece)
		if !ok {
			return nil, fault.Invalidf(field, "«\u00a0%s\u00a0» n'est pas une adresse courriel, comme "+
				"prenom.nom@exemple.fr.", shown(piece))
		}
		if low := strings.ToLower(one); !known[low] {
			known[low] = true
			all = append(all, one)
		}
	}
	if len(all) == 0 {
		return nil, fault.Invalidf(field, "Indiquez une adresse courriel.")
	}
	if len(all) > Most {
		return nil, fault.Invalidf(field, "%d\u00a0adresses au plus.", Most)
	}
	return all, nil
}

// pattern is what browsers accept in a field of type email (HTML standard, "valid e-mail address"), with a dot in the
// host.
var pattern = regexp.MustCompile(
	`^[a-zA-Z0-9.!#$%&'*+/=?^_{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)+$`)

// One returns an address in the form in which it is stored and used: without the invisible characters that copying
// brings along, and with a non-ASCII host in its network form (IDN: élan.fr is xn--lan-9la.fr). ok is false when typed
// is not an address.
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

// valid reports whether a mail can be sent to text: no dot at either end of its local part, nor two in a row.
func valid(text string) bool {
	local, _, _ := strings.Cut(text, "@")
	return len(text) <= Longest && len(local) <= 64 && pattern.MatchString(text) && !strings.HasPrefix(local, ".") &&
		!strings.HasSuffix(local, ".") &&
		!strings.Contains(local, "..")
}

// shown returns a piece in a form that is fit to be repeated in a sentence.
func shown(piece string) string {
	return plain.Short(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, piece), 60)
}
