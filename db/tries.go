package db

import (
	"context"
	"errors"
	"slices"
	"time"
)

// Tries is a stored count of failed sign-ins.
type Tries struct {
	Failures int
	LastAt   time.Time // on the machine's clock; the current time when there were none
}

// LockTries reads counts and locks them until the transaction ends, so that concurrent tries are counted one after the
// other. They are returned in the order of subjects.
func (q Q) LockTries(ctx context.Context, subjects []string, now time.Time) ([]Tries, error) {
	all := make([]Tries, len(subjects))
	for _, subject := range slices.Sorted(slices.Values(subjects)) { // in one order, to avoid deadlocks
		i := slices.Index(subjects, subject)
		err := q.each(ctx, `insert into tries (subject, failures, last_at) values ($1, 0, $2)
			on conflict (subject) do update set subject = excluded.subject returning failures, last_at`,
			[]any{subject, now}, func(r row) error {
				return r.Scan(&all[i].Failures, stamp{&all[i].LastAt})
			})
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

// SetTries stores a count.
func (q Q) SetTries(ctx context.Context, subject string, failures int, at time.Time) error {
	_, err := q.exec(ctx, "update tries set failures = $2, last_at = $3 where subject = $1", subject, failures, at)
	return err
}

// LowerTries subtracts one failure: the try that was counted beforehand was right.
func (q Q) LowerTries(ctx context.Context, subject string) error {
	_, err := q.exec(ctx, "update tries set failures = failures - 1 where subject = $1 and failures > 0", subject)
	return err
}

// ClearTries deletes counts.
func (q Q) ClearTries(ctx context.Context, subjects ...string) error {
	for _, subject := range slices.Sorted(slices.Values(subjects)) {
		if _, err := q.exec(ctx, "delete from tries where subject = $1", subject); err != nil {
			return err
		}
	}
	return nil
}

// PurgeDoor deletes counts that no longer matter, browsers that have not come back, and old links and requests.
func (q Q) PurgeDoor(ctx context.Context, triesBefore, devicesBefore, linksBefore time.Time) error {
	var failed []error // of one table each: the other tables are purged all the same
	for _, old := range []struct {
		query string
		at    time.Time
	}{
		{"delete from tries where last_at < $1", triesBefore},
		{"delete from devices where seen_at < $1", devicesBefore},
		{"delete from links where expires_at < $1", linksBefore},
		{"delete from door_requests where at < $1", linksBefore},
	} {
		if _, err := q.exec(ctx, old.query, old.at); err != nil {
			failed = append(failed, err)
		}
	}
	return errors.Join(failed...)
}

// KnownDevice reports whether an account has signed in from a browser before. It takes the same time for a login that
// does not exist.
func (q Q) KnownDevice(ctx context.Context, login, device string) (known bool, err error) {
	err = q.each(ctx, "select 1 from devices d join accounts a on a.id = d.account_id where a.login = $1 and "+
		"d.device = $2", []any{login, device}, func(row) error {
		known = true
		return nil
	})
	return known, err
}

// KnowDevice records that an account has signed in from a browser.
func (q Q) KnowDevice(ctx context.Context, accountID int64, device string, now time.Time) error {
	_, err := q.exec(ctx, `insert into devices (account_id, device, seen_at) values ($1, $2, $3)
		on conflict (account_id, device) do update set seen_at = excluded.seen_at`, accountID, device, now)
	return err
}

// ForgetDevices makes all browsers of an account unknown again.
func (q Q) ForgetDevices(ctx context.Context, accountID int64) error {
	_, err := q.exec(ctx, "delete from devices where account_id = $1", accountID)
	return err
}
