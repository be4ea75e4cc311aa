package db

import (
	"context"
	"time"
)

// AddTap stores a tap, and reports whether it is new. Of two that arrive at once, the second waits for the first.
func (q Q) AddTap(ctx context.Context, t *Tap) (bool, error) {
	res, err := q.NewInsert().Model(t).On("conflict (tablet_id, nonce) do nothing").Returning("NULL").Exec(ctx)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n > 0, err
}

// TapBy returns a tap that was stored, with the login of who had marked otherwise.
func (q Q) TapBy(ctx context.Context, tabletID int64, nonce string) (t Tap, other string, err error) {
	if err = q.NewSelect().Model(&t).Where("tablet_id = ? and nonce = ?", tabletID, nonce).Scan(ctx); err != nil {
		return t, "", err
	}
	other, err = q.LoginOf(ctx, t.BeforeBy)
	return t, other, err
}

// EndTap stores what became of a tap, in the transaction that stored it.
func (q Q) EndTap(ctx context.Context, t Tap) error {
	_, err := q.NewUpdate().Model(&t).Column("result", "before", "before_at", "before_by").WherePK().Exec(ctx)
	return err
}

// LoginOf returns the login of an account; empty for 0.
func (q Q) LoginOf(ctx context.Context, accountID int64) (login string, err error) {
	if accountID == 0 {
		return "", nil
	}
	err = q.each(ctx, "select login from accounts where id = $1", []any{accountID}, func(r row) error {
		return r.Scan(&login)
	})
	return login, err
}

// LastMarked returns when a child of a sheet was last marked: on a page, on a tablet, or by an illness that was told.
// The instant is zero where nothing says it. The caller holds the reservation.
func (q Q) LastMarked(ctx context.Context, reservationID int64) (m MarkedAt, err error) {
	err = q.each(ctx, `select m.at, m.account_id, m.tablet_id from marks m where m.reservation_id = $1
		union all select a.at, a.account_id, null from absence_days d join absences a on a.id = d.absence_id
		where d.reservation_id = $1`, []any{reservationID}, func(r row) error {
		one := MarkedAt{ReservationID: reservationID}
		err := r.Scan(stamp{&one.At}, id{&one.AccountID}, id{&one.TabletID})
		if one.At.After(m.At) {
			m = one
		}
		return err
	})
	return m, err
}

// SetMarked stores when reservations were marked, and by whom. The caller holds them, and knows that it is the newest
// mark of each.
func (q Q) SetMarked(ctx context.Context, ids []int64, m MarkedAt) error {
	for len(ids) > 0 {
		n := min(len(ids), 500)
		rows := make([]MarkedAt, n)
		for i, one := range ids[:n] {
			rows[i] = m
			rows[i].ReservationID = one
		}
		if _, err := q.NewInsert().Model(&rows).On("conflict (reservation_id) do update").
			Set("at = excluded.at, account_id = excluded.account_id, tablet_id = excluded.tablet_id").
			Exec(ctx); err != nil {
			return err
		}
		ids = ids[n:]
	}
	return nil
}

// PurgeTablets deletes taps, marks and tablets of days that ended before an instant.
func (q Q) PurgeTablets(ctx context.Context, before time.Time) error {
	for _, query := range []string{
		"delete from taps where tablet_id in (select t.id from tablets t where t.until < $1)",
		"delete from marks where at < $1 or tablet_id in (select t.id from tablets t where t.until < $1)",
		"delete from tablets where until < $1",
	} {
		if _, err := q.exec(ctx, query, before); err != nil {
			return err
		}
	}
	return nil
}
