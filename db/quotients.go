package db

import (
	"context"

	"cartable/app/domain/civil"
	"cartable/app/domain/paging"
)

// QuotientLine is a family in a list of those without a quotient, or whose quotient has ended or ends soon.
type QuotientLine struct {
	Code, LastName, FirstName string
	Ends                      civil.Date // the last day of its latest quotient; 0 = it had none
	Emails                    int        // addresses
}

// Lapses are numbers of families that have a child.
type Lapses struct {
	Ended int // there was a quotient, and none is in force
	Soon  int // one is in force, and none is on the later day
	None  int // there has never been one
}

// The statements below have $1 a structure, $2 today, $3 a later day. A family without a child asks for no price.
const (
	ofChildren = `from families f where f.structure_id = $1
		and exists (select 1 from family_children c where c.family_id = f.id)`
	hasToday = `exists (select 1 from quotients t where t.family_id = f.id and t.from_date <= $2
		and (t.to_date is null or t.to_date >= $2))`
	hasLater = `exists (select 1 from quotients t where t.family_id = f.id and t.from_date <= $3
		and (t.to_date is null or t.to_date >= $3))`
	// Both days are used, as in the others.
	hasAny  = `exists (select 1 from quotients t where t.family_id = f.id and $2 <= $3)`
	hadOnce = `exists (select 1 from quotients t where t.family_id = f.id and t.from_date <= $2)`
)

// QuotientLapses counts the families of each list: one statement.
func (q Q) QuotientLapses(ctx context.Context, structureID int64, today, later civil.Date) (n Lapses, err error) {
	err = q.each(ctx, `select coalesce(sum(case when not now and once then 1 else 0 end), 0),
		coalesce(sum(case when now and not later then 1 else 0 end), 0),
		coalesce(sum(case when not ever then 1 else 0 end), 0)
		from (select `+hasToday+` as now, `+hasLater+` as later, `+hadOnce+` as once, `+hasAny+` as ever
		`+ofChildren+`) as x`,
		[]any{structureID, today, later}, func(r row) error { return r.Scan(&n.Ended, &n.Soon, &n.None) })
	return n, err
}

// Lapse is one of the lists.
type Lapse string

// The lists.
const (
	LapseEnded Lapse = "ended"
	LapseSoon  Lapse = "soon"
	LapseNone  Lapse = "none"
)

// QuotientsLapsed lists the families of a list, by name.
func (q Q) QuotientsLapsed(ctx context.Context, structureID int64, which Lapse, today, later civil.Date,
	ask paging.Page) (all []QuotientLine, p paging.Page, err error) {
	from := ofChildren + " and not " + hasToday + " and " + hadOnce + " and $2 <= $3"
	switch which {
	case LapseSoon:
		from = ofChildren + " and " + hasToday + " and not " + hasLater
	case LapseNone:
		from = ofChildren + " and not " + hasAny
	}
	args := []any{structureID, today, later}
	if p, err = q.cutWhole(ctx, ask, from, args); err != nil {
		return nil, p, err
	}
	err = q.each(ctx, `select f.code, f.last_name, f.first_name,
		(select max(t.to_date) from quotients t where t.family_id = f.id
			and t.from_date <= $2),
		(select count(*) from family_emails e where e.family_id = f.id) `+from+
		" order by f.last_name, f.first_name, f.id"+limitOf(p), args, func(r row) error {
		var l QuotientLine
		err := r.Scan(&l.Code, &l.LastName, &l.FirstName, &l.Ends, &l.Emails)
		all = append(all, l)
		return err
	})
	return all, p, err
}
