package db

import (
	"context"
	"time"

	"cartable/app/domain/tap"
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

// TapBy returns a tap that was stored.
func (q Q) TapBy(ctx context.Context, tabletID int64, nonce string) (t Tap, err error) {
	err = q.NewSelect().Model(&t).Where("tablet_id = ? and nonce = ?", tabletID, nonce).Scan(ctx)
	return t, err
}

// LastNumber returns the greatest number of the taps of a tablet that were done on a line; 0: it said none.
func (q Q) LastNumber(ctx context.Context, tabletID, reservationID int64) (n int64, err error) {
	err = q.each(ctx, `select coalesce(max(number), 0) from taps where tablet_id = $1 and reservation_id = $2
		and result in ($3, $4, $5)`, []any{tabletID, reservationID, string(tap.Applied), string(tap.Same),
		string(tap.Newer)}, func(r row) error { return r.Scan(&n) })
	return n, err
}

// TappedLine returns the line of a structure that a tap is about, in whatever state it is.
func (q Q) TappedLine(ctx context.Context, structureID, reservationID int64) (lines []Roll, err error) {
	return lines, q.each(ctx, "select "+pastDayColumns+`, c.last_name from reservations r
		join children c on c.id = r.child_id join families f on f.id = r.family_id
		where r.structure_id = $1 and r.id = $2`, []any{structureID, reservationID}, func(r row) (err error) {
		var one Roll
		one.PastDay, err = scanPastDay(r, &one.LastName)
		lines = append(lines, one)
		return err
	})
}

// EndTap stores what became of a tap, in the transaction that stored it.
func (q Q) EndTap(ctx context.Context, t Tap) error {
	_, err := q.NewUpdate().Model(&t).Column("result", "before", "before_units", "before_at",
		"before_by").WherePK().Exec(ctx)
	return err
}

// isFamily says in SQL that the account o is a parent's, whose login staff have no reason to read, and not of staff.
const isFamily = `(exists (select 1 from guardians g where g.account_id = o.id) and not exists (select 1 from staff s
	where s.account_id = o.id))`

// MarkedBy returns the login of an account, and whether it is a parent's; an empty one for 0.
func (q Q) MarkedBy(ctx context.Context, accountID int64) (login string, family bool, err error) {
	if accountID == 0 {
		return "", false, nil
	}
	err = q.each(ctx, "select o.login, "+isFamily+" from accounts o where o.id = $1", []any{accountID},
		func(r row) error { return r.Scan(&login, &family) })
	return login, family, err
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

// SetMarked stores when reservations were marked, and by whom, unless a newer mark is stored: an hour that was tapped
// before is stamped, and takes nothing from it. The caller holds them.
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
			Where("marked_at.at <= excluded.at").Exec(ctx); err != nil {
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
