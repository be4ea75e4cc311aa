package account

import (
	"context"
	"log/slog"
	"time"

	"cartable/app/domain/factor"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/patience"
	"cartable/app/seclog"
	"cartable/db"
)

// Lack is the part of the second factor that a session lacks; until it is provided, the session opens nothing.
type Lack string

// The values of Lack.
const (
	Nothing   Lack = ""
	LacksCode Lack = "code" // the account has a second factor, and this session has not passed it
	LacksTOTP Lack = "key"  // the account is a staff account and has no second factor yet
)

// Lacks returns what a session lacks. Staff need a second factor; for families it is optional. A password given by the
// town hall is changed before a first second factor is set up, and after an existing one is passed.
func (p *Accounts) Lacks(v Visitor) Lack {
	switch {
	case !v.FactorAt.IsZero():
		return Nothing
	case v.Factor:
		return LacksCode
	case p.needsFactor(v) && !v.MustChange:
		return LacksTOTP
	}
	return Nothing
}

// needsFactor reports whether a second factor is mandatory for an account.
func (p *Accounts) needsFactor(v Visitor) bool { return v.Staff && !p.FactorOptional }

// EnterCode passes the second factor with a TOTP code. The session is renamed, and its new token is returned. It
// returns Invalid if the code is wrong or was used, or if the account has to wait.
func (p *Accounts) EnterCode(ctx context.Context, v Visitor, typed string) (token string, err error) {
	err = p.attempt(ctx, v, seclog.FactorPassed, "code", "Ce code est faux, ou il a déjà été utilisé. Attendez le "+
		"suivant et saisissez-le.", func(ctx context.Context) (bool, error) {
		return p.spend(ctx, v.AccountID, typed, func(ctx context.Context, q db.Q) (err error) {
			token, err = p.renew(ctx, q, v, "code du téléphone")
			return err
		})
	})
	return token, err
}

// EnterRecoveryCode passes the second factor with a recovery code. A code works once, and a message reports its use.
func (p *Accounts) EnterRecoveryCode(ctx context.Context, v Visitor, typed string) (token string, err error) {
	err = p.attempt(ctx, v, seclog.FactorPassed, "code_secours", "Ce code de secours est faux, ou il a déjà été "+
		"utilisé.", func(ctx context.Context) (ok bool, err error) {
		code, shaped := factor.CleanRecovery(typed)
		if !shaped {
			return false, nil
		}
		err = p.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
			if ok, err = q.SpendRecoveryCode(ctx, v.AccountID, recoveryHash(v.AccountID, code), p.Now()); err != nil ||
				!ok {
				return err
			}
			state, err := q.Factors(ctx, v.AccountID, "")
			if err != nil {
				return err
			}
			if err := p.journal(ctx, q, v, journal.CodeUsed, ""); err != nil {
				return err
			}
			if err := p.queueCodeUsedNotice(ctx, q, v, state.Codes); err != nil {
				return err
			}
			token, err = p.renew(ctx, q, v, "code de secours")
			return err
		})
		return ok, err
	})
	return token, err
}

// spend checks a TOTP code, marks it as used and runs the given function, in one transaction. It returns false if the
// code is wrong or was used, even by a concurrent request.
func (p *Accounts) spend(ctx context.Context, accountID int64, typed string,
	then func(ctx context.Context, q db.Q) error) (ok bool, err error) {
	code, shaped := factor.Code(typed)
	if !shaped {
		return false, nil
	}
	err = p.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		ok = false
		sealed, last, found, err := q.TOTP(ctx, accountID)
		if err != nil || !found {
			return err
		}
		secret, err := p.openTOTPSecret(sealed)
		if err != nil {
			return err
		}
		step, right := stepOf(code, secret, time.Now(), last)
		if !right {
			return nil
		}
		if ok, err = q.SpendStep(ctx, accountID, step); err != nil || !ok || then == nil {
			return err
		}
		return then(ctx, q)
	})
	return ok, err
}

// attempt limits the failed attempts of an account. An attempt is counted, and committed, before it is made, so that a
// hundred concurrent attempts count as a hundred. done is the log entry of a successful attempt, wrong the message for
// a failed one.
func (p *Accounts) attempt(ctx context.Context, v Visitor, done seclog.Event, field, wrong string,
	right func(ctx context.Context) (bool, error)) error {
	now := time.Now()
	var wait time.Duration
	err := p.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		wait = 0
		count, until, ok, err := q.CountTry(ctx, v.AccountID, now)
		if err != nil {
			return err
		}
		if !ok {
			wait = until.Sub(now)
			return nil
		}
		hold := factor.Wait(count)
		if hold == 0 {
			return nil
		}
		if count == factor.Free+1 {
			if err := p.journal(ctx, q, v, journal.FactorHeld, ""); err != nil {
				return err
			}
		}
		return q.HoldTries(ctx, v.AccountID, now.Add(hold))
	})
	if err != nil {
		return err
	}
	if wait > 0 {
		return fault.Invalidf(field, "Trop d'essais. Attendez %s, puis recommencez.", patience.InWords(wait))
	}
	ok, err := right(ctx)
	if err != nil {
		return err
	}
	by := slog.String("by", byField[field])
	if !ok {
		refused := seclog.ProofRefused
		if done == seclog.FactorPassed {
			refused = seclog.FactorRefused
		}
		seclog.Log(ctx, refused, by)
		return fault.Invalidf(field, "%s", wrong)
	}
	seclog.Log(ctx, done, by)
	return p.DB.Write().ForgetTries(ctx, v.AccountID)
}

// byField maps the field of a form to the method of an attempt in the log.
var byField = map[string]string{"code": "code", "code_secours": "recovery code", "preuve": "password or code"}

// renew renames a session that has just passed its second factor, and ends the previous one. by is the method, in
// words: for staff, the sign-in is now complete.
func (p *Accounts) renew(ctx context.Context, q db.Q, v Visitor, by string) (token string, err error) {
	if v.Staff && v.FactorAt.IsZero() {
		roles, err := q.RolesOf(ctx, v.AccountID)
		if err != nil {
			return "", err
		}
		if err := p.journalOpened(ctx, q, db.Account{ID: v.AccountID, Login: v.Login}, roles, by); err != nil {
			return "", err
		}
	}
	v.FactorAt = time.Now()
	token, session := sessionLike(v)
	if session.IDToken, err = q.IDTokenOf(ctx, v.SessionID); err != nil {
		return "", err
	}
	if err := q.EndSession(ctx, v.SessionID); err != nil {
		return "", err
	}
	return token, q.AddSession(ctx, &session)
}

// journal writes a journal entry about the visitor's own account.
func (p *Accounts) journal(ctx context.Context, q db.Q, v Visitor, action journal.Action, became string) error {
	return q.AddJournal(ctx, db.JournalEntry{At: p.Now().UTC(), AccountID: v.AccountID, StructureID: v.StructureID,
		Action:  action,
		Subject: "Compte " + v.Login, Became: became})
}
