package db

import (
	"context"
)

// Counts are how many of each a structure has: what its first steps have made. None is counted beyond Many.
type Counts struct {
	Families, Children, Enrolments int
	Guardians                      int // families of which somebody may sign in
}

// Many is as far as the first steps count: the page stays as quick when the town has grown.
const Many = 100

// StartCounts counts what a structure has, in one query.
func (q Q) StartCounts(ctx context.Context, structureID int64) (n Counts, err error) {
	err = q.each(ctx, `select
		(select count(*) from (select 1 from families where structure_id = $1 limit $2) f),
		(select count(*) from (select 1 from children where structure_id = $1 limit $2) c),
		(select count(*) from (select 1 from children c where c.structure_id = $1
			and exists (select 1 from enrolments e where e.child_id = c.id) limit 1) e),
		(select count(*) from (select 1 from families f where f.structure_id = $1 and exists (select 1 from guardians g
			where g.family_id = f.id and g.withdrawn_at is null) limit $2) g)`, []any{structureID,
		Many}, func(r row) error {
		return r.Scan(&n.Families, &n.Children, &n.Enrolments, &n.Guardians)
	})
	return n, err
}

// HideStart hides the first steps of a structure, or shows them again. It is part of the catalogue, so that pages know
// it without asking: they read that again.
func (q Q) HideStart(ctx context.Context, structureID int64, hide bool) (err error) {
	if hide {
		_, err = q.exec(ctx, "insert into started (structure_id) values ($1) on conflict do nothing", structureID)
	} else {
		_, err = q.exec(ctx, "delete from started where structure_id = $1", structureID)
	}
	if err != nil {
		return err
	}
	return q.revise(ctx, structureID)
}
