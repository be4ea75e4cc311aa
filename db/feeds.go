package db

import (
	"cmp"
	"context"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
)

// ReplaceFeed revokes the feed of an account for a family and stores a new one.
func (q Q) ReplaceFeed(ctx context.Context, accountID, familyID int64, tokenHash string, now time.Time) error {
	if _, err := q.RevokeFeed(ctx, accountID, familyID, now); err != nil {
		return err
	}
	_, err := q.exec(ctx, "insert into feeds (account_id, family_id, token_hash, created_at) values ($1, $2, $3, $4)",
		accountID, familyID, tokenHash, now)
	return err
}

// RevokeFeed revokes the feeds of an account for a family, that of a file that was joined to it too; it returns false
// when there was none.
func (q Q) RevokeFeed(ctx context.Context, accountID, familyID int64, now time.Time) (bool, error) {
	n, err := q.exec(ctx, "update feeds set revoked_at = $3 where account_id = $1 and "+
		"(family_id = $2 or family_id in (select f.id from families f where f.merged_into = $2)) and revoked_at "+
		"is null",
		accountID, familyID, now)
	return n > 0, err
}

// FeedSince returns the instant since which an account has a feed for a family; the zero time means that it has none.
func (q Q) FeedSince(ctx context.Context, accountID, familyID int64) (since time.Time, err error) {
	err = q.each(ctx, "select created_at from feeds where account_id = $1 and family_id = $2 and revoked_at is null",
		[]any{accountID, familyID}, func(r row) error { return r.Scan(stamp{&since}) })
	return since, err
}

// FeedDay is a day in a private calendar.
type FeedDay struct {
	ReservationID   int64
	Child, Activity string
	Structure       string
	Date            civil.Date
	Start, End      civil.TimeOfDay
	Status          booking.Status
}

// FeedDays reads the content of a feed: the accepted and waiting days of its family since a date. found is false when
// the feed was revoked, or the account has lost its right to the family.
func (q Q) FeedDays(ctx context.Context, tokenHash string, from civil.Date) (days []FeedDay, found bool, err error) {
	var familyID int64
	err = q.each(ctx, `select g.family_id from feeds f join families o on o.id = f.family_id
		join guardians g on g.account_id = f.account_id and g.family_id = coalesce(o.merged_into, o.id)
			and g.withdrawn_at is null
		join accounts a on a.id = f.account_id and a.disabled_at is null
		where f.token_hash = $1 and f.revoked_at is null`, []any{tokenHash}, func(r row) error {
		found = true
		return r.Scan(&familyID)
	})
	if err != nil || !found {
		return nil, found, err
	}
	called, err := q.calledIn(ctx, familyID)
	if err != nil {
		return nil, true, err
	}
	err = q.each(ctx, `select r.id, c.id, c.first_name, a.name, s.name, r.date, a.start_at, a.end_at, r.state
		from reservations r join children c on c.id = r.child_id join activities a on a.id = r.activity_id
		join structures s on s.id = r.structure_id
		where r.family_id = $1 and r.date >= $2 and r.state `+isHeld+`
		order by r.date, a.start_at, r.id limit 2000`, []any{familyID, from}, func(r row) error {
		var d FeedDay
		var child int64
		err := r.Scan(&d.ReservationID, &child, &d.Child, &d.Activity, &d.Structure, &d.Date, &d.Start, &d.End,
			&d.Status)
		d.Child = cmp.Or(called[child], d.Child) // the days of a child that has left the family remain
		days = append(days, d)
		return err
	})
	return days, true, err
}
