package operation

import (
	"context"
	"encoding/json"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/booking"
	"cartable/app/domain/journal"
	"cartable/app/domain/money"
	"cartable/app/domain/town"
	"cartable/db"
)

// Work carries an opération on until it is done: it is the job of a worker. It may be called at any time, by several
// at once, and after a kill: each piece is one transaction, and a row is done once.
func (o *Operations) Work(ctx context.Context, id int64) error {
	for {
		done, err := o.piece(ctx, id)
		if err != nil || done {
			return err
		}
	}
}

// Restart has a worker carry on with an opération that one gave up after several attempts. One that goes on by itself
// stays as it is.
func (o *Operations) Restart(ctx context.Context, d desk.Actor, id int64) error {
	err := o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		_, row, err := o.hold(ctx, q, d, id)
		if err != nil {
			return err
		}
		if err := o.forbid(ctx, q, d, Kind(row.Kind)); err != nil {
			return err
		}
		revived, err := q.ReviveJobs(ctx, jobs, id, time.Now())
		if err != nil || revived == 0 {
			return err
		}
		line := o.Entry(d, journal.OperationRestarted, 0, row.Title, "", "", "")
		line.OperationID = id
		return q.AddJournal(ctx, line)
	})
	if err == nil {
		o.Ring()
	}
	return err
}

// piece does the next rows of an opération, and reports whether none is left.
func (o *Operations) piece(ctx context.Context, id int64) (done bool, err error) {
	err = o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		done = false
		row, found, err := q.Operation(ctx, 0, id, true)
		if err != nil || !found {
			done = true
			return err
		}
		switch row.State {
		case db.OperationApplying:
			if row.Plan != "" {
				return storePlan(ctx, q, row)
			}
			done, err = o.end(ctx, q, row)
		case db.OperationUndoing:
			done, err = o.giveBack(ctx, q, row)
		default:
			done = true
		}
		return err
	})
	return done, err
}

// storePlan makes the rows of an opération that was applied: the first piece of its work.
func storePlan(ctx context.Context, q db.Q, row db.Operation) error {
	all, err := planOf(row)
	if err != nil {
		return err
	}
	if err := q.AddOperationRows(ctx, row.ID, all); err != nil {
		return err
	}
	was := map[db.Written]bool{}
	for _, one := range all {
		was[db.Written{OperationID: row.ID, FamilyID: one.FamilyID}] = true
	}
	if err := q.RehomeMails(ctx, was); err != nil { // of days that moved between two homes meanwhile
		return err
	}
	row.Plan = ""
	return q.SaveOperation(ctx, &row)
}

func planOf(row db.Operation) (all []db.Planned, err error) {
	err = json.Unmarshal([]byte(row.Plan), &all)
	return all, err
}

// end ends the next reservations, or prices them again.
func (o *Operations) end(ctx context.Context, q db.Q, row db.Operation) (done bool, err error) {
	rows, err := q.OperationRows(ctx, row.ID, db.RowTodo, chunk)
	if err != nil {
		return false, err
	}
	if len(rows) == 0 {
		row.State = db.OperationApplied
		err = q.NoteOperation(ctx, row, journal.OperationDone, row.AppliedBy, row.Reason, o.Now().UTC())
		if err != nil {
			return false, err
		}
		return true, q.SaveOperation(ctx, &row)
	}
	c, err := o.Catalogues.Current(ctx, q, row.StructureID)
	if err != nil {
		return false, err
	}
	if err := o.holdRows(ctx, q, c, rows); err != nil {
		return false, err
	}
	var ending, pricing []int64
	for _, r := range rows {
		if r.Fate == "repriced" {
			pricing = append(pricing, r.ReservationID)
		} else {
			ending = append(ending, r.ReservationID)
		}
	}
	back := map[int64]money.Cents{}
	if err := o.endRows(ctx, q, row, ending, back); err != nil {
		return false, err
	}
	if err := o.priceRows(ctx, q, c, row, pricing, back); err != nil {
		return false, err
	}
	return false, q.NoteBack(ctx, rows, back)
}

// holdRows locks the slots of rows, in the order of every other transaction.
func (o *Operations) holdRows(ctx context.Context, q db.Q, c *town.Catalogue, rows []db.OperationRow) error {
	_, _, err := o.Catalogues.Locked(ctx, q, c, func(c *town.Catalogue) (keys []booking.SlotKey) {
		for _, r := range rows {
			keys = append(keys, booking.SlotsOf(c.ActivityByID(r.ActivityID), r.Date)...)
		}
		return db.SortSlots(keys)
	})
	return err
}

// endRows ends reservations that are live, and gives back what was debited for them: it adds that to back.
func (o *Operations) endRows(ctx context.Context, q db.Q, row db.Operation, ids []int64,
	back map[int64]money.Cents) error {
	if len(ids) == 0 {
		return nil
	}
	at := o.Now().UTC()
	ended, err := q.CancelByTown(ctx, row.StructureID, ids, db.Movement{AccountID: row.AppliedBy, Origin: "staff",
		At: at, OperationID: row.ID})
	if err != nil {
		return err
	}
	var gone, left []int64
	for _, id := range ids {
		if ended[id] {
			gone = append(gone, id)
		} else {
			left = append(left, id)
		}
	}
	if err := q.MarkRows(ctx, row.ID, left, db.RowTodo, db.RowLeft, "given-up"); err != nil {
		return err
	}
	if err := o.reverse(ctx, q, row, gone, at, back); err != nil {
		return err
	}
	return q.MarkRows(ctx, row.ID, gone, db.RowTodo, db.RowDone, "")
}

// reverse writes the opposite of the debits that are in force for reservations, and adds it to back.
func (o *Operations) reverse(ctx context.Context, q db.Q, row db.Operation, ids []int64, at time.Time,
	back map[int64]money.Cents) error {
	if len(ids) == 0 {
		return nil
	}
	lines, err := q.HoldDebitsOf(ctx, ids...)
	if err != nil {
		return err
	}
	var all []db.LedgerLine
	for _, l := range lines {
		if !l.Rule().Live() {
			continue
		}
		one, err := l.Reversal(row.AppliedBy, row.Reason, at)
		if err != nil {
			return err
		}
		all = append(all, one)
		back[l.ReservationID] += one.Amount
	}
	if len(all) == 0 {
		return nil
	}
	return q.AddLedger(ctx, all)
}

// priceRows debits days again, as tariffs and quotients are now, and adds what that gives back to back.
func (o *Operations) priceRows(ctx context.Context, q db.Q, c *town.Catalogue, row db.Operation, ids []int64,
	back map[int64]money.Cents) error {
	if len(ids) == 0 {
		return nil
	}
	days, err := q.HoldBilledDays(ctx, row.StructureID, ids)
	if err != nil {
		return err
	}
	all, err := o.Corrections(ctx, q, c, days, false)
	if err != nil {
		return err
	}
	for i, one := range all {
		all[i].Reason = row.Reason
		back[one.Day.ID] += one.Back()
	}
	d := desk.Actor{StructureID: row.StructureID, AccountID: row.AppliedBy}
	if err := o.Correct(ctx, q, d, all); err != nil {
		return err
	}
	return q.MarkRows(ctx, row.ID, ids, db.RowTodo, db.RowDone, "")
}
