package db

import (
	"context"
)

// Counts are how many of each a structure has: what its first steps have made.
type Counts struct {
	Families, Children, Enrolments int
	Guardians                      int // families of which somebody may sign in
	Staff                          int // accounts of the town hall
	Hidden                         bool
}

// StartCounts counts what a structure has, in one query.
func (q Q) StartCounts(ctx context.Context, structureID int64) (n Counts, err error) {
	err = q.each(ctx, `select
		(select count(*) from families f where f.structure_id = $1),
		(select count(*) from children c where c.structure_id = $1),
		(select count(*) from enrolments e join children c on c.id = e.child_id where c.structure_id = $1),
		(select count(distinct g.family_id) from guardians g join families f on f.id = g.family_id
			where f.structure_id = $1 and g.withdrawn_at is null),
		(select count(distinct s.account_id) from staff s where s.structure_id = $1 and s.withdrawn_at is null),
		exists (select 1 from started s where s.structure_id = $1)`, []any{structureID}, func(r row) error {
		return r.Scan(&n.Families, &n.Children, &n.Enrolments, &n.Guardians, &n.Staff, &n.Hidden)
	})
	return n, err
}

// HideStart hides the first steps of a structure, or shows them again.
func (q Q) HideStart(ctx context.Context, structureID int64, hide bool) error {
	if hide {
		_, err := q.exec(ctx, "insert into started (structure_id) values ($1) on conflict do nothing", structureID)
		return err
	}
	_, err := q.exec(ctx, "delete from started where structure_id = $1", structureID)
	return err
}
