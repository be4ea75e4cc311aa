package settings

import (
	"context"

	"cartable/app/desk"
	"cartable/app/domain/journal"
	"cartable/app/domain/town"
	"cartable/db"
)

// prepare applies changes of the calendar for a reason.
func (o *Settings) prepare(ctx context.Context, d desk.Actor, _, reason string, changes town.Changes) (id int64,
	applied bool, err error) {
	if reason, err = journal.Reason(reason); err != nil {
		return 0, false, err
	}
	return 0, true, o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		t, err := q.HoldTown(ctx, d.StructureID)
		if err != nil {
			return err
		}
		return o.Change(ctx, t, d, changes.Compact(), reason)
	})
}
