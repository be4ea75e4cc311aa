package settings

import (
	"context"

	"cartable/app/desk"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/town"
	"cartable/db"
)

// Rules are the rules of the structure that an administrator may change.
type Rules struct {
	HidesPresence bool         // see town.Structure
	Bill          town.Billing // what the night debits for a past day that nobody marked
	Shared        int          // children who live in two households
	QFBackdate    town.Backdating
}

// Rules returns the rules of the structure.
func (o *Settings) Rules(ctx context.Context, d desk.Actor) (Rules, error) {
	q := o.DB.Read()
	c, err := o.Town(ctx, q, d)
	if err != nil {
		return Rules{}, err
	}
	n, err := q.SharedChildren(ctx, d.StructureID)
	return Rules{HidesPresence: c.Structure.HidesPresence, Bill: c.Structure.Billing, Shared: n,
		QFBackdate: c.Structure.QFBackdate}, err
}

// SetRules sets whether each household of a child sees the other one's bookings, and whether a past day that nobody
// marked is debited as booked or waits for a mark. It applies to open pages at their next click, and to debits from the
// next night.
func (o *Settings) SetRules(ctx context.Context, d desk.Actor, hides bool, bill town.Billing, reason string) error {
	reason, err := journal.Reason(reason)
	if err != nil {
		return err
	}
	return o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		t, err := o.Catalogues.Hold(ctx, q, d.StructureID)
		if err != nil {
			return err
		}
		was := t.All(town.NounStructure)[0].(town.StructureEntry)
		seen := was
		seen.HidesPresence = hides
		billed := seen
		billed.Billing = bill
		if t.Check(billed).On("billing").Err() != nil {
			return fault.Invalidf("facturation", "Choisissez comment facturer une journée sans pointage.")
		}
		return o.Change(ctx, t, d, town.Changes{{Before: was, After: seen}, {Before: seen, After: billed}}, reason)
	})
}
