package town

import (
	"encoding/json"

	"cartable/app/domain/fault"
)

// Shown writes nouns as a form carries them. What is stored otherwise when the form comes back was changed by somebody
// else meanwhile.
func Shown[N Noun](nouns ...N) string {
	changes := make(Changes, len(nouns))
	for i, n := range nouns {
		changes[i] = Change{Before: n}
	}
	text, _ := json.Marshal(changes) // of cells, which are texts: it cannot fail
	return string(text)
}

// ReadShown reads them back: none from an empty text. The fault is a Conflict for a text that no form of ours carries.
func ReadShown[N Noun](text string) (all []N, err error) {
	if text == "" {
		return nil, nil
	}
	var changes Changes
	notOurs := fault.Conflictf("Ce formulaire n'est plus valable. Rouvrez la page.")
	if json.Unmarshal([]byte(text), &changes) != nil {
		return nil, notOurs
	}
	for _, one := range changes {
		n, ok := one.Before.(N)
		if !ok {
			return nil, notOurs
		}
		all = append(all, n)
	}
	return all, nil
}
