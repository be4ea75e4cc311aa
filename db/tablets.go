package db

import (
	"context"
	"time"

	"cartable/app/domain/civil"
	"cartable/app/domain/custody"
	"cartable/app/domain/journal"
	"cartable/app/domain/stay"
	"cartable/app/domain/tap"
	"cartable/app/domain/wallet"
)

// AddTablet stores a tablet that was prepared; false if there is one of that hash.
func (q Q) AddTablet(ctx context.Context, t *Tablet) (bool, error) {
	res, err := q.NewInsert().Model(t).On("conflict (hash) do nothing").Returning("NULL").Exec(ctx)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n > 0, err
}

// TabletOf finds a tablet by the hash of its id: of any structure, which the caller compares.
func (q Q) TabletOf(ctx context.Context, hash string) (t Tablet, found bool, err error) {
	var all []Tablet
	err = q.NewSelect().Model(&all).Where("hash = ?", hash).Scan(ctx)
	if err != nil || len(all) == 0 {
		return Tablet{}, false, err
	}
	return all[0], true, nil
}

// ReplaceTablet notes that a device was prepared again: its tablet of before, by the hash of its id, gets no names.
func (q Q) ReplaceTablet(ctx context.Context, structureID int64, hash string, now time.Time) error {
	_, err := q.exec(ctx, `update tablets set replaced_at = $3 where hash = $2 and structure_id = $1
		and replaced_at is null`, structureID, hash, now)
	return err
}

// TabletOfStructure reports whether a structure has a tablet.
func (q Q) TabletOfStructure(ctx context.Context, structureID, tabletID int64) (found bool, err error) {
	err = q.each(ctx, "select 1 from tablets where id = $1 and structure_id = $2", []any{tabletID, structureID},
		func(row) error {
			found = true
			return nil
		})
	return found, err
}

// WithdrawTablet ends what a tablet may do, and returns who had prepared it. It finds nothing if that was done before.
func (q Q) WithdrawTablet(ctx context.Context, structureID, tabletID, accountID int64, now time.Time) (login string,
	found bool, err error) {
	err = q.each(ctx, `update tablets set withdrawn_at = $4, withdrawn_by = $3 where id = $2 and structure_id = $1
		and withdrawn_at is null
		returning (select n.login from accounts n where n.id = tablets.account_id)`,
		[]any{structureID, tabletID, accountID, now}, func(r row) error {
			found = true
			return r.Scan(&login)
		})
	return login, found, err
}

// TabletLine is a tablet in a list.
type TabletLine struct {
	Tablet
	Login string // who prepared it
	Taps  int    // that arrived
}

// ReadTablets reads the tablets of a structure whose day has not ended before an instant, the last one first: all of
// those of today, and those of before that may still send.
func ReadTablets(structureID int64, since, now time.Time, into *[]TabletLine) Read {
	return Read{query: `select t.id, t.schools, t.device, t.prepared_at, t.until, t.withdrawn_at,
			t.replaced_at, n.login,
			(select count(*) from taps p where p.tablet_id = t.id)
		from tablets t join accounts n on n.id = t.account_id
		where t.structure_id = $1 and t.until > $2 and (t.withdrawn_at is null or t.until > $3)
		order by t.prepared_at desc, t.id desc limit 200`,
		args: []any{structureID, since, now}, scan: func(r row) error {
			var one TabletLine
			var withdrawn, replaced time.Time
			err := r.Scan(&one.ID, &one.Schools, &one.Device, stamp{&one.PreparedAt}, stamp{&one.Until},
				stamp{&withdrawn}, stamp{&replaced}, &one.Login, &one.Taps)
			if !replaced.IsZero() {
				one.ReplacedAt = &replaced
			}
			if !withdrawn.IsZero() {
				one.WithdrawnAt = &withdrawn
			}
			*into = append(*into, one)
			return err
		}}
}

// TapLine is a tap that did not agree with another mark, or was refused.
type TapLine struct {
	Tap
	LastName, FirstName  string // empty: there is no such line
	ActivityID           int64
	Date                 civil.Date
	Login, Sender, Other string // who prepared the tablet, sent the tap, and marked otherwise
	OtherFamily          bool   // that is no staff
}

// ReadConflicts reads the taps of a structure that arrived since an instant and met another mark, or were refused, the
// last one first.
func ReadConflicts(structureID int64, since time.Time, into *[]TapLine) Read {
	return Read{query: `select p.attendance, p.units, p.stamp, p.at, p.received_at, p.result, p.why, p.before,
			p.before_units, p.before_at, c.last_name, c.first_name, coalesce(r.activity_id, 0), r.date, n.login,
			s.login, o.login, ` + isFamily + `
		from taps p join tablets t on t.id = p.tablet_id join accounts n on n.id = t.account_id
		left join reservations r on r.id = p.reservation_id and r.structure_id = p.structure_id
		left join children c on c.id = r.child_id
		left join accounts s on s.id = p.account_id left join accounts o on o.id = p.before_by
		where p.structure_id = $1 and p.received_at >= $2 and p.result in ($3, $4, $5)
		order by p.received_at desc, p.nonce limit 200`, args: []any{structureID, since, string(tap.Newer),
		string(tap.Older), string(tap.Refused)},
		scan: func(r row) error {
			var one TapLine
			var before time.Time
			err := r.Scan(&one.Attendance, &one.Units, &one.Stamp, stamp{&one.At}, stamp{&one.ReceivedAt}, &one.Result,
				&one.Why, &one.Before, &one.BeforeUnits, stamp{&before}, word{&one.LastName}, word{&one.FirstName},
				&one.ActivityID, &one.Date, &one.Login, word{&one.Sender}, word{&one.Other}, &one.OtherFamily)
			if !before.IsZero() {
				one.BeforeAt = &before
			}
			*into = append(*into, one)
			return err
		}}
}

// KeptChild is a child of a sheet as a tablet keeps it.
type KeptChild struct {
	ReservationID, ActivityID, ChildID, FamilyID int64
	LastName, FirstName, School, Class           string
	Diet, Allergies                              string
	Attendance                                   wallet.Attendance
	Quantity                                     int
	Attended                                     *int
	stay.Stay
	Home  int64 // whose day it is, where that was arranged; 0 = nobody said
	Along bool  // the meal is a picnic, for an outing
}

// ReadKeptChildren reads the children who have a place on a date, by name, with their diets: the reading is noted in
// the journal by the caller.
func ReadKeptChildren(structureID int64, d civil.Date, into *[]KeptChild) Read {
	return Read{query: `select r.id, r.activity_id, c.id, r.family_id, c.last_name, c.first_name, c.school, c.class,
			c.diet, c.allergies, r.attendance, r.quantity, r.attended, r.arrived, r.departed, ` + homesOf + `,
			` + takenAlong + `
		from reservations r join children c on c.id = r.child_id
		where r.structure_id = $1 and r.date = $2 and r.state ` + isPlaced + ` and r.state ` + isLive + `
		order by c.last_name, c.first_name, c.id, r.id`, args: []any{structureID, d}, scan: func(r row) error {
		var one KeptChild
		var home custody.Calendar
		err := r.Scan(&one.ReservationID, &one.ActivityID, &one.ChildID, &one.FamilyID, &one.LastName, &one.FirstName,
			&one.School, &one.Class, &one.Diet, &one.Allergies, word{(*string)(&one.Attendance)}, &one.Quantity,
			&one.Attended, clock{&one.Arrived}, clock{&one.Departed}, homes{&home}, &one.Along)
		one.Home = home.Home(d)
		*into = append(*into, one)
		return err
	}}
}

// KeptAdult is an adult of a household of a child.
type KeptAdult struct {
	ChildID, FamilyID   int64
	Family, Phone, Name string // Name has their own telephone
}

// ReadKeptAdults reads the adults of the households of the children who have a place on a date, by child and household.
func ReadKeptAdults(structureID int64, d civil.Date, into *[]KeptAdult) Read {
	return Read{query: `select k.child_id, f.id, f.civility || ' ' || f.last_name || ' ' || f.first_name, f.phone,
			` + called + `
		from family_children k join families f on f.id = k.family_id
		left join guardians g on g.family_id = f.id and g.withdrawn_at is null
		where k.structure_id = $1 and k.child_id in (select r.child_id from reservations r where r.structure_id = $1
			and r.date = $2 and r.state ` + isPlaced + ` and r.state ` + isLive + `)
		order by k.child_id, k.position, f.id, g.account_id`, args: []any{structureID, d}, scan: func(r row) error {
		var one KeptAdult
		err := r.Scan(&one.ChildID, &one.FamilyID, &one.Family, &one.Phone, word{&one.Name})
		*into = append(*into, one)
		return err
	}}
}

// HealthReadBy lists the families of whom an account has read the health data since an instant, in a room or about a
// subject.
func (q Q) HealthReadBy(ctx context.Context, structureID, accountID int64, since time.Time,
	subjects [2]string) (map[int64]bool, error) {
	told := map[int64]bool{}
	err := q.each(ctx, `select distinct u.family_id from audit u where u.structure_id = $1 and u.account_id = $2
		and u.at >= $3 and u.action || '' = $4 and u.subject in ($5, $6) and u.family_id is not null`,
		[]any{structureID, accountID, since, string(journal.HealthRead), subjects[0], subjects[1]}, func(r row) error {
			var family int64
			err := r.Scan(&family)
			told[family] = true
			return err
		})
	return told, err
}
