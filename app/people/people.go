// Package people is who works here and who is let in: accounts of staff and their roles, adults of families, letters with
// a first password, the journal, requests to be forgotten. It knows no HTTP; roles are checked before it is called.
package people

import "cartable/app/desk"

// People holds what the use cases need.
type People struct {
	desk.Base
	// SealSecret encrypts what a mail carries for its reader alone. nil: no password leaves by mail.
	SealSecret func(secret string) string
	HashDrawn  func(password string) (string, error) // of a password drawn at random
}
