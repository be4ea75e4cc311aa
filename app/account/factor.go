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

// Lack is what a session lacks of its second factor before it opens anything at all.
type Lack string

// What may lack.
const (
	Nothing   Lack = ""
	LacksCode Lack = "code" // the account has a second factor, and this session has not passed it
	LacksTOTP Lack = "key"  // the account works for the town, and has none yet
)

// Lacks tells what a session lacks. Who works for the town needs a second factor; families may have one. A given password
// is changed before a first second factor is made, and after one that exists is passed.
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

// needsFactor tells whether an account may not do without.
func (p *Accounts) needsFactor(v Visitor) bool { return v.Staff && !p.FactorOptional }

// EnterCode passes the second factor with a code of the telephone. The session gets another name: its token is returned.
// Invalid when the code is wrong, was used, or the account has to wait.
func (p *Accounts) EnterCode(ctx context.Context, v Visitor, typed string) (token string, err error) {
	err = p.attempt(ctx, v, seclog.FactorPassed, "code", "Ce code n'est pas le bon, ou il a déjà servi. Attendez le suivant et saisissez-le.", func(ctx context.Context) (bool, error) {
		return p.spend(ctx, v.AccountID, typed, func(ctx context.Context, q db.Q) (err error) {
			token, err = p.renew(ctx, q, v, "code du téléphone")
			return err
		})
	})
	return token, err
}

// EnterRecoveryCode passes the second factor with a code that was written down; it works once, and a message says so.
func (p *Accounts) EnterRecoveryCode(ctx context.Context, v Visitor, typed string) (token string, err error) {
	err = p.attempt(ctx, v, seclog.FactorPassed, "code_secours", "Ce code de secours n'est pas l'un des vôtres, ou il a déjà servi.", func(ctx context.Context) (ok bool, err error) {
		code, shaped := factor.CleanRecovery(typed)
		if !shaped {
			return false, nil
		}
		err = p.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
			if ok, err = q.SpendRecoveryCode(ctx, v.AccountID, recoveryHash(v.AccountID, code), p.Now()); err != nil || !ok {
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

// spend checks a code of the telephone and uses it up with what then is done, in one transaction. False when it is wrong
// or was used, also by somebody who was quicker.
func (p *Accounts) spend(ctx context.Context, accountID int64, typed string, then func(ctx context.Context, q db.Q) error) (ok bool, err error) {
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

// attempt bounds how often an account may be wrong. A try is counted, and committed, before it is made: a hundred at
// once are a hundred. done is what the log says of a try that is right, wrong the sentence for one that is not.
func (p *Accounts) attempt(ctx context.Context, v Visitor, done seclog.Event, field, wrong string, right func(ctx context.Context) (bool, error)) error {
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

// byField are the ways of an attempt in the log, by the field of its form.
var byField = map[string]string{"code": "code", "code_secours": "recovery code", "preuve": "password or code"}

// renew gives a session that has just passed its second factor another name, and ends the one before. by is how, in words: a
// sign-in of staff is complete then.
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

// journal writes a line of the journal about the visitor's own account.
func (p *Accounts) journal(ctx context.Context, q db.Q, v Visitor, action journal.Action, became string) error {
	return q.AddJournal(ctx, db.JournalEntry{At: p.Now().UTC(), AccountID: v.AccountID, StructureID: v.StructureID, Action: action,
		Subject: "Compte " + v.Login, Became: became})
}
