package office

import (
	"context"
	"time"

	"cartable/app/domain/password"
	"cartable/db"
)

// Email is an address of a family: the first gets payment tickets.
type Email struct {
	Address   string
	Confirmed bool
	Bounced   time.Time // zero: mail arrives
}

// Guardian is an adult of a family.
type Guardian struct {
	AccountID   int64
	Login, Name string
	Withdrawn   time.Time // zero: the rights stand
	Disabled    bool
	Given       bool      // the password is still the one that was given
	GivenUntil  time.Time // and works until then
	Expired     bool      // it no longer does
	SignedIn    time.Time // zero: never
	Elsewhere   bool      // the account serves another structure too: its password is not this one's to give
}

// guardiansOf lists the adults of a family, with where the right of each stands at an instant.
func guardiansOf(ctx context.Context, q db.Q, familyID int64, now time.Time) ([]Guardian, error) {
	lines, err := q.GuardiansOf(ctx, familyID)
	var all []Guardian
	for _, l := range lines {
		g := Guardian{AccountID: l.AccountID, Login: l.Login, Name: l.Name, Withdrawn: l.WithdrawnAt, Disabled: !l.DisabledAt.IsZero(),
			Given: l.MustChange, SignedIn: l.SignedInAt, Elsewhere: l.Elsewhere}
		if g.Given {
			g.GivenUntil = l.PasswordSetAt.Add(password.GivenLasts)
			g.Expired = now.After(g.GivenUntil)
		}
		all = append(all, g)
	}
	return all, err
}

// GuardianPage is one adult of a family, before something is done about the account.
type GuardianPage struct {
	FamilyCode, Family string
	Guardian
	Reachable []string // addresses to which a password may be mailed
	Others    int      // adults of the family who may sign in beside this one
}

// Guardian shows an adult of a family of the structure; NotFound for any other.
func (o *Office) Guardian(ctx context.Context, d Desk, code string, accountID int64) (GuardianPage, error) {
	q := o.DB.Read()
	family, err := familyOf(ctx, q, d, code)
	if err != nil {
		return GuardianPage{}, err
	}
	all, err := guardiansOf(ctx, q, family.ID, o.Now())
	if err != nil {
		return GuardianPage{}, err
	}
	page, found := GuardianPage{FamilyCode: family.Code, Family: family.LastName + " " + family.FirstName}, false
	for _, g := range all {
		switch {
		case g.AccountID == accountID:
			page.Guardian, found = g, true
		case g.Withdrawn.IsZero() && !g.Disabled:
			page.Others++
		}
	}
	if !found {
		return GuardianPage{}, notHere()
	}
	addresses, err := q.AddressesOf(ctx, family.ID)
	for _, one := range addresses {
		if reachable(addresses, one.Address) {
			page.Reachable = append(page.Reachable, one.Address)
		}
	}
	if err != nil {
		return GuardianPage{}, err
	}
	return page, nil
}

// Who is the adult as staff name them: the name if there is one, and the login.
func (g Guardian) Who() string {
	if g.Name == "" {
		return g.Login
	}
	return g.Name + " (" + g.Login + ")"
}
