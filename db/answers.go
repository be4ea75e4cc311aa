package db

import (
	"context"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/custody"
	"cartable/app/domain/paging"
)

// ToAnswer is a request that staff answer, with the labels that they need.
type ToAnswer struct {
	ID                        int64
	ActivityID, ChildID       int64
	Date                      civil.Date
	Child, Family, FamilyCode string
	RequestedAt               time.Time
	Number                    string // of the validation; empty for an imported request
}

// ToAnswerFilter narrows the requests that staff answer.
type ToAnswerFilter struct {
	StructureID int64
	Activities  []int64    // those whose places staff give, or one of them
	From, To    civil.Date // To 0 = no end
	Page        paging.Page
}

// isAsked matches the requests that nobody has decided. isWaiting is redundant, but makes SQLite see that the partial
// indexes contain these rows.
const isAsked = "r.state " + isWaiting + " and r.state = " + pending

// ToAnswer lists requests without an answer: the oldest validation first, and its days in order.
func (q Q) ToAnswer(ctx context.Context, f ToAnswerFilter) (all []ToAnswer, p paging.Page, err error) {
	var where conditions
	where.add("r.structure_id = $?", f.StructureID)
	where.also(isAsked)
	where.add("r.date >= $?", f.From)
	if f.To != 0 {
		where.add("r.date <= $?", f.To)
	}
	where.also("r.activity_id in (" + list(f.Activities) + ")")
	rows := "from reservations r" + where.text
	if p, err = q.cut(ctx, f.Page, rows, where.args); err != nil {
		return nil, p, err
	}
	const order = " order by r.requested_at, r.family_id, r.child_id, r.activity_id, r.date, r.id"
	err = q.each(ctx, `select r.id, r.activity_id, r.child_id, r.date, c.first_name || ' ' || c.last_name,
			f.last_name || ' ' || f.first_name, f.code, r.requested_at,
			(select v.number from movements m join validations v on v.id = m.validation_id
				where m.reservation_id = r.id and m.kind = 'book' order by m.id limit 1)
		from (select r.* `+rows+order+limitOf(p)+`) as r
		join children c on c.id = r.child_id join families f on f.id = r.family_id`+order, where.args,
		func(r row) error {
			var one ToAnswer
			err := r.Scan(&one.ID, &one.ActivityID, &one.ChildID, &one.Date, &one.Child, &one.Family, &one.FamilyCode,
				stamp{&one.RequestedAt}, word{&one.Number})
			all = append(all, one)
			return err
		})
	return all, p, err
}

// Asked is a request that staff answer, with the data that gives it its turn and the name of its child.
type Asked struct {
	Undecided
	FirstName, LastName string
}

const asAsked = "select " + reservationColumns + ", " + numberOf + ", " + isEnrolled + ", " + bornOn + ", " +
	pupilOf + ", " + homesOf + ", c.first_name, c.last_name from reservations r " +
	"join children c on c.id = r.child_id where "

func askedInto(all *[]Asked) func(row) error {
	return func(r row) error {
		var one Asked
		var home custody.Calendar
		var err error
		one.Reservation, err = scanReservation(r, &one.Undecided.Number, &one.Enrolled, &one.Pupil.Birth,
			&one.Pupil.School, &one.Pupil.Class, homes{&home}, &one.FirstName, &one.LastName)
		one.OtherHome = home.Other(one.FamilyID, one.Date)
		*all = append(*all, one)
		return err
	}
}

// AskedBetween reads the requests of activities that nobody has decided, between two dates, by date.
func (q Q) AskedBetween(ctx context.Context, activities []int64, from, to civil.Date) (all []Asked, err error) {
	err = q.each(ctx, asAsked+"r.activity_id in ("+list(activities)+") and r.date between $1 and $2 and "+isAsked+
		" order by r.date, r.id", []any{from, to}, askedInto(&all))
	return all, err
}

// AskedRows reads requests of a structure in whatever state, by date. Held, they stay as they are for the length of the
// transaction; their slots are held before.
func (q Q) AskedRows(ctx context.Context, structureID int64, ids []int64, hold bool) (all []Asked, err error) {
	lock := ""
	if hold && q.postgres {
		lock = " for update of r"
	}
	err = q.each(ctx, asAsked+"r.structure_id = $1 and r.id"+q.among("$2")+" order by r.date, r.id"+lock,
		[]any{structureID, q.ids(ids)}, askedInto(&all))
	return all, err
}

// AddAnswers stores what staff answered.
func (q Q) AddAnswers(ctx context.Context, rows []StaffAnswer) error {
	if len(rows) == 0 {
		return nil
	}
	_, err := q.NewInsert().Model(&rows).Exec(ctx)
	return err
}

// GivenAnswer is an answer with its labels.
type GivenAnswer struct {
	StaffAnswer
	Login               string
	Child, Family       string
	FamilyCode          string
	ActivityID, ChildID int64
	Date                civil.Date
	State               booking.Status // of the request now
}

const givenAnswers = `select w.id, w.structure_id, w.reservation_id, w.family_id, w.at, w.was, w.became, w.words,
		w.told, w.run_id, w.account_id, a.login, c.first_name || ' ' || c.last_name,
		f.last_name || ' ' || f.first_name, f.code, r.activity_id, r.child_id, r.date, r.state
	from answers w join reservations r on r.id = w.reservation_id join children c on c.id = r.child_id
	join families f on f.id = w.family_id left join accounts a on a.id = w.account_id `

func givenInto(all *[]GivenAnswer) func(row) error {
	return func(r row) error {
		var one GivenAnswer
		err := r.Scan(&one.ID, &one.StructureID, &one.ReservationID, &one.FamilyID, stamp{&one.At}, &one.Was,
			&one.Became, &one.Words, &one.Told, id{&one.RunID}, id{&one.AccountID}, word{&one.Login}, &one.Child,
			&one.Family, &one.FamilyCode, &one.ActivityID, &one.ChildID, &one.Date, &one.State)
		*all = append(*all, one)
		return err
	}
}

// AnswersTo reads the answers that requests of a structure have got.
func (q Q) AnswersTo(ctx context.Context, structureID int64, reservations []int64) (all []GivenAnswer, err error) {
	err = q.each(ctx, givenAnswers+"where w.structure_id = $1 and w.reservation_id"+q.among("$2"),
		[]any{structureID, q.ids(reservations)}, givenInto(&all))
	return all, err
}

// GivenAnswers lists the answers of a structure, the last first.
func (q Q) GivenAnswers(ctx context.Context, structureID int64, ask paging.Page) (all []GivenAnswer, p paging.Page,
	err error) {
	args := []any{structureID}
	if p, err = q.cut(ctx, ask, "from answers w where w.structure_id = $1", args); err != nil {
		return nil, p, err
	}
	err = q.each(ctx, givenAnswers+"where w.structure_id = $1 order by w.id desc"+limitOf(p), args, givenInto(&all))
	return all, p, err
}

// HoldAnswer reads an answer of a structure. Held, it stays as it is for the length of the transaction; the slots of
// its request are held before.
func (q Q) HoldAnswer(ctx context.Context, structureID, answerID int64, hold bool) (one GivenAnswer, found bool,
	err error) {
	lock := ""
	if hold && q.postgres {
		lock = " for update of w"
	}
	var all []GivenAnswer
	err = q.each(ctx, givenAnswers+"where w.structure_id = $1 and w.id = $2"+lock, []any{structureID, answerID},
		givenInto(&all))
	if err != nil || len(all) == 0 {
		return one, false, err
	}
	return all[0], true, nil
}

// TakeBackAnswer makes a request pending again, if it is still as its answer made it, and deletes the answer. The
// caller holds its slots.
func (q Q) TakeBackAnswer(ctx context.Context, one GivenAnswer) (ok bool, err error) {
	n, err := q.exec(ctx, "update reservations set state = "+pending+", reason = '', free_until = null "+
		"where id = $1 and state = $2", one.ReservationID, one.Became)
	if err != nil || n == 0 {
		return false, err
	}
	if _, err := q.exec(ctx, "delete from answers where id = $1", one.ID); err != nil {
		return false, err
	}
	moved := moves{}
	moved.note(one.ActivityID, one.Date, booking.Status(one.Became), booking.Pending)
	return true, q.moveSlots(ctx, moved)
}

// PastAnswers is how often the requests of a child for an activity were accepted and refused by staff.
type PastAnswers struct{ Accepted, Refused int }

// AnswersBefore counts the answers that families got since an instant, by child and activity.
func (q Q) AnswersBefore(ctx context.Context, structureID int64, children []int64,
	since time.Time) (before map[[2]int64]PastAnswers, err error) {
	before = map[[2]int64]PastAnswers{}
	if len(children) == 0 {
		return before, nil
	}
	err = q.each(ctx, `select r.child_id, r.activity_id, w.became, count(*) from answers w
		join reservations r on r.id = w.reservation_id
		where w.structure_id = $1 and w.family_id in (select k.family_id from family_children k
			where k.child_id`+q.among("$2")+`) and w.at >= $3 and r.child_id`+q.among("$2")+`
		group by r.child_id, r.activity_id, w.became`, []any{structureID, q.ids(children), since}, func(r row) error {
		var at [2]int64
		var became booking.Status
		var n int
		err := r.Scan(&at[0], &at[1], &became, &n)
		one := before[at]
		if became.Placed() {
			one.Accepted += n
		} else if !became.Waits() {
			one.Refused += n
		}
		before[at] = one
		return err
	})
	return before, err
}

// AnswersToTell reports whether a run with a cut-off would tell families an answer of staff.
func (q Q) AnswersToTell(ctx context.Context, structureID int64, cutoff time.Time) (some bool, err error) {
	err = q.each(ctx, "select 1 from answers where structure_id = $1 and run_id is null and at <= $2 and not told "+
		"limit 1", []any{structureID, cutoff}, func(row) error {
		some = true
		return nil
	})
	return some, err
}

// ReportAnswers gives a run the answers of staff that no family has been told, up to its cut-off: it reports them as
// its own decisions. Those whose requests it transmitted with that outcome are told with these; one that was answered
// once they were transmitted is told by the next run.
func (q Q) ReportAnswers(ctx context.Context, run Run) error {
	const thus = `select 1 from movements m where m.reservation_id = answers.reservation_id and m.run_id = $1
		and m.outcome = answers.became`
	// First, so that an answer that is being taken back is waited for.
	if _, err := q.exec(ctx, `update answers set run_id = $1 where structure_id = $2 and run_id is null
		and (at <= $3 or exists (`+thus+`))`, run.ID, run.StructureID, run.Cutoff); err != nil {
		return err
	}
	_, err := q.exec(ctx, `insert into decisions (run_id, reservation_id, family_id, was, became)
		select $1, reservation_id, family_id, was, became from answers where run_id = $1 and not told
			and exists (select 1 from reservations r where r.id = answers.reservation_id and (
				r.state = answers.became or answers.became = `+denied+` and `+superseded+`))
			and not exists (`+thus+`)
		on conflict do nothing`, run.ID)
	return err
}
