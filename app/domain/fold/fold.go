// Package fold writes text without its accents: names are searched and compared so, and handed to systems that know no
// others. A letter is taken apart as Unicode does (NFD) and its accents go, whatever the language: Nguyễn is nguyen. The
// few that Unicode does not take apart stand in a table, which the database uses too (db/fold.go). Start with Bare.
package fold

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Struck are letters that Unicode does not take apart, and Plain what they are; the second text is as long as the first.
const (
	Struck = "øłđħŧıðƀɨØŁĐĦŦÐɃƗ"
	Plain  = "oldhtidbiOLDHTDBI"
)

// Ligatures, each with its two letters.
var Ligatures = []string{"œ", "oe", "Œ", "OE", "æ", "ae", "Æ", "AE", "ß", "ss", "ẞ", "SS", "þ", "th", "Þ", "TH"}

// Marks are the first and the last of the accents that stand alone once a letter is taken apart.
const Marks = "\u0300\u036f"

// Parts are what stands between two words of a name, besides a space.
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

// Bare takes the accents off; capitals stay.
func Bare(text string) string {
	marks := []rune(Marks)
	return bare.Replace(strings.Map(func(r rune) rune {
		if r >= marks[0] && r <= marks[1] {
			return -1
		}
		return r
	}, norm.NFD.String(text)))
}

// Lower writes a text as somebody types it in a hurry: without capitals or accents.
func Lower(text string) string { return strings.ToLower(Bare(text)) }

// Words is Lower with a space between the parts of a name: how names are searched. « lefevre d elan » finds Lefèvre-d'Élan.
func Words(name string) string { return words.Replace(Lower(name)) }
