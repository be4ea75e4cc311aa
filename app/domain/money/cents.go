// Package money holds amounts in euros as a whole number of cents. No float is used (DOMAIN.md 2.4).
//
// Two functions read amounts: Parse for import files, ParseFrench for forms. Three write them: String for a page, Plain
// for the import format, FrenchPlain for a spreadsheet. Start with Cents.
package money

import (
	"fmt"
	"strconv"
)

// Cents is an amount in hundredths of a euro; negative = owed.
type Cents int64

// Max is the largest amount that is accepted, 99 999 999,99 €: far above a town's figures, and far from an overflow.
const Max Cents = 9_999_999_999

const (
	thinSpace = "\u202f" // between thousands: narrow and non-breaking
	hardSpace = "\u00a0" // before the unit
	minus     = "\u2212" // the mathematical sign, as wide as a digit; a hyphen is easily missed
)

// String returns the French form for a page, "1 234,50 €", with its typographic spaces and minus (DOMAIN.md 2.4).
func (c Cents) String() string {
	euros, cents := c.parts()
	sign := ""
	if c < 0 {
		sign = minus
	}
	return sign + grouped(euros) + "," + twoDigits(cents) + hardSpace + "€"
}

// Plain returns "1234.50", with a hyphen for minus: the import format, which Parse reads back.
func (c Cents) Plain() string { return c.plain(".") }

// FrenchPlain returns "1234,50", with a hyphen for minus: the form that a French spreadsheet reads as a number.
func (c Cents) FrenchPlain() string { return c.plain(",") }

func (c Cents) plain(point string) string {
	euros, cents := c.parts()
	sign := ""
	if c < 0 {
		sign = "-"
	}
	return fmt.Sprintf("%s%d%s%02d", sign, euros, point, cents)
}

// parts splits the absolute amount. It is unsigned because the smallest int64 has no opposite.
func (c Cents) parts() (euros, cents uint64) {
	abs := uint64(c)
	if c < 0 {
		abs = -abs
	}
	return abs / 100, abs % 100
}

// grouped formats n with a thin space between groups of three digits.
func grouped(n uint64) string {
	digits := strconv.FormatUint(n, 10)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + thinSpace + digits[i:]
	}
	return digits
}

func twoDigits(n uint64) string { return string([]byte{'0' + byte(n/10%10), '0' + byte(n%10)}) }
