package db

import (
	"context"
	"strings"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/custody"
)

// QueuedOn reads the requests of activities that are on the waiting list of a date. The caller holds its slots.
func (q Q) QueuedOn(ctx context.Context, activities []int64, on civil.Date) (all []Asked, err error) {
	err = q.Together(ctx, ReadQueued(activities, []civil.Date{on}, &all))
	return all, err
}

// ReadQueued reads the requests of activities that are on the waiting lists of dates.
func ReadQueued(activities []int64, dates []civil.Date, into *[]Asked) Read {
	return Read{query: asAsked + "r.activity_id in (" + list(activities) + ") and r.date in (" + dateList(dates) +
		") and r.state " + isWaiting + " and r.state " + isQueued + " order by r.id", scan: askedInto(into)}
}

// ReadSlotsOn reads the counts of pools on dates.
func ReadSlotsOn(pools []int64, dates []civil.Date, into *map[booking.SlotKey]booking.Slot) Read {
	return readSlots(into, "pool_id in ("+list(pools)+") and date in ("+dateList(dates)+")")
}

// dateList returns dates as a list of SQL.
func dateList(dates []civil.Date) string {
	if len(dates) == 0 {
		return "null" // no row has it
	}
	days := make([]string, len(dates))
	for i, d := range dates {
		days[i] = "'" + d.String() + "'"
	}
	return strings.Join(days, ", ")
}

// WaitOf is a day for which a child of a family waits.
type WaitOf struct {
	FamilyID, ChildID, ActivityID int64
	Date                          civil.Date
}

// ReadWaitsOf reads the days from a date on for which the children of families wait.
func ReadWaitsOf(structureID int64, families []int64, from civil.Date, into *[]WaitOf) Read {
	return Read{query: "select family_id, child_id, activity_id, date from reservations where structure_id = $1 and " +
		"date >= $2 and family_id in (" + list(families) + ") and state " + isWaiting, args: []any{structureID, from},
		scan: func(r row) error {
			var one WaitOf
			err := r.Scan(&one.FamilyID, &one.ChildID, &one.ActivityID, &one.Date)
			*into = append(*into, one)
			return err
		}}
}

// SlotsInDemand returns the slots of pools, from a date on, for which somebody waits.
func (q Q) SlotsInDemand(ctx context.Context, pools []int64,
	from civil.Date) (slots map[booking.SlotKey]booking.Slot, err error) {
	err = q.Together(ctx, readSlots(&slots, "pool_id in ("+list(pools)+") and date >= $1 and waiting > 0", from))
	return slots, err
}

// AddOffers stores places that are offered.
func (q Q) AddOffers(ctx context.Context, rows []Offer) error {
	if len(rows) == 0 {
		return nil
	}
	_, err := q.NewInsert().Model(&rows).Exec(ctx)
	return err
}

// Held is an offer, with its request.
type Held struct {
	Offer
	Request Asked
}

const heldOffers = "select " + reservationColumns + ", " + numberOf + ", " + isEnrolled + ", " + bornOn + ", " +
	pupilOf + ", " + homesOf + `, c.first_name, c.last_name, o.id, o.structure_id, o.reservation_id, o.family_id,
		o.account_id, o.at, o.until, o.hours, o.state from offers o join reservations r on r.id = o.reservation_id
	join children c on c.id = r.child_id where `

func heldInto(all *[]Held) func(row) error {
	return func(r row) error {
		var one Held
		o, a := &one.Offer, &one.Request
		var home custody.Calendar
		var err error
		a.Reservation, err = scanReservation(r, &a.Undecided.Number, &a.Enrolled, &a.Pupil.Birth, &a.Pupil.School,
			&a.Pupil.Class, homes{&home}, &a.FirstName, &a.LastName, &o.ID, &o.StructureID, &o.ReservationID,
			&o.FamilyID, id{&o.AccountID}, stamp{&o.At}, stamp{&o.Until}, &o.Hours, &o.State)
		a.OtherHome = home.Other(a.FamilyID, a.Date)
		*all = append(*all, one)
		return err
	}
}

// HoldOffer reads an offer with its request. Held, it stays as it is for the length of the transaction; its slots are
// held before.
func (q Q) HoldOffer(ctx context.Context, offerID int64, hold bool) (one Held, found bool, err error) {
	lock := ""
	if hold && q.postgres {
		lock = " for update of o, r"
	}
	var all []Held
	if err = q.each(ctx, heldOffers+"o.id = $1"+lock, []any{offerID}, heldInto(&all)); err != nil || len(all) == 0 {
		return one, false, err
	}
	return all[0], true, nil
}

// EndOffer gives an open offer its end; done is false if it has one.
func (q Q) EndOffer(ctx context.Context, offerID int64, state string, at time.Time, accountID int64) (done bool,
	err error) {
	var by any
	if accountID != 0 {
		by = accountID
	}
	n, err := q.exec(ctx, "update offers set state = $1, answered_at = $2, answered_by = $3 where id = $4 and "+
		"state = 'open'", state, at, by, offerID)
	return n > 0, err
}

// Take gives an offered request the place that is held for it. The caller holds its slots.
func (q Q) Take(ctx context.Context, r booking.Reservation) error {
	return q.unoffer(ctx, r, booking.Accepted)
}

// Back puts an offered request back on its waiting list. The caller holds its slots.
func (q Q) Back(ctx context.Context, r booking.Reservation) error {
	return q.unoffer(ctx, r, booking.Waitlisted)
}

func (q Q) unoffer(ctx context.Context, r booking.Reservation, becomes booking.Status) error {
	n, err := q.exec(ctx, "update reservations set state = $1, free_until = null where id = $2 and state "+isOffered,
		becomes, r.ID)
	if err != nil || n == 0 {
		return err
	}
	moved := moves{}
	moved.note(r.ActivityID, r.Date, booking.Offered, becomes)
	return q.moveSlots(ctx, moved)
}

// LeaveQueue ends requests for a reason. The next night transmits it, even of a request that none has transmitted: the
// family did not give it up, and is told.
func (q Q) LeaveQueue(ctx context.Context, structureID int64, rows []booking.Reservation, m Movement,
	why booking.Reason) error {
	if err := q.end(ctx, structureID, rows, m, nil); err != nil {
		return err
	}
	ids := make([]int64, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	_, err := q.exec(ctx, "update reservations set reason = $1, free_until = null where state "+isGone+" and id"+
		q.among("$2"), why, q.ids(ids))
	return err
}

// OpenOffer is an offer that awaits the answer of a family.
type OpenOffer struct {
	ID                            int64
	FamilyID, ChildID, ActivityID int64
	Date                          civil.Date
	Child, ChildName, Family      string // Child is the first name alone
	FamilyCode                    string
	At, Until                     time.Time
	Login                         string // who offered it; empty = the night, or the turn of the next
	Told, Reachable               bool
}

const openOffers = `select o.id, o.family_id, r.child_id, r.activity_id, r.date, c.first_name,
		c.first_name || ' ' || c.last_name, f.last_name || ' ' || f.first_name, f.code, o.at, o.until, a.login, o.told
	from offers o join reservations r on r.id = o.reservation_id and r.state ` + isOffered + `
	join children c on c.id = r.child_id join families f on f.id = o.family_id
	left join accounts a on a.id = o.account_id where o.state = 'open' and `

func openOfferInto(all *[]OpenOffer) func(row) error {
	return func(r row) error {
		var one OpenOffer
		err := r.Scan(&one.ID, &one.FamilyID, &one.ChildID, &one.ActivityID, &one.Date, &one.Child, &one.ChildName,
			&one.Family, &one.FamilyCode, stamp{&one.At}, stamp{&one.Until}, word{&one.Login}, &one.Told)
		*all = append(*all, one)
		return err
	}
}

// ReadOffersOf reads the offers that a family may still answer, the first deadline first.
func ReadOffersOf(familyID int64, at time.Time, into *[]OpenOffer) Read {
	return Read{query: openOffers + "o.family_id = $1 and o.until >= $2 order by o.until, o.id",
		args: []any{familyID, at}, scan: openOfferInto(into)}
}

// ReadOffersOpen reads the offers of a structure that await an answer, for one activity (0 = all), by day.
func ReadOffersOpen(structureID, activityID int64, into *[]OpenOffer) Read {
	return Read{query: openOffers + "o.structure_id = $1 and ($2 = 0 or r.activity_id = $2) order by r.date, " +
		"r.activity_id, o.until, o.id limit 200", args: []any{structureID, activityID}, scan: openOfferInto(into)}
}

// AddQueueActs stores what staff did to waiting lists.
func (q Q) AddQueueActs(ctx context.Context, rows []QueueAct) error {
	if len(rows) == 0 {
		return nil
	}
	_, err := q.NewInsert().Model(&rows).Exec(ctx)
	return err
}

// MoveInQueue gives requests that wait another priority. The caller holds their slots.
func (q Q) MoveInQueue(ctx context.Context, ids []int64, priority int) error {
	_, err := q.exec(ctx, "update reservations set priority = $1 where state "+isQueued+" and id"+q.among("$2"),
		priority, q.ids(ids))
	return err
}

// QueueActsOn reads what staff did to requests, the oldest first.
func (q Q) QueueActsOn(ctx context.Context, reservations []int64) (all []QueueAct, err error) {
	err = q.Together(ctx, ReadQueueActs(reservations, &all))
	return all, err
}

// ReadQueueActs is the read of QueueActsOn.
func ReadQueueActs(reservations []int64, into *[]QueueAct) Read {
	return Read{query: "select reservation_id, at, what, priority, words from queue_acts where reservation_id in (" +
		list(reservations) + ") order by id", scan: func(r row) error {
		var one QueueAct
		err := r.Scan(&one.ReservationID, stamp{&one.At}, &one.What, &one.Priority, &one.Words)
		*into = append(*into, one)
		return err
	}}
}

// PlacesToReport reports whether a run with a cut-off would report places that families took, or that staff gave.
func (q Q) PlacesToReport(ctx context.Context, structureID int64, cutoff time.Time) (some bool, err error) {
	err = q.each(ctx, `select 1 from offers where structure_id = $1 and state = `+placed+` and run_id is null
			and answered_at <= $2
		union all select 1 from queue_acts where structure_id = $1 and what = 'given' and run_id is null and at <= $2
		limit 1`, []any{structureID, cutoff}, func(row) error {
		some = true
		return nil
	})
	return some, err
}

// ReportPlaces gives a run the places that families took, and those that staff gave, up to its cut-off: it reports them
// as its own decisions, unless it transmitted the request itself with that outcome.
func (q Q) ReportPlaces(ctx context.Context, run Run) error {
	if _, err := q.exec(ctx, "update offers set run_id = $1 where structure_id = $2 and run_id is null and state = "+
		placed+" and answered_at <= $3", run.ID, run.StructureID, run.Cutoff); err != nil {
		return err
	}
	if _, err := q.exec(ctx, `update queue_acts set run_id = $1 where structure_id = $2 and run_id is null
		and what = 'given' and at <= $3`, run.ID, run.StructureID, run.Cutoff); err != nil {
		return err
	}
	_, err := q.exec(ctx, `insert into decisions (run_id, reservation_id, family_id, was, became)
		select $1, r.id, r.family_id, `+queued+`, r.state from reservations r
		where r.id in (select reservation_id from offers where run_id = $1
				union select reservation_id from queue_acts where run_id = $1)
			and r.state `+isPlaced+` and r.requested_at <= $2
			and not exists (select 1 from movements m where m.reservation_id = r.id and m.run_id is not null
				and m.kind = 'book' and m.outcome = r.state)
		on conflict do nothing`, run.ID, run.Cutoff)
	return err
}

// MayAnswer reports whether a link may answer for a family: the account is one of its adults', or the address is one to
// which its mail goes.
func (q Q) MayAnswer(ctx context.Context, familyID, accountID int64, address string) (may bool, err error) {
	err = q.each(ctx, `select 1 from guardians g join accounts a on a.id = g.account_id
			where g.family_id = $1 and g.account_id = $2 and g.withdrawn_at is null and a.disabled_at is null
		union all select 1 from family_emails e
			where e.family_id = $1 and e.address = $3 and e.confirmed_at is not null`,
		[]any{familyID, accountID, address}, func(row) error {
			may = true
			return nil
		})
	return may, err
}

// Reaching returns the addresses at which families can be reached about what they must answer themselves, whether or
// not they want the nights' reports. A family without one is absent.
func (q Q) Reaching(ctx context.Context, families ...int64) (map[int64][]string, error) {
	all := map[int64][]string{}
	err := q.each(ctx, "select family_id, address from family_emails where family_id in ("+list(families)+
		") and confirmed_at is not null and bounced_at is null order by family_id, position", nil, func(r row) error {
		var family int64
		var address string
		err := r.Scan(&family, &address)
		all[family] = append(all[family], address)
		return err
	})
	return all, err
}

// TakenBack returns those of some requests whose last offer staff took back, and those whose last offer no mail told
// of.
func (q Q) TakenBack(ctx context.Context, reservations []int64) (back, untold map[int64]bool, err error) {
	back, untold = map[int64]bool{}, map[int64]bool{}
	err = q.each(ctx, "select reservation_id, state, answered_by from offers where reservation_id"+q.among("$1")+
		" order by id", []any{q.ids(reservations)}, func(r row) error {
		var one, by int64
		var state string
		err := r.Scan(&one, &state, id{&by})
		back[one], untold[one] = state == OfferVoid && by != 0, state == OfferVoid && by == 0
		return err
	})
	return back, untold, err
}
