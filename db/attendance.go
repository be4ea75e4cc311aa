package db

import (
	"context"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/custody"
	"cartable/app/domain/money"
	"cartable/app/domain/stay"
	"cartable/app/domain/wallet"
)

// Roll is a line of a day's sheet: a child who is expected, or who came.
type Roll struct {
	PastDay
	LastName, School, Class string
	Family                  string
}

const rollQuery = "select " + pastDayColumns + `, c.last_name, c.school, c.class, f.last_name || ' ' || f.first_name
	from reservations r join children c on c.id = r.child_id join families f on f.id = r.family_id
	where r.structure_id = $1 and r.activity_id = $2 and r.date = $3 and r.state ` + isHeld + `
		and r.state ` + isLive // says nothing new, but makes SQLite see that the partial index holds these rows

// Roll lists the children of an activity on a date: the accepted ones first, then those that wait.
func (q Q) Roll(ctx context.Context, structureID, activityID int64, d civil.Date) ([]Roll, error) {
	return q.roll(ctx, rollQuery+" order by case when r.state "+isPlaced+" then 0 else 1 end, c.last_name, "+
		"c.first_name, c.id", structureID, activityID, d)
}

// RollLine reads a line of a sheet by its reservation.
func (q Q) RollLine(ctx context.Context, structureID, activityID int64, d civil.Date,
	reservation int64) ([]Roll, error) {
	return q.roll(ctx, rollQuery+" and r.id = $4", structureID, activityID, d, reservation)
}

// HoldRoll locks and reads accepted lines of a sheet, before they are ticked: the given ones, or all of them if none is
// given. Lines of another structure, activity or day are not found.
func (q Q) HoldRoll(ctx context.Context, structureID, activityID int64, d civil.Date,
	reservations ...int64) ([]Roll, error) {
	query := rollQuery + " and r.state " + isPlaced
	if len(reservations) > 0 {
		query += " and r.id in (" + list(reservations) + ")"
	}
	query += " order by r.id"
	if q.postgres {
		query += " for no key update of r"
	}
	return q.roll(ctx, query, structureID, activityID, d)
}

func (q Q) roll(ctx context.Context, query string, args ...any) ([]Roll, error) {
	var all []Roll
	err := q.each(ctx, query, args, func(r row) error {
		var one Roll
		var err error
		one.PastDay, err = scanPastDay(r, &one.LastName, &one.School, &one.Class, &one.Family)
		all = append(all, one)
		return err
	})
	return all, err
}

// Marked is what staff record for a child: its attendance, when it came and left, and what follows from that.
type Marked struct {
	Attendance wallet.Attendance
	Attended   *int // half hours; nil = as booked
	stay.Stay
	LateFee money.Cents
	Rule    *stay.Rule
}

// MarkedLine is what staff record for a line.
type MarkedLine struct {
	ID int64
	Marked
}

// SetAttendance stores what staff ticked: lines that were ticked alike at once. The caller must hold the rows.
func (q Q) SetAttendance(ctx context.Context, lines []MarkedLine) error {
	for len(lines) > 0 {
		first, n := lines[0].Marked, 1
		for n < len(lines) && lines[n].plain() && first.plain() && lines[n].Attendance == first.Attendance {
			n++
		}
		ids := make([]int64, n)
		for i := range ids {
			ids[i] = lines[i].ID
		}
		if err := q.setAttendance(ctx, ids, first); err != nil {
			return err
		}
		lines = lines[n:]
	}
	return nil
}

// plain reports whether nothing but the attendance was ever recorded for a child.
func (m Marked) plain() bool {
	return m.Attended == nil && !m.Known() && m.LateFee == 0 && m.Rule == nil
}

func (q Q) setAttendance(ctx context.Context, ids []int64, m Marked) error {
	var fee *money.Cents
	var after *int
	if m.Rule != nil {
		fee, after = &m.Rule.Fee, &m.Rule.After
	}
	for len(ids) > 0 {
		n := min(len(ids), 1000)
		if _, err := q.exec(ctx, "update reservations set attendance = $1, attended = $2, arrived = $3, "+
			"departed = $4, late_fee = $5, late_rule = $6, late_after = $7 where id in ("+list(ids[:n])+")",
			string(m.Attendance), m.Attended, m.Arrived, m.Departed, m.LateFee, fee, after); err != nil {
			return err
		}
		ids = ids[n:]
	}
	return nil
}

// Candidate is a child who may come to an activity on a date without being on its sheet, in one of the child's
// households.
type Candidate struct {
	ChildID, FamilyID                                int64
	LastName, FirstName, School, Class, Family, Code string
	Standing                                         booking.Status // of an unaccepted request; empty: no request
}

// Candidates lists the children enrolled in an activity on a date who are not accepted there, with one line for each
// household in which they live; for that of the day alone, where a custody says whose day it is, and else for that
// which asked for it.
func (q Q) Candidates(ctx context.Context, structureID, activityID int64, d civil.Date) ([]Candidate, error) {
	var all []Candidate
	err := q.each(ctx, `select c.id, f.id, c.last_name, c.first_name, c.school, c.class, f.last_name || ' ' ||
		f.first_name, f.code, r.family_id, r.state, `+custodyOf+`c.id)
		from enrolments e join children c on c.id = e.child_id
		join family_children fc on fc.child_id = c.id join families f on f.id = fc.family_id
		left join reservations r on r.child_id = c.id and r.activity_id = e.activity_id and r.date = $3 and r.state
			`+isLive+`
		where e.activity_id = $2 and e.from_date <= $3 and e.to_date >= $3 and c.structure_id = $1 and not
			(coalesce(r.state, '') `+isPlaced+`) and `+liveHome+`
		order by c.last_name, c.first_name, c.id, fc.position, f.id`, []any{structureID, activityID, d},
		func(r row) error {
			var one Candidate
			var home custody.Calendar
			var asked int64
			err := r.Scan(&one.ChildID, &one.FamilyID, &one.LastName, &one.FirstName, &one.School, &one.Class,
				&one.Family, &one.Code, id{&asked}, word{(*string)(&one.Standing)}, homes{&home})
			whose := home.Home(d)
			if whose == 0 && one.Standing.Holds() {
				whose = asked
			}
			if asked != one.FamilyID {
				one.Standing = ""
			}
			if whose == 0 || whose == one.FamilyID {
				all = append(all, one)
			}
			return err
		})
	return all, err
}

// LiveOn finds and locks the live reservation of a child for an activity on a date.
func (q Q) LiveOn(ctx context.Context, childID, activityID int64, d civil.Date) (one booking.Reservation, found bool,
	err error) {
	err = q.each(ctx, "select "+reservationColumns+" from reservations r where r.child_id = $1 and r.activity_id = $2 "+
		"and r.date = $3 and r.state "+isLive+
		q.forUpdate(), []any{childID, activityID, d}, func(r row) error {
		found = true
		one, err = scanReservation(r)
		return err
	})
	return one, found, err
}

// Admit accepts a request that was unanswered or refused, as LiveOn read it: the child came. It counts the place in its
// slots, which the caller holds.
func (q Q) Admit(ctx context.Context, r booking.Reservation) error {
	n, err := q.exec(ctx, "update reservations set state = "+placed+", reason = '' where id = $1 and state "+isUnplaced+
		" and state = $2", r.ID, string(r.Status))
	if err != nil || n == 0 {
		return err
	}
	moved := moves{}
	moved.note(r.ActivityID, r.Date, r.Status, booking.Accepted)
	return q.moveSlots(ctx, moved)
}

// HoldBilled locks and reads the debited days of a family between two dates.
func (q Q) HoldBilled(ctx context.Context, structureID, familyID int64, from, to civil.Date) ([]PastDay, error) {
	return q.holdBilled(ctx, "r.family_id = $2 and r.date between $3 and $4", structureID, familyID, from, to)
}

// HoldBilledDays locks and reads debited days, by their reservations.
func (q Q) HoldBilledDays(ctx context.Context, structureID int64, ids []int64) ([]PastDay, error) {
	return q.holdBilled(ctx, "r.id"+q.among("$2"), structureID, q.ids(ids))
}

func (q Q) holdBilled(ctx context.Context, where string, args ...any) (all []PastDay, err error) {
	lock := ""
	if q.postgres {
		lock = " for no key update of r"
	}
	err = q.each(ctx, "select "+pastDayColumns+` from reservations r join children c on c.id = r.child_id
		where r.structure_id = $1 and `+where+" and r.billed and not r.debited_before order by r.id"+lock, args,
		func(r row) error {
			one, err := scanPastDay(r)
			all = append(all, one)
			return err
		})
	return all, err
}
