package db

import (
	"cmp"
	"context"
	"database/sql"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/wallet"
)

// FamiliesOfRun lists the families that a run may have to report to, in order: those that it answered, be it about what
// the child's other home had asked for, and those that it debited.
func (q Q) FamiliesOfRun(ctx context.Context, runID int64) ([]int64, error) {
	var ids []int64
	err := q.each(ctx, `select family_id from movements where run_id = $1 and outcome <> 'withdrawn'
		union select family_id from decisions where run_id = $1
		union select family_id from ledger where run_id = $1
		union select r.family_id from movements m join reservations r on r.id = m.reservation_id where m.run_id = $1
			and m.family_id <> r.family_id and r.child_id in (select child_id from custodies)
		union select r.family_id from decisions d join reservations r on r.id = d.reservation_id where d.run_id = $1
			and d.family_id <> r.family_id and r.child_id in (select child_id from custodies)
		order by 1`, []any{runID}, func(r row) error {
		var one int64
		err := r.Scan(&one)
		ids = append(ids, one)
		return err
	})
	return ids, err
}

// toldOf is what runs did (movements or decisions) about the reservations that families have now: by the index of their
// own, then those of children of two homes that moved to them: days about that of the first run or later, since no day
// moves that is past. + keeps the second part from all that they ever booked.
func (q Q) toldOf(table, runs, families string) string {
	since := "(select min(n.business_date) from runs n where n.id " + runs + ")"
	if q.postgres {
		since += " - 7"
	} else {
		since = "date(" + since + ", '-7 days')"
	}
	return "(select t.* from " + table + " t where t.run_id " + runs + " and t.family_id " + families +
		" union all select t.* from (select distinct k.child_id from family_children f join custodies k " +
		"on k.child_id = f.child_id where f.family_id " + families + ") as two join reservations o on o.child_id " +
		"= two.child_id join " +
		table + " t on t.reservation_id = o.id where +o.family_id " + families + " and o.date >= " + since +
		" and o.state " + isLive +
		" and t.run_id " + runs + " and t.family_id <> o.family_id)"
}

// ReportLine is one day in a family's report.
type ReportLine struct {
	FamilyID            int64
	Kind                string // "book", "cancel", or "decision"
	Outcome             string
	Activity            string
	LastName, FirstName string
	Date                civil.Date
	Reason              booking.Reason // of a refusal
	Words               string         // of staff who refused it
	FreeUntil           time.Time      // for a place that a night gave: deadline for declining it
}

// ReportLines reads the report of a run to the families of a range, family by family. A line goes to the family that
// has the reservation now, which may be the child's other home, with the words that staff wrote to it; what the other
// home asked for is told to it as a decision.
func (q Q) ReportLines(ctx context.Context, runID, from, to int64) ([]ReportLine, error) {
	var all []ReportLine
	beside, err := q.besideIn(ctx, from, to)
	if err != nil {
		return nil, err
	}
	err = q.each(ctx, `select l.family_id, l.kind, l.outcome, a.name, c.id, c.last_name, c.first_name, l.date, r.reason,
		w.words, r.free_until from (
			select r.family_id, case when m.family_id = r.family_id then m.kind else 'decision' end as kind, m.outcome,
				r.activity_id, r.child_id, r.date, r.id as reservation_id
				from `+q.toldOf("movements", "= $1", "between $2 and $3")+` as m join reservations r on r.id =
				m.reservation_id and r.family_id between $2 and $3 where m.outcome <> 'withdrawn'
			union all
			select r.family_id, 'decision', d.became, r.activity_id, r.child_id, r.date, r.id from `+
		q.toldOf("decisions", "= $1", "between $2 and $3")+` as d join reservations r on r.id = d.reservation_id
				and r.family_id between $2 and $3
		) as l join activities a on a.id = l.activity_id join children c on c.id = l.child_id join reservations r on
			r.id = l.reservation_id left join answers w on w.reservation_id = r.id and w.family_id = r.family_id
		order by l.family_id, a.name, c.last_name, c.first_name, l.date`, []any{runID, from, to},
		func(r row) error {
			var l ReportLine
			var child int64
			err := r.Scan(&l.FamilyID, &l.Kind, &l.Outcome, &l.Activity, &child, &l.LastName, &l.FirstName, &l.Date,
				&l.Reason, word{&l.Words}, stamp{&l.FreeUntil})
			l.FirstName = cmp.Or(beside[[2]int64{l.FamilyID, child}], l.FirstName)
			all = append(all, l)
			return err
		})
	return all, err
}

// Addressee is a family with its working addresses.
type Addressee struct {
	FamilyID                      int64
	Civility, LastName, FirstName string
	Declined                      bool // the family wants no report by mail, so it has no address here
	Archived                      bool
	Addresses                     []string
	Language                      string // that all adults of the family who sign in have chosen; empty = none
}

// Addressees reads families of a range by id.
func (q Q) Addressees(ctx context.Context, structureID, from, to int64) (map[int64]Addressee, error) {
	all := map[int64]Addressee{}
	err := q.each(ctx, `select f.id, f.civility, f.last_name, f.first_name, not f.mail_reports,
			f.archived_at is not null, e.address,
			(select case when min(a.language) = max(a.language) then min(a.language) end from guardians g
				join accounts a on a.id = g.account_id
				where g.family_id = f.id and g.withdrawn_at is null and a.disabled_at is null)
		from families f
		left join family_emails e on e.family_id = f.id and e.confirmed_at is not null and e.bounced_at is null and
			f.mail_reports
		where f.structure_id = $1 and f.id between $2 and $3 order by f.id, e.position`, []any{structureID, from, to},
		func(r row) error {
			var one Addressee
			var address string
			if err := r.Scan(&one.FamilyID, &one.Civility, &one.LastName, &one.FirstName, &one.Declined,
				&one.Archived, word{&address}, word{&one.Language}); err != nil {
				return err
			}
			if known, ok := all[one.FamilyID]; ok {
				one = known
			}
			if address != "" {
				one.Addresses = append(one.Addresses, address)
			}
			all[one.FamilyID] = one
			return nil
		})
	return all, err
}

// AddReports stores reports that do not exist yet and returns those, with their IDs.
func (q Q) AddReports(ctx context.Context, reports []Report) ([]Report, error) {
	if len(reports) == 0 {
		return nil, nil
	}
	var there []int64
	families := make([]int64, len(reports))
	for i, r := range reports {
		families[i] = r.FamilyID
	}
	err := q.NewSelect().Model((*Report)(nil)).Column("family_id").
		Where("run_id = ? and family_id in ("+list(families)+")", reports[0].RunID).Scan(ctx, &there)
	if err != nil {
		return nil, err
	}
	known := map[int64]bool{}
	for _, id := range there {
		known[id] = true
	}
	var fresh []Report
	for _, r := range reports {
		if !known[r.FamilyID] {
			fresh = append(fresh, r)
		}
	}
	if len(fresh) == 0 {
		return nil, nil
	}
	_, err = q.NewInsert().Model(&fresh).Returning("id").Exec(ctx)
	return fresh, err
}

// AddMails stores mails to send and sets their IDs.
func (q Q) AddMails(ctx context.Context, mails []Mail) error {
	if len(mails) == 0 {
		return nil
	}
	for i := range mails {
		mails[i].draw()
	}
	_, err := q.NewInsert().Model(&mails).Returning("id").Exec(ctx)
	return err
}

// RunDebit is a line that a run wrote, with the labels that a report needs.
type RunDebit struct {
	FamilyID, WalletID  int64
	Date                civil.Date
	Activity            string
	LastName, FirstName string
	wallet.Figures
	Booked     int // units
	Attendance wallet.Attendance
	Label      string
	Late       bool // the fee for a late departure
}

// RunDebits reads the debits that a run made for the families of a range, family by family.
func (q Q) RunDebits(ctx context.Context, runID, from, to int64) (map[int64][]RunDebit, error) {
	all := map[int64][]RunDebit{}
	beside, err := q.besideIn(ctx, from, to)
	if err != nil {
		return nil, err
	}
	err = q.each(ctx, `select l.family_id, l.wallet_id, l.date, a.name, c.id, c.last_name, c.first_name, l.amount,
		l.quantity, l.unit_price, l.quoted, r.quantity, r.attendance, l.label, l.source = 'late'
		from ledger l join activities a on a.id = l.activity_id join children c on c.id = l.child_id join reservations r
			on r.id = l.reservation_id
		where l.run_id = $1 and l.family_id between $2 and $3 order by l.family_id, l.date, a.name, c.first_name, l.id`,
		[]any{runID, from, to}, func(r row) error {
			var d RunDebit
			var quantity int
			var child int64
			var unit, quoted sql.NullInt64
			err := r.Scan(&d.FamilyID, &d.WalletID, &d.Date, &d.Activity, &child, &d.LastName, &d.FirstName, &d.Amount,
				&quantity, &unit, &quoted, &d.Booked, word{(*string)(&d.Attendance)}, &d.Label, &d.Late)
			d.FirstName = cmp.Or(beside[[2]int64{d.FamilyID, child}], d.FirstName)
			d.Quantity, d.UnitPrice, d.Quoted = &quantity, cents(unit), cents(quoted)
			all[d.FamilyID] = append(all[d.FamilyID], d)
			return err
		})
	return all, err
}

// BalancesOf reads the balances of a range of families, by family and wallet.
func (q Q) BalancesOf(ctx context.Context, from, to int64) (map[[2]int64]money.Cents, error) {
	all := map[[2]int64]money.Cents{}
	err := q.each(ctx, "select family_id, wallet_id, amount from balances where family_id between $1 and $2",
		[]any{from, to}, func(r row) error {
			var key [2]int64
			var amount money.Cents
			err := r.Scan(&key[0], &key[1], &amount)
			all[key] = amount
			return err
		})
	return all, err
}
