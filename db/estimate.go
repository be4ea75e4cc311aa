package db

import (
	"context"
	"database/sql"

	"cartable/app/domain/civil"
	"cartable/app/domain/money"
)

// Estimated is what a family's reservations of a wallet would cost, not debited yet.
type Estimated struct {
	WalletID  int64
	Confirmed money.Cents
	Waiting   money.Cents // on a waiting list, or awaiting an answer
}

// EstimateOf adds up the reservations of a family that are not debited, up to a date (0 = all), by wallet.
func (q Q) EstimateOf(ctx context.Context, familyID int64, until civil.Date) ([]Estimated, error) {
	if until == 0 {
		until = civil.New(9999, 12, 31)
	}
	var all []Estimated
	err := q.each(ctx, `select k.wallet_id, coalesce(sum(case when r.state = 'accepted' then r.price end), 0),
			coalesce(sum(case when r.state in ('waitlisted', 'pending') then r.price end), 0)
		from reservations r join activities a on a.id = r.activity_id join categories k on k.id = a.category_id
		where r.family_id = $1 and r.date <= $2 and not r.billed and r.state in ('accepted', 'waitlisted', 'pending')
		group by k.wallet_id`, []any{familyID, until}, func(r *sql.Rows) error {
		var e Estimated
		err := r.Scan(&e.WalletID, &e.Confirmed, &e.Waiting)
		all = append(all, e)
		return err
	})
	return all, err
}
