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
// yet, or all wait to be sent. A mail that was refused for now while others of the structure left waits for its
// recipient, who may never take it: it renews nothing. about begins the About of the mails; waiting are those to be
// written again.
func (q Q) RenewOffer(ctx context.Context, o Offer, about string, until time.Time) (waiting []Mail, done bool,
	err error) {
	left := false
	err = q.each(ctx,
		`select id, about, state = 'sent' or state = 'unknown' or state = 'delayed' and exists (select 1 from
			mails o where o.structure_id = m.structure_id and o.created_at >= $3 and o.state = 'sent'),
			state in ('queued', 'delayed') from mails m where about between $1 and $2 order by id`,
		[]any{about + "-", about + ".", o.At.UTC()}, func(r row) error {
			var one Mail
			var told, waits bool
			err := r.Scan(&one.ID, &one.About, &told, &waits)
			left = left || told
			if waits {
				waiting = append(waiting, one)
			}
			return err
		})
	if err != nil || left {
		return nil, false, err
	}
	n, err := q.exec(ctx, "update offers set until = $1 where id = $2 and state = 'open' and (not told or $3 > 0)",
		until.UTC(), o.ID, len(waiting))
	if err != nil || n == 0 {
		return nil, false, err
	}
	_, err = q.exec(ctx, "update reservations set free_until = $1 where id = $2 and state "+isOffered, until.UTC(),
		o.ReservationID)
	return waiting, true, err
}

// OfferTold reports whether a mail of an offer has left, or may have.
func (q Q) OfferTold(ctx context.Context, about string) (told bool, err error) {
	err = q.each(ctx, "select 1 from mails where about between $1 and $2 and state in ('sent', 'unknown') limit 1",
		[]any{about + "-", about + "."}, func(r row) error {
			told = true
			var one int
			return r.Scan(&one)
		})
	return told, err
}
