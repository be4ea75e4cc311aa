// Package people manages who may sign in: staff accounts and their roles, adults of families, letters with a first
// password, the journal, requests to be forgotten. It has no HTTP code; roles are checked before it is called.
package people

import "cartable/app/desk"

// People holds the dependencies of the use cases.
type People struct {
	desk.Base
	// SealSecret encrypts the part of a mail that only its reader may see. If it is nil, no password is mailed.
	SealSecret func(secret string) string
	HashDrawn  func(password string) (string, error) // of a random password
}
