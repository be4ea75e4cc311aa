package people

import (
	"context"
	"strconv"
	"strings"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/db"
)

// Sessions can be ended by others (ASVS 7.4.5): a phone was lost, a password was seen, something looks wrong. The next
// click leads to the sign-in page; open calendars end within seconds. Passwords and rights do not change.

const signedOut = "connexions fermées"

// signOut ends the sessions of an account, and makes the browsers that it has used unknown.
func signOut(ctx context.Context, q db.Q, accountID int64) error {
	if err := q.EndSessions(ctx, accountID); err != nil {
		return err
	}
	return q.ForgetDevices(ctx, accountID)
}

// SignOutStaff ends all sessions of an account of the structure's staff, including those for other structures or
// families.
func (o *People) SignOutStaff(ctx context.Context, d desk.Actor, accountID int64, reason string) error {
	return o.changeStaff(ctx, d, accountID, reason, func(ctx context.Context, q db.Q, was StaffRow,
		reason string) error {
		if was.Self {
			return fault.Conflictf("Vos propres connexions se ferment depuis votre profil.")
		}
		if err := signOut(ctx, q, accountID); err != nil {
			return err
		}
		return q.AddJournal(ctx, o.Entry(d, journal.SessionsEnded, 0, was.Login, "", signedOut, reason))
	})
}

// SignOutGuardian ends all sessions of an adult of a family.
func (o *People) SignOutGuardian(ctx context.Context, d desk.Actor, code string, accountID int64, reason string) error {
	return o.changeGuardian(ctx, d, code, accountID, reason, func(ctx context.Context, q db.Q, family db.Family,
		who string, reason string) error {
		if err := signOut(ctx, q, accountID); err != nil {
			return err
		}
		return q.AddJournal(ctx, o.Entry(d, journal.SessionsEnded, family.ID, who, "", signedOut, reason))
	})
}

// SessionsOpen counts the sessions that SignOutAll would end.
func (o *People) SessionsOpen(ctx context.Context, d desk.Actor) (int, error) {
	return o.DB.Read().SessionsAt(ctx, d.StructureID, d.AccountID, time.Now())
}

// SignOutAll ends the sessions of all users with a role or a family in the structure, except those of the caller.
func (o *People) SignOutAll(ctx context.Context, d desk.Actor, reason string) error {
	reason, err := journal.Reason(reason)
	if err != nil {
		return err
	}
	return o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		n, err := q.EndSessionsAt(ctx, d.StructureID, d.AccountID)
		if err != nil {
			return err
		}
		return q.AddJournal(ctx, o.Entry(d, journal.AllSessionsEnded, 0, "Toute la structure", "", howMany(n), reason))
	})
}

// SignOutByLogin ends the sessions of an account from a shell, and notes it in the journal of every place that the
// account can open.
func (o *People) SignOutByLogin(ctx context.Context, login, reason string) error {
	reason, err := journal.Reason(reason)
	if err != nil {
		return err
	}
	return o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		account, found, err := q.AccountByLogin(ctx, strings.ToLower(strings.TrimSpace(login)))
		if err != nil {
			return err
		}
		if !found {
			return fault.NotFoundf("Le compte «\u00a0%s\u00a0» n'existe pas.", login)
		}
		if err := signOut(ctx, q, account.ID); err != nil {
			return err
		}
		ties, err := q.PlacesOf(ctx, account.ID)
		var lines []db.JournalEntry
		for _, t := range ties {
			lines = append(lines, o.Entry(desk.Actor{StructureID: t.StructureID, Origin: desk.FromCommand},
				journal.SessionsEnded, t.FamilyID, account.Login, "", signedOut, reason))
		}
		if err != nil {
			return err
		}
		return q.AddJournal(ctx, lines...)
	})
}

// SignOutEverybody ends all sessions of all structures, from a shell, and returns how many there were.
func (o *People) SignOutEverybody(ctx context.Context, reason string) (int64, error) {
	reason, err := journal.Reason(reason)
	if err != nil {
		return 0, err
	}
	return db.InTx(ctx, o.DB, func(ctx context.Context, q db.Q) (int64, error) {
		n, err := q.EndSessionsAt(ctx, 0, 0)
		if err != nil {
			return 0, err
		}
		lines, err := o.everywhere(ctx, q, journal.AllSessionsEnded, "Toutes les structures", "", howMany(n), reason)
		if err != nil {
			return 0, err
		}
		return n, q.AddJournal(ctx, lines...)
	})
}

func howMany(n int64) string {
	if n < 2 {
		return strconv.FormatInt(n, 10) + " connexion fermée"
	}
	return strconv.FormatInt(n, 10) + " connexions fermées"
}
