package db

import (
	"time"

	"github.com/uptrace/bun"
)

// Passkey is a row of passkeys.
type Passkey struct {
	bun.BaseModel `bun:"passkeys"`

	ID           int64 `bun:",pk,autoincrement"`
	AccountID    int64
	Handle       string
	CredentialID string
	Name         string
	Credential   string
	SignCount    int64
	CreatedAt    time.Time
	UsedAt       *time.Time
}

// These are the kinds of challenges.
const (
	ChallengeAddPasskey    = "passkey-add"
	ChallengeEnterPasskey  = "passkey-enter"
	ChallengeFranceConnect = "franceconnect"
)

// FactorState is the second factors and the link of an account.
type FactorState struct {
	Since    time.Time // since when it has codes; zero = it has none
	Codes    int       // recovery codes that are left
	LastUsed time.Time // when a recovery code was last used; zero = never
	LinkedAt time.Time // to the given issuer; zero = it is not linked
}
