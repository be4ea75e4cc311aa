package desk

import (
	"context"
	"time"

	"cartable/app/domain/password"
	"cartable/db"
)

// LongestAdult is how long the name of an adult may be, in bytes: it stands on a line of a letter.
const LongestAdult = 100

// NewAdult is an adult for whom an access is opened.
type NewAdult struct{ Name, Phone string }

// Email is an address of a family: the first receives payment tickets.
type Email struct {
	Address   string
	Confirmed bool
	Bounced   time.Time // zero if mail arrives
}

// Guardian is an adult of a family.
type Guardian struct {
	AccountID   int64
	Login, Name string
	Phone       string    // of the adult alone
	Withdrawn   time.Time // zero if the rights are in force
	Disabled    bool
	Given       bool      // the password is still the one that was given
	GivenUntil  time.Time // and works until then
	Expired     bool      // it no longer works
	SignedIn    time.Time // zero = never
	Elsewhere   bool      // the account also serves another structure: this one may not give it a password
}

// GuardiansOf returns the adults of a family, with the state of their rights at an instant.
func GuardiansOf(ctx context.Context, q db.Q, familyID int64, now time.Time) ([]Guardian, error) {
	lines, err := q.GuardiansOf(ctx, familyID)
	var all []Guardian
	for _, l := range lines {
		g := Guardian{AccountID: l.AccountID, Login: l.Login, Name: l.Name, Phone: l.Phone, Withdrawn: l.WithdrawnAt,
			Disabled: !l.DisabledAt.IsZero(), Given: l.MustChange, SignedIn: l.SignedInAt, Elsewhere: l.Elsewhere}
		if g.Given {
			g.GivenUntil = l.PasswordSetAt.Add(password.GivenLasts)
			g.Expired = now.After(g.GivenUntil)
		}
		all = append(all, g)
	}
	return all, err
}

// Who returns the adult's designation for staff: the name if there is one, and the login.
func (g Guardian) Who() string {
	if g.Name == "" {
		return g.Login
	}
	return g.Name + " (" + g.Login + ")"
}
