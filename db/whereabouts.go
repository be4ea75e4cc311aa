package db

import (
	"context"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/journal"
	"cartable/app/domain/stay"
	"cartable/app/domain/wallet"
)

// PlaceOn is a day of a child at an activity: booked, or given up because the child is ill.
type PlaceOn struct {
	ReservationID, ActivityID, FamilyID int64
	Date                                civil.Date
	Status                              booking.Status
	Attendance                          wallet.Attendance
	stay.Stay
	ToldSick // empty if the child is well
}

// ReadPlacesOf reads the days of a child of a structure between two dates, whichever household booked them.
func ReadPlacesOf(structureID, childID int64, from, to civil.Date, into *[]PlaceOn) Read {
	return Read{query: `select r.id, r.activity_id, r.family_id, r.date, r.state, r.attendance, r.arrived,
			r.departed, a.channel, a.at, n.login, d.fate
		from reservations r left join absence_days d on d.reservation_id = r.id left join absences a on
			a.id = d.absence_id
		left join accounts n on n.id = a.account_id
		where r.structure_id + 0 = $1 and r.child_id = $2 and r.date between $3 and $4 and r.state ` + isPlaced +
		` and r.state ` + isLive + `
		union all select r.id, r.activity_id, r.family_id, r.date, r.state, r.attendance, r.arrived, r.departed,
			a.channel, a.at, n.login, d.fate
		from absences a join absence_days d on d.absence_id = a.id join reservations r on r.id = d.reservation_id
		left join accounts n on n.id = a.account_id
		where a.structure_id + 0 = $1 and a.child_id = $2 and d.fate = 'freed' and d.date between $3 and $4
		order by 4, 1`,
		args: []any{structureID, childID, from, to}, scan: func(r row) error {
			var p PlaceOn
			err := r.Scan(&p.ReservationID, &p.ActivityID, &p.FamilyID, &p.Date, &p.Status,
				word{(*string)(&p.Attendance)}, clock{&p.Arrived}, clock{&p.Departed},
				word{&p.Channel}, stamp{&p.At}, word{&p.Login}, word{&p.Fate})
			*into = append(*into, p)
			return err
		}}
}

// LastMark is who marked a child on a sheet, as the journal has it.
type LastMark struct {
	ReservationID int64  // 0: the line was written before it was noted
	Subject       string // the child, the activity and the day
	Login         string
	At            time.Time
}

// ReadMarksOf reads the marks of the households of a child since an instant, the last first: those of a day.
func ReadMarksOf(structureID, childID int64, since time.Time, into *[]LastMark) Read {
	return Read{query: `select u.reservation_id, u.subject, n.login, u.at from family_children k cross join audit u
		left join accounts n on n.id = u.account_id
		where k.child_id = $2 and u.family_id = k.family_id and u.structure_id = $1 and u.at >= $3
			and u.action || '' = $4 order by u.at desc, u.id desc`,
		args: []any{structureID, childID, since, string(journal.AttendanceMarked)}, scan: func(r row) error {
			var m LastMark
			err := r.Scan(id{&m.ReservationID}, &m.Subject, word{&m.Login}, stamp{&m.At})
			*into = append(*into, m)
			return err
		}}
}

// MarkOf is a mark of a child on a sheet, as the journal has it.
type MarkOf struct {
	Login               string // empty: erased since
	At                  time.Time
	Was, Became, Reason string
}

// MarksOf lists who marked a line of a sheet and when, the last first, with the taps that were kept without effect. Of
// lines of the journal that were written before their reservation was noted, the subject says which they are: those of
// a household since the day began.
func (q Q) MarksOf(ctx context.Context, structureID, reservationID, familyID int64, begun time.Time,
	subject string) (all []MarkOf, err error) {
	err = q.each(ctx, `select n.login, u.at, u.was, u.became, u.reason from (
			select id, account_id, at, was, became, reason
			from audit where reservation_id = $7 and structure_id + 0 = $1
			union all
			select id, account_id, at, was, became, reason from audit where family_id = $2 and structure_id + 0 = $1
				and at >= $6 and subject = $3 and action || '' in ($4, $5, $8) and reservation_id is null
		) as u left join accounts n on n.id = u.account_id
		order by u.at desc, u.id desc limit 50`, []any{structureID, familyID, subject,
		string(journal.AttendanceMarked), string(journal.CameUnbooked), begun, reservationID,
		string(journal.TapKept)}, func(r row) error {
		var m MarkOf
		err := r.Scan(word{&m.Login}, stamp{&m.At}, &m.Was, &m.Became, &m.Reason)
		all = append(all, m)
		return err
	})
	return all, err
}

// called is an adult of a household with the telephone that is theirs alone.
const called = `case when g.phone = '' then g.name when g.name = '' then g.phone else g.name || ' ' || g.phone end`

// AdultOf is an adult of a household of a child.
type AdultOf struct {
	FamilyID           int64
	Family, FamilyCode string
	Name               string // with their own telephone; empty if nobody has typed either
	Address            string // the first of the household
	Phone              string // of the household
}

// ReadAdultsOf reads the adults of the households of a child who may act for it, by household.
func ReadAdultsOf(structureID, childID int64, into *[]AdultOf) Read {
	return Read{query: `select f.id, f.civility || ' ' || f.last_name || ' ' || f.first_name, f.code, ` + called + `,
			(select e.address from family_emails e where e.family_id = f.id and e.confirmed_at is not null
				and e.bounced_at is null order by e.position limit 1), f.phone
		from family_children k join families f on f.id = k.family_id
		left join guardians g on g.family_id = f.id and g.withdrawn_at is null
		where k.child_id = $2 and f.structure_id = $1 order by k.position, f.id, g.account_id`,
		args: []any{structureID, childID}, scan: func(r row) error {
			var a AdultOf
			err := r.Scan(&a.FamilyID, &a.Family, &a.FamilyCode, word{&a.Name}, word{&a.Address}, &a.Phone)
			*into = append(*into, a)
			return err
		}}
}

// ExpectedChild is a child who has a place on a date.
type ExpectedChild struct {
	ActivityID, ChildID                int64
	LastName, FirstName, School, Class string
	Attendance                         wallet.Attendance
	stay.Stay
}

// ReadExpectedChildren reads the children who have a place at activities on a date, by name.
func ReadExpectedChildren(activities []int64, d civil.Date, into *[]ExpectedChild) Read {
	return Read{query: `select r.activity_id, c.id, c.last_name, c.first_name, c.school, c.class, r.attendance,
			r.arrived, r.departed
		from reservations r join children c on c.id = r.child_id
		where r.activity_id in (` + list(activities) + `) and r.date = $1 and r.state ` + isPlaced + ` and r.state ` +
		isLive + ` order by c.last_name, c.first_name, c.id`, args: []any{d}, scan: func(r row) error {
		var e ExpectedChild
		err := r.Scan(&e.ActivityID, &e.ChildID, &e.LastName, &e.FirstName, &e.School, &e.Class,
			word{(*string)(&e.Attendance)}, clock{&e.Arrived}, clock{&e.Departed})
		*into = append(*into, e)
		return err
	}}
}

// HeldAt is an activity to which children of a school come on a date.
type HeldAt struct {
	ActivityID int64
	Departures bool // one was stamped
}

// ReadHeldWith reads the activities on a date to which children of the school of a child come.
func ReadHeldWith(activities []int64, d civil.Date, childID int64, into *[]HeldAt) Read {
	return Read{query: `select r.activity_id, count(r.departed) > 0 from reservations r
		join children c on c.id = r.child_id join children k on k.id = $2 and k.school = c.school
		where r.activity_id in (` + list(activities) + `) and r.date = $1 and r.state ` + isPlaced + ` and r.state ` +
		isLive + ` group by r.activity_id`, args: []any{d, childID}, scan: func(r row) error {
		var h HeldAt
		err := r.Scan(&h.ActivityID, &h.Departures)
		*into = append(*into, h)
		return err
	}}
}
