package people

import (
	"context"
	"strings"

	"cartable/app/desk"
	"cartable/app/domain/access"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/db"
)

// NewAccount is an account to create, or a role to add to an existing one.
type NewAccount struct {
	Login     string
	Role      string
	Structure string // code
	Family    string // code, for a guardian
}

// AddAccount creates an account with a random password, to be changed at the first sign-in, or adds a role to an
// existing account; the password is then empty. It is called from a shell, which has all rights.
func (o *People) AddAccount(ctx context.Context, n NewAccount) (password string, err error) {
	login := strings.ToLower(strings.TrimSpace(n.Login))
	if login == "" {
		return "", fault.Invalidf("login", "Un identifiant est attendu.")
	}
	err = o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		structureID, familyID, err := q.PlaceByCode(ctx, n.Structure, n.Family)
		if err != nil {
			return err
		}
		if structureID == 0 {
			return fault.Invalidf("structure", "La structure « %s » n'existe pas.", n.Structure)
		}
		if n.Role == string(access.Guardian) && familyID == 0 {
			return fault.Invalidf("family", "La famille « %s » n'existe pas dans cette structure.", n.Family)
		}
		account, found, err := q.AccountByLogin(ctx, login)
		if err != nil {
			return err
		}
		password = ""
		if !found {
			password = desk.DrawPassword()
			if account, err = o.newAccount(login, password); err != nil {
				return err
			}
			if err := q.AddAccount(ctx, &account); err != nil {
				return err
			}
		}
		shell := desk.Actor{StructureID: structureID, Origin: desk.FromCommand}
		if n.Role == string(access.Guardian) {
			if err := q.AddGuardian(ctx, account.ID, familyID); err != nil {
				return err
			}
			return q.AddJournal(ctx, o.Entry(shell, journal.GuardianAdded, familyID, login, "", "accès ouvert", ""))
		}
		if err := q.AddStaff(ctx, account.ID, structureID, n.Role); err != nil {
			return err
		}
		return q.AddJournal(ctx, o.Entry(shell, journal.StaffAdded, 0, login, "",
			RoleWords([]access.Role{access.Role(n.Role)}), ""))
	})
	return password, err
}

func (o *People) newAccount(login, password string) (db.Account, error) {
	hash, err := o.HashDrawn(password)
	now := o.Now()
	return db.Account{Login: login, PasswordHash: hash, PasswordSetAt: now, MustChange: true, CreatedAt: now}, err
}

// DrawPassword replaces the password of an account by a random one, and signs it out everywhere. It is called from a
// shell.
func (o *People) DrawPassword(ctx context.Context, login string) (string, error) {
	return db.InTx(ctx, o.DB, func(ctx context.Context, q db.Q) (string, error) {
		account, found, err := q.AccountByLogin(ctx, strings.ToLower(strings.TrimSpace(login)))
		if err != nil {
			return "", err
		}
		if !found {
			return "", fault.NotFoundf("Le compte « %s » n'existe pas.", login)
		}
		password, err := o.drawInto(ctx, q, account.ID)
		if err != nil {
			return "", err
		}
		ties, err := q.PlacesOf(ctx, account.ID)
		var lines []db.JournalEntry
		for _, t := range ties { // noted in the journal of every place that the account can open
			lines = append(lines, o.Entry(desk.Actor{StructureID: t.StructureID, Origin: desk.FromCommand},
				journal.PasswordGiven, t.FamilyID, account.Login, "",
				"mot de passe provisoire, sessions fermées", ""))
		}
		if err != nil {
			return "", err
		}
		return password, q.AddJournal(ctx, lines...)
	})
}

// Shell returns the actor for a command typed in a shell for a structure; NotFound if no structure has the code.
func (o *People) Shell(ctx context.Context, structure string) (desk.Actor, error) {
	id, _, err := o.DB.Read().PlaceByCode(ctx, structure, "")
	if err == nil && id == 0 {
		err = fault.NotFoundf("La structure « %s » n'existe pas.", structure)
	}
	return desk.Actor{StructureID: id, Origin: desk.FromCommand}, err
}

// everywhere returns the journal entries about a command that affects the whole town: one for each structure.
func (o *People) everywhere(ctx context.Context, q db.Q, action journal.Action, subject, was, became,
	reason string) ([]db.JournalEntry, error) {
	ids, err := q.StructureIDs(ctx)
	var lines []db.JournalEntry
	for _, id := range ids {
		lines = append(lines, o.Entry(desk.Actor{StructureID: id, Origin: desk.FromCommand}, action, 0, subject, was,
			became, reason))
	}
	return lines, err
}

// ClockLines returns the journal entries about a change of the clock: the caller passes them to the clock.
func (o *People) ClockLines(ctx context.Context, was, became string) ([]db.JournalEntry, error) {
	return o.everywhere(ctx, o.DB.Read(), journal.ClockSet, "Horloge", was, became, "")
}
