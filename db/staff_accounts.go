package db

import (
	"context"
	"time"
)

// StaffAccount is an account that works, or has worked, for a structure.
type StaffAccount struct {
	AccountID             int64
	Login                 string
	Roles, Gone           []string // those in force, those that were withdrawn
	DisabledAt            time.Time
	MustChange            bool
	PasswordSetAt         time.Time
	SignedInAt, CreatedAt time.Time
	Elsewhere             bool // whether it serves another structure, or a family
}

// StaffOf lists the accounts of a structure's staff by login; with an id, that one alone.
func (q Q) StaffOf(ctx context.Context, structureID, accountID int64) (all []StaffAccount, err error) {
	err = q.each(ctx, `select a.id, a.login, x.role, x.withdrawn_at is not null, a.disabled_at, a.must_change,
		a.password_set_at, a.signed_in_at, a.created_at,
			exists (select 1 from staff o where o.account_id = a.id and o.structure_id <> x.structure_id and
				o.withdrawn_at is null)
				or exists (select 1 from guardians g where g.account_id = a.id and g.withdrawn_at is null)
		from staff x join accounts a on a.id = x.account_id
		where x.structure_id = $1 and ($2 = 0 or a.id = $2) order by a.login, a.id, x.role`,
		[]any{structureID, accountID}, func(r row) error {
			var one StaffAccount
			var role string
			var gone bool
			if err := r.Scan(&one.AccountID, &one.Login, &role, &gone, stamp{&one.DisabledAt}, &one.MustChange,
				stamp{&one.PasswordSetAt},
				stamp{&one.SignedInAt}, stamp{&one.CreatedAt}, &one.Elsewhere); err != nil {
				return err
			}
			if n := len(all); n == 0 || all[n-1].AccountID != one.AccountID {
				all = append(all, one)
			}
			last := &all[len(all)-1]
			if gone {
				last.Gone = append(last.Gone, role)
			} else {
				last.Roles = append(last.Roles, role)
			}
			return nil
		})
	return all, err
}

// WithdrawStaff ends a role of an account in a structure.
func (q Q) WithdrawStaff(ctx context.Context, accountID, structureID int64, role string, now time.Time) error {
	_, err := q.exec(ctx, "update staff set withdrawn_at = $4 where account_id = $1 and structure_id = $2 and role = "+
		"$3 and withdrawn_at is null",
		accountID, structureID, role, now)
	return err
}

// Administrators counts the accounts that may administer a structure.
func (q Q) Administrators(ctx context.Context, structureID int64) (n int, err error) {
	err = q.each(ctx, `select count(*) from staff x join accounts a on a.id = x.account_id and a.disabled_at is null
		where x.structure_id = $1 and x.role = 'administrator' and x.withdrawn_at is null`, []any{structureID},
		func(r row) error { return r.Scan(&n) })
	return n, err
}

// DisableAccount disables an account and ends all its sessions; EnableAccount enables it again.
func (q Q) DisableAccount(ctx context.Context, accountID int64, now time.Time) error {
	if _, err := q.exec(ctx, "update accounts set disabled_at = $2 where id = $1 and disabled_at is null", accountID,
		now); err != nil {
		return err
	}
	return q.EndSessions(ctx, accountID)
}

// EnableAccount enables a disabled account.
func (q Q) EnableAccount(ctx context.Context, accountID int64) error {
	_, err := q.exec(ctx, "update accounts set disabled_at = null where id = $1", accountID)
	return err
}

// LoginTaken returns the account that has a login, disabled or not; 0 means none.
func (q Q) LoginTaken(ctx context.Context, login string) (accountID int64, disabled bool, err error) {
	err = q.each(ctx, "select id, disabled_at is not null from accounts where login = $1", []any{login},
		func(r row) error {
			return r.Scan(&accountID, &disabled)
		})
	return accountID, disabled, err
}
