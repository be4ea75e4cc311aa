package db

import (
	"context"
	"fmt"
	"strings"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/money"
)

// ImportedReservation is the part of a stored reservation that the import compares.
type ImportedReservation struct {
	ID, FamilyID, ChildID, ActivityID int64
	Date                              civil.Date
	Status                            booking.Status
	RequestedAt                       time.Time
	Transmitted                       bool
	Price                             money.Cents
}

// ImportReservations reads the reservations of a structure between two dates.
func (q Q) ImportReservations(ctx context.Context, structureID int64,
	from, to civil.Date) ([]ImportedReservation, error) {
	var rows []ImportedReservation
	err := q.each(ctx, `select id, family_id, child_id, activity_id, date, state, requested_at, transmitted, price
		from reservations
		where structure_id = $1 and date between $2 and $3`, []any{structureID, from, to}, func(r row) error {
		var one ImportedReservation
		if err := r.Scan(&one.ID, &one.FamilyID, &one.ChildID, &one.ActivityID, &one.Date, &one.Status,
			stamp{&one.RequestedAt}, &one.Transmitted, &one.Price); err != nil {
			return err
		}
		rows = append(rows, one)
		return nil
	})
	return rows, err
}

// ImportTouched returns those of some reservations that changed since they were imported: a person requested or
// answered something, a night settled them, they were ticked or debited.
func (q Q) ImportTouched(ctx context.Context, ids []int64) (map[int64]bool, error) {
	touched := map[int64]bool{}
	for len(ids) > 0 {
		n := min(len(ids), importChunk)
		some := list(ids[:n])
		ids = ids[n:]
		err := q.each(ctx, `select id from reservations where id in (`+some+`) and (billed or attendance is not null)
			union select reservation_id from movements where reservation_id in (`+some+
			`) and (origin <> 'import' or outcome is not null)
			union select reservation_id from decisions where reservation_id in (`+some+`)
			union select reservation_id from answers where reservation_id in (`+some+`)
			union select reservation_id from offers where reservation_id in (`+some+`)
			union select reservation_id from queue_acts where reservation_id in (`+some+`)`, nil,
			func(r row) error {
				var id int64
				err := r.Scan(&id)
				touched[id] = true
				return err
			})
		if err != nil {
			return nil, err
		}
	}
	return touched, nil
}

// ImportUpdateReservation writes the fields of a reservation that a file changed, unless it was ticked or debited since
// it was read.
func (q Q) ImportUpdateReservation(ctx context.Context, r ImportedReservation) error {
	_, err := q.exec(ctx, "update reservations set state = $1, requested_at = $2, transmitted = $3, "+
		"family_id = $5, price = $6 where id = $4 and not billed and attendance is null",
		string(r.Status), r.RequestedAt, r.Transmitted, r.ID, r.FamilyID, r.Price)
	return err
}

// ImportInsertReservations writes many new reservations in one statement. It writes only the columns that a file and
// the rules fill. Billed reservations were debited by the former software.
func (q Q) ImportInsertReservations(ctx context.Context, rows []Reservation) error {
	if len(rows) == 0 {
		return nil
	}
	if q.postgres {
		return q.importColumns(ctx, rows)
	}
	return q.importValues(ctx, rows)
}

// importColumns sends one array for each column: PostgreSQL parses the statement once for all rows.
func (q Q) importColumns(ctx context.Context, rows []Reservation) error {
	n := len(rows)
	structures, families, children, activities := make([]int64, n), make([]int64, n), make([]int64, n), make([]int64, n)
	dates, states, at, transmitted, billed := make([]string, n), make([]string, n), make([]time.Time, n),
		make([]bool, n), make([]bool, n)
	priorities, prices, quantities := make([]int64, n), make([]int64, n), make([]int64, n)
	for i := range rows {
		r := &rows[i]
		structures[i], families[i], children[i], activities[i] = r.StructureID, r.FamilyID, r.ChildID, r.ActivityID
		dates[i], states[i], at[i], transmitted[i], billed[i] = r.Date.String(), r.State, r.RequestedAt.UTC(),
			r.Transmitted, r.Billed
		priorities[i], prices[i], quantities[i] = int64(r.Priority), int64(r.Price), int64(r.Quantity)
	}
	_, err := q.exec(ctx, `insert into reservations
			(structure_id, family_id, child_id, activity_id, date, state, requested_at, transmitted, priority, price,
			quantity, billed, debited_before)
		select s, f, c, a, d::date, st, at, t, pr, p, n, b, b from unnest($1::bigint[], $2::bigint[], $3::bigint[],
			$4::bigint[],
			$5::text[], $6::text[], $7::timestamptz[], $8::boolean[], $9::bigint[], $10::bigint[], $11::bigint[],
			$12::boolean[])
			as u (s, f, c, a, d, st, at, t, pr, p, n, b)`,
		structures, families, children, activities, dates, states, at, transmitted,
		priorities, prices, quantities, billed)
	return err
}

// importValues writes our own numbers and words into the text: nothing needs escaping but the state, which is limited
// to the domain's list.
func (q Q) importValues(ctx context.Context, rows []Reservation) error {
	var b strings.Builder
	b.Grow(len(rows) * 100)
	b.WriteString(`insert into reservations
		(structure_id, family_id, child_id, activity_id, date, state, requested_at, transmitted, priority, price,
		quantity, billed, debited_before) values `)
	for i := range rows {
		r := &rows[i]
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "(%d,%d,%d,%d,'%s','%s','%s',%t,%d,%d,%d,%t,%t)", r.StructureID, r.FamilyID, r.ChildID,
			r.ActivityID, r.Date,
			strings.ReplaceAll(r.State, "'", "''"), r.RequestedAt.UTC().Format("2006-01-02 15:04:05.999999-07:00"),
			r.Transmitted,
			r.Priority, int64(r.Price), r.Quantity, r.Billed, r.Billed)
	}
	_, err := q.exec(ctx, b.String())
	return err
}

// ImportMovements creates, once, the movements of imported reservations that were not transmitted: to book, and to
// cancel for those that the file marks as cancelled. The next night settles and reports them.
func (q Q) ImportMovements(ctx context.Context, structureID int64) error {
	const insert = `insert into movements (structure_id, family_id, child_id, activity_id, date, kind, reservation_id,
		origin, at)
		select structure_id, family_id, child_id, activity_id, date, `
	if _, err := q.exec(ctx, insert+`'book', id, 'import', requested_at from reservations r
		where structure_id = $1 and not transmitted and not exists (select 1 from movements m where m.reservation_id =
			r.id)
		order by requested_at, id`, structureID); err != nil {
		return err
	}
	// A request withdrawn on the portal has a book movement that is closed: it gets no movement here.
	_, err := q.exec(ctx, insert+`'cancel', id, 'import', requested_at from reservations r
		where structure_id = $1 and not transmitted and state `+isGone+`
		and exists (select 1 from movements m where m.reservation_id = r.id and m.kind = 'book' and m.origin = 'import'
			and m.outcome is null)
		and not exists (select 1 from movements m where m.reservation_id = r.id and m.kind = 'cancel')
		order by requested_at, id`, structureID)
	return err
}

// ImportLedger writes the lines whose reference is not there yet, and returns how many it added.
func (q Q) ImportLedger(ctx context.Context, rows []LedgerLine) (added int, err error) {
	for len(rows) > 0 {
		n := min(len(rows), importChunk)
		chunk := rows[:n]
		res, err := q.NewInsert().Model(&chunk).On("conflict (source, source_ref) do nothing").Returning("NULL").Exec(
			ctx)
		if err != nil {
			return added, err
		}
		some, err := res.RowsAffected()
		if err != nil {
			return added, err
		}
		added += int(some)
		rows = rows[n:]
	}
	return added, nil
}
