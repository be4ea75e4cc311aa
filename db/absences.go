package db

import (
	"context"
	"time"
	"unicode/utf8"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/paging"
	"cartable/app/domain/sickness"
	"cartable/app/domain/town"
	"cartable/app/domain/wallet"
)

// SickDay is an accepted reservation of a child, with the data that decides what an illness makes of it.
type SickDay struct {
	booking.Reservation
	Enrolled                bool
	Pupil                   town.Pupil
	LastName, Child, Family string // Child: the first name
}

const sickDays = "select " + reservationColumns + ", " + isEnrolled + ", " + bornOn + ", " + pupilOf +
	`, c.last_name, c.first_name, f.last_name || ' ' || f.first_name
	from reservations r join children c on c.id = r.child_id join families f on f.id = r.family_id
	where r.structure_id = $1 and r.child_id = $2 and r.date between $3 and $4 and r.state ` + isPlaced +
	" and r.state " + isLive + " order by r.date, r.id"

func sickDaysInto(all *[]SickDay) func(row) error {
	return func(r row) error {
		var one SickDay
		var err error
		one.Reservation, err = scanReservation(r, &one.Enrolled, &one.Pupil.Birth, &one.Pupil.School, &one.Pupil.Class,
			&one.LastName, &one.Child, &one.Family)
		*all = append(*all, one)
		return err
	}
}

// ReadSickDays reads the accepted reservations of a child of a structure between two dates, whichever household made
// them.
func ReadSickDays(structureID, childID int64, from, to civil.Date, into *[]SickDay) Read {
	return Read{query: sickDays, args: []any{structureID, childID, from, to}, scan: sickDaysInto(into)}
}

// HoldSickDays is ReadSickDays for rows that stay as they are for the length of the transaction; their slots are held
// before.
func (q Q) HoldSickDays(ctx context.Context, structureID, childID int64, from, to civil.Date) (all []SickDay,
	err error) {
	lock := ""
	if q.postgres {
		lock = " for no key update of r"
	}
	err = q.each(ctx, sickDays+lock, []any{structureID, childID, from, to}, sickDaysInto(&all))
	return all, err
}

// ReadSickDates reads the dates between two others on which a household (0: any) told that a child is ill. A date on
// which the child came after all, or whose place was booked again, is none.
func ReadSickDates(familyID, childID int64, from, to civil.Date, into *[]sickness.Before) Read {
	return Read{query: `select d.date, max(case when d.fate = 'owed' then 1 else 0 end)
		from absences a join absence_days d on d.absence_id = a.id
		join reservations r on r.id = d.reservation_id
		where a.child_id = $1 and (a.family_id = $2 or $2 = 0) and d.date between $3 and $4
			and coalesce(r.attendance, '') <> $5 and not (d.fate = 'freed' and exists (select 1 from reservations n
				where n.child_id = r.child_id and n.date = r.date and n.activity_id = r.activity_id
					and n.state ` + isPlaced + ` and n.state ` + isLive + `))
		group by d.date order by d.date`, args: []any{childID, familyID, from, to, string(wallet.Present)},
		scan: func(r row) error {
			var d sickness.Before
			var owed int
			err := r.Scan(&d.Date, &owed)
			d.Owed = owed > 0
			*into = append(*into, d)
			return err
		}}
}

// AddAbsence stores that a child was told to be ill, and what became of the days.
func (q Q) AddAbsence(ctx context.Context, a *Absence, days []AbsenceDay) error {
	if _, err := q.NewInsert().Model(a).Exec(ctx); err != nil {
		return err
	}
	for i := range days {
		days[i].AbsenceID = a.ID
	}
	_, err := q.NewInsert().Model(&days).Exec(ctx)
	return err
}

// MarkSick marks reservations as staff would, for an illness: those that nobody has marked and no night has debited.
// The caller holds them.
func (q Q) MarkSick(ctx context.Context, ids []int64, attendance string) error {
	if len(ids) == 0 {
		return nil
	}
	_, err := q.exec(ctx, "update reservations set attendance = $1, attended = null, reason = $2 where id"+
		q.among("$3")+" and attendance is null and not billed", attendance, string(booking.Sick), q.ids(ids))
	return err
}

// NameSick notes why reservations that were given up were.
func (q Q) NameSick(ctx context.Context, ids []int64) error {
	if len(ids) == 0 {
		return nil
	}
	_, err := q.exec(ctx, "update reservations set reason = $1 where id"+q.among("$2")+" and state "+isGone,
		string(booking.Sick), q.ids(ids))
	return err
}

// UnmarkSick takes back the marks of an illness, where they are still as it left them and were not debited, and returns
// how many it took back.
func (q Q) UnmarkSick(ctx context.Context, ids []int64, attendance string) (int64, error) {
	if len(ids) == 0 {
		return 0, nil
	}
	return q.exec(ctx, "update reservations set attendance = null, reason = '' where id"+q.among("$1")+
		" and attendance = $2 and reason = $3 and not billed and state "+isPlaced, q.ids(ids), attendance,
		string(booking.Sick))
}

// ToldAbsence is an absence with its labels and days.
type ToldAbsence struct {
	Absence
	Login              string
	LastName, Child    string
	Family, FamilyCode string
	HasMail            bool // the family was written to
	Days               []ToldDay
}

// ToldDay is a day of an absence.
type ToldDay struct {
	ReservationID, ActivityID int64
	Date                      civil.Date
	Fate                      string
	Price                     money.Cents
	Attendance                string
	State                     booking.Status
	Billed                    bool
}

const toldAbsences = `select a.id, a.structure_id, a.family_id, a.child_id, a.account_id, a.at, a.channel,
		a.paper_by, n.login, c.last_name, c.first_name, f.last_name || ' ' || f.first_name, f.code,
		exists (select 1 from mails m where m.structure_id = a.structure_id and m.family_id = a.family_id and
			m.kind = 'absence' and m.created_at = a.at),
		d.reservation_id, r.activity_id, d.date, d.fate, r.price, r.attendance, r.state, r.billed
	from absences a join children c on c.id = a.child_id join families f on f.id = a.family_id
	left join accounts n on n.id = a.account_id
	join absence_days d on d.absence_id = a.id join reservations r on r.id = d.reservation_id `

func toldInto(all *[]ToldAbsence) func(row) error {
	return func(r row) error {
		var one ToldAbsence
		var d ToldDay
		var paper civil.Date
		err := r.Scan(&one.ID, &one.StructureID, &one.FamilyID, &one.ChildID, id{&one.AccountID}, stamp{&one.At},
			&one.Channel, &paper, word{&one.Login}, &one.LastName, &one.Child,
			&one.Family, &one.FamilyCode, &one.HasMail, &d.ReservationID, &d.ActivityID, &d.Date, &d.Fate, &d.Price,
			word{&d.Attendance}, &d.State, &d.Billed)
		if paper != 0 {
			one.PaperBy = &paper
		}
		if n := len(*all); n == 0 || (*all)[n-1].ID != one.ID {
			*all = append(*all, one)
		}
		last := &(*all)[len(*all)-1]
		last.Days = append(last.Days, d)
		return err
	}
}

// ReadAbsencesSince reads the absences of a structure that were told from an instant on, the last first. They are those
// of a day.
func ReadAbsencesSince(structureID int64, since time.Time, into *[]ToldAbsence) Read {
	return Read{query: toldAbsences + "where a.structure_id = $1 and a.at >= $2 order by a.at desc, a.id desc, " +
		"d.date, r.id", args: []any{structureID, since}, scan: toldInto(into)}
}

// ReadAbsencesOf reads the absences of a child that have a day on a date or later, the last told first.
func ReadAbsencesOf(structureID, childID int64, from civil.Date, into *[]ToldAbsence) Read {
	return Read{query: toldAbsences + "where a.structure_id = $1 and a.child_id = $2 and a.id in (select x.id from " +
		"absences x join absence_days y on y.absence_id = x.id where x.child_id = $2 and y.date >= $3) " +
		"order by a.at desc, a.id desc, d.date, r.id", args: []any{structureID, childID, from}, scan: toldInto(into)}
}

// HoldAbsence reads an absence of a structure that was not taken back.
func (q Q) HoldAbsence(ctx context.Context, structureID, absenceID int64) (one ToldAbsence, found bool, err error) {
	var all []ToldAbsence
	err = q.each(ctx, toldAbsences+"where a.structure_id = $1 and a.id = $2 and a.undone_at is null order by d.date, "+
		"r.id", []any{structureID, absenceID}, toldInto(&all))
	if err != nil || len(all) == 0 {
		return one, false, err
	}
	return all[0], true, nil
}

// EndAbsence notes that an absence was taken back; its days may be told again. It returns false when somebody else has
// taken it back.
func (q Q) EndAbsence(ctx context.Context, absenceID, accountID int64, at time.Time) (bool, error) {
	n, err := q.exec(ctx, "update absences set undone_at = $2, undone_by = $3 where id = $1 and undone_at is null",
		absenceID, at, orNull(accountID))
	if err != nil || n == 0 {
		return false, err
	}
	_, err = q.exec(ctx, "delete from absence_days where absence_id = $1", absenceID)
	return true, err
}

// ToldSick is how the illness of a reservation's day was told.
type ToldSick struct {
	Channel   string
	At        time.Time
	AccountID int64
	Login     string // who told it; empty for an erased account
	Fate      string
}

// ToldSick reads how the illness of reservations was told, by reservation.
func (q Q) ToldSick(ctx context.Context, reservations []int64) (map[int64]ToldSick, error) {
	all := map[int64]ToldSick{}
	if len(reservations) == 0 {
		return all, nil
	}
	err := q.each(ctx, `select d.reservation_id, a.channel, a.at, a.account_id, n.login, d.fate from absence_days d
		join absences a on a.id = d.absence_id left join accounts n on n.id = a.account_id
		where d.reservation_id`+q.among("$1"), []any{q.ids(reservations)}, func(r row) error {
		var one ToldSick
		var of int64
		err := r.Scan(&of, &one.Channel, stamp{&one.At}, id{&one.AccountID}, word{&one.Login}, &one.Fate)
		all[of] = one
		return err
	})
	return all, err
}

// ReadFreedSick reads the reservations of a child by a household (0: any) that were given up for an illness, between
// two dates.
func ReadFreedSick(structureID, familyID, childID int64, from, to civil.Date, into *[]int64) Read {
	return Read{query: `select d.reservation_id from absences a join absence_days d on d.absence_id = a.id
		where a.structure_id = $1 and a.child_id = $2 and d.fate = 'freed' and d.date between $3 and $4
			and (a.family_id = $5 or $5 = 0)`,
		args: []any{structureID, childID, from, to, familyID}, scan: func(r row) error {
			var one int64
			err := r.Scan(&one)
			*into = append(*into, one)
			return err
		}}
}

// AbsenceChild returns the child of an absence of a structure, also of one that was taken back.
func (q Q) AbsenceChild(ctx context.Context, structureID, absenceID int64) (child int64, found bool, err error) {
	err = q.each(ctx, "select child_id from absences where structure_id = $1 and id = $2",
		[]any{structureID, absenceID}, func(r row) error {
			found = true
			return r.Scan(&child)
		})
	return child, found, err
}

// ReadIsOurs reads whether a child is of a family.
func ReadIsOurs(familyID, childID int64, into *bool) Read {
	return Read{query: "select 1 from family_children where family_id = $1 and child_id = $2",
		args: []any{familyID, childID}, scan: func(r row) error {
			var one int
			*into = true
			return r.Scan(&one)
		}}
}

// NamedChild is a child of a structure with the household that pays for it.
type NamedChild struct {
	ID                  int64
	LastName, FirstName string
	School, Class       string
	Family, FamilyCode  string
}

// namedInto keeps the first household of each child.
func namedInto(all *[]NamedChild) func(row) error {
	return func(r row) error {
		var c NamedChild
		err := r.Scan(&c.ID, &c.LastName, &c.FirstName, &c.School, &c.Class, &c.Family, &c.FamilyCode)
		if n := len(*all); n > 0 && (*all)[n-1].ID == c.ID {
			return err
		}
		*all = append(*all, c)
		return err
	}
}

// ChildrenNamed lists the children of a structure of whose names and code each of some words begins a word, as
// fold.Words writes them: so many at most, by name.
func (q Q) ChildrenNamed(ctx context.Context, structureID int64, words []string, most int) (all []NamedChild,
	err error) {
	var where conditions
	where.add("c.structure_id = $?", structureID)
	for _, w := range words {
		where.add("c.id in (select w.child_id from family_words w where w.structure_id = c.structure_id and "+
			"w.child_id is not null and w.word >= $?", w)
		where.add("w.word < $?)", w+string(utf8.MaxRune))
	}
	err = q.each(ctx, `select c.id, c.last_name, c.first_name, c.school, c.class, f.last_name || ' ' || f.first_name,
			f.code
		from (select c.* from children c`+where.text+` order by c.last_name, c.first_name, c.id`+
		limitOf(paging.First(most))+`) as c join family_children k on k.child_id = c.id
		join families f on f.id = k.family_id order by c.last_name, c.first_name, c.id, k.position, f.id`,
		where.args, namedInto(&all))
	return all, err
}

// ChildNamed reads a child of a structure; found is false for any other.
func (q Q) ChildNamed(ctx context.Context, structureID, childID int64) (one NamedChild, found bool, err error) {
	var all []NamedChild
	err = q.each(ctx, `select c.id, c.last_name, c.first_name, c.school, c.class, f.last_name || ' ' || f.first_name,
			f.code
		from children c join family_children k on k.child_id = c.id join families f on f.id = k.family_id
		where c.structure_id = $1 and c.id = $2 order by k.position, f.id`, []any{structureID, childID},
		namedInto(&all))
	if err != nil || len(all) == 0 {
		return one, false, err
	}
	return all[0], true, nil
}
