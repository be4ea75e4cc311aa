package db

import (
	"context"
	"time"
)

// TOTP reads the sealed key of an account and the last step that it used; found is false when it has none.
func (q Q) TOTP(ctx context.Context, accountID int64) (sealed string, lastStep int64, found bool, err error) {
	err = q.each(ctx, "select secret, last_step from totp where account_id = $1", []any{accountID},
		func(r row) error {
			found = true
			return r.Scan(&sealed, &lastStep)
		})
	return sealed, lastStep, found, err
}

// SetTOTP stores a key. Without replace it changes nothing and returns false when the account has one already.
func (q Q) SetTOTP(ctx context.Context, accountID int64, sealed string, step int64, at time.Time,
	replace bool) (bool, error) {
	conflict := "do nothing"
	if replace {
		conflict = "(account_id) do update set secret = excluded.secret, last_step = excluded.last_step, since = " +
			"excluded.since"
	}
	n, err := q.exec(ctx,
		"insert into totp (account_id, secret, last_step, since) values ($1, $2, $3, $4) on conflict "+conflict,
		accountID, sealed, step, at)
	return n > 0, err
}

// SpendStep marks a step and all earlier ones as used for an account; it returns false when another request did so
// first.
func (q Q) SpendStep(ctx context.Context, accountID, step int64) (bool, error) {
	n, err := q.exec(ctx, "update totp set last_step = $2 where account_id = $1 and last_step < $2", accountID, step)
	return n > 0, err
}

// DropTOTP removes the TOTP key of an account and its recovery codes; it returns false when it had none.
func (q Q) DropTOTP(ctx context.Context, accountID int64) (bool, error) {
	if _, err := q.exec(ctx, "delete from recovery_codes where account_id = $1", accountID); err != nil {
		return false, err
	}
	n, err := q.exec(ctx, "delete from totp where account_id = $1", accountID)
	return n > 0, err
}

// ReplaceRecoveryCodes stores the hashes of new codes and invalidates the previous ones.
func (q Q) ReplaceRecoveryCodes(ctx context.Context, accountID int64, hashes []string) error {
	if _, err := q.exec(ctx, "delete from recovery_codes where account_id = $1", accountID); err != nil {
		return err
	}
	for _, hash := range hashes {
		if _, err := q.exec(ctx, "insert into recovery_codes (account_id, hash) values ($1, $2)", accountID,
			hash); err != nil {
			return err
		}
	}
	return nil
}

// SpendRecoveryCode marks a code as used; it returns false when the code is not one of the account's, or was used
// already.
func (q Q) SpendRecoveryCode(ctx context.Context, accountID int64, hash string, at time.Time) (bool, error) {
	n, err := q.exec(ctx, "update recovery_codes set used_at = $3 where account_id = $1 and hash = $2 and "+
		"used_at is null", accountID, hash, at)
	return n > 0, err
}

// CountTry counts a try as wrong before it is checked, so that a hundred concurrent tries count as a hundred, and
// returns the count. ok is false when the account has to wait until the returned instant. The row stays locked to the
// end of the transaction.
func (q Q) CountTry(ctx context.Context, accountID int64, now time.Time) (wrong int, until time.Time, ok bool,
	err error) {
	if _, err = q.exec(ctx, `insert into factor_tries (account_id, wrong, until) values ($1, 0, $2) on `+
		`conflict do nothing`, accountID, now); err != nil {
		return 0, until, false, err
	}
	err = q.each(ctx, "update factor_tries set wrong = wrong + 1 where account_id = $1 and until <= $2 returning wrong",
		[]any{accountID, now},
		func(r row) error {
			ok = true
			return r.Scan(&wrong)
		})
	if err != nil || ok {
		return wrong, until, ok, err
	}
	err = q.each(ctx, "select wrong, until from factor_tries where account_id = $1", []any{accountID},
		func(r row) error {
			return r.Scan(&wrong, stamp{&until})
		})
	return wrong, until, false, err
}

// HoldTries makes an account wait until an instant.
func (q Q) HoldTries(ctx context.Context, accountID int64, until time.Time) error {
	_, err := q.exec(ctx, "update factor_tries set until = $2 where account_id = $1", accountID, until)
	return err
}

// ForgetTries resets the count.
func (q Q) ForgetTries(ctx context.Context, accountID int64) error {
	_, err := q.exec(ctx, "delete from factor_tries where account_id = $1", accountID)
	return err
}

// Factors reads the second factors and links of an account. issuer is the identity provider; empty = none.
func (q Q) Factors(ctx context.Context, accountID int64, issuer string) (f FactorState, err error) {
	err = q.each(ctx, `select (select since from totp where account_id = $1),
			(select count(*) from recovery_codes where account_id = $1 and used_at is null),
			(select max(used_at) from recovery_codes where account_id = $1),
			(select linked_at from identities where account_id = $1 and issuer = $2)`, []any{accountID, issuer},
		func(r row) error {
			return r.Scan(stamp{&f.Since}, &f.Codes, stamp{&f.LastUsed}, stamp{&f.LinkedAt})
		})
	return f, err
}

// AddChallenge stores a challenge that was sent to a browser.
func (q Q) AddChallenge(ctx context.Context, id, kind, data string, expires time.Time) error {
	_, err := q.exec(ctx, "insert into challenges (id, kind, data, expires_at) values ($1, $2, $3, $4)", id, kind, data,
		expires)
	return err
}

// TakeChallenge removes a challenge and returns its data; found is false when there is none, or no longer.
func (q Q) TakeChallenge(ctx context.Context, id, kind string, now time.Time) (data string, found bool, err error) {
	var expires time.Time
	err = q.each(ctx, "delete from challenges where id = $1 and kind = $2 returning data, expires_at", []any{id, kind},
		func(r row) error {
			found = true
			return r.Scan(&data, stamp{&expires})
		})
	if !now.Before(expires) {
		return "", false, err
	}
	return data, found, err
}

// PurgeChallenges deletes the challenges that were never answered.
func (q Q) PurgeChallenges(ctx context.Context, now time.Time) error {
	_, err := q.exec(ctx, "delete from challenges where expires_at < $1", now)
	return err
}

// LoginAt returns the login of an account that belongs to a structure, by a role or by a family; found is false for any
// other.
func (q Q) LoginAt(ctx context.Context, structureID, accountID int64) (login string, found bool, err error) {
	err = q.each(ctx, `select a.login from accounts a where a.id = $2 and (
			exists (select 1 from staff x where x.account_id = a.id and x.structure_id = $1 and x.withdrawn_at is null)
			or exists (select 1 from guardians g join families f on f.id = g.family_id where g.account_id = a.id and
				f.structure_id = $1 and g.withdrawn_at is null))`,
		[]any{structureID, accountID}, func(r row) error {
			found = true
			return r.Scan(&login)
		})
	return login, found, err
}
