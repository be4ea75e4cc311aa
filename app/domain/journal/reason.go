package journal

import (
	"strings"
	"unicode/utf8"

	"cartable/app/domain/fault"
)

// LeastReason is the minimum length of a reason that families read, in characters.
const LeastReason = 5

// LongestReason is the maximum length of a reason, in characters.
const LongestReason = 500

// Reason cleans the reason given for an action (field motif); an action without a reason is refused (DOMAIN.md 9.11).
func Reason(text string) (string, error) {
	text = strings.TrimSpace(text)
	switch {
	case text == "":
		return "", fault.Invalidf("motif", "Dites pourquoi\u00a0: le motif est gardé dans le journal.")
	case utf8.RuneCountInString(text) > LongestReason:
		return "", fault.Invalidf("motif", "Ce motif est trop long\u00a0: %d caractères au plus.", LongestReason)
	}
	return text, nil
}
