package db

import (
	"cmp"
	"context"
	"database/sql"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/money"
)

// ValidationAt finds the validation that was made from a revision of a draft.
func (q Q) ValidationAt(ctx context.Context, draftID, revision int64) (number string, found bool, err error) {
	err = q.each(ctx, "select number from validations where draft_id = $1 and revision = $2", []any{draftID, revision},
		func(r *sql.Rows) error {
			found = true
			return r.Scan(&number)
		})
	return number, found, err
}

// StoreValidation writes a validation with all its lines.
func (q Q) StoreValidation(ctx context.Context, v *Validation, lines []ValidationLine) error {
	if _, err := q.NewInsert().Model(v).Exec(ctx); err != nil {
		return err
	}
	for i := range lines {
		lines[i].ValidationID, lines[i].Position = v.ID, i
	}
	_, err := q.NewInsert().Model(&lines).Exec(ctx)
	return err
}

// Book stores new reservations and their movements, and sets the IDs of the reservations, in order.
func (q Q) Book(ctx context.Context, rows []Reservation, movement Movement) error {
	if len(rows) == 0 {
		return nil
	}
	if _, err := q.NewInsert().Model(&rows).Returning("id").Exec(ctx); err != nil {
		return err
	}
	movements := make([]Movement, len(rows))
	for i, r := range rows {
		m := movement
		m.Kind, m.ReservationID = "book", r.ID
		m.StructureID, m.FamilyID, m.ChildID, m.ActivityID, m.Date = r.StructureID, r.FamilyID, r.ChildID, r.ActivityID,
			r.Date
		movements[i] = m
	}
	_, err := q.NewInsert().Model(&movements).Exec(ctx)
	return err
}

// GiveUp cancels reservations. A cancellation before the booking was transmitted takes the booking back: both movements
// are withdrawn, and neither is transmitted.
func (q Q) GiveUp(ctx context.Context, structureID int64, rows []booking.Reservation, movement Movement) error {
	if len(rows) == 0 {
		return nil
	}
	ids := make([]int64, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	withdrawn := map[int64]bool{}
	err := q.each(ctx, "update movements set outcome = 'withdrawn' where kind = 'book' and run_id is null and outcome "+
		"is null and reservation_id in ("+
		list(ids)+") returning reservation_id", nil, func(r *sql.Rows) error {
		var one int64
		err := r.Scan(&one)
		withdrawn[one] = true
		return err
	})
	if err != nil {
		return err
	}
	outcome := "withdrawn"
	movements := make([]Movement, len(rows))
	var silent []int64
	for i, r := range rows {
		m := movement
		m.Kind, m.ReservationID = "cancel", r.ID
		m.StructureID, m.FamilyID, m.ChildID, m.ActivityID, m.Date = structureID, r.FamilyID, r.ChildID, r.ActivityID,
			r.Date
		if withdrawn[r.ID] {
			m.Outcome = &outcome
			silent = append(silent, r.ID)
		}
		movements[i] = m
	}
	if _, err := q.NewInsert().Model(&movements).Exec(ctx); err != nil {
		return err
	}
	_, err = q.exec(ctx, "update reservations set was = state, state = "+gone+", transmitted = (id in ("+list(silent)+
		")) where id in ("+list(ids)+")")
	return err
}

// LastValidation returns the last validation of a draft; found is false when there is none.
func (q Q) LastValidation(ctx context.Context, draftID int64) (number string, at time.Time, found bool, err error) {
	err = q.each(ctx, "select number, at from validations where draft_id = $1 order by revision desc limit 1",
		[]any{draftID}, func(r *sql.Rows) error {
			found = true
			return r.Scan(&number, stamp{&at})
		})
	return number, at, found, err
}

// ReceiptLine is a line of a validation, with the labels that it needs.
type ReceiptLine struct {
	Date       civil.Date
	Kind       booking.Kind
	ChildID    int64
	Child      string
	Activity   string
	ActivityID int64
	Start, End civil.TimeOfDay
	Wallet     string
	Outcome    booking.Result
	Reason     booking.Reason
	Detail     string
	Changed    bool
	Price      money.Cents
}

// Receipt is a validation and its result.
type Receipt struct {
	Number string
	At     time.Time
	Lines  []ReceiptLine
}

// ReceiptOf reads a validation of a family; found is false when the number is not one of the family's.
func (q Q) ReceiptOf(ctx context.Context, familyID int64, number string) (rec Receipt, found bool, err error) {
	called, err := q.calledIn(ctx, familyID)
	if err != nil {
		return rec, false, err
	}
	err = q.each(ctx, `select v.number, v.at, l.date, l.kind, c.id, c.first_name, a.name, a.id, a.start_at, a.end_at,
		w.name,
			l.outcome, l.reason, l.detail, l.changed, l.price
		from validations v join validation_lines l on l.validation_id = v.id
		join children c on c.id = l.child_id join activities a on a.id = l.activity_id
		join categories k on k.id = a.category_id join wallets w on w.id = k.wallet_id
		where v.family_id = $1 and v.number = $2 order by l.position`, []any{familyID, number},
		func(r *sql.Rows) error {
			var l ReceiptLine
			found = true
			err := r.Scan(&rec.Number, stamp{&rec.At}, &l.Date, &l.Kind, &l.ChildID, &l.Child, &l.Activity,
				&l.ActivityID, &l.Start, &l.End, &l.Wallet,
				&l.Outcome, &l.Reason, &l.Detail, &l.Changed, &l.Price)
			l.Child = cmp.Or(called[l.ChildID], l.Child)
			rec.Lines = append(rec.Lines, l)
			return err
		})
	return rec, found, err
}

// HasMail reports whether a family gets mail: it has a working address, and wants reports.
func (q Q) HasMail(ctx context.Context, familyID int64) (bool, error) {
	return q.NewSelect().Model((*FamilyEmail)(nil)).Where("family_id = ?", familyID).
		Where("confirmed_at is not null and bounced_at is null and exists (select 1 from families f where f.id = " +
			"family_email.family_id and f.mail_reports)").Exists(ctx)
}
