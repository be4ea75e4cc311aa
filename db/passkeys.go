package db

import (
	"context"
	"time"
)

// PasskeysOf lists the passkeys of an account, the oldest first.
func (q Q) PasskeysOf(ctx context.Context, accountID int64) (all []Passkey, err error) {
	err = q.NewSelect().Model(&all).Where("account_id = ?", accountID).Order("id").Scan(ctx)
	return all, err
}

// PasskeyByCredential finds a passkey, by its credential ID, of an account that may sign in.
func (q Q) PasskeyByCredential(ctx context.Context, credentialID string) (Passkey, bool, error) {
	var all []Passkey
	err := q.NewSelect().Model(&all).Where("credential_id = ?", credentialID).
		Where("exists (select 1 from accounts a where a.id = passkey.account_id and a.disabled_at is null)").Scan(ctx)
	if err != nil || len(all) == 0 {
		return Passkey{}, false, err
	}
	return all[0], true, nil
}

// AddPasskey stores a passkey; it returns false when another one has its identifier.
func (q Q) AddPasskey(ctx context.Context, k *Passkey) (bool, error) {
	result, err := q.NewInsert().Model(k).On("conflict (credential_id) do nothing").Returning("id").Exec(ctx)
	if err != nil {
		return false, err
	}
	n, err := result.RowsAffected()
	return n > 0, err
}

// UsePasskey records a sign-in, if the counter is still the one that was read. It returns false when another sign-in
// was faster.
func (q Q) UsePasskey(ctx context.Context, k Passkey, credential string, signCount int64, at time.Time) (bool, error) {
	n, err := q.exec(ctx, "update passkeys set credential = $3, sign_count = $4, used_at = $5 where id = $1 and "+
		"sign_count = $2",
		k.ID, k.SignCount, credential, signCount, at)
	return n > 0, err
}

// DropPasskey removes a passkey of an account and returns its name; found is false when the account has no such
// passkey.
func (q Q) DropPasskey(ctx context.Context, accountID, id int64) (name string, found bool, err error) {
	err = q.each(ctx, "delete from passkeys where id = $1 and account_id = $2 returning name", []any{id, accountID},
		func(r row) error {
			found = true
			return r.Scan(&name)
		})
	return name, found, err
}

// DropPasskeys removes all passkeys of an account and returns their number.
func (q Q) DropPasskeys(ctx context.Context, accountID int64) (int64, error) {
	return q.exec(ctx, "delete from passkeys where account_id = $1", accountID)
}
