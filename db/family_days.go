package db

import (
	"database/sql"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/wallet"
)

// FamilyDay is a reservation of a family, in whatever state.
type FamilyDay struct {
	ID                  int64
	Date                civil.Date
	ActivityID, ChildID int64
	FirstName, LastName string
	Status              booking.Status
	Transmitted         bool
	Reason              booking.Reason
	Words               string // of staff who refused it
	Attendance          wallet.Attendance
}

// What happened to a reservation.
const (
	DayMoved   = "moved"   // a movement: asked, or given up
	DayTold    = "told"    // a night transmitted a movement
	DayDecided = "decided" // a night decided about a request that an earlier one had transmitted
	DayBilled  = "billed"  // a line of the ledger
)

// DayEvent is something that happened to a reservation.
type DayEvent struct {
	ReservationID int64
	At            time.Time
	What          string // DayMoved, …
	Kind          string // of a movement: book or cancel
	Origin        string // of a movement: portal, staff or import
	Channel       booking.Channel
	Why           string // of staff who booked for the family
	Login, Number string // who moved it, and the number of the validation; empty if there is none
	Outcome       booking.Status
	Withdrawn     bool       // of a movement: it was taken back before a night
	Night         civil.Date // of DayTold and DayDecided
	Amount        money.Cents
}

// ReadFamilyDays reads the reservations of a family between two dates, in date order.
func ReadFamilyDays(familyID int64, from, to civil.Date, into *[]FamilyDay) Read {
	return Read{query: `select r.id, r.date, r.activity_id, c.id, c.first_name, c.last_name, r.state, r.transmitted,
			r.reason, w.words, r.attendance
		from reservations r join children c on c.id = r.child_id join activities a on a.id = r.activity_id
		left join answers w on w.reservation_id = r.id
		where r.family_id = $1 and r.date between $2 and $3
		order by r.date, c.first_name, c.id, a.start_at, a.id, r.id`, args: []any{familyID, from, to},
		scan: func(r row) error {
			var d FamilyDay
			err := r.Scan(&d.ID, &d.Date, &d.ActivityID, &d.ChildID, &d.FirstName, &d.LastName, &d.Status,
				&d.Transmitted, &d.Reason, word{&d.Words}, word{(*string)(&d.Attendance)})
			*into = append(*into, d)
			return err
		}}
}

// ReadDayEvents reads what happened to those reservations, in the order in which it happened.
func ReadDayEvents(familyID int64, from, to civil.Date, into *[]DayEvent) Read {
	return Read{query: `with r as (select id from reservations where family_id = $1 and date between $2 and $3)
		select e.reservation_id, e.at, e.what, e.kind, e.origin, e.login, e.number, e.outcome, e.night,
			e.amount, e.channel, e.why from (
			select m.reservation_id, m.at, '` + DayMoved + `' as what, m.kind, m.origin, coalesce(a.login, '') as login,
				coalesce(v.number, '') as number, coalesce(m.outcome, '') as outcome, null as night, 0 as amount,
				coalesce(v.channel, '') as channel, coalesce(v.reason, '') as why
			from r join movements m on m.reservation_id = r.id
			left join accounts a on a.id = m.account_id left join validations v on v.id = m.validation_id
			union all
			select m.reservation_id, u.started_at, '` + DayTold + `', m.kind, m.origin, '', '', coalesce(m.outcome, ''),
				u.business_date, 0, '', ''
			from r join movements m on m.reservation_id = r.id join runs u on u.id = m.run_id
			union all
			select d.reservation_id, u.started_at, '` + DayDecided + `', '', '', '', '', d.became, u.business_date, 0,
				'', ''
			from r join decisions d on d.reservation_id = r.id join runs u on u.id = d.run_id
			union all
			select l.reservation_id, l.created_at, '` + DayBilled + `', '', '', coalesce(a.login, ''), '', '', null,
				l.amount, '', ''
			from r join ledger l on l.reservation_id = r.id left join accounts a on a.id = l.account_id
		) as e order by e.at, e.what desc`, args: []any{familyID, from, to}, scan: func(r row) error {
		var e DayEvent
		var outcome string
		var night sql.Null[civil.Date]
		err := r.Scan(&e.ReservationID, stamp{&e.At}, &e.What, &e.Kind, &e.Origin, &e.Login, &e.Number, &outcome,
			&night, &e.Amount, &e.Channel, &e.Why)
		e.Withdrawn, e.Outcome, e.Night = outcome == "withdrawn", booking.Status(outcome), night.V
		*into = append(*into, e)
		return err
	}}
}

// ReadAttendanceLines reads the journal's lines about the attendance of a family's children that were written between
// two instants, at most so many.
func ReadAttendanceLines(familyID int64, from, to time.Time, most int, into *[]JournalLine) Read {
	return Read{query: `select l.at, l.subject, l.became, l.reason, l.reservation_id, coalesce(a.login, '')
		from audit l left join accounts a on a.id = l.account_id
		where l.family_id = $1 and l.at >= $2 and l.at < $3 and l.action like 'attendance.%'
		order by l.at, l.id limit $4`, args: []any{familyID, from, to, most}, scan: func(r row) error {
		var one JournalLine
		err := r.Scan(stamp{&one.At}, &one.Subject, &one.Became, &one.Reason, id{&one.ReservationID}, &one.Login)
		*into = append(*into, one)
		return err
	}}
}
