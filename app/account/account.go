// Package account is who somebody is: signing in, passwords and their reset, second factors, passkeys, an identity of
// FranceConnect, proofs, sessions, and one's own profile. It knows no HTTP. Start with SignIn and Visitor (sign_in.go).
package account

import (
	"time"

	"cartable/app/franceconnect"
	"cartable/app/patience"
	"cartable/db"
)

// Accounts holds what the use cases need. Now is the town's clock, which may run apart from the machine's.
type Accounts struct {
	DB  *db.DB
	Now func() time.Time

	SecretKey      []byte                // seals what must be read again: the secrets of second factors
	BaseURL        string                // the portal's address, without a / at its end: passkeys are bound to it
	FranceConnect  *franceconnect.Client // nil: the town does not offer it
	FactorOptional bool                  // a demonstration: who works for the town may do without a second factor
}

// Patience counts the tries of these accounts.
func (p *Accounts) Patience() patience.Patience { return patience.Patience{DB: p.DB, Key: p.SecretKey} }
