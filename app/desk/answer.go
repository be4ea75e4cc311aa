package desk

import (
	"unicode/utf8"

	"cartable/app/domain/fault"
)

// CheckAnswer refuses an answer to what a family asks that nobody chose, at field reponse or motif. A reason is of a
// refusal: whoever wrote one does not mean to accept.
func CheckAnswer(accept, refuse bool, why string) error {
	n := utf8.RuneCountInString(why)
	switch {
	case accept == refuse:
		return fault.Invalidf("reponse", "Choisissez une réponse\u00a0: accepter ou refuser.")
	case accept && n > 0:
		return fault.Invalidf("motif",
			"Un motif ne s'écrit que pour un refus\u00a0: effacez-le, ou choisissez «\u00a0Refuser\u00a0».")
	case refuse && (n < 3 || n > 300):
		return fault.Invalidf("motif", "Dites à la famille pourquoi, en 3 à 300 caractères.")
	}
	return nil
}
