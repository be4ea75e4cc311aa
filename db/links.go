package db

import (
	"context"
	"time"

	"github.com/uptrace/bun"
)

// These are the kinds of links that are mailed.
const (
	LinkReset   = "reset"   // to a new password
	LinkAddress = "address" // confirms an address
)

// Link is a row of links: a link sent by mail that works once. The token itself is only in the mail.
type Link struct {
	bun.BaseModel `bun:"links"`

	ID        int64 `bun:",pk,autoincrement"`
	Kind      string
	AccountID int64
	FamilyID  int64 `bun:",nullzero"`
	Address   string
	TokenHash string
	CreatedAt time.Time
	ExpiresAt time.Time
	UsedAt    *time.Time
}

// AddLink stores a link. It invalidates an earlier one of the same kind for the same account and address.
func (q Q) AddLink(ctx context.Context, l *Link) error {
	if _, err := q.exec(ctx, "update links set used_at = $4 where account_id = $1 and kind = $2 and address = $3 and "+
		"used_at is null",
		l.AccountID, l.Kind, l.Address, l.CreatedAt); err != nil {
		return err
	}
	_, err := q.NewInsert().Model(l).Exec(ctx)
	return err
}

// OpenLink finds a link that is still valid.
func (q Q) OpenLink(ctx context.Context, kind, tokenHash string, now time.Time) (l Link, ok bool, err error) {
	err = q.each(ctx, `select l.id, l.account_id, l.family_id, l.address from links l join accounts a on a.id =
		l.account_id and a.disabled_at is null
		where l.kind = $1 and l.token_hash = $2 and l.used_at is null and l.expires_at > $3
			and (l.family_id is null or exists (select 1 from guardians g where g.account_id = l.account_id and
				g.family_id = l.family_id and g.withdrawn_at is null))`, []any{kind, tokenHash, now},
		func(r row) error {
			ok = true
			return r.Scan(&l.ID, &l.AccountID, id{&l.FamilyID}, &l.Address)
		})
	return l, ok, err
}

// DropLinks invalidates the links of a kind that were sent to an account.
func (q Q) DropLinks(ctx context.Context, accountID int64, kind string, now time.Time) error {
	_, err := q.exec(ctx, "update links set used_at = $3 where account_id = $1 and kind = $2 and used_at is null",
		accountID, kind, now)
	return err
}

// UseLink marks a link as used; it returns true for only one of several concurrent calls.
func (q Q) UseLink(ctx context.Context, linkID int64, now time.Time) (bool, error) {
	n, err := q.exec(ctx, "update links set used_at = $2 where id = $1 and used_at is null and expires_at > $2", linkID,
		now)
	return n == 1, err
}

// JobDoor is the job that answers a request made from the sign-in pages; its ref is an id of door_requests.
const JobDoor = "door.answer"

// These are the kinds of requests from the sign-in pages.
const (
	DoorReset = "reset" // a link to a new password
	DoorWarn  = "warn"  // many failed tries
)

// DoorRequest is a row of door_requests.
type DoorRequest struct {
	bun.BaseModel `bun:"door_requests"`

	ID             int64 `bun:",pk,autoincrement"`
	Kind           string
	Login, Address string
	At             time.Time
}

// AskDoor stores a request for a worker. The worker looks up the login and the address.
func (q Q) AskDoor(ctx context.Context, r DoorRequest) error {
	if _, err := q.NewInsert().Model(&r).Returning("id").Exec(ctx); err != nil {
		return err
	}
	return q.AddJobs(ctx, JobDoor, []int64{r.ID}, time.Now())
}

// TakeDoorRequest removes a request, inside the transaction that answers it; ok is false when it was answered already.
func (q Q) TakeDoorRequest(ctx context.Context, requestID int64) (r DoorRequest, ok bool, err error) {
	err = q.each(ctx, "delete from door_requests where id = $1 returning kind, login, address, at", []any{requestID},
		func(rows row) error {
			ok = true
			return rows.Scan(&r.Kind, &r.Login, &r.Address, stamp{&r.At})
		})
	return r, ok, err
}

// HasAddress reports whether an address is one that an account's families have confirmed.
func (q Q) HasAddress(ctx context.Context, accountID int64, address string) (found bool, err error) {
	err = q.each(ctx, `select 1 from guardians g join family_emails e on e.family_id = g.family_id and e.confirmed_at is
		not null
		where g.account_id = $1 and g.withdrawn_at is null and lower(e.address) = lower($2) limit 1`,
		[]any{accountID, address}, func(row) error {
			found = true
			return nil
		})
	return found, err
}
