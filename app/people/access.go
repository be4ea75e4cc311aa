package people

import (
	"context"
	"strings"

	"cartable/app/desk"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/db"
)

// NewAccess is an account to create for an adult of a family.
type NewAccess struct {
	Name   string // of the adult, as in the letter; empty = the family's own
	Reason string
	Known  int // how many adults the form showed: a form sent twice creates one account
}

// AccessAsked is the family of an adult for whom an account is about to be created.
type AccessAsked struct {
	Family FamilyName
	Known  int // adults with an account
}

// FamilyName is the addressee of a letter to a family.
type FamilyName struct{ Code, Civility, LastName, FirstName string }

// Name returns "MARTIN Claire".
func (f FamilyName) Name() string { return f.LastName + " " + f.FirstName }

// Access returns a family of the structure; NotFound for any other.
func (o *People) Access(ctx context.Context, d desk.Actor, code string) (AccessAsked, error) {
	q := o.DB.Read()
	family, err := desk.LiveFamilyOf(ctx, q, d, code)
	if err != nil {
		return AccessAsked{}, err
	}
	all, err := desk.GuardiansOf(ctx, q, family.ID, o.Now())
	return AccessAsked{FamilyName{family.Code, family.Civility, family.LastName, family.FirstName}, len(all)}, err
}

// GiveAccess creates an account for an adult of a family. The login is drawn by rule, the password at random, and the
// letter is the only place that contains it.
func (o *People) GiveAccess(ctx context.Context, d desk.Actor, code string, n NewAccess) (Letter, error) {
	n.Name = strings.Join(strings.Fields(n.Name), " ")
	reason, why := journal.Reason(n.Reason)
	if why == nil && len(n.Name) > desk.LongestAdult {
		why = fault.Invalidf("nom", "Ce nom est trop long.")
	}
	c, err := o.Town(ctx, o.DB.Read(), d)
	if err != nil {
		return Letter{}, err
	}
	var letter Letter
	err = o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		family, err := desk.FamilyOf(ctx, q, d, code)
		if err != nil {
			return err
		}
		if why != nil {
			return why
		}
		if err := q.LockFamily(ctx, family.ID); err != nil {
			return err
		}
		if family, err = desk.LiveFamilyOf(ctx, q, d, code); err != nil { // locked: it may just be archived
			return err
		}
		known, err := q.GuardiansOf(ctx, family.ID)
		if err != nil {
			return err
		}
		if len(known) != n.Known {
			return fault.Conflictf("Un accès vient d'être créé pour cette famille. Revenez à sa page avant d'en " +
				"créer un autre.")
		}
		letter, err = o.openAccess(ctx, q, d, c.Structure.Name, family, desk.NewAdult{Name: n.Name}, reason)
		return err
	})
	return letter, err
}

// openAccess creates an account for an adult of a family, in a transaction, and returns the letter about it.
func (o *People) openAccess(ctx context.Context, q db.Q, d desk.Actor, structure string, family db.Family,
	adult desk.NewAdult, reason string) (Letter, error) {
	letter := o.letterTo(structure, lineOf(family), adult.Name)
	logins, err := drawLogins(ctx, q, []string{family.LastName})
	if err != nil {
		return letter, err
	}
	letter.Login, letter.Password = logins[0], desk.DrawPassword()
	account, err := o.newAccount(letter.Login, letter.Password)
	if err != nil {
		return letter, err
	}
	if err := q.AddAccount(ctx, &account); err != nil {
		return letter, err
	}
	if err := q.NameGuardian(ctx, account.ID, family.ID, adult.Name); err != nil {
		return letter, err
	}
	if adult.Phone != "" {
		if err := q.CallGuardian(ctx, account.ID, family.ID, adult.Phone); err != nil {
			return letter, err
		}
	}
	return letter, q.AddJournal(ctx, o.Entry(d, journal.GuardianAdded, family.ID,
		desk.Guardian{Login: letter.Login, Name: adult.Name}.Who(), "", "accès ouvert", reason))
}

// Opening opens an access for each adult of a family that another desk is storing, in its transaction, and keeps the
// letters about them.
func (o *People) Opening(ctx context.Context, d desk.Actor, adults []desk.NewAdult, why string) (letters *[]Letter,
	open func(context.Context, db.Q, db.Family) error, err error) {
	c, err := o.Town(ctx, o.DB.Read(), d)
	if err != nil {
		return nil, nil, err
	}
	letters = new([]Letter)
	return letters, func(ctx context.Context, q db.Q, family db.Family) error {
		reason, err := journal.Reason(why)
		if err != nil {
			return err
		}
		*letters = nil // a transaction that is made again
		for _, one := range adults {
			if len(one.Name) > desk.LongestAdult {
				one.Name = ""
			}
			letter, err := o.openAccess(ctx, q, d, c.Structure.Name, family, one, reason)
			if err != nil {
				return err
			}
			*letters = append(*letters, letter)
		}
		return nil
	}, nil
}

// GivePassword draws a new first password for an adult of a family. The old password and all open sessions end.
func (o *People) GivePassword(ctx context.Context, d desk.Actor, code string, accountID int64,
	reason string) (Letter, error) {
	c, err := o.Town(ctx, o.DB.Read(), d)
	if err != nil {
		return Letter{}, err
	}
	var letter Letter
	err = o.changeGuardian(ctx, d, code, accountID, reason, func(ctx context.Context, q db.Q, family db.Family, who,
		reason string) error {
		if letter, err = o.givePassword(ctx, q, c.Structure.Name, family, accountID); err != nil {
			return err
		}
		return q.AddJournal(ctx, o.Entry(d, journal.PasswordGiven, family.ID, who, "",
			"mot de passe provisoire, sessions fermées", reason))
	})
	return letter, err
}

// givePassword sets a random password on the account of an adult of a family, and returns the letter that contains it.
func (o *People) givePassword(ctx context.Context, q db.Q, structure string, family db.Family,
	accountID int64) (Letter, error) {
	all, err := q.GuardiansOf(ctx, family.ID)
	if err != nil {
		return Letter{}, err
	}
	var letter Letter
	for _, g := range all {
		if g.AccountID != accountID {
			continue
		}
		switch {
		case g.Elsewhere:
			return Letter{}, elsewhere()
		case !g.WithdrawnAt.IsZero() || !g.DisabledAt.IsZero():
			return Letter{}, fault.Conflictf("L'accès de cet adulte est retiré : un nouveau mot de passe serait " +
				"inutile. Rendez-lui d'abord ses droits.")
		}
		letter = o.letterTo(structure, lineOf(family), g.Name)
		letter.Login = g.Login
	}
	letter.Password, err = o.drawInto(ctx, q, accountID)
	return letter, err
}

// drawInto replaces the password of an account and signs it out everywhere.
func (o *People) drawInto(ctx context.Context, q db.Q, accountID int64) (password string, err error) {
	password = desk.DrawPassword()
	hash, err := o.HashDrawn(password)
	if err != nil {
		return "", err
	}
	if err := q.SetPasswordHash(ctx, accountID, hash, o.Now(), true); err != nil {
		return "", err
	}
	return password, q.EndSessions(ctx, accountID)
}

func lineOf(f db.Family) db.FamilyLine {
	return db.FamilyLine{ID: f.ID, Code: f.Code, Civility: f.Civility, LastName: f.LastName, FirstName: f.FirstName,
		Address: f.Address}
}
