// Package office is what staff do: one file a use case, in the manner of portal. It knows no HTTP. Roles are
// checked before it is called; every read is bounded to one structure here.
package office

import "cartable/app/till"

// Office holds what the use cases need.
type Office struct {
	Base
	// OpenSecret shows what a mail's secret is, in the demonstration alone: nil everywhere else.
	OpenSecret func(sealed string) (string, error)
	// SealSecret encrypts what a mail carries for its reader alone. nil: no password leaves by mail.
	SealSecret func(secret string) string
	HashDrawn  func(password string) (string, error) // of a password drawn at random
	Till       *till.Till                            // nil: there is no online payment
}
