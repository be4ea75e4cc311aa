package db

import (
	"context"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/money"
)

// LastReport is a report of a family, as mailed, with the night that wrote it.
type LastReport struct {
	RunID      int64
	Body       string
	Date       civil.Date
	FinishedAt time.Time // zero: the night is still writing reports
	Before     time.Time // when the account had signed in before this visit, on the town's clock; zero: never
}

// reportsShown bounds the nights that a family's home page looks back on.
const reportsShown = 5

// ReadLastReports reads the last reports of a family, the newest first, and since when an account has not seen them.
func ReadLastReports(accountID, familyID int64, into *[]LastReport) Read {
	return Read{query: `select r.id, p.body, r.business_date, r.finished_at, a.visited_before
		from reports p join runs r on r.id = p.run_id left join accounts a on a.id = $1
		where p.family_id = $2 order by p.id desc limit $3`, args: []any{accountID, familyID, reportsShown},
		scan: func(r row) error {
			var one LastReport
			err := r.Scan(&one.RunID, &one.Body, &one.Date, stamp{&one.FinishedAt}, stamp{&one.Before})
			*into = append(*into, one)
			return err
		}}
}

// SinceLine is a day about which a night, or the town hall before it, decided something that the family had not been
// told when it asked: an answer, a booking made by staff, a price.
type SinceLine struct {
	ActivityID, ChildID int64
	Date                civil.Date
	ByStaff             bool           // staff booked or cancelled the day
	Became              booking.Status // empty: a price
	Reason              booking.Reason // of a refusal
	FreeUntil           time.Time      // until when a place that was given may be declined
	Said                string         // why the town hall cancelled or refused it
	Price, Told         money.Cents    // of a day that was debited at another price than the one that was told
}

// sinceLines bounds what a home page reads of five nights: they are grouped, and the rest is in the follow-up.
const sinceLines = 100

// SinceLines reads what some nights changed for a family, by date: of the reservations that it has now, which may have
// been its child's other home's. What a validation had already said to it is left out.
func (q Q) SinceLines(ctx context.Context, familyID int64, runs []int64) (all []SinceLine, err error) {
	if len(runs) == 0 {
		return nil, nil
	}
	in := list(runs)
	err = q.each(ctx, `select l.activity_id, l.child_id, l.date, l.by_staff, l.became, l.reason, l.words, l.free_until,
		l.price, l.told from (
			select r.activity_id, r.child_id, r.date, false as by_staff, d.became, r.reason, w.words, r.free_until,
				0 as price, 0 as told
			from `+q.toldOf("decisions", "in ("+in+")", "= $1")+` as d
			join reservations r on r.id = d.reservation_id and r.family_id = $1
			left join answers w on w.reservation_id = r.id and w.family_id = r.family_id
			union all
			select m.activity_id, m.child_id, m.date, m.origin = 'staff', m.outcome, r.reason, coalesce(w.words,
				s.reason, (select max(g.words) from queue_acts g where g.reservation_id = r.id
					and g.family_id = r.family_id and g.what = 'taken-off')), r.free_until, 0, 0
			from `+q.toldOf("movements", "in ("+in+")", "= $1")+` as m
			join reservations r on r.id = m.reservation_id and r.family_id = $1
			left join validations s on s.id = m.validation_id and m.origin = 'staff' and s.family_id = r.family_id
			left join answers w on w.reservation_id = r.id and w.family_id = r.family_id and not w.told
			left join validation_lines v on v.validation_id = m.validation_id and v.child_id = m.child_id
				and v.activity_id = m.activity_id and v.date = m.date
			where m.outcome <> 'withdrawn' and m.origin <> 'import'
				and (m.origin = 'staff' or v.outcome <> m.outcome or m.outcome `+isGone+` and r.reason = $3
					or m.family_id <> r.family_id)
				and not exists (select 1 from answers t where t.reservation_id = r.id and t.told
					and t.became = m.outcome)
			union all
			select l.activity_id, l.child_id, l.date, false, '', '', '', null, -l.amount, l.quoted from ledger l
			where l.run_id in (`+in+`) and l.family_id = $1 and l.quantity > 0 and l.quoted <> -l.amount
				and l.child_id is not null and l.activity_id is not null
		) as l order by l.date, l.child_id, l.activity_id limit $2`,
		[]any{familyID, sinceLines, string(booking.OfferLapsed)},
		func(r row) error {
			var l SinceLine
			err := r.Scan(&l.ActivityID, &l.ChildID, &l.Date, &l.ByStaff, word{(*string)(&l.Became)},
				word{(*string)(&l.Reason)}, word{&l.Said}, stamp{&l.FreeUntil}, &l.Price, &l.Told)
			all = append(all, l)
			return err
		})
	return all, err
}

// ReadTownDays reads the days to come that opérations of the town hall ended, and those about which it answered by a
// mail of its own, since an account had signed in before this visit, with the reasons that staff gave.
func ReadTownDays(accountID, familyID int64, today civil.Date, into *[]SinceLine) Read {
	return Read{query: `select o.activity_id, o.child_id, o.date, ` + gone + `, '', p.reason, null from operation_rows o
		join operations p on p.id = o.operation_id
		where o.family_id = $1 and o.state = 'done' and o.fate <> 'repriced' and o.date >= $2 and not exists (
			select 1 from accounts a where a.id = $3 and a.visited_before >= p.applied_at)
		union all
		select r.activity_id, r.child_id, r.date, w.became, r.reason, w.words, r.free_until from answers w
		join reservations r on r.id = w.reservation_id and r.family_id = w.family_id
			and (r.state = w.became or w.became = ` + denied + ` and ` + superseded + `)
		where w.family_id = $1 and w.told and r.date >= $2 and not exists (
			select 1 from accounts a where a.id = $3 and a.visited_before >= w.at)
		order by 3, 2, 1 limit $4`, args: []any{familyID, today, accountID, sinceLines},
		scan: func(r row) error {
			var l SinceLine
			err := r.Scan(&l.ActivityID, &l.ChildID, &l.Date, &l.Became, &l.Reason, &l.Said, stamp{&l.FreeUntil})
			*into = append(*into, l)
			return err
		}}
}
