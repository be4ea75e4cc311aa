package people

import (
	"context"

	"cartable/app/desk"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/db"
)

// WithdrawGuardian ends the rights of an adult over a family, from the next click on: pages, fragments, streams,
// private calendar, exports. Drafts are emptied; bookings stay. Nobody is notified by mail: the family's addresses
// belong to all of its adults.
func (o *People) WithdrawGuardian(ctx context.Context, d desk.Actor, code string, accountID int64,
	reason string) error {
	return o.changeGuardian(ctx, d, code, accountID, reason, func(ctx context.Context, q db.Q, family db.Family,
		who string, reason string) error {
		ok, err := q.WithdrawGuardian(ctx, accountID, family.ID, o.Now())
		if err == nil && !ok { // of an archived file: reopening it does not give the right back
			ok, err = q.WithdrawForGood(ctx, accountID, family.ID, o.Now())
		}
		if err != nil || !ok { // already withdrawn: the same request sent twice
			return err
		}
		return q.AddJournal(ctx, o.Entry(d, journal.GuardianWithdrawn, family.ID, who, "accès ouvert", "accès retiré",
			reason))
	})
}

// RestoreGuardian restores the rights.
func (o *People) RestoreGuardian(ctx context.Context, d desk.Actor, code string, accountID int64, reason string) error {
	return o.changeGuardian(ctx, d, code, accountID, reason, func(ctx context.Context, q db.Q, family db.Family,
		who string, reason string) error {
		if err := desk.Live(family); err != nil {
			return err
		}
		ok, err := q.RestoreGuardian(ctx, accountID, family.ID)
		if err != nil || !ok {
			return err
		}
		return q.AddJournal(ctx, o.Entry(d, journal.GuardianRestored, family.ID, who, "accès retiré", "accès ouvert",
			reason))
	})
}

// changeGuardian locks a family while one of its adults changes.
func (o *People) changeGuardian(ctx context.Context, d desk.Actor, code string, accountID int64, reason string,
	change func(ctx context.Context, q db.Q, family db.Family, who, reason string) error) error {
	reason, why := journal.Reason(reason)
	return o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		family, err := desk.FamilyOf(ctx, q, d, code)
		if err != nil {
			return err
		}
		if err := q.LockFamily(ctx, family.ID); err != nil {
			return err
		}
		if family, err = desk.FamilyOf(ctx, q, d, code); err != nil { // again, locked
			return err
		}
		all, err := desk.GuardiansOf(ctx, q, family.ID, o.Now())
		if err != nil {
			return err
		}
		for _, g := range all {
			if g.AccountID == accountID {
				if why != nil { // a foreign id stays unknown, whatever else is wrong
					return why
				}
				return change(ctx, q, family, g.Who(), reason)
			}
		}
		return desk.NotHere()
	})
}

// elsewhere refuses to change the password of an account that serves other structures, or of a staff account: anybody
// who could change it could sign in there.
func elsewhere() error {
	return fault.Conflictf("Ce compte est aussi utilisé ailleurs, ou appartient à un agent. Pour le mot de passe, " +
		"utilisez « mot de passe oublié ».")
}

// GuardianPage is one adult of a family, shown before an action on the account.
type GuardianPage struct {
	FamilyCode, Family string
	desk.Guardian
	Reachable []string       // addresses to which a password may be mailed
	Others    int            // other adults of the family who may sign in
	Elsewhere []db.OtherHome // other homes of the children in which this adult acts
	Archived  error          // that the family is archived: nobody gets a right there; nil: it is not
}

// Guardian returns an adult of a family of the structure; NotFound for any other.
func (o *People) Guardian(ctx context.Context, d desk.Actor, code string, accountID int64) (GuardianPage, error) {
	q := o.DB.Read()
	family, err := desk.FamilyOf(ctx, q, d, code)
	if err != nil {
		return GuardianPage{}, err
	}
	all, err := desk.GuardiansOf(ctx, q, family.ID, o.Now())
	if err != nil {
		return GuardianPage{}, err
	}
	page, found := GuardianPage{FamilyCode: family.Code, Family: family.LastName + " " + family.FirstName,
		Archived: desk.Live(family)}, false
	for _, g := range all {
		switch {
		case g.AccountID == accountID:
			page.Guardian, found = g, true
		case g.Withdrawn.IsZero() && !g.Disabled:
			page.Others++
		}
	}
	if !found {
		return GuardianPage{}, desk.NotHere()
	}
	if page.Elsewhere, err = q.OtherHomesOf(ctx, family.ID, accountID); err != nil {
		return GuardianPage{}, err
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
