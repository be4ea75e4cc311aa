package db

import (
	"database/sql"
	"strings"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/paging"
	"cartable/app/domain/wallet"
)

// FollowUpFilter narrows a family's reservations. Zero dates and ids match everything.
type FollowUpFilter struct {
	FamilyID             int64
	ChildID              int64
	ActivityID           int64
	From, To             civil.Date
	States               []string // reservation states to keep
	Transmitted, Waiting bool     // include those that were transmitted, those that were not
	Newest               bool     // latest date first
	Page                 paging.Page
}

// FollowUpLine is a reservation with the labels that it needs.
type FollowUpLine struct {
	ID          int64
	Date        civil.Date
	Activity    string
	ChildID     int64
	Child       string // first name
	Start, End  civil.TimeOfDay
	Price       money.Cents
	Status      booking.Status
	Transmitted bool
	Reason      booking.Reason // of a refusal
	Said        string         // why the town hall cancelled or refused it
	Attendance  wallet.Attendance
	Sick        string // sickness.Channel by which the child was told to be ill; empty: it was not
	SickAt      time.Time
	Debited     *money.Cents // nil = not yet
	For         ForFamily
}

// ForFamily is that staff booked or gave up a day for a family that had asked them; without a channel they did not.
type ForFamily struct {
	Channel booking.Channel
	GivenUp bool
	At      time.Time
	Why     string
}

// byStaff joins the last movement of staff about a reservation, and what they said of it.
const byStaff = ` left join movements n on n.id = (select max(o.id) from movements o where o.reservation_id = r.id
			and o.origin = 'staff' and o.family_id = r.family_id)
		left join validations v on v.id = n.validation_id`

// byTown keeps what the town hall cancelled and did not give back.
const byTown = "(r.state " + isGone + " and r.reason = '" + string(booking.TownCancelled) + "' and exists (select 1 " +
	"from operation_rows o where o.reservation_id = r.id and o.state = 'done'))"

// ofList keeps what left a waiting list: its family declined an offer or did not answer it, or the town hall took it
// off.
var ofList = "(r.state " + isGone + " and r.reason in (" + listed(booking.LeftListReasons()) + "))"

func listed(reasons []booking.Reason) string {
	all := make([]string, len(reasons))
	for i, one := range reasons {
		all[i] = "'" + string(one) + "'"
	}
	return strings.Join(all, ", ")
}

// toldSick keeps what was given up because the child was ill.
const toldSick = "(r.state " + isGone + " and r.reason = '" + string(booking.Sick) + "' and exists (select 1 " +
	"from absence_days x where x.reservation_id = r.id))"

// where keeps a family's reservations, what the town hall cancelled, and cancellations that were not transmitted yet.
func (f FollowUpFilter) where() (c conditions) {
	c.add("r.family_id = $?", f.FamilyID)
	c.addAny("(r.state in ($?) or (r.state "+isGone+" and not r.transmitted) or "+byTown+" or "+ofList+" or "+
		toldSick+" or "+superseded+")",
		append([]string{""}, f.States...))
	if f.Transmitted != f.Waiting {
		c.add("r.transmitted = $?", f.Transmitted)
	}
	if !f.Transmitted && !f.Waiting {
		c.also("1 = 0")
	}
	if f.ChildID != 0 {
		c.add("r.child_id = $?", f.ChildID)
	}
	if f.ActivityID != 0 {
		c.add("r.activity_id = $?", f.ActivityID)
	}
	if f.From != 0 {
		c.add("r.date >= $?", f.From)
	}
	if f.To != 0 {
		c.add("r.date <= $?", f.To)
	}
	return c
}

// ReadFollowUp reads a page of reservations, in date order.
func ReadFollowUp(f FollowUpFilter, into *[]FollowUpLine) Read {
	c := f.where()
	return Read{query: `select r.id, r.date, a.name, c.id, c.first_name, a.start_at, a.end_at, r.price,
			case when ` + superseded + ` then ` + denied + ` else r.state end, r.transmitted, r.reason,
			r.attendance, -l.amount,
			case when ` + byTown +
		` then (select p.reason from operation_rows o join operations p on p.id = o.operation_id
				where o.reservation_id = r.id and o.state = 'done' order by o.operation_id limit 1)
				else coalesce((select w.words from answers w where w.reservation_id = r.id and w.words <> ''
					and w.family_id = r.family_id),
					(select g.words from queue_acts g where g.reservation_id = r.id and
						g.family_id = r.family_id and (r.state ` + isQueued +
		` or g.what = 'taken-off') order by g.id desc limit 1)) end,
			coalesce(v.channel, ''), coalesce(n.kind, ''), n.at, coalesce(v.reason, ''), s.channel, s.at
		from reservations r join activities a on a.id = r.activity_id join children c on c.id = r.child_id
		left join absence_days d on d.reservation_id = r.id left join absences s on s.id = d.absence_id
		left join ledger l on l.reservation_id = r.id and l.reverses_id is null and not exists (select 1 from ledger b
			where b.reverses_id = l.id)` + byStaff + c.text +
		" order by r.date, a.start_at, a.id, c.first_name, r.id" + limitOf(f.Page), args: c.args,
		scan: func(r row) error {
			var l FollowUpLine
			var debited sql.NullInt64
			var kind string
			err := r.Scan(&l.ID, &l.Date, &l.Activity, &l.ChildID, &l.Child, &l.Start, &l.End, &l.Price, &l.Status,
				&l.Transmitted, &l.Reason, word{(*string)(&l.Attendance)}, &debited, word{&l.Said},
				&l.For.Channel, &kind, stamp{&l.For.At}, &l.For.Why, word{&l.Sick}, stamp{&l.SickAt})
			l.Debited, l.For.GivenUp = cents(debited), kind == "cancel"
			*into = append(*into, l)
			return err
		}}
}

// FollowUpTotals is the number of the reservations that match a filter, and the cost of the accepted and the waiting
// ones.
type FollowUpTotals struct {
	Count             int
	Accepted, Waiting money.Cents
}

// ReadFollowUpTotals reads the totals of all pages.
func ReadFollowUpTotals(f FollowUpFilter, into *FollowUpTotals) Read {
	c := f.where()
	// a justified absence is not charged
	return Read{query: "select count(*), coalesce(sum(case when r.state " + isPlaced +
		" and coalesce(r.attendance, '') <> '" + string(wallet.AbsentJustified) + "' then r.price end), 0), " +
		"coalesce(sum(case when r.state " + isWaiting + " then r.price end), 0) from reservations r" + c.text,
		args: c.args, scan: func(r row) error { return r.Scan(&into.Count, &into.Accepted, &into.Waiting) }}
}
