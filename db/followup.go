package db

import (
	"context"
	"database/sql"

	"github.com/uptrace/bun"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/paging"
	"cartable/app/domain/wallet"
)

// FollowUpFilter narrows a family's reservations. Zero dates and ids match everything.
type FollowUpFilter struct {
	FamilyID             int64
	ChildID              int64
	ActivityID           int64
	From, To             civil.Date
	States               []string // reservation states to keep
	Transmitted, Waiting bool     // include those that were transmitted, those that were not
	Newest               bool     // latest date first
	Page                 paging.Page
}

// FollowUpLine is a reservation with the labels that it needs.
type FollowUpLine struct {
	ID          int64
	Date        civil.Date
	Activity    string
	ChildID     int64
	Child       string // first name
	Start, End  civil.TimeOfDay
	Price       money.Cents
	Status      booking.Status
	Transmitted bool
	Reason      booking.Reason // of a refusal
	Attendance  wallet.Attendance
	Debited     *money.Cents // nil = not yet
}

func (f FollowUpFilter) apply(s *bun.SelectQuery) *bun.SelectQuery {
	s = s.Where("r.family_id = ?", f.FamilyID).
		Where("(r.state in ? or (r.state "+isGone+" and not r.transmitted))",
			bun.Tuple(append([]string{""}, f.States...)))
	if f.Transmitted != f.Waiting {
		s = s.Where("r.transmitted = ?", f.Transmitted)
	}
	if !f.Transmitted && !f.Waiting {
		s = s.Where("1 = 0")
	}
	if f.ChildID != 0 {
		s = s.Where("r.child_id = ?", f.ChildID)
	}
	if f.ActivityID != 0 {
		s = s.Where("r.activity_id = ?", f.ActivityID)
	}
	if f.From != 0 {
		s = s.Where("r.date >= ?", f.From)
	}
	if f.To != 0 {
		s = s.Where("r.date <= ?", f.To)
	}
	return s
}

// FollowUp lists reservations, and cancellations that were not transmitted yet, in date order.
func (q Q) FollowUp(ctx context.Context, f FollowUpFilter) ([]FollowUpLine, error) {
	var all []FollowUpLine
	s := f.apply(q.NewSelect().TableExpr("reservations as r")).
		ColumnExpr("r.id, r.date, a.name, c.id, c.first_name, a.start_at, a.end_at, r.price, r.state, r.transmitted, " +
			"r.reason, r.attendance, -l.amount").
		Join("join activities a on a.id = r.activity_id").Join("join children c on c.id = r.child_id").
		Join("left join ledger l on l.reservation_id = r.id and l.reverses_id is null and not exists (select 1 from " +
			"ledger b where b.reverses_id = l.id)").
		OrderExpr("r.date, a.start_at, a.id, c.first_name, r.id").Limit(int64(f.Page.Size)).Offset(
		int64(f.Page.Offset()))
	rows, err := s.Rows(ctx)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var l FollowUpLine
		var debited sql.NullInt64
		if err := rows.Scan(&l.ID, &l.Date, &l.Activity, &l.ChildID, &l.Child, &l.Start, &l.End, &l.Price, &l.Status,
			&l.Transmitted,
			&l.Reason, word{(*string)(&l.Attendance)}, &debited); err != nil {
			return nil, err
		}
		l.Debited = cents(debited)
		all = append(all, l)
	}
	return all, rows.Err()
}

// FollowUpTotals counts the reservations that match a filter and adds up the accepted and the waiting ones.
func (q Q) FollowUpTotals(ctx context.Context, f FollowUpFilter) (count int, accepted, waiting money.Cents, err error) {
	var a, w sql.NullInt64
	err = f.apply(q.NewSelect().TableExpr("reservations as r")).
		ColumnExpr("count(*), sum(case when r.state "+isPlaced+" then r.price end), sum(case when r.state "+isWaiting+
			" then r.price end)").
		Scan(ctx, &count, &a, &w)
	return count, money.Cents(a.Int64), money.Cents(w.Int64), err
}

// LastReport returns the last report of a family, as mailed; found is false when there is none yet.
func (q Q) LastReport(ctx context.Context, familyID int64) (body string, date civil.Date, found bool, err error) {
	err = q.each(ctx, `select p.body, r.business_date from reports p join runs r on r.id = p.run_id
		where p.family_id = $1 order by p.id desc limit 1`, []any{familyID}, func(r *sql.Rows) error {
		found = true
		return r.Scan(&body, &date)
	})
	return body, date, found, err
}
