package db

import (
	"context"

	"cartable/app/domain/civil"
	"cartable/app/domain/town"
)

// KnowChildren reads the enrolments of children of the structure, by their codes, into its settings: changes are about
// children that they know alone. A code that the structure does not have is left out, and a child who
// lives in erased or archived families alone.
func (t *Town) KnowChildren(ctx context.Context, codes []string) error {
	if len(codes) == 0 {
		return nil
	}
	if t.Children == nil {
		t.Children = map[string]town.Child{}
	}
	for _, code := range codes { // as they are now
		delete(t.Children, code)
	}
	var where conditions
	where.add("c.structure_id = $?", t.ID())
	where.addAny("c.code in ($?)", codes)
	byID := map[int64]string{}
	err := t.q.each(ctx, `select c.id, c.code, c.birth_date, c.school_id, c.class_id, fc.family_id from children c
		join family_children fc on fc.child_id = c.id join families f on f.id = fc.family_id`+where.text+`
		and `+liveHome+` order by c.id, fc.position, fc.family_id`,
		where.args, func(r row) error {
			var one town.Child
			var code string
			var family int64
			if err := r.Scan(&one.ID, &code, &one.Pupil.Birth, id{&one.Pupil.School}, id{&one.Pupil.Class},
				&family); err != nil {
				return err
			}
			if known, again := byID[one.ID]; again {
				one = t.Children[known]
			}
			byID[one.ID], one.Families = code, append(one.Families, family)
			t.Children[code] = one
			return nil
		})
	if err != nil || len(byID) == 0 {
		return err
	}
	ids := make([]int64, 0, len(byID))
	for child := range byID {
		ids = append(ids, child)
	}
	err = t.q.each(ctx, "select child_id, activity_id, from_date, to_date, priority from enrolments where child_id"+
		t.q.among("$1")+" order by child_id, from_date, id", []any{t.q.ids(ids)}, func(r row) error {
		var child, activity int64
		var from, to civil.Date
		var priority int
		err := r.Scan(&child, &activity, &from, &to, &priority)
		if a := t.Settings.Town.ActivityByID(activity); err == nil && a != nil {
			one := t.Children[byID[child]]
			one.Enrolled = append(one.Enrolled, town.Enrolled{Activity: a.Code, From: from, To: to, Priority: priority})
			t.Children[byID[child]] = one
		}
		return err
	})
	if err != nil {
		return err
	}
	return t.crowds(ctx)
}

// erasedChildren are the children of a structure all of whose families were erased: their enrolments stay as figures.
const erasedChildren = `select k.child_id from family_children k left join erasures x on x.family_id = k.family_id and
	x.state = 'done' where k.structure_id = $1 group by k.child_id having count(*) = count(x.id)`

// ErasedChildren returns the children of a structure all of whose families were erased.
func (q Q) ErasedChildren(ctx context.Context, structureID int64) (map[int64]bool, error) {
	gone := map[int64]bool{}
	err := q.each(ctx, erasedChildren, []any{structureID}, func(r row) error {
		var child int64
		err := r.Scan(&child)
		gone[child] = true
		return err
	})
	return gone, err
}

// crowds reads how many children are enrolled in the activities that have a limit of them, without those that the
// settings know: they are counted as they are about to be (DOMAIN.md 10.67).
func (t *Town) crowds(ctx context.Context) error {
	var known []int64
	for _, child := range t.Children {
		known = append(known, child.ID)
	}
	all := map[string][]town.Crowd{}
	err := t.q.each(ctx, `select e.activity_id, e.from_date, e.to_date, count(*) from enrolments e
		join activities a on a.id = e.activity_id
		where a.structure_id = $1 and a.max_enrolled is not null and e.to_date >= a.from_date and e.child_id not in
			(select k.id from children k where k.id`+t.q.among("$2")+`) and e.child_id not in (`+erasedChildren+`)
		group by e.activity_id, e.from_date, e.to_date order by e.activity_id, e.from_date, e.to_date`,
		[]any{t.ID(), t.q.ids(known)}, func(r row) error {
			var activity int64
			var one town.Crowd
			err := r.Scan(&activity, &one.From, &one.To, &one.Children)
			if a := t.Settings.Town.ActivityByID(activity); err == nil && a != nil {
				all[a.Code] = append(all[a.Code], one)
			}
			return err
		})
	t.Beside = all
	return err
}
