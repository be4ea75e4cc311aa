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
// name and the birth date of one of the other, or its telephone or an address reaches both. At most a dozen; a family
// that has a child in common with it is another household.
func (q Q) Lookalikes(ctx context.Context, family Family) (all []Lookalike, err error) {
	const most = 12
	mine, err := q.ChildrenOfFamily(ctx, family.ID)
	if err != nil {
		return nil, err
	}
	var births []civil.Date
	var ids []int64
	ours := map[string]bool{}
	for _, c := range mine {
		births, ids = append(births, c.BirthDate), append(ids, c.ID)
		ours[fold.Words(c.FirstName)+c.BirthDate.String()] = true
	}
	households := map[string]bool{}
	if err := q.each(ctx, "select f.code from family_children k join families f on f.id = k.family_id "+
		"where k.child_id in ("+list(ids)+")", nil, func(r row) error {
		var code string
		err := r.Scan(&code)
		households[code] = true
		return err
	}); err != nil {
		return nil, err
	}
	known := map[string]int{}
	add := func(code, name, words string) {
		if at, there := known[code]; there {
			all[at].Words += ", " + words
		} else if len(all) < most && !households[code] && code != family.Code {
			known[code] = len(all)
			all = append(all, Lookalike{code, name, words})
		}
	}
	if len(births) > 0 {
		err = q.each(ctx, `select f.code, f.last_name || ' ' || f.first_name, c.first_name, c.birth_date
			from children c join family_children l on l.child_id = c.id join families f on f.id = l.family_id
			where c.structure_id = $1 and c.birth_date in (`+dateList(births)+`) order by f.id, c.id`,
			[]any{family.StructureID}, func(r row) error {
				var code, name, first string
				var birth civil.Date
				err := r.Scan(&code, &name, &first, &birth)
				if ours[fold.Words(first)+birth.String()] {
					add(code, name, first+" ("+birth.Numeric()+")")
				}
				return err
			})
	}
	if err != nil {
		return nil, err
	}
	err = q.each(ctx, `select f.code, f.last_name || ' ' || f.first_name, case when $3 <> '' and f.phone = $3
			then 'même téléphone' else 'même courriel' end
		from families f where f.structure_id = $1 and f.merged_into is null and ($3 <> '' and f.phone = $3
			or f.id in (select e.family_id from family_emails e where lower(e.address) in (select lower(o.address)
				from family_emails o where o.family_id = $2))) order by f.id`,
		[]any{family.StructureID, family.ID, family.Phone}, func(r row) error {
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
