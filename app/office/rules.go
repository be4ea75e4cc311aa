package office

import (
	"context"

	"cartable/app/domain/trail"
	"cartable/db"
)

// Rules are the rules of the structure that an administrator may change.
type Rules struct {
	HidesPresence bool // see town.Structure
	Shared        int  // children who live in two households
}

// Rules shows the rules of the structure.
func (o *Office) Rules(ctx context.Context, d Desk) (Rules, error) {
	q := o.DB.Read()
	c, err := o.town(ctx, q, d)
	if err != nil {
		return Rules{}, err
	}
	n, err := q.SharedChildren(ctx, d.StructureID)
	return Rules{HidesPresence: c.Structure.HidesPresence, Shared: n}, err
}

// SetPresence says whether each household of a child sees what the other one booked. Open pages follow at their next click.
func (o *Office) SetPresence(ctx context.Context, d Desk, hides bool, reason string) error {
	reason, err := because(reason)
	if err != nil {
		return err
	}
	words := map[bool]string{false: "présence partagée", true: "présence non partagée"}
	return o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		changed, err := q.SetPresenceRule(ctx, d.StructureID, hides)
		if err != nil || !changed {
			return err
		}
		return q.AddAudit(ctx, o.note(d, trail.PresenceRule, 0, "Enfants de deux foyers", words[!hides], words[hides], reason))
	})
}
