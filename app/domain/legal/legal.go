// Package legal names the legal texts that an account must have read. It holds no text: these are stored, by version.
// Start with Kinds.
package legal

// Kind is a kind of text. It is stored and never changes.
type Kind string

// The kinds.
const (
	Privacy Kind = "rgpd"
	Terms   Kind = "cgu"
)

// Kinds are the kinds in the order in which they are read.
var Kinds = []Kind{Privacy, Terms}

var titles = map[Kind]string{Privacy: "Protection de vos données (RGPD)",
	Terms: "Conditions générales d'utilisation"}

// Title returns the title of a kind of text; empty for a kind that does not exist.
func (k Kind) Title() string { return titles[k] }

// LongestText is how long a text may be, in characters.
const LongestText = 60_000
