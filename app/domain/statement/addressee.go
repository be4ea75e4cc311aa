package statement

import "strings"

// Addressee is a family as addressed on an envelope.
type Addressee struct {
	Code                          string
	Civility, LastName, FirstName string
	Address                       string
}

// Name returns "Mme MARTIN Claire".
func (a Addressee) Name() string {
	return strings.Join(strings.Fields(a.Civility+" "+a.LastName+" "+a.FirstName), " ")
}
