package settings

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"cartable/app/domain/fault"
	"cartable/app/domain/town"
)

// Answer is the answer to a form that ends in an opération. At most one of its parts is set.
type Answer struct {
	ID      int64 // of the opération; its page comes next
	Applied bool  // nobody is concerned: it is done
	Doubts  *Doubts
	Clash   *Clash
}

// Doubts are values that look wrong and may be intended: the form shows them at their cells, and they are accepted by
// sending it again with their mark. Other doubts have another mark.
type Doubts struct {
	Found fault.Many
	Mark  string
}

// doubtsOf returns the doubts that the form has not accepted yet; nil for none.
func doubtsOf(found fault.Many, agreed string) *Doubts {
	if len(found) == 0 {
		return nil
	}
	sum := sha256.New()
	for _, one := range found {
		sum.Write([]byte(one.Field + "\x00" + one.Message + "\x00"))
	}
	mark := hex.EncodeToString(sum.Sum(nil)[:8])
	if mark == agreed {
		return nil
	}
	return &Doubts{found, mark}
}

// Clash is what somebody else changed since the form was shown.
type Clash struct {
	Lines []string
	Shown string // what is stored now: the form sends it back
}

// shownJSON writes nouns as a form carries them.
func shownJSON[N town.Noun](nouns []N) (string, error) {
	changes := make(town.Changes, len(nouns))
	for i, n := range nouns {
		changes[i] = town.Change{After: n}
	}
	text, err := json.Marshal(changes)
	return string(text), err
}

// readShown reads what a form carried. A form of ours is never wrong: somebody changed it.
func readShown[N town.Noun](text string) ([]N, error) {
	var changes town.Changes
	if text == "" {
		return nil, nil
	}
	if err := json.Unmarshal([]byte(text), &changes); err != nil {
		return nil, fault.Conflictf("Ce formulaire n'est plus valable. Rouvrez la page.")
	}
	var all []N
	for _, one := range changes {
		n, ok := one.After.(N)
		if !ok {
			return nil, fault.Conflictf("Ce formulaire n'est plus valable. Rouvrez la page.")
		}
		all = append(all, n)
	}
	return all, nil
}
