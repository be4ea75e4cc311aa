package db

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/pricing"
	"cartable/app/domain/stay"
	"cartable/app/domain/town"
	"cartable/app/domain/wallet"
)

// PastDay is an accepted reservation with the data that its debit needs.
type PastDay struct {
	ID, FamilyID, ChildID, ActivityID int64
	Date                              civil.Date
	Child                             string // first name
	Price                             money.Cents
	Quantity                          int
	Attended                          *int
	Attendance                        wallet.Attendance
	Reason                            booking.Reason
	Status                            booking.Status
	Billed                            bool
	Enrolled                          bool
	Pupil                             town.Pupil
	stay.Stay
	LateFee money.Cents // 0 while the child is absent
	Rule    *stay.Rule  // of the fee, as it was when the departure was first stamped; nil: it never was
}

// Day returns the day as the rules need it. A child who came without a booking has no announced price.
func (p PastDay) Day(c *town.Catalogue, a *town.Activity) wallet.Day {
	closed, _ := booking.Bookable(c, a, p.Date, booking.Right{Enrolled: p.Enrolled, Pupil: p.Pupil,
		Accepted: true})
	d := wallet.Day{Activity: a, Date: p.Date, Attendance: p.Attendance, Booked: p.Quantity, Attended: p.Attended,
		Unbooked: p.Reason == booking.Unbooked, Closed: closed.Short(), Departed: p.Departed, LateFee: p.LateFee}
	if !d.Unbooked {
		d.Told = &p.Price
	}
	return d
}

// Debit returns the ledger line of a past day: the nth line that debits it, from 1.
func (p PastDay) Debit(structureID int64, d wallet.Debit, nth int, now time.Time) LedgerLine {
	return p.line(SourceConsumption, structureID, d, nth, now)
}

// DebitLate is Debit for the fee of a child who was fetched late.
func (p PastDay) DebitLate(structureID int64, d wallet.Debit, nth int, now time.Time) LedgerLine {
	return p.line(SourceLate, structureID, d, nth, now)
}

func (p PastDay) line(source string, structureID int64, d wallet.Debit, nth int, now time.Time) LedgerLine {
	ref := fmt.Sprint(p.ID)
	if nth > 1 {
		ref = fmt.Sprintf("%d/%d", p.ID, nth)
	}
	return LedgerLine{StructureID: structureID, FamilyID: p.FamilyID, WalletID: d.Wallet.ID, Date: p.Date,
		Label: d.Label, Kind: Consumption,
		Source: source, SourceRef: ref, ReservationID: p.ID, ChildID: p.ChildID, ActivityID: p.ActivityID,
		CreatedAt: now.UTC()}.With(d.Figures)
}

const pastDayColumns = `r.id, r.family_id, r.child_id, r.activity_id, r.date, c.first_name, r.price, r.quantity,
	r.attended, r.attendance,
	r.reason, r.state, r.billed, r.arrived, r.departed, r.late_fee, r.late_rule, r.late_after,
	` + isEnrolled + ", " + pupilOf

func scanPastDay(r row, more ...any) (p PastDay, err error) {
	var attended, fee, after sql.NullInt64
	err = r.Scan(append([]any{&p.ID, &p.FamilyID, &p.ChildID, &p.ActivityID, &p.Date, &p.Child, &p.Price, &p.Quantity,
		&attended,
		word{(*string)(&p.Attendance)}, &p.Reason, &p.Status, &p.Billed, clock{&p.Arrived},
		clock{&p.Departed}, &p.LateFee, &fee, &after, &p.Enrolled,
		&p.Pupil.School, &p.Pupil.Class}, more...)...)
	if attended.Valid {
		p.Attended = new(int(attended.Int64))
	}
	if fee.Valid {
		p.Rule = &stay.Rule{Fee: money.Cents(fee.Int64), After: int(after.Int64)}
	}
	return p, err
}

// owing returns the condition on the reservations of a structure that a night debits: past, accepted, not billed, and
// ticked where the structure requires that.
func owing(bill wallet.Billing) string {
	where := "r.structure_id = $1 and r.date < $2 and r.state " + isPlaced + " and not r.billed"
	if bill == wallet.AsMarked {
		where += " and r.attendance is not null"
	}
	return where
}

// Owing counts the days of a family that are still to be debited.
type Owing struct {
	FamilyID int64
	Rows     int
	From, To civil.Date
}

// Owing lists the families that have past days to debit before a date, in order.
func (q Q) Owing(ctx context.Context, structureID int64, before civil.Date, bill wallet.Billing) ([]Owing, error) {
	var all []Owing
	err := q.each(ctx, "select r.family_id, count(*), min(r.date), max(r.date) from reservations r where "+owing(bill)+
		" group by r.family_id order by r.family_id", []any{structureID, before}, func(r row) error {
		var one Owing
		err := r.Scan(&one.FamilyID, &one.Rows, &one.From, &one.To)
		all = append(all, one)
		return err
	})
	return all, err
}

// HoldOwing locks and reads the past days to debit of a shard's families between its dates, family by family. Staff who
// tick one wait for the end of the transaction.
func (q Q) HoldOwing(ctx context.Context, structureID int64, before civil.Date, bill wallet.Billing,
	s RunShard) ([]PastDay, error) {
	return q.owingDays(ctx, structureID, before, bill, s, true)
}

// SeeOwing reads the days that HoldOwing would lock, without locking them.
func (q Q) SeeOwing(ctx context.Context, structureID int64, before civil.Date, bill wallet.Billing,
	s RunShard) ([]PastDay, error) {
	return q.owingDays(ctx, structureID, before, bill, s, false)
}

func (q Q) owingDays(ctx context.Context, structureID int64, before civil.Date, bill wallet.Billing, s RunShard,
	hold bool) ([]PastDay, error) {
	lock := ""
	if hold && q.postgres {
		lock = " for no key update of r"
	}
	var all []PastDay
	err := q.each(ctx, "select "+pastDayColumns+" from reservations r join children c on c.id = r.child_id where "+
		owing(bill)+
		" and r.date between $3 and $4 and r.family_id between $5 and $6 order by r.family_id, r.id"+lock,
		[]any{structureID, before, s.FromDate, s.ToDate, s.FamilyFrom, s.FamilyTo}, func(r row) error {
			one, err := scanPastDay(r)
			all = append(all, one)
			return err
		})
	return all, err
}

// MarkBilled marks reservations as debited.
func (q Q) MarkBilled(ctx context.Context, ids []int64) error {
	for len(ids) > 0 {
		n := min(len(ids), 1000)
		if _, err := q.exec(ctx, "update reservations set billed = true where not billed and id in ("+list(ids[:n])+
			")"); err != nil {
			return err
		}
		ids = ids[n:]
	}
	return nil
}

// Payers reads the data that decides the prices of a range of families of a structure.
func (q Q) Payers(ctx context.Context, structureID, from, to int64) (map[int64]wallet.Payer, error) {
	all := map[int64]wallet.Payer{}
	err := q.each(ctx, `select f.id, f.resident, false, t.from_date, t.to_date, t.qf from families f left join quotients
		t on t.family_id = f.id
			where f.structure_id = $1 and f.id between $2 and $3
		union all select r.family_id, r.resident, true, r.before_date, null, null from residences r join families f on
			f.id = r.family_id
			where f.structure_id = $1 and f.id between $2 and $3
		order by 1, 4`, []any{structureID, from, to}, func(r row) error {
		var family int64
		var resident, former bool
		var qf sql.NullInt64
		var t pricing.Quotient
		if err := r.Scan(&family, &resident, &former, &t.From, &t.To, &qf); err != nil {
			return err
		}
		one := all[family]
		switch {
		case former:
			one.Residence.Former = append(one.Residence.Former, pricing.Former{Before: t.From, Resident: resident})
		default:
			one.Residence.Resident = resident
			if qf.Valid {
				t.QF = money.Cents(qf.Int64)
				one.Quotients = append(one.Quotients, t)
			}
		}
		all[family] = one
		return nil
	})
	return all, err
}
