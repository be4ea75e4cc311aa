package db

import (
	"context"
	"encoding/json"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/custody"
	"cartable/app/domain/money"
	"cartable/app/domain/wallet"
)

// Planned is a reservation that an opération is about to end or to price again.
type Planned struct {
	ReservationID int64       `json:"r"`
	FamilyID      int64       `json:"h"` // whose it was then: that home is to be written to
	Fate          string      `json:"f"`
	Back          money.Cents `json:"b,omitempty"` // that the family gets back
}

// AddOperationRows stores what an opération is about to do, each row with the household that its reservation is of by
// now. A row that is there already is left.
func (q Q) AddOperationRows(ctx context.Context, operationID int64, all []Planned) error {
	text, err := json.Marshal(all)
	if err != nil {
		return err
	}
	from := "jsonb_to_recordset(cast($2 as jsonb)) as p(r bigint, f text, b bigint)"
	if !q.postgres {
		from = "(select value ->> 'r' as r, value ->> 'f' as f, value ->> 'b' as b from json_each($2)) as p"
	}
	_, err = q.exec(ctx, `insert into operation_rows (operation_id, reservation_id, family_id, child_id, activity_id,
			date, fate, back, state)
		select $1, r.id, r.family_id, r.child_id, r.activity_id, r.date, p.f, coalesce(p.b, 0), $3
			from `+from+` join reservations r on r.id = p.r order by r.id
		on conflict do nothing`, operationID, string(text), RowTodo)
	return err
}

const rowsOfOperation = `select operation_id, reservation_id, family_id, child_id, activity_id, date, fate, back, state,
	why from operation_rows where operation_id = $1`

func rowsInto(all *[]OperationRow) func(row) error {
	return func(r row) error {
		var o OperationRow
		err := r.Scan(&o.OperationID, &o.ReservationID, &o.FamilyID, &o.ChildID, &o.ActivityID, &o.Date, &o.Fate,
			&o.Back, &o.State, &o.Why)
		*all = append(*all, o)
		return err
	}
}

// OperationRows reads the next rows of an opération in a state, in order.
func (q Q) OperationRows(ctx context.Context, operationID int64, state string, limit int) (all []OperationRow,
	err error) {
	err = q.each(ctx, rowsOfOperation+" and state = $2 order by operation_id, reservation_id limit $3",
		[]any{operationID, state, limit}, rowsInto(&all))
	return all, err
}

// ShownRows reads the first rows of an opération in any state; of one that is undone, those that did not come back
// first.
func (q Q) ShownRows(ctx context.Context, operationID int64, limit int) (all []OperationRow, err error) {
	err = q.each(ctx, rowsOfOperation+
		" order by case when state = 'restored' then 1 else 0 end, date, activity_id, family_id, reservation_id "+
		"limit $2",
		[]any{operationID, limit}, rowsInto(&all))
	return all, err
}

// OperationProgress counts the rows of an opération by state.
func (q Q) OperationProgress(ctx context.Context, operationID int64) (map[string]int, error) {
	count := map[string]int{}
	err := q.each(ctx, "select state, count(*) from operation_rows where operation_id = $1 group by state",
		[]any{operationID}, func(r row) error {
			var state string
			var n int
			err := r.Scan(&state, &n)
			count[state] = n
			return err
		})
	return count, err
}

// MarkRows moves rows of an opération from one state to another, with the reason. Others stay as they are.
func (q Q) MarkRows(ctx context.Context, operationID int64, ids []int64, from, to, why string) error {
	if len(ids) == 0 {
		return nil
	}
	_, err := q.exec(ctx, "update operation_rows set state = $3, why = $4 where operation_id = $1 and state = $2 and "+
		"reservation_id"+q.among("$5"), operationID, from, to, why, q.ids(ids))
	return err
}

// NoteBack stores what rows of an opération gave back in the end: a night may have debited a day, or somebody marked
// it, since the opération was applied, and the mail tells what was booked. A row that is not in back gave back nothing.
func (q Q) NoteBack(ctx context.Context, rows []OperationRow, back map[int64]money.Cents) error {
	var ids, amounts []int64
	for _, r := range rows {
		if r.Back != back[r.ReservationID] {
			ids, amounts = append(ids, r.ReservationID), append(amounts, int64(back[r.ReservationID]))
		}
	}
	if len(ids) == 0 {
		return nil
	}
	pairs := "select i.value as id, a.value as amount from json_each($2) as i join json_each($3) as a on a.key = i.key"
	if q.postgres {
		pairs = "select * from unnest($2::bigint[], $3::bigint[]) as u (id, amount)"
	}
	_, err := q.exec(ctx, "update operation_rows set back = x.amount from ("+pairs+
		") as x where operation_id = $1 and reservation_id = x.id", rows[0].OperationID, q.ids(ids), q.ids(amounts))
	return err
}

// CancelByTown ends live reservations on behalf of the town, whatever their deadlines, and takes them out of the counts
// of their slots, which the caller holds; the caller reverses their debits. No night transmits such a cancellation: the
// opération writes to the family. A child who was marked present meanwhile keeps the day. It returns those that ended.
func (q Q) CancelByTown(ctx context.Context, structureID int64, ids []int64, m Movement) (ended map[int64]bool,
	err error) {
	ended = map[int64]bool{}
	moved, movements, those := moves{}, []Movement{}, []int64{}
	err = q.each(ctx, "update reservations set was = state, state = "+gone+", reason = '"+string(booking.TownCancelled)+
		"', transmitted = true, billed = billed and debited_before where structure_id = $1 and id"+q.among("$2")+
		" and state "+isLive+" and coalesce(attendance, '') <> '"+string(wallet.Present)+"'"+
		" returning id, family_id, child_id, activity_id, date, was", []any{structureID, q.ids(ids)},
		func(r row) error {
			one := m
			var was booking.Status
			err := r.Scan(&one.ReservationID, &one.FamilyID, &one.ChildID, &one.ActivityID, &one.Date, &was)
			one.StructureID, one.Kind = structureID, "cancel"
			ended[one.ReservationID] = true
			movements, those = append(movements, one), append(those, one.ReservationID)
			moved.note(one.ActivityID, one.Date, was, booking.Cancelled)
			return err
		})
	if err != nil || len(movements) == 0 {
		return ended, err
	}
	withdrawn, err := q.withdraw(ctx, those)
	if err != nil {
		return nil, err
	}
	for i, one := range movements {
		outcome := string(booking.Cancelled)
		if withdrawn[one.ReservationID] {
			outcome = "withdrawn"
		}
		movements[i].Outcome = &outcome
	}
	if _, err := q.NewInsert().Model(&movements).Exec(ctx); err != nil {
		return nil, err
	}
	return ended, q.moveSlots(ctx, moved)
}

// Ended is a reservation that an opération ended, as it was before, and whether it could be booked today.
type Ended struct {
	booking.Reservation
	booking.Right
	Number int64 // its turn: see numberOf
}

// EndedRows reads reservations that were ended, as they were before, but for those of erased or archived families.
func (q Q) EndedRows(ctx context.Context, ids []int64) (all []Ended, err error) {
	err = q.each(ctx, "select "+leftColumns+", "+numberOf+", "+isEnrolled+", "+bornOn+", "+pupilOf+", "+
		homesOf+" from reservations r where r.state "+isGone+" and r.was is not null and r.id"+q.among("$1")+
		" and r.family_id not in (select family_id from erasures where state = 'done')"+
		" and r.family_id not in (select id from families where archived_at is not null) order by r.id",
		[]any{q.ids(ids)}, func(r row) error {
			var one Ended
			var home custody.Calendar
			var err error
			one.Reservation, err = scanReservation(r, &one.Number, &one.Enrolled, &one.Pupil.Birth, &one.Pupil.School,
				&one.Pupil.Class, homes{&home})
			one.OtherHome, one.Accepted = home.Other(one.FamilyID, one.Date), one.Status.Placed()
			all = append(all, one)
			return err
		})
	return all, err
}

// HeldOn reads the live reservations of children on dates, to find what overlaps.
func (q Q) HeldOn(ctx context.Context, children []int64, from, to civil.Date) (all []booking.Reservation, err error) {
	err = q.each(ctx, "select "+reservationColumns+" from reservations r where r.child_id"+q.among("$1")+
		" and r.date between $2 and $3 and r.state "+isLive, []any{q.ids(children), from, to}, func(r row) error {
		one, err := scanReservation(r)
		all = append(all, one)
		return err
	})
	return all, err
}

// Restore books ended reservations again as they were, with the instant, the turn and the price of their requests. rows
// are live in state, and their movements are told already.
func (q Q) Restore(ctx context.Context, rows []Reservation, m Movement) error {
	if len(rows) == 0 {
		return nil
	}
	if err := q.supersede(ctx, rows); err != nil {
		return err
	}
	if _, err := q.NewInsert().Model(&rows).Returning("id").Exec(ctx); err != nil {
		return err
	}
	moved, movements := moves{}, make([]Movement, len(rows))
	for i, r := range rows {
		one, outcome := m, r.State
		one.Kind, one.ReservationID, one.Outcome = "book", r.ID, &outcome
		one.StructureID, one.FamilyID, one.ChildID, one.ActivityID, one.Date = r.StructureID, r.FamilyID, r.ChildID,
			r.ActivityID, r.Date
		movements[i] = one
		moved.note(r.ActivityID, r.Date, "", booking.Status(r.State))
	}
	if _, err := q.NewInsert().Model(&movements).Exec(ctx); err != nil {
		return err
	}
	return q.moveSlots(ctx, moved)
}

// FollowSick has the illnesses that were told of ended reservations follow them to the rows that give them back, in the
// same order, with the reason of their marks.
func (q Q) FollowSick(ctx context.Context, ended []int64, rows []Reservation) error {
	var was, is []int64
	for i, r := range rows {
		if r.Attendance != nil {
			was, is = append(was, ended[i]), append(is, r.ID)
		}
	}
	if len(is) == 0 {
		return nil
	}
	pairs := "select w.value as was, i.value as became from json_each($1) as w join json_each($2) as i on i.key = w.key"
	if q.postgres {
		pairs = "select * from unnest($1::bigint[], $2::bigint[]) as u (was, became)"
	}
	if _, err := q.exec(ctx, "update absence_days set reservation_id = x.became from ("+pairs+
		") as x where reservation_id = x.was", q.ids(was), q.ids(is)); err != nil {
		return err
	}
	_, err := q.exec(ctx, "update reservations set reason = $1 where id"+q.among("$2")+" and exists (select 1 from "+
		"absence_days d where d.reservation_id = reservations.id)", string(booking.Sick), q.ids(is))
	return err
}

// OperationDay is a row of an opération in the words of a mail.
type OperationDay struct {
	FamilyID        int64
	Child, Activity string
	Date            civil.Date
	Fate, State     string
	Back            int64
}

// OperationDays reads the rows of families, by family, date and activity.
func (q Q) OperationDays(ctx context.Context, operationID int64, families []int64) (all []OperationDay, err error) {
	err = q.each(ctx, `select o.family_id, c.first_name, a.name, o.date, o.fate, o.state, o.back from operation_rows o
		join children c on c.id = o.child_id join activities a on a.id = o.activity_id
		where o.operation_id = $1 and o.family_id`+q.among("$2")+
		" order by o.family_id, o.date, c.first_name, a.start_at, a.name",
		[]any{operationID, q.ids(families)}, func(r row) error {
			var one OperationDay
			err := r.Scan(&one.FamilyID, &one.Child, &one.Activity, &one.Date, &one.Fate, &one.State, &one.Back)
			all = append(all, one)
			return err
		})
	return all, err
}
