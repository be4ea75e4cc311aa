package settings

import (
	"context"

	"cartable/app/desk"
	"cartable/app/domain/fault"
	"cartable/app/domain/trail"
	"cartable/app/domain/wallet"
	"cartable/db"
)

// Rules are the rules of the structure that an administrator may change.
type Rules struct {
	HidesPresence bool           // see town.Structure
	Bill          wallet.Billing // what the night debits of a past day that nobody ticked
	Shared        int            // children who live in two households
}

// Rules shows the rules of the structure.
func (o *Settings) Rules(ctx context.Context, d desk.Actor) (Rules, error) {
	q := o.DB.Read()
	c, err := o.Town(ctx, q, d)
	if err != nil {
		return Rules{}, err
	}
	bill, err := q.Billing(ctx, d.StructureID)
	if err != nil {
		return Rules{}, err
	}
	n, err := q.SharedChildren(ctx, d.StructureID)
	return Rules{HidesPresence: c.Structure.HidesPresence, Bill: bill, Shared: n}, err
}

// SetRules says whether each household of a child sees what the other one booked, and whether a past day that nobody ticked is
// debited as booked or waits for a tick. Open pages follow at their next click, debits with the next night.
func (o *Settings) SetRules(ctx context.Context, d desk.Actor, hides bool, bill wallet.Billing, reason string) error {
	reason, err := trail.Reason(reason)
	if err != nil {
		return err
	}
	if bill != wallet.AsBooked && bill != wallet.AsTicked {
		return fault.Invalidf("facturation", "Choisissez ce qui est débité d'une journée que personne n'a pointée.")
	}
	presence := map[bool]string{false: "présence partagée", true: "présence non partagée"}
	billing := map[wallet.Billing]string{wallet.AsBooked: "débitée comme réservée", wallet.AsTicked: "débitée une fois pointée"}
	return o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		changed, err := q.SetPresenceRule(ctx, d.StructureID, hides)
		if err != nil {
			return err
		}
		if changed {
			if err := q.AddAudit(ctx, o.Note(d, trail.PresenceRule, 0, "Enfants de deux foyers", presence[!hides], presence[hides], reason)); err != nil {
				return err
			}
		}
		was, err := q.Billing(ctx, d.StructureID)
		if err != nil || was == bill {
			return err
		}
		if err := q.SetBilling(ctx, d.StructureID, bill); err != nil {
			return err
		}
		return q.AddAudit(ctx, o.Note(d, trail.BillingRule, 0, "Journées sans pointage", billing[was], billing[bill], reason))
	})
}
