package db

import "strings"

// Names are searched without their accents and capitals: « Lefevre » finds Lefèvre.
const (
	accented = "ÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸàâäçéèêëîïôöùûüÿ-'’"
	bare     = "AAACEEEEIIOOUUUYaaaceeeeiioouuuy   "
)

var folding = func() *strings.Replacer {
	var pairs []string
	plain := []rune(bare)
	for i, r := range []rune(accented) {
		pairs = append(pairs, string(r), string(plain[i]))
	}
	return strings.NewReplacer(append(pairs, "œ", "oe", "Œ", "oe", "æ", "ae", "Æ", "ae")...)
}()

// Fold writes a name as it is searched.
func Fold(name string) string { return strings.ToLower(folding.Replace(name)) }

// folded is a column as Fold writes it, but for the ligatures.
func (q Q) folded(column string) string {
	if q.postgres {
		return "lower(translate(" + column + ", '" + strings.ReplaceAll(accented, "'", "''") + "', '" + bare + "'))"
	}
	plain := []rune(bare)
	for i, r := range []rune(accented) {
		column = "replace(" + column + ", '" + strings.ReplaceAll(string(r), "'", "''") + "', '" + string(plain[i]) + "')"
	}
	return "lower(" + column + ")"
}
