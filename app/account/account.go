// Package account manages accounts: sign-in, passwords and their reset, second factors, passkeys, FranceConnect
// identities, proofs, sessions, and each user's own profile. It has no HTTP code. Start with SignIn and Visitor
// (sign_in.go).
package account

import (
	"time"

	"cartable/app/franceconnect"
	"cartable/app/patience"
	"cartable/db"
)

// Accounts holds the dependencies of the use cases. Now is the town's clock, which may differ from the machine's.
type Accounts struct {
	DB  *db.DB
	Now func() time.Time

	SecretKey      []byte                // seals secrets that must be read again: those of second factors
	BaseURL        string                // the portal's address, without a trailing slash: passkeys are bound to it
	FranceConnect  *franceconnect.Client // nil if the town does not offer it
	FactorOptional bool                  // in a demonstration, staff may do without a second factor

	remembered remembered
	contacts   contacts
}

// Patience returns the counters of these accounts' attempts.
func (p *Accounts) Patience() patience.Patience { return patience.Patience{DB: p.DB, Key: p.SecretKey} }
