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

// lapsedFor is for how many days a quotient that has ended is said: an older one is as none.
const lapsedFor = 400

// ofSpans reads the families of a structure ($1), archives aside, that have a child, since others ask for no price,
// with what their quotients say of today ($2) and of a later day ($3). The quotients are read once, not family by
// family.
const ofSpans = `from families f left join (select family_id + 0 as family_id,
			max(case when from_date <= $2 and (to_date is null or to_date >= $2) then 1 else 0 end) as today,
			max(case when from_date <= $3 and (to_date is null or to_date >= $3) then 1 else 0 end) as later,
			max(case when from_date <= $2 then 1 else 0 end) as once,
			max(case when from_date <= $2 then to_date end) as ends
			from quotients where to_date is null or to_date >= $4 group by 1) s on s.family_id = f.id
		where f.structure_id = $1 and f.archived_at is null
			and f.id in (select family_id from family_children where structure_id = $1)`

// QuotientLapses counts the families of each list: one statement.
func (q Q) QuotientLapses(ctx context.Context, structureID int64, today, later civil.Date) (n Lapses, err error) {
	err = q.each(ctx, `select coalesce(sum(case when s.today = 0 and s.once = 1 then 1 else 0 end), 0),
		coalesce(sum(case when s.today = 1 and s.later = 0 then 1 else 0 end), 0),
		coalesce(sum(case when s.family_id is null then 1 else 0 end), 0) `+ofSpans,
		[]any{structureID, today, later, today - lapsedFor},
		func(r row) error { return r.Scan(&n.Ended, &n.Soon, &n.None) })
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
	args := []any{structureID, today, later, today - lapsedFor}
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
