package lang

import (
	"fmt"
	"strings"

	"cartable/app/domain/fold"
)

// Elided is fmt.Sprintf for French: "de" before a vowel is "d'", so that names, months and activities can be put into a
// sentence ("les jours d'avril", "l'absence d'Ilyes"). Names with a mute h or a y are left: both forms are in use.
func Elided(format string, args ...any) string {
	if !strings.Contains(format, "de %s") && !strings.Contains(format, "De %s") {
		return fmt.Sprintf(format, args...)
	}
	var made strings.Builder
	rest, n := format, 0
	for {
		at := strings.IndexByte(rest, '%')
		if at < 0 || at+1 == len(rest) {
			break
		}
		before, verb := rest[:at], rest[at:at+2]
		rest = rest[at+2:]
		if verb == "%s" && n < len(args) && elides(before, fmt.Sprint(args[n])) {
			before = before[:len(before)-len("e ")] + "'"
		}
		if verb != "%%" {
			n++
		}
		made.WriteString(before + verb)
	}
	return fmt.Sprintf(made.String()+rest, args...)
}

// elides reports whether a text ends with the word "de", and the next one begins with a vowel.
func elides(before, next string) bool {
	word := before[strings.LastIndexAny(before[:max(0, len(before)-1)], " \u00a0('\n")+1:]
	return (word == "de " || word == "De ") &&
		fold.Lower(next) != "" && strings.ContainsRune("aeiou", rune(fold.Lower(next)[0]))
}

// De is "de" before a name: "de Léa", "d'Ilyes".
func De(name string) string { return Elided("de %s", name) }
