package settings

import (
	"crypto/sha256"
	"encoding/hex"

	"cartable/app/domain/fault"
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
