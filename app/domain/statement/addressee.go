package statement

import "strings"

// Addressee is a family as an envelope names it.
type Addressee struct {
	Code                          string
	Civility, LastName, FirstName string
	Address                       string
}

// Name is "Mme MARTIN Claire".
func (a Addressee) Name() string {
	return strings.Join(strings.Fields(a.Civility+" "+a.LastName+" "+a.FirstName), " ")
}
