package people

import (
	"context"
	"strings"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/db"
)

// AccountFactor is the second factor of an account, as shown to an administrator of a structure that it belongs to.
type AccountFactor struct {
	ID       int64
	Login    string
	Since    time.Time // zero if it has none
	Codes    int       // recovery codes that remain
	Passkeys int
	Own      bool   // it is the administrator's own
	Reason   string // as typed, after a refusal
}

// AccountFactor returns the second factor of an account; NotFound for an account without a role or a family here.
func (o *People) AccountFactor(ctx context.Context, d desk.Actor, accountID int64) (AccountFactor, error) {
	q := o.DB.Read()
	login, found, err := q.LoginAt(ctx, d.StructureID, accountID)
	if err != nil {
		return AccountFactor{}, err
	}
	if !found {
		return AccountFactor{}, desk.NotHere()
	}
	state, err := q.Factors(ctx, accountID, "")
	if err != nil {
		return AccountFactor{}, err
	}
	passkeys, err := q.PasskeysOf(ctx, accountID)
	return AccountFactor{ID: accountID, Login: login, Since: state.Since, Codes: state.Codes, Passkeys: len(passkeys),
		Own: d.AccountID == accountID}, err
}

// ResetFactor removes the second factor of a user who has lost theirs: TOTP, recovery codes and passkeys. Their
// sessions end; at the next sign-in, staff set up a new one. A reason is required, and stored. Nobody can reset their
// own: a password alone would then be enough.
func (o *People) ResetFactor(ctx context.Context, d desk.Actor, accountID int64, reason string) error {
	one, err := o.AccountFactor(ctx, d, accountID)
	if err != nil {
		return err
	}
	if one.Own {
		return fault.Invalidf("motif", "Un autre administrateur doit le faire pour vous. Vos codes de secours "+
			"permettent aussi de vous connecter.")
	}
	if reason, err = journal.Reason(reason); err != nil {
		return err
	}
	return o.resetFactor(ctx, one.Login, accountID, o.Entry(d, journal.FactorReset, 0, "", "", "", reason))
}

// ResetFactorByLogin does the same from a shell, for an administrator who has no colleague.
func (o *People) ResetFactorByLogin(ctx context.Context, login, reason string) error {
	account, found, err := o.DB.Read().AccountByLogin(ctx, strings.ToLower(strings.TrimSpace(login)))
	if err != nil {
		return err
	}
	if !found {
		return fault.NotFoundf("Le compte «\u00a0%s\u00a0» n'existe pas.", login)
	}
	if reason, err = journal.Reason(reason); err != nil {
		return err
	}
	return o.resetFactor(ctx, account.Login, account.ID, db.JournalEntry{Reason: reason, Origin: "shell"})
}

func (o *People) resetFactor(ctx context.Context, login string, accountID int64, line db.JournalEntry) error {
	return o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		if _, err := q.DropTOTP(ctx, accountID); err != nil {
			return err
		}
		if _, err := q.DropPasskeys(ctx, accountID); err != nil {
			return err
		}
		if err := q.ForgetTries(ctx, accountID); err != nil {
			return err
		}
		if err := q.EndSessions(ctx, accountID); err != nil {
			return err
		}
		line.At, line.Action, line.Subject = o.Now().UTC(), journal.FactorReset, "Compte "+login
		if err := q.AddJournal(ctx, line); err != nil {
			return err
		}
		_, err := q.AddNotice(ctx, db.Notice{AccountID: accountID, Kind: "security",
			Subject: "Vos codes de validation ont été réinitialisés", At: o.Now(),
			Body: "Bonjour,\n\nLa mairie a réinitialisé la validation en deux étapes et les clés d'accès de votre " +
				"compte du portail famille.\n\n" +
				"Si vous ne l'avez pas demandé, prévenez-la sans attendre.\n"})
		return err
	})
}
