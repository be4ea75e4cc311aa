package money

import (
	"regexp"
	"strconv"
	"strings"

	"cartable/app/domain/fault"
)

var (
	importPattern = regexp.MustCompile(`^(-?)([0-9]+)(?:\.([0-9]{1,2}))?$`)

	// Spaces only where they separate thousands: « 12 50 » more likely means 12,50 than 1250, so it is refused.
	frenchPattern = regexp.MustCompile(`^([0-9]+|[0-9]{1,3}(?: [0-9]{3})+)(?:[.,]([0-9]{1,2}))?(?: ?€)?$`)

	// The three spaces that a French amount may contain, as typed or as String writes them.
	spaces = strings.NewReplacer(thinSpace, " ", hardSpace, " ")
)

// Parse reads an amount of an import file: euros with a dot, an optional minus, at most two decimals ("4.22", "-30",
// "0.5"), within ±Max. The fault is Invalid.
func Parse(s string) (Cents, error) {
	parts := importPattern.FindStringSubmatch(s)
	if parts == nil {
		return 0, fault.Invalidf("", "« %s » n'est pas un montant en euros de la forme 4.22.", s)
	}
	c, err := amount(parts[2], parts[3])
	if parts[1] == "-" {
		c = -c
	}
	return c, err
}

// ParseFrench reads an amount typed in a form: "12,50", "12.50", "1 234,50 €", with any of the usual spaces, from 0 to
// Max. The fault is Invalid and says what to correct.
func ParseFrench(s string) (Cents, error) {
	text := strings.Trim(spaces.Replace(s), " \t\r\n")
	switch {
	case text == "":
		return 0, fault.Invalidf("", "Indiquez un montant.")
	case strings.HasPrefix(text, "-"), strings.HasPrefix(text, minus):
		return 0, fault.Invalidf("", "Indiquez un montant positif.")
	}
	parts := frenchPattern.FindStringSubmatch(text)
	if parts == nil {
		return 0, fault.Invalidf("", "Indiquez un montant en euros, par exemple 12,50.")
	}
	return amount(strings.ReplaceAll(parts[1], " ", ""), parts[2])
}

// amount combines digits that a pattern has checked: euros, and none, one or two decimals.
func amount(euros, decimals string) (Cents, error) {
	for len(decimals) < 2 {
		decimals += "0"
	}
	n, err := strconv.ParseInt(euros+decimals, 10, 64)
	if err != nil || Cents(n) > Max { // the only possible error is an overflow
		return 0, fault.Invalidf("", "Le montant ne peut pas dépasser %s.", Max)
	}
	return Cents(n), nil
}
