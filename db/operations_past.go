package db

import (
	"context"
	"time"
)

// What other opérations did before one that is being undone, and what their own undoing could not bring back.

// PastChange is a line of the journal with what an opération changed.
type PastChange struct {
	JournalEntry
	UndoneSince bool // the opération was undone after the other one was applied
}

// ChangesBefore reads what opérations that were applied since an instant changed before an applied one did, the newest
// first; nothing if none of them was undone since without bringing back all its settings.
func (q Q) ChangesBefore(ctx context.Context, o Operation, since time.Time) (all []PastChange, err error) {
	err = q.each(ctx, `select a.id, a.operation_id, a.changes, o.state in ('undoing', 'undone') and o.undone_at >= $3
		from operations o join audit a on a.operation_id = o.id
		where o.structure_id = $1 and o.id <> $2 and o.applied_at >= $4 and a.changes is not null
			and a.id < (select min(id) from audit where operation_id = $2 and changes is not null)
			and exists (select 1 from operations u where u.structure_id = $1 and u.id <> $2
				and u.undone_at >= $3 and u.kept <> '')
		order by a.id desc`, []any{o.StructureID, o.ID, *o.AppliedAt, since}, func(r row) error {
		var one PastChange
		err := r.Scan(&one.ID, &one.OperationID, &one.Changes, &one.UndoneSince)
		all = append(all, one)
		return err
	})
	return all, err
}

// HoldUndone locks the opérations that were undone since an applied one was: no worker is in the middle of them.
func (q Q) HoldUndone(ctx context.Context, o Operation) error {
	return q.each(ctx, "select id from operations where structure_id = $1 and id <> $2 and applied_at is not null "+
		"and undone_at >= $3 order by id"+q.forChange(), []any{o.StructureID, o.ID, *o.AppliedAt},
		func(row) error { return nil })
}

// LostRows reads the rows that could not come back with opérations that were undone since an applied one was.
func (q Q) LostRows(ctx context.Context, o Operation) (all []OperationRow, err error) {
	err = q.each(ctx, `select r.operation_id, r.reservation_id, r.family_id, r.child_id, r.activity_id, r.date, r.fate,
			r.back, r.state, r.why
		from operations o join operation_rows r on r.operation_id = o.id
		where o.structure_id = $1 and o.id <> $2 and o.applied_at is not null and o.undone_at >= $3
			and r.state = 'lost' order by r.operation_id, r.reservation_id`,
		[]any{o.StructureID, o.ID, *o.AppliedAt}, rowsInto(&all))
	return all, err
}

// TakeOver adds lost rows of other opérations to one that is being undone, as rows to give back, and has it tell their
// families of its undoing. Each reservation is in one of them alone.
func (q Q) TakeOver(ctx context.Context, operationID int64, lost []OperationRow) error {
	of := map[int64][]int64{}
	for _, r := range lost {
		of[r.OperationID] = append(of[r.OperationID], r.ReservationID)
	}
	for from, ids := range of {
		if _, err := q.exec(ctx, `insert into operation_rows (operation_id, reservation_id, family_id, child_id,
				activity_id, date, fate, state)
			select $1, reservation_id, family_id, child_id, activity_id, date, fate, 'done' from operation_rows
				where operation_id = $2 and reservation_id`+q.among("$3")+`
			on conflict (operation_id, reservation_id) do update set state = 'done', why = ''`, operationID, from,
			q.ids(ids)); err != nil {
			return err
		}
		if _, err := q.exec(ctx, `insert into operation_mails (operation_id, family_id, kind, has_mail)
			select $1, family_id, 'undone', has_mail from operation_mails where operation_id = $2 and kind = 'applied'
				and family_id in (select family_id from operation_rows where operation_id = $2
					and reservation_id`+q.among("$3")+`)
			on conflict do nothing`, operationID, from, q.ids(ids)); err != nil {
			return err
		}
	}
	return nil
}

// MarkTaken moves lost rows of other opérations to what became of them with the undoing of one.
func (q Q) MarkTaken(ctx context.Context, operationID int64, ids []int64, to, why string) error {
	_, err := q.exec(ctx, "update operation_rows set state = $2, why = $3 where operation_id <> $1 and state = 'lost' "+
		"and reservation_id"+q.among("$4"), operationID, to, why, q.ids(ids))
	return err
}
