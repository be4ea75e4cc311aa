package account

import (
	"context"
	"time"

	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/db"
)

// Security describes how an account signs in, besides its password.
type Security struct {
	Since    time.Time // of the second factor; zero if there is none
	Forced   bool      // it may not be turned off
	Codes    int       // recovery codes that remain
	LastUsed time.Time // when one was last used; zero = never
	Passkeys []PasskeyOf

	Offered  bool      // FranceConnect is offered, and the account has a family
	LinkedAt time.Time // to FranceConnect; zero if it is not linked
}

// PasskeyOf is a passkey of an account.
type PasskeyOf struct {
	ID      int64
	Name    string
	AddedAt time.Time
	UsedAt  time.Time // zero = never
}

// Security returns how the visitor's account signs in.
func (p *Accounts) Security(ctx context.Context, v Visitor) (Security, error) {
	q, issuer := p.DB.Read(), ""
	if p.FranceConnect != nil {
		issuer = p.FranceConnect.Issuer
	}
	state, err := q.Factors(ctx, v.AccountID, issuer)
	if err != nil {
		return Security{}, err
	}
	s := Security{Since: state.Since, Forced: p.needsFactor(v), Codes: state.Codes, LastUsed: state.LastUsed,
		Offered: issuer != "" && v.FamilyID != 0, LinkedAt: state.LinkedAt}
	passkeys, err := q.PasskeysOf(ctx, v.AccountID)
	for _, k := range passkeys {
		one := PasskeyOf{ID: k.ID, Name: k.Name, AddedAt: k.CreatedAt}
		if k.UsedAt != nil {
			one.UsedAt = *k.UsedAt
		}
		s.Passkeys = append(s.Passkeys, one)
	}
	return s, err
}

func noFactor() error {
	return fault.Conflictf("La validation en deux étapes n'est pas activée.")
}

// NewRecoveryCodes replaces all recovery codes of an account, used or not. The new ones are returned only once.
func (p *Accounts) NewRecoveryCodes(ctx context.Context, v Visitor) ([]string, error) {
	if !v.Factor {
		return nil, noFactor()
	}
	return db.InTx(ctx, p.DB, func(ctx context.Context, q db.Q) ([]string, error) {
		codes, err := newCodes(ctx, q, v.AccountID)
		if err != nil {
			return nil, err
		}
		if err := p.journal(ctx, q, v, journal.CodesRenewed, ""); err != nil {
			return nil, err
		}
		return codes, p.queueNotice(ctx, q, v, "Nouveaux codes de secours", "De nouveaux codes de secours ont été "+
			"créés pour votre compte\u00a0; les anciens ne sont plus valables")
	})
}

// DropFactor turns off the second factor of an account; staff may not.
func (p *Accounts) DropFactor(ctx context.Context, v Visitor) error {
	if !v.Factor {
		return noFactor()
	}
	if p.needsFactor(v) {
		return fault.Forbiddenf("La validation en deux étapes est obligatoire pour les comptes de la mairie.")
	}
	return p.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		had, err := q.DropTOTP(ctx, v.AccountID)
		if err != nil || !had {
			return err
		}
		if err := p.journal(ctx, q, v, journal.FactorOff, ""); err != nil {
			return err
		}
		return p.queueNotice(ctx, q, v, "Validation en deux étapes arrêtée", "La validation en deux étapes de votre "+
			"compte a été arrêtée")
	})
}
