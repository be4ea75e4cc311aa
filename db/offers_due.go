package db

import (
	"context"
	"time"
)

// DueOffers lists the open offers whose time is over at an instant, and those whose request is no longer held for an
// answer, because a closure or staff ended it.
func (q Q) DueOffers(ctx context.Context, at time.Time) (ids []int64, err error) {
	err = q.each(ctx, `select o.id from offers o join reservations r on r.id = o.reservation_id
		where o.state = 'open' and (o.until < $1 or not r.state `+isOffered+`) order by o.until, o.id limit 200`,
		[]any{at}, func(r row) error {
			var one int64
			err := r.Scan(&one)
			ids = append(ids, one)
			return err
		})
	return ids, err
}

// UntoldOffers lists the offers about which no family was written to yet.
func (q Q) UntoldOffers(ctx context.Context) (ids []int64, err error) {
	err = q.each(ctx, "select id from offers where not told order by id limit 200", nil, func(r row) error {
		var one int64
		err := r.Scan(&one)
		ids = append(ids, one)
		return err
	})
	return ids, err
}

// TellOffer marks an offer as told; done is false if somebody else has.
func (q Q) TellOffer(ctx context.Context, offerID int64) (done bool, err error) {
	n, err := q.exec(ctx, "update offers set told = true where id = $1 and not told", offerID)
	return n > 0, err
}

// RenewOffer moves the end of an open offer of which no mail has told its family, though one may still: none is written
// yet, or all wait to be sent, and are dropped, to be written again with the new end. about begins their About.
func (q Q) RenewOffer(ctx context.Context, o Offer, about string, until time.Time) (done bool, err error) {
	var waiting, left int
	err = q.each(ctx, `select count(*) filter (where state in ('queued', 'delayed')),
		count(*) filter (where state in ('sent', 'unknown')) from mails where about between $1 and $2`,
		[]any{about + "-", about + "."}, func(r row) error { return r.Scan(&waiting, &left) })
	if err != nil || left > 0 {
		return false, err
	}
	n, err := q.exec(ctx, `update offers set until = $1, told = false
		where id = $2 and state = 'open' and (not told or $3 > 0)`, until.UTC(), o.ID, waiting)
	if err != nil || n == 0 {
		return false, err
	}
	if _, err = q.exec(ctx, "delete from mails where state in ('queued', 'delayed') and about between $1 and $2",
		about+"-", about+"."); err != nil {
		return false, err
	}
	_, err = q.exec(ctx, "update reservations set free_until = $1 where id = $2 and state "+isOffered, until.UTC(),
		o.ReservationID)
	return true, err
}
