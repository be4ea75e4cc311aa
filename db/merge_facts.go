package db

import (
	"context"

	"github.com/uptrace/bun"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/fold"
)

// MergeDay is a day of two children who are one, in both files.
type MergeDay struct {
	ChildID        int64 // the one that stays
	Child          string
	Date           civil.Date
	Kept, Gone     int64 // activities
	KeptIs, GoneIs booking.Status
}

// MergeDays lists the days on which both children of a pair have a reservation that is not cancelled: of the same
// activity on any day, of others from a date on.
func (q Q) MergeDays(ctx context.Context, of MergeOf, from civil.Date) (all []MergeDay, err error) {
	for _, p := range of.Pairs {
		err = q.each(ctx, `select c.id, c.first_name, k.date, k.activity_id, g.activity_id, k.state, g.state
			from reservations k join reservations g on g.date = k.date join children c on c.id = k.child_id
			where k.child_id = $1 and g.child_id = $2 and k.state `+isLive+` and g.state `+isLive+`
				and (k.activity_id = g.activity_id or k.date >= $3) order by k.date, k.id, g.id`,
			[]any{p.KeptID, p.GoneID, from}, func(r row) error {
				var d MergeDay
				err := r.Scan(&d.ChildID, &d.Child, &d.Date, &d.Kept, &d.Gone, &d.KeptIs, &d.GoneIs)
				all = append(all, d)
				return err
			})
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

// MergeBars are the facts that forbid a merge of two families, besides those of their days.
type MergeBars struct {
	Paying        bool             // a payment is under way
	Erased        bool             // one was erased
	Asked         bool             // one asked to be
	Shared        []string         // first names of children who live in both
	Working       bool             // an opération is being applied or undone
	Elsewhere     map[int64]string // other households, by child of the file that goes: their code
	KeptElsewhere map[int64]bool   // children of the file that stays who have one
	GoneOwes      bool             // the file that goes has a balance that is not zero
}

// MergeBars reads these facts.
func (q Q) MergeBars(ctx context.Context, structureID, kept, gone int64) (b MergeBars, err error) {
	err = q.each(ctx, `select exists (select 1 from payments where family_id in ($1, $2) and state in
				('creating', 'pending')),
			exists (select 1 from erasures where family_id in ($1, $2) and state = 'done'),
			exists (select 1 from erasures where family_id in ($1, $2) and state = 'asked'),
			exists (select 1 from operations where structure_id = $3 and state in ('applying', 'undoing')),
			exists (select 1 from balances where family_id = $2 and amount <> 0)`,
		[]any{kept, gone, structureID}, func(r row) error {
			return r.Scan(&b.Paying, &b.Erased, &b.Asked, &b.Working, &b.GoneOwes)
		})
	if err != nil {
		return b, err
	}
	b.Elsewhere, b.KeptElsewhere = map[int64]string{}, map[int64]bool{}
	err = q.each(ctx, `select k.family_id, k.child_id, c.first_name, o.family_id, f.code from family_children k
		join family_children o on o.child_id = k.child_id and o.family_id <> k.family_id
		join families f on f.id = o.family_id join children c on c.id = k.child_id
		where k.family_id in ($1, $2) order by k.child_id, f.id`, []any{kept, gone}, func(r row) error {
		var family, child, other int64
		var name, code string
		err := r.Scan(&family, &child, &name, &other, &code)
		switch {
		case family == gone && other == kept:
			b.Shared = append(b.Shared, name)
		case family == gone && other != kept:
			b.Elsewhere[child] = code
		case family == kept && other != gone:
			b.KeptElsewhere[child] = true
		}
		return err
	})
	return b, err
}

// Lookalike is a family that another seems to stand twice as, and why.
type Lookalike struct{ Code, Name, Words string }

// Lookalikes lists the families of a structure that may be another's second file: one of its children has the first
// name and the birth date of one of the other, or its telephone or an address reaches both. At most a dozen.
func (q Q) Lookalikes(ctx context.Context, structureID, familyID int64) (all []Lookalike, err error) {
	const most = 12
	known := map[string]int{}
	add := func(code, name, words string) {
		if at, there := known[code]; there {
			all[at].Words += ", " + words
		} else if len(all) < most {
			known[code] = len(all)
			all = append(all, Lookalike{code, name, words})
		}
	}
	err = q.each(ctx, `select f.code, f.last_name || ' ' || f.first_name, mine.first_name, c.first_name, c.birth_date
		from family_children k join children mine on mine.id = k.child_id
		join children c on c.structure_id = mine.structure_id and c.birth_date = mine.birth_date and c.id <> mine.id
		join family_children l on l.child_id = c.id join families f on f.id = l.family_id
		where k.family_id = $2 and f.id <> $2 and f.structure_id = $1 and not exists (select 1 from family_children s
			where s.family_id = f.id and s.child_id in (select x.child_id from family_children x where
				x.family_id = $2))
		order by f.last_name, f.first_name, f.id, c.id`, []any{structureID, familyID}, func(r row) error {
		var code, name, mine, theirs string
		var birth civil.Date
		err := r.Scan(&code, &name, &mine, &theirs, &birth)
		if fold.Words(mine) == fold.Words(theirs) {
			add(code, name, theirs+" ("+birth.Numeric()+")")
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	err = q.each(ctx, `select f.code, f.last_name || ' ' || f.first_name, case when f.phone <> '' and f.phone = m.phone
			then 'même téléphone' else 'même courriel' end
		from families m join families f on f.structure_id = m.structure_id and f.id <> m.id and f.merged_into is null
		where m.id = $2 and m.structure_id = $1 and (f.phone <> '' and f.phone = m.phone or f.id in (select e.family_id
			from family_emails e join family_emails o on lower(o.address) = lower(e.address) where o.family_id = $2))
			and not exists (select 1 from family_children s where s.family_id = f.id and s.child_id in
				(select x.child_id from family_children x where x.family_id = $2))
		order by f.last_name, f.first_name, f.id`, []any{structureID, familyID}, func(r row) error {
		var code, name, why string
		err := r.Scan(&code, &name, &why)
		add(code, name, why)
		return err
	})
	return all, err
}

// ChildrenOfFamily lists the children of a family, the eldest first.
func (q Q) ChildrenOfFamily(ctx context.Context, familyID int64) (all []Child, err error) {
	err = q.NewSelect().Model(&all).Where("id in (select child_id from family_children where family_id = ?)", familyID).
		Order("birth_date", "id").Scan(ctx)
	return all, err
}

// AllQuotientsOf lists the quotients of a family, the oldest first.
func (q Q) AllQuotientsOf(ctx context.Context, familyID int64) (all []Quotient, err error) {
	err = q.NewSelect().Model(&all).Where("family_id = ?", familyID).Order("from_date").Scan(ctx)
	return all, err
}

// ChildrenByID reads children by their id.
func (q Q) ChildrenByID(ctx context.Context, ids ...int64) (map[int64]Child, error) {
	var rows []Child
	err := q.NewSelect().Model(&rows).Where("id in (?)", bun.List(ids)).Scan(ctx)
	all := map[int64]Child{}
	for _, c := range rows {
		all[c.ID] = c
	}
	return all, err
}
