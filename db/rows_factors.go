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

// Kinds of challenges.
const (
	ChallengeAddPasskey    = "passkey-add"
	ChallengeEnterPasskey  = "passkey-enter"
	ChallengeFranceConnect = "franceconnect"
)

// FactorState is what an account has beside its password.
type FactorState struct {
	Since    time.Time // of its codes; zero = it has none
	Codes    int       // recovery codes that are left
	LastUsed time.Time // when a recovery code was last used; zero = never
	LinkedAt time.Time // to the issuer that was asked about; zero = it is not
}
