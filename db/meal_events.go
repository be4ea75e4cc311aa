package db

import (
	"time"

	"cartable/app/domain/civil"
)

// MealEvent is something that happened to the reservation of a child on a date.
type MealEvent struct {
	ActivityID, ChildID int64
	At                  time.Time
	What                string // MealBooked, …
	Origin              string // of a movement: portal, staff or import
	Reason              string // of the reservation: see booking.Reason
	OperationID         int64
	Title               string // of the opération
}

// What happened to a reservation whose meal came or went.
const (
	MealBooked    = "book"
	MealCancelled = "cancel"
	MealSick      = "sick"
	MealNight     = "night"  // a night gave the place, or took it
	MealAnswer    = "answer" // staff gave the place, or took it
	MealOffer     = "offer"  // the family took a place that it was offered
	MealAbsent    = "absent" // marked on the sheet, at an hour that nobody keeps
)

// ReadMealEvents reads what happened to the reservations of children at activities of a structure on a date, in the
// order in which it happened, last what nobody keeps the hour of; of nights, since an instant and until that day.
func ReadMealEvents(structureID int64, activities, children []int64, d civil.Date, since time.Time,
	into *[]MealEvent) Read {
	of, kids := " in ("+list(activities)+")", " in ("+list(children)+")"
	live := " where r.child_id" + kids + " and r.date = $1 and r.activity_id" + of + " and r.state " + isLive
	return Read{query: `select e.activity_id, e.child_id, e.at, e.what, e.origin, e.reason, e.operation_id, e.title
		from (
			select m.activity_id, m.child_id, m.at, '` + MealCancelled + `' as what, m.origin, r.reason, m.operation_id,
				o.title
			from movements m join reservations r on r.id = m.reservation_id
			left join operations o on o.id = m.operation_id
			where m.activity_id` + of + ` and m.date = $1 and m.kind = 'cancel' and m.child_id` + kids + `
			union all
			select r.activity_id, r.child_id, m.at, '` + MealBooked + `', m.origin, r.reason, m.operation_id, o.title
			from reservations r join movements m on m.reservation_id = r.id and m.kind = 'book'
			left join operations o on o.id = m.operation_id` + live + `
			union all
			select r.activity_id, a.child_id, a.at, '` + MealSick + `', a.channel, '', null, ''
			from absences a join absence_days x on x.absence_id = a.id join reservations r on r.id = x.reservation_id
			where a.child_id` + kids + ` and x.date = $1
			union all
			select r.activity_id, r.child_id, u.started_at, '` + MealNight + `', '', x.became, null, ''
			from runs u join decisions x on x.run_id = u.id join reservations r on r.id = x.reservation_id` + live + `
				and u.structure_id = $2 and u.started_at >= $3 and u.business_date <= $1
			union all
			select r.activity_id, r.child_id, u.started_at, '` + MealNight + `', '', m.outcome, null, ''
			from reservations r join movements m on m.reservation_id = r.id and m.kind = 'book'
			join runs u on u.id = m.run_id` + live + ` and u.started_at >= $3 and u.business_date <= $1
			union all
			select r.activity_id, r.child_id, x.at, '` + MealAnswer + `', '', x.became, null, ''
			from reservations r join answers x on x.reservation_id = r.id` + live + `
			union all
			select r.activity_id, r.child_id, x.answered_at, '` + MealOffer + `', '', x.state, null, ''
			from reservations r join offers x on x.reservation_id = r.id and x.state = '` + OfferAccepted + `'` +
		live + `
			union all
			select r.activity_id, r.child_id, null, '` + MealAbsent + `', '', '', null, ''
			from reservations r` + live + ` and r.attendance <> 'present'
		) as e order by e.at is null, e.at`, args: []any{d, structureID, since}, scan: func(r row) error {
		var one MealEvent
		err := r.Scan(&one.ActivityID, &one.ChildID, stamp{&one.At}, &one.What, word{&one.Origin}, word{&one.Reason},
			id{&one.OperationID}, word{&one.Title})
		*into = append(*into, one)
		return err
	}}
}
