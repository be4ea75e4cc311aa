// Package fold removes accents from text, for searching and comparing names and for systems that do not support them. A
// letter is decomposed as in Unicode (NFD) and its accents are removed, whatever the language: Nguyễn becomes nguyen.
// The few letters that Unicode does not decompose are in a table, which the database also uses (db/fold.go). Start with
// Bare.
package fold

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Struck are letters that Unicode does not decompose, and Plain their replacements; both texts have the same length.
const (
	Struck = "øłđħŧıðƀɨØŁĐĦŦÐɃƗ"
	Plain  = "oldhtidbiOLDHTDBI"
)

// Ligatures are pairs: each ligature, then its two letters.
var Ligatures = []string{"œ", "oe", "Œ", "OE", "æ", "ae", "Æ", "AE", "ß", "ss", "ẞ", "SS", "þ", "th", "Þ", "TH"}

// Marks are the first and the last combining accents, as left by a decomposition.
const Marks = "\u0300\u036f"

// Parts are the characters that separate two words of a name, besides a space.
const Parts = "-'’"

var (
	bare  = replacer(Struck, Plain, Ligatures)
	words = replacer(Parts, strings.Repeat(" ", len([]rune(Parts))), nil)
)

func replacer(from, to string, pairs []string) *strings.Replacer {
	plain := []rune(to)
	for i, r := range []rune(from) {
		pairs = append(pairs, string(r), string(plain[i]))
	}
	return strings.NewReplacer(pairs...)
}

// Bare returns text without accents; capitals are kept.
func Bare(text string) string {
	marks := []rune(Marks)
	return bare.Replace(strings.Map(func(r rune) rune {
		if r >= marks[0] && r <= marks[1] {
			return -1
		}
		return r
	}, norm.NFD.String(text)))
}

// Lower returns text as somebody types it in a hurry: without capitals or accents.
func Lower(text string) string { return strings.ToLower(Bare(text)) }

// Words is Lower with a space between the parts of a name, for searching names. « lefevre d elan » finds
// Lefèvre-d'Élan.
func Words(name string) string { return words.Replace(Lower(name)) }
