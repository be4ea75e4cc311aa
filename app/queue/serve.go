package queue

import (
	"context"
	"errors"
	"slices"
	"time"

	"cartable/app/domain/allocation"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/town"
	"cartable/app/mail"
	"cartable/db"
)

// Serve is a duty of every worker: it ends the offers whose time is over, offers the places that are free to who is
// next, and writes to the families. Each offer and each date is a transaction of its own, under the lock of its places,
// so that several workers, a kill, or a clock that jumps give no place twice and lose none.
func (s *Queue) Serve(ctx context.Context) error {
	return errors.Join(s.lapse(ctx), s.offer(ctx), s.tell(ctx))
}

// lapse ends the offers that nobody answered in time. The place goes to the next in line.
func (s *Queue) lapse(ctx context.Context) error {
	due, err := s.DB.Read().DueOffers(ctx, s.Now().UTC())
	failed := []error{err}
	for _, id := range due {
		failed = append(failed, s.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
			d, held, err := s.holdOffer(ctx, q, id)
			if err != nil || held.State != db.OfferOpen {
				return err
			}
			switch {
			case held.Request.Status != booking.Offered:
				_, err = q.EndOffer(ctx, id, db.OfferVoid, d.now, 0)
				return err
			case !d.now.After(held.Until):
				return nil
			}
			if renewed, err := s.renew(ctx, d, held); err != nil || renewed {
				return err
			}
			told, err := q.OfferTold(ctx, about(held.ID))
			switch {
			case err != nil:
				return err
			case !told:
				return d.takeBack(ctx, held)
			}
			return d.leave(ctx, held, db.OfferLapsed, 0)
		}))
	}
	return errors.Join(failed...)
}

// renew gives a family its hours again as long as no mail has told it of the place: the worker or the mail server was
// down. It returns false once a mail has left, when none ever will, or when too little of the day is left.
func (s *Queue) renew(ctx context.Context, d *date, held db.Held) (bool, error) {
	a := d.town.ActivityByID(held.Request.ActivityID)
	if a == nil {
		return false, nil
	}
	until, ok := d.town.OfferUntil(a, d.on, d.now, held.Hours)
	if !ok || !until.After(held.Until) {
		return false, nil
	}
	waiting, renewed, err := d.q.RenewOffer(ctx, held.Offer, about(held.ID), until)
	if err != nil || !renewed || len(waiting) == 0 {
		return renewed, err
	}
	held.Until = until
	subject, text, html, err := mail.ComposeOperationMail(s.offerMail(d.town, held))
	for _, m := range waiting {
		if err == nil {
			m.Subject, m.Body, m.Html = subject, text, html
			err = d.q.RewriteMail(ctx, m)
		}
	}
	return true, err
}

// takeBack ends an offer of which no mail could tell: its request keeps its rank, and is left to the night.
func (d *date) takeBack(ctx context.Context, held db.Held) error {
	if _, err := d.q.EndOffer(ctx, held.ID, db.OfferVoid, d.now, 0); err != nil {
		return err
	}
	if err := d.q.Back(ctx, held.Request.Reservation); err != nil {
		return err
	}
	return d.next(ctx, held.StructureID, held.Hours)
}

// holdOffer locks an offer and the places of its date.
func (s *Queue) holdOffer(ctx context.Context, q db.Q, id int64) (d *date, held db.Held, err error) {
	held, found, err := q.HoldOffer(ctx, id, false)
	if err != nil || !found {
		return nil, db.Held{}, err
	}
	if d, err = s.hold(ctx, q, held.StructureID, held.Request.ActivityID, held.Request.Date); err != nil || d == nil {
		return nil, db.Held{}, err
	}
	held, _, err = q.HoldOffer(ctx, id, true)
	return d, held, err
}

// leave takes a request off its waiting list, because its family declined the place or did not answer, and offers the
// place to the next in line.
func (d *date) leave(ctx context.Context, held db.Held, state string, by int64) error {
	if _, err := d.q.EndOffer(ctx, held.ID, state, d.now, by); err != nil {
		return err
	}
	why := booking.OfferLapsed
	if state == db.OfferDeclined {
		why = booking.OfferDeclined
	}
	if err := d.q.LeaveQueue(ctx, held.StructureID, []booking.Reservation{held.Request.Reservation},
		db.Movement{AccountID: by, Origin: "portal", At: d.now}, why); err != nil {
		return err
	}
	return d.next(ctx, held.StructureID, held.Hours)
}

// offer offers the places that are free, where an activity offers its places.
func (s *Queue) offer(ctx context.Context) error {
	structures, err := s.DB.Read().StructureIDs(ctx)
	failed := []error{err}
	for _, id := range structures {
		failed = append(failed, s.offerIn(ctx, id))
	}
	return errors.Join(failed...)
}

func (s *Queue) offerIn(ctx context.Context, structureID int64) error {
	q := s.DB.Read()
	c, err := s.Catalogues.Current(ctx, q, structureID)
	if err != nil {
		return err
	}
	owner, pools := map[int64]*town.Activity{}, []int64(nil)
	for _, a := range c.Activities {
		for _, p := range a.Pools {
			if a.Offers() && owner[p.ID] == nil {
				owner[p.ID], pools = a, append(pools, p.ID)
			}
		}
	}
	if len(pools) == 0 {
		return nil
	}
	wanted, err := q.SlotsInDemand(ctx, pools, c.Today(s.Now()))
	if err != nil {
		return err
	}
	type list struct {
		activity int64
		on       civil.Date
	}
	var lists []list
	for at, slot := range wanted {
		for _, p := range owner[at.PoolID].Pools {
			if limit := p.On(at.Date).Capacity; p.ID == at.PoolID && (limit == nil || slot.Accepted < *limit) {
				lists = append(lists, list{owner[at.PoolID].ID, at.Date})
			}
		}
	}
	slices.SortFunc(lists, func(a, b list) int { return int(a.on - b.on) })
	var failed []error
	for _, l := range lists {
		// Who waits may be for the night to serve: a look without a lock finds that nobody gets an offer.
		look := &date{q: q, town: c, near: Near(c, c.ActivityByID(l.activity)), on: l.on, now: s.Now().UTC()}
		if some, err := look.winners(ctx, 0); err != nil || len(some) == 0 {
			failed = append(failed, err)
			continue
		}
		failed = append(failed, s.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
			d, err := s.hold(ctx, q, structureID, l.activity, l.on)
			if err != nil || d == nil {
				return err
			}
			return d.next(ctx, structureID, 0)
		}))
	}
	return errors.Join(failed...)
}

// next offers the free places of the date to who is first, where the activity offers its places. With hours, one place
// became free by an offer that came to nothing: it is offered for as long, whatever the activity does otherwise. The
// places of those whom the night will serve are left to it.
func (d *date) next(ctx context.Context, structureID int64, hours int) error {
	winners, err := d.winners(ctx, hours)
	if err != nil {
		return err
	}
	return d.offerTo(ctx, structureID, winners, hours, 0)
}

// winners returns the requests that are offered a place. One whose offer staff took back is passed over by day. One
// whose
// family no mail reaches, or did not reach, could not answer: its place is left to the night.
func (d *date) winners(ctx context.Context, hours int) (all []db.Asked, err error) {
	rows, places, err := d.rows(ctx)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	ids, families := make([]int64, len(rows)), make([]int64, len(rows))
	for i, r := range rows {
		ids[i], families[i] = r.ID, r.FamilyID
	}
	back, untold, err := d.q.TakenBack(ctx, ids)
	if err != nil {
		return nil, err
	}
	reaching, err := d.q.Reaching(ctx, families...)
	if err != nil {
		return nil, err
	}
	requests, asked := make([]allocation.Request, len(rows)), map[int64]db.Asked{}
	for i, r := range rows {
		a := d.town.ActivityByID(r.ActivityID)
		one := Request(d.town, r, d.now)
		if one.Offer = a != nil && (a.Offers() || hours > 0) && len(reaching[r.FamilyID]) > 0 &&
			!untold[r.ID]; one.Offer {
			_, ok := d.town.OfferUntil(a, r.Date, d.now, lasts(a, hours))
			one.Late = one.Late || !ok || back[r.ID] || tooSoon(d.town, a, r, d.now)
		}
		requests[i], asked[r.ID] = one, r
	}
	for _, decision := range allocation.Settle(requests, places) {
		if decision.New != booking.Offered {
			continue
		}
		if r := asked[decision.ID]; d.town.ActivityByID(r.ActivityID).Offers() || len(all) == 0 {
			all = append(all, r)
		}
	}
	return all, nil
}

// lasts returns the hours for which a place is offered: those that were asked, or the usual ones.
func lasts(a *town.Activity, hours int) int {
	if hours == 0 && a.OfferHours != nil {
		return *a.OfferHours
	}
	return hours
}

// offerTo offers a place to requests for which there is one.
func (d *date) offerTo(ctx context.Context, structureID int64, rows []db.Asked, hours int, by int64) error {
	if len(rows) == 0 {
		return nil
	}
	settled, offers := make([]db.Settled, len(rows)), make([]db.Offer, len(rows))
	for i, r := range rows {
		offers[i], settled[i] = Offer(d.town, r.Reservation, structureID, hours, d.now)
		offers[i].AccountID = by
	}
	if _, err := d.q.Settle(ctx, settled, time.Time{}); err != nil {
		return err
	}
	return d.q.AddOffers(ctx, offers)
}

// Offer returns the offer of a place to a request, and the answer to it that holds the place. hours 0 are the usual
// ones of the activity.
func Offer(c *town.Catalogue, r booking.Reservation, structureID int64, hours int,
	now time.Time) (db.Offer, db.Settled) {
	a := c.ActivityByID(r.ActivityID)
	hours = lasts(a, hours)
	until, _ := c.OfferUntil(a, r.Date, now, hours)
	return db.Offer{StructureID: structureID, ReservationID: r.ID, FamilyID: r.FamilyID, At: now.UTC(),
			Until: until.UTC(), Hours: hours, State: db.OfferOpen},
		db.Settled{Reservation: r, Answer: db.Answer{State: booking.Offered, FreeUntil: until.UTC()}}
}
