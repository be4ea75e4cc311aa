package leaving

import (
	"context"
	"slices"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/pickup"
	"cartable/db"
)

// most is how many open rules a household may have about a child.
const most = 12

// Ask asks the town hall for a rule about children of a family, one for each. The faults are by field; nothing holds
// before staff have accepted it. The same form sent twice asks once.
func (o *Leavings) Ask(ctx context.Context, d desk.Actor, familyID int64, children []int64, t pickup.Typed) error {
	if t.Kind != pickup.Person && t.Kind != pickup.Alone { // a family bars nobody
		return fault.Invalidf("", "Cette page n'accepte pas cette demande.")
	}
	if len(children) == 0 {
		return fault.Invalidf("enfant", "Cochez au moins un enfant.")
	}
	slices.Sort(children)
	return o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		return o.add(ctx, q, d, familyID, slices.Compact(children), t, pickup.Asked)
	})
}

// Note stores a rule of staff about a child of a family: it holds at once.
func (o *Leavings) Note(ctx context.Context, d desk.Actor, code string, childID int64, t pickup.Typed) error {
	if t.Kind != pickup.Person && t.Kind != pickup.Alone && t.Kind != pickup.Barred {
		return fault.Invalidf("sorte", "Choisissez ce que vous notez.")
	}
	return o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		family, err := desk.FamilyOf(ctx, q, d, code)
		if err != nil {
			return err
		}
		return o.add(ctx, q, d, family.ID, []int64{childID}, t, pickup.Allowed)
	})
}

// add stores a rule for each child, all of them or none. Of one that is there already, nothing is stored.
func (o *Leavings) add(ctx context.Context, q db.Q, d desk.Actor, familyID int64, children []int64, t pickup.Typed,
	state pickup.State) error {
	c, err := o.Catalogues.Current(ctx, q, d.StructureID)
	if err != nil {
		return err
	}
	rule, err := t.Read(c.Today(o.Now()))
	if err != nil {
		return err
	}
	if err := q.LockChildren(ctx, children); err != nil {
		return err
	}
	action, became := journal.PickupAsked, "demandé"
	if state == pickup.Allowed {
		action, became = journal.PickupNoted, "noté"
	}
	now := o.Now().UTC()
	var rows []db.Pickup
	var lines []db.JournalEntry
	for _, id := range children {
		child, found, err := q.ChildIn(ctx, familyID, id)
		if err == nil && !found {
			err = fault.NotYours()
		}
		if err != nil {
			return err
		}
		there, err := o.there(ctx, q, familyID, id, rule, c.Today(o.Now()))
		if err != nil {
			return err
		}
		if there {
			continue
		}
		row := db.PickupOf(rule)
		row.StructureID, row.FamilyID, row.ChildID, row.AccountID = d.StructureID, familyID, id, d.AccountID
		row.State, row.At = state, now
		if state == pickup.Allowed {
			row.DecidedAt, row.DecidedBy = &now, d.AccountID
		}
		rows = append(rows, row)
		lines = append(lines, o.Entry(d, action, familyID, subject(child.FirstName), "", became, ""))
	}
	if len(rows) == 0 {
		return nil
	}
	if err := q.AddPickups(ctx, rows); err != nil {
		return err
	}
	return q.AddJournal(ctx, lines...)
}

// subject is of the lines of the journal: they name a child, and nobody else.
func subject(first string) string { return "Sorties, " + first }

// there reports whether a household has the very rule already, and refuses one beside which it would mean nothing.
func (o *Leavings) there(ctx context.Context, q db.Q, familyID, childID int64, rule pickup.Rule,
	today civil.Date) (bool, error) {
	rows, err := q.PickupsOfChild(ctx, childID)
	if err != nil {
		return false, err
	}
	open := 0
	for _, p := range rows {
		if p.State != pickup.Asked && p.State != pickup.Allowed || p.FamilyID != familyID {
			continue
		}
		has := p.Rule()
		if has.Kind != pickup.Barred && (has.To == 0 || has.To >= today) {
			open++
		}
		switch {
		case has == rule:
			return true, nil
		case has.Kind != rule.Kind || !has.Overlaps(rule):
		case rule.Kind == pickup.Alone:
			return false, fault.Invalidf("heure",
				"Une heure est déjà notée pour cette période\u00a0: retirez-la d'abord.")
		case has.Same(rule):
			return false, fault.Invalidf("personne",
				"Cette personne est déjà notée pour cette période\u00a0: retirez-la d'abord pour la changer.")
		}
	}
	if open >= most && rule.Kind != pickup.Barred {
		return false, fault.Invalidf("personne", "%d lignes au plus par enfant\u00a0: retirez-en une d'abord.", most)
	}
	return false, nil
}
