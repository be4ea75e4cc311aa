package settings

import (
	"context"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/town"
	"cartable/db"
)

// Close closes a day of the whole structure, except for the activities that an opening names, or gives a closed day
// another label (field label, may be empty). Existing bookings of the day stay until somebody answers them. The fault
// is Invalid without a reason (motif) or a date.
func (o *Settings) Close(ctx context.Context, d desk.Actor, day civil.Date, label, reason string) error {
	return o.setClosure(ctx, d, day, town.ClosureEntry{Date: day, Label: label}, reason)
}

// Reopen opens a day that Close closed; a day that is not closed is unchanged.
func (o *Settings) Reopen(ctx context.Context, d desk.Actor, day civil.Date, reason string) error {
	return o.setClosure(ctx, d, day, nil, reason)
}

func (o *Settings) setClosure(ctx context.Context, d desk.Actor, day civil.Date, after town.Noun, reason string) error {
	reason, err := journal.Reason(reason)
	if err != nil {
		return err
	}
	if day == 0 {
		return fault.Invalidf("date", "Choisissez le jour.")
	}
	return o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		t, err := q.HoldTown(ctx, d.StructureID)
		if err != nil {
			return err
		}
		change := town.Change{Before: t.Stored(town.ClosureEntry{Date: day}), After: after}
		if change.Before == nil && change.After == nil {
			return nil
		}
		if err := change.Check(t.Settings).Err(); err != nil {
			return err
		}
		return o.Change(ctx, t, d, town.Changes{change}, reason)
	})
}
