// Package money holds amounts in euros as a whole number of cents. No float enters or leaves it (DOMAIN.md 2.4).
//
// Two ways in: Parse for the import's files, ParseFrench for what a person types. Three ways out: String for a page,
// Plain for the import's format, FrenchPlain for a spreadsheet. Start with Cents.
package money

import (
	"fmt"
	"strings"
)

// Cents is an amount in hundredths of a euro; negative = owed.
type Cents int64

// Max is the largest amount that is read, 99 999 999,99 €: far over what a town counts, and far from an overflow.
const Max Cents = 9_999_999_999

const (
	thinSpace = "\u202f" // between thousands: narrow, and never at a line's end
	hardSpace = "\u00a0" // before the unit
	minus     = "\u2212" // the sign of mathematics, as wide as a figure; a hyphen is easily missed
)

// String is the French form for a page, "1 234,50 €", with its typographic spaces and minus (DOMAIN.md 2.4).
func (c Cents) String() string {
	euros, cents := c.parts()
	sign := ""
	if c < 0 {
		sign = minus
	}
	return fmt.Sprintf("%s%s,%02d%s€", sign, grouped(euros), cents, hardSpace)
}

// Plain is "1234.50", with a hyphen for minus: the form of the import, which Parse reads back.
func (c Cents) Plain() string { return c.plain(".") }

// FrenchPlain is "1234,50", with a hyphen for minus: what a French spreadsheet takes for a number.
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

// grouped writes n with a thin space between groups of three figures.
func grouped(n uint64) string {
	digits := fmt.Sprint(n)
	var b strings.Builder
	for i, digit := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteString(thinSpace)
		}
		b.WriteRune(digit)
	}
	return b.String()
}
