package db

import (
	"cmp"
	"context"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/money"
)

// ValidationAt finds the validation that was made from a revision of a draft.
func (q Q) ValidationAt(ctx context.Context, draftID, revision int64) (number string, found bool, err error) {
	err = q.each(ctx, "select number from validations where draft_id = $1 and revision = $2", []any{draftID, revision},
		func(r row) error {
			found = true
			return r.Scan(&number)
		})
	return number, found, err
}

// StoreValidation writes a validation with all its lines, and sets its ID.
func (q Q) StoreValidation(ctx context.Context, v *Validation, lines []ValidationLine) error {
	if q.postgres {
		return q.each(
			ctx,
			`with made as (insert into validations (number, draft_id, revision, account_id, family_id, at,
					channel, reason)
				values ($1, $2, $3, $4, $5, $6, $16, $17) returning id),
			told as (insert into validation_lines (validation_id, position, child_id, activity_id, date, kind, outcome,
					reason, detail, changed, price)
				select made.id, n - 1, child, activity, date::date, kind, outcome, reason, detail, changed, price
				from made, unnest($7::bigint[], $8::bigint[], $9::text[], $10::text[], $11::text[], $12::text[],
					$13::text[], $14::boolean[], $15::bigint[]) with ordinality
					as l (child, activity, date, kind, outcome, reason, detail, changed, price, n))
			select id from made`,
			[]any{v.Number, v.DraftID, v.Revision, v.AccountID, v.FamilyID, v.At,
				column(lines, func(l *ValidationLine) int64 { return l.ChildID }),
				column(lines, func(l *ValidationLine) int64 { return l.ActivityID }),
				dates(lines, func(l *ValidationLine) civil.Date { return l.Date }),
				column(lines, func(l *ValidationLine) string { return l.Kind }),
				column(lines, func(l *ValidationLine) string { return l.Outcome }),
				column(lines, func(l *ValidationLine) string { return l.Reason }),
				column(lines, func(l *ValidationLine) string { return l.Detail }),
				column(lines, func(l *ValidationLine) bool { return l.Changed }),
				column(lines, func(l *ValidationLine) int64 { return int64(l.Price) }), v.Channel, v.Reason,
			},
			func(r row) error { return r.Scan(&v.ID) },
		)
	}
	if _, err := q.NewInsert().Model(v).Exec(ctx); err != nil {
		return err
	}
	for i := range lines {
		lines[i].ValidationID, lines[i].Position = v.ID, i
	}
	_, err := q.NewInsert().Model(&lines).Exec(ctx)
	return err
}

// Book stores new reservations and their movements, sets the IDs of the reservations, in order, and counts them in
// their slots, which the caller holds. It writes the fields that a request has: no night has settled it.
func (q Q) Book(ctx context.Context, rows []Reservation, movement Movement) error {
	if len(rows) == 0 {
		return nil
	}
	if err := q.supersede(ctx, rows); err != nil {
		return err
	}
	book := q.bookRows
	if q.postgres {
		book = q.bookColumns
	}
	if err := book(ctx, rows, movement); err != nil {
		return err
	}
	moved := moves{}
	for _, r := range rows {
		moved.note(r.ActivityID, r.Date, "", booking.Status(r.State))
	}
	return q.moveSlots(ctx, moved)
}

// bookColumns sends one array for each column: PostgreSQL plans the statement once.
func (q Q) bookColumns(ctx context.Context, rows []Reservation, m Movement) error {
	n := 0
	return q.each(ctx, `with booked as (insert into reservations (structure_id, family_id, child_id, activity_id, date,
				state, priority, requested_at, reason, price, quantity, last_moment)
			select structure, family, child, activity, date::date, state, priority, requested, reason, price, quantity,
				last_moment
			from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::text[], $7::bigint[],
				$8::timestamptz[], $9::text[], $10::bigint[], $11::bigint[], $12::boolean[]) with ordinality
				as r (structure, family, child, activity, date, state, priority, requested, reason, price, quantity,
				last_moment, n)
			order by n returning id, structure_id, family_id, child_id, activity_id, date),
		moved as (insert into movements (structure_id, validation_id, family_id, child_id, activity_id, date, kind,
				reservation_id, account_id, origin, at)
			select structure_id, $13, family_id, child_id, activity_id, date, 'book', id, $14, $15, $16 from booked)
		select id from booked`, []any{
		column(rows, func(r *Reservation) int64 { return r.StructureID }),
		column(rows, func(r *Reservation) int64 { return r.FamilyID }),
		column(rows, func(r *Reservation) int64 { return r.ChildID }),
		column(rows, func(r *Reservation) int64 { return r.ActivityID }),
		dates(rows, func(r *Reservation) civil.Date { return r.Date }),
		column(rows, func(r *Reservation) string { return r.State }),
		column(rows, func(r *Reservation) int64 { return int64(r.Priority) }),
		column(rows, func(r *Reservation) time.Time { return r.RequestedAt.UTC().Truncate(time.Microsecond) }),
		column(rows, func(r *Reservation) string { return r.Reason }),
		column(rows, func(r *Reservation) int64 { return int64(r.Price) }),
		column(rows, func(r *Reservation) int64 { return int64(r.Quantity) }),
		column(rows, func(r *Reservation) bool { return r.LastMoment }),
		orNull(m.ValidationID), orNull(m.AccountID), m.Origin, m.At}, func(r row) error {
		n++
		return r.Scan(&rows[n-1].ID)
	})
}

func (q Q) bookRows(ctx context.Context, rows []Reservation, movement Movement) error {
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

// GiveUp cancels reservations, and takes them out of the counts of their slots, which the caller holds. A cancellation
// before the booking was transmitted takes the booking back: both movements are withdrawn, and neither is transmitted.
func (q Q) GiveUp(ctx context.Context, structureID int64, rows []booking.Reservation, movement Movement) error {
	var untold []int64
	for _, r := range rows {
		if !r.Transmitted {
			untold = append(untold, r.ID)
		}
	}
	withdrawn, err := q.withdraw(ctx, untold)
	if err != nil {
		return err
	}
	return q.end(ctx, structureID, rows, movement, withdrawn)
}

// end cancels reservations. The movements of some are withdrawn; the next night transmits the others.
func (q Q) end(ctx context.Context, structureID int64, rows []booking.Reservation, movement Movement,
	withdrawn map[int64]bool) error {
	if len(rows) == 0 {
		return nil
	}
	var ids []int64
	for _, r := range rows {
		ids = append(ids, r.ID)
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
	moved := moves{}
	if err := q.each(ctx, "update reservations set was = state, state = "+gone+", transmitted = (id"+q.among("$1")+
		") where id"+q.among("$2")+" and state "+isLive+" returning activity_id, date, was",
		[]any{q.ids(silent), q.ids(ids)}, func(r row) error {
			var activity int64
			var d civil.Date
			var was booking.Status
			err := r.Scan(&activity, &d, &was)
			moved.note(activity, d, was, booking.Cancelled)
			return err
		}); err != nil {
		return err
	}
	return q.moveSlots(ctx, moved)
}

// withdraw withdraws the movements by which reservations were requested, where no night has transmitted them, and
// returns the reservations. It finds them by their reservations: of the whole town, more movements may be open than
// the planner of PostgreSQL believes, so that its index of these is of no use here.
func (q Q) withdraw(ctx context.Context, ids []int64) (map[int64]bool, error) {
	withdrawn := map[int64]bool{}
	if len(ids) == 0 {
		return withdrawn, nil
	}
	err := q.each(
		ctx,
		"update movements set outcome = 'withdrawn' where kind = 'book' and coalesce(run_id, 0) = 0 and "+
			"outcome is null and reservation_id"+q.among("$1")+" returning reservation_id",
		[]any{q.ids(ids)},
		func(r row) error {
			var one int64
			err := r.Scan(&one)
			withdrawn[one] = true
			return err
		},
	)
	return withdrawn, err
}

// WithdrawCancels withdraws the cancellations of reservations that no night has transmitted: there is nothing to tell
// of them any more.
func (q Q) WithdrawCancels(ctx context.Context, reservations []int64) error {
	if len(reservations) == 0 {
		return nil
	}
	if _, err := q.exec(ctx, "update movements set outcome = 'withdrawn' where kind = 'cancel' and "+
		"coalesce(run_id, 0) = 0 and outcome is null and reservation_id"+q.among("$1"),
		q.ids(reservations)); err != nil {
		return err
	}
	_, err := q.exec(ctx, "update reservations set transmitted = true where id"+q.among("$1")+" and state "+isGone,
		q.ids(reservations))
	return err
}

// LastValidation returns the last validation of a draft; found is false when there is none.
func (q Q) LastValidation(ctx context.Context, draftID int64) (number string, at time.Time, found bool, err error) {
	err = q.each(ctx, "select number, at from validations where draft_id = $1 order by revision desc limit 1",
		[]any{draftID}, func(r row) error {
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
	Number  string
	At      time.Time
	Channel booking.Channel // how the family asked staff; empty: it asked on the portal
	Why     string          // the reason of staff
	Lines   []ReceiptLine
}

// ReceiptOf reads a validation of a family; found is false when the number is not one of the family's.
func (q Q) ReceiptOf(ctx context.Context, familyID int64, number string) (rec Receipt, found bool, err error) {
	called, err := q.calledIn(ctx, familyID)
	if err != nil {
		return rec, false, err
	}
	err = q.each(ctx, `select v.number, v.at, v.channel, v.reason, l.date, l.kind, c.id,
		c.first_name, a.name, a.id, a.start_at,
		a.end_at,
		w.name,
			l.outcome, l.reason, l.detail, l.changed, l.price
		from validations v join validation_lines l on l.validation_id = v.id
		join children c on c.id = l.child_id join activities a on a.id = l.activity_id
		join categories k on k.id = a.category_id join wallets w on w.id = k.wallet_id
		where v.family_id = $1 and v.number = $2 order by l.position`, []any{familyID, number},
		func(r row) error {
			var l ReceiptLine
			found = true
			err := r.Scan(&rec.Number, stamp{&rec.At}, &rec.Channel, &rec.Why,
				&l.Date, &l.Kind, &l.ChildID, &l.Child, &l.Activity,
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
