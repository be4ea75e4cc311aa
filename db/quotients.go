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

// ofSpans reads the families of a structure ($1) that have a child, since others ask for no price, with what their
// quotients say of today ($2) and of a later day ($3). Of each family only the last quotient that has begun is read:
// no day has two.
const ofSpans = `from families f join (select x.id as fid,
			case when exists (select 1 from quotients q where q.family_id = x.id) then x.id end as family_id,
			coalesce((select case when q.to_date is null or q.to_date >= $2 then 1 else 0 end from quotients q
				where q.family_id = x.id and q.from_date <= $2 order by q.from_date desc limit 1), 0) as today,
			coalesce((select case when q.to_date is null or q.to_date >= $3 then 1 else 0 end from quotients q
				where q.family_id = x.id and q.from_date <= $3 order by q.from_date desc limit 1), 0) as later,
			case when exists (select 1 from quotients q where q.family_id = x.id and q.from_date <= $2) then 1
				else 0 end as once,
			(select q.to_date from quotients q where q.family_id = x.id and q.from_date <= $2
				order by q.from_date desc limit 1) as ends
			from families x where x.structure_id = $1) s on s.fid = f.id
		where f.structure_id = $1 and f.id in (select family_id from family_children where structure_id = $1)`

// QuotientLapses counts the families of each list: one statement.
func (q Q) QuotientLapses(ctx context.Context, structureID int64, today, later civil.Date) (n Lapses, err error) {
	err = q.each(ctx, `select coalesce(sum(case when s.today = 0 and s.once = 1 then 1 else 0 end), 0),
		coalesce(sum(case when s.today = 1 and s.later = 0 then 1 else 0 end), 0),
		coalesce(sum(case when s.family_id is null then 1 else 0 end), 0) `+ofSpans,
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
	from := ofSpans + " and s.today = 0 and s.once = 1"
	switch which {
	case LapseSoon:
		from = ofSpans + " and s.today = 1 and s.later = 0"
	case LapseNone:
		from = ofSpans + " and s.family_id is null"
	}
	args := []any{structureID, today, later}
	if p, err = q.cutWhole(ctx, ask, from, args); err != nil {
		return nil, p, err
	}
	err = q.each(ctx, `select f.code, f.last_name, f.first_name, s.ends,
		(select count(*) from family_emails e where e.family_id = f.id) `+from+
		" order by f.last_name, f.first_name, f.id"+limitOf(p), args, func(r row) error {
		var l QuotientLine
		err := r.Scan(&l.Code, &l.LastName, &l.FirstName, &l.Ends, &l.Emails)
		all = append(all, l)
		return err
	})
	return all, p, err
}
