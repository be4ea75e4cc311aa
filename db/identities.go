package db

import (
	"context"
	"time"
)

// AccountByIdentity finds the account that is linked to an identity, if it may sign in.
func (q Q) AccountByIdentity(ctx context.Context, issuer, subject string) (Account, bool, error) {
	var accounts []Account
	err := q.NewSelect().Model(&accounts).Where("disabled_at is null").
		Where("id = (select i.account_id from identities i where i.issuer = ? and i.subject = ?)", issuer,
			subject).Scan(ctx)
	if err != nil || len(accounts) == 0 {
		return Account{}, false, err
	}
	return accounts[0], true, nil
}

// LinkIdentity links an account to an identity, once: it returns false when either has a link with that issuer already.
func (q Q) LinkIdentity(ctx context.Context, accountID int64, issuer, subject string, at time.Time) (bool, error) {
	n, err := q.exec(ctx, "insert into identities (account_id, issuer, subject, linked_at) values ($1, $2, $3, $4) on "+
		"conflict do nothing",
		accountID, issuer, subject, at)
	return n > 0, err
}

// UnlinkIdentity removes the link; it returns false when there was none.
func (q Q) UnlinkIdentity(ctx context.Context, accountID int64, issuer string) (bool, error) {
	n, err := q.exec(ctx, "delete from identities where account_id = $1 and issuer = $2", accountID, issuer)
	return n > 0, err
}

// IDTokenOf returns the sealed ID token with which an identity provider opened a session; empty = the session was
// opened otherwise.
func (q Q) IDTokenOf(ctx context.Context, sessionID string) (sealed string, err error) {
	err = q.each(ctx, "select id_token from sessions where id = $1", []any{sessionID},
		func(r row) error { return r.Scan(&sealed) })
	return sealed, err
}
