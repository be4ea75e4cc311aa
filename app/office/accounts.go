package office

import (
	"context"
	"strings"

	"cartable/app/domain/access"
	"cartable/app/domain/fault"
	"cartable/db"
)

// NewAccount is an account to make, or a role to add to one.
type NewAccount struct {
	Login     string
	Role      string
	Structure string // code
	Family    string // code, for a guardian
}

// AddAccount makes an account with a password drawn at random, to be changed at the first sign-in, or adds a
// role to an account that exists; the password is then empty.
func (o *Office) AddAccount(ctx context.Context, n NewAccount) (password string, err error) {
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
			password = drawPassword()
			if account, err = o.newAccount(login, password); err != nil {
				return err
			}
			if err := q.AddAccount(ctx, &account); err != nil {
				return err
			}
		}
		if n.Role == string(access.Guardian) {
			return q.AddGuardian(ctx, account.ID, familyID)
		}
		return q.AddStaff(ctx, account.ID, structureID, n.Role)
	})
	return password, err
}

func (o *Office) newAccount(login, password string) (db.Account, error) {
	hash, err := o.HashDrawn(password)
	now := o.Now()
	return db.Account{Login: login, PasswordHash: hash, PasswordSetAt: now, MustChange: true, CreatedAt: now}, err
}

// DrawPassword replaces the password of an account by one drawn at random, and signs it out everywhere.
func (o *Office) DrawPassword(ctx context.Context, login string) (password string, err error) {
	password = drawPassword()
	hash, err := o.HashDrawn(password)
	if err != nil {
		return "", err
	}
	err = o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		account, found, err := q.AccountByLogin(ctx, strings.ToLower(strings.TrimSpace(login)))
		if err != nil {
			return err
		}
		if !found {
			return fault.NotFoundf("Le compte « %s » n'existe pas.", login)
		}
		if err := q.SetPasswordHash(ctx, account.ID, hash, o.Now(), true); err != nil {
			return err
		}
		return q.EndSessions(ctx, account.ID)
	})
	return password, err
}
