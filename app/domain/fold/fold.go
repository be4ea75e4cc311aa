// Package fold writes text without its accents: names are searched and compared so, and handed to systems that know no
// others. It knows the letters of French, of its neighbours and of a few names from further away; any other stays as it is.
// Start with Bare.
package fold

import "strings"

// Accented letters, and what they are without their accent; the second text is as long as the first.
const (
	Accented = "àáâãäåçèéêëğìíîïıñòóôõöøşùúûüýÿÀÁÂÃÄÅÇÈÉÊËĞÌÍÎÏİÑÒÓÔÕÖØŞÙÚÛÜÝŸ"
	Plain    = "aaaaaaceeeegiiiiinoooooosuuuuyyAAAAAACEEEEGIIIIINOOOOOOSUUUUYY"
)

// Ligatures, each with its two letters.
var Ligatures = []string{"œ", "oe", "Œ", "OE", "æ", "ae", "Æ", "AE"}

// Parts are what stands between two words of a name, besides a space.
const Parts = "-'’"

var (
	bare  = replacer(Accented, Plain, Ligatures)
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
func Bare(text string) string { return bare.Replace(text) }

// Lower writes a text as somebody types it in a hurry: without capitals or accents.
func Lower(text string) string { return strings.ToLower(Bare(text)) }

// Words is Lower with a space between the parts of a name: how names are searched. « lefevre d elan » finds Lefèvre-d'Élan.
func Words(name string) string { return words.Replace(Lower(name)) }
