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
	Stored        town.StructureEntry
}

// Rules returns the rules of the structure.
func (o *Settings) Rules(ctx context.Context, d desk.Actor) (Rules, error) {
	q := o.DB.Read()
	c, err := o.Town(ctx, q, d)
	if err != nil {
		return Rules{}, err
	}
	n, err := q.SharedChildren(ctx, d.StructureID)
	s := town.Settings{Town: c}
	return Rules{HidesPresence: c.Structure.HidesPresence, Bill: c.Structure.Billing, Shared: n,
		QFBackdate: c.Structure.QFBackdate, Stored: s.All(town.NounStructure)[0].(town.StructureEntry)}, err
}

// SetRules sets whether each household of a child sees the other one's bookings, and whether a past day that nobody
// marked is debited as booked or waits for a mark. It applies to open pages at their next click, and to debits from the
// next night. shown is what the form showed of both: the fault is a *Moved if somebody else changed one meanwhile.
func (o *Settings) SetRules(ctx context.Context, d desk.Actor, shown map[string]string, hides bool, bill town.Billing,
	reason string) error {
	return o.setRules(ctx, d, shown, reason, func(t *town.Settings, was town.StructureEntry) (town.Changes, error) {
		seen := was
		seen.HidesPresence = hides
		billed := seen
		billed.Billing = bill
		if t.Check(billed).On("billing").Err() != nil {
			return nil, fault.Invalidf("facturation", "Choisissez comment facturer une journée sans pointage.")
		}
		return town.Changes{{Before: was, After: seen}, {Before: seen, After: billed}}, nil
	})
}

// setRules changes the structure for a reason, unless somebody else has changed what the form showed.
func (o *Settings) setRules(ctx context.Context, d desk.Actor, shown map[string]string, why string,
	set func(*town.Settings, town.StructureEntry) (town.Changes, error)) error {
	reason, err := journal.Reason(why)
	if err != nil {
		return err
	}
	return o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		t, err := o.Catalogues.Hold(ctx, q, d.StructureID)
		if err != nil {
			return err
		}
		was := t.All(town.NounStructure)[0].(town.StructureEntry)
		changes, err := set(t.Settings, was)
		if err != nil {
			return err
		}
		if err := moved(was, shown); err != nil && len(changes.Compact()) > 0 { // none: the form was sent twice
			return err
		}
		return o.Change(ctx, t, d, changes, reason)
	})
}
