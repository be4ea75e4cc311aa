package leaving

import (
	"context"

	"cartable/app/desk"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/pickup"
	"cartable/app/domain/plain"
	"cartable/db"
)

// Answer is the answer to a rule that a family asks.
type Answer struct {
	ID     int64
	Accept bool
	Refuse bool   // neither: nobody has chosen
	Why    string // of a refusal
	Sure   bool   // that it is not the barred person whose name it resembles
}

// Decide answers a rule that a family asks. The fault is a Conflict if it has an answer. Nobody who is barred from a
// child is accepted.
func (o *Leavings) Decide(ctx context.Context, d desk.Actor, a Answer) error {
	a.Why = plain.OneLine(a.Why)
	if err := desk.CheckAnswer(a.Accept, a.Refuse, a.Why); err != nil {
		return err
	}
	return o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		p, found, err := q.Pickup(ctx, d.StructureID, a.ID)
		if err == nil && !found {
			err = desk.NotHere()
		}
		if err != nil {
			return err
		}
		if err := q.LockChildren(ctx, []int64{p.ChildID}); err != nil {
			return err
		}
		child := p.ChildID
		if p, _, err = q.Pickup(ctx, d.StructureID, a.ID); err != nil {
			return err
		}
		if p.ChildID != child { // two files became one meanwhile
			return fault.Conflictf("Cette demande a changé de dossier entre-temps\u00a0: relisez-la.")
		}
		if a.Accept {
			if err := o.notBarred(ctx, q, p, a.Sure); err != nil {
				return err
			}
		}
		now := o.Now().UTC()
		p.State, p.Answer, p.DecidedAt, p.DecidedBy = pickup.Allowed, "", &now, d.AccountID
		became := "accepté"
		if a.Refuse {
			p.State, p.Answer, became = pickup.Refused, a.Why, "refusé"
		}
		done, err := q.DecidePickup(ctx, p, pickup.Asked)
		if err != nil {
			return err
		}
		if !done {
			return fault.Conflictf("Cette demande a déjà reçu une réponse, ou la famille l'a retirée.")
		}
		return o.note(ctx, q, d, p, journal.PickupAnswered, became)
	})
}

// notBarred refuses to accept who is barred, and who has a name like it unless the clerk is sure.
func (o *Leavings) notBarred(ctx context.Context, q db.Q, p db.Pickup, sure bool) error {
	rows, err := q.PickupsOfChild(ctx, p.ChildID)
	if err != nil || p.Kind != pickup.Person {
		return err
	}
	for _, other := range rows {
		ban := other.Rule()
		switch {
		case ban.Kind != pickup.Barred || other.State != pickup.Allowed || !ban.Overlaps(p.Rule()):
		case ban.Same(p.Rule()):
			return fault.Invalidf("reponse", "Une décision de justice interdit à cette personne de venir chercher "+
				"l'enfant\u00a0: voyez sa fiche. Vous pouvez seulement refuser.")
		case ban.Near(p.Rule()) && !sure:
			return fault.Invalidf("reponse", "Ce nom ressemble à celui de %s, qui ne doit pas venir. Vérifiez, puis "+
				"cochez «\u00a0C'est une autre personne\u00a0» pour accepter.", ban.Name)
		}
	}
	return nil
}

// Withdraw takes back a rule of a family, by the family itself: it holds no more from now on.
func (o *Leavings) Withdraw(ctx context.Context, d desk.Actor, familyID, id int64) error {
	return o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		p, found, err := q.Pickup(ctx, d.StructureID, id)
		if err != nil {
			return err
		}
		if !found || p.FamilyID != familyID || p.Kind == pickup.Barred {
			return fault.NotYours()
		}
		return o.end(ctx, q, d, p)
	})
}

// End ends a rule of a child of a family, by staff.
func (o *Leavings) End(ctx context.Context, d desk.Actor, code string, childID, id int64) error {
	return o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		family, err := desk.FamilyOf(ctx, q, d, code)
		if err != nil {
			return err
		}
		if _, found, err := q.ChildIn(ctx, family.ID, childID); err != nil {
			return err
		} else if !found {
			return desk.NotHere()
		}
		p, found, err := q.Pickup(ctx, d.StructureID, id)
		if err == nil && (!found || p.ChildID != childID) {
			err = desk.NotHere()
		}
		if err != nil {
			return err
		}
		return o.end(ctx, q, d, p)
	})
}

// end ends a rule. Of one that has ended, nothing changes.
func (o *Leavings) end(ctx context.Context, q db.Q, d desk.Actor, p db.Pickup) error {
	was := p.State
	if was != pickup.Asked && was != pickup.Allowed {
		return nil
	}
	now := o.Now().UTC()
	p.State, p.DecidedAt, p.DecidedBy = pickup.Ended, &now, d.AccountID
	done, err := q.DecidePickup(ctx, p, was)
	if err != nil {
		return err
	}
	if !done {
		return fault.Conflictf("Cette ligne a changé entre-temps\u00a0: relisez-la.")
	}
	return o.note(ctx, q, d, p, journal.PickupEnded, "retiré")
}

func (o *Leavings) note(ctx context.Context, q db.Q, d desk.Actor, p db.Pickup, action journal.Action,
	became string) error {
	child, _, err := q.ChildIn(ctx, p.FamilyID, p.ChildID) // it may have left the household since
	if err != nil {
		return err
	}
	return q.AddJournal(ctx, o.line(d, action, p, child, became))
}
