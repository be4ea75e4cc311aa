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
		return o.add(ctx, q, d, familyID, slices.Compact(children), t, pickup.Asked, func() error {
			may, err := q.MayBook(ctx, d.AccountID, familyID, false)
			if err == nil && !may {
				err = fault.NotYours()
			}
			return err
		})
	})
}

// Note stores a rule of staff about a child of a family: it holds at once.
func (o *Leavings) Note(ctx context.Context, d desk.Actor, code string, childID int64, t pickup.Typed) error {
	if t.Kind != pickup.Person && t.Kind != pickup.Alone && t.Kind != pickup.Barred {
		return fault.Invalidf("sorte", "Choisissez ce que vous notez.")
	}
	return o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		family, err := desk.LiveFamilyOf(ctx, q, d, code)
		if err != nil {
			return err
		}
		return o.add(ctx, q, d, family.ID, []int64{childID}, t, pickup.Allowed, func() error {
			_, err := desk.LiveFamilyOf(ctx, q, d, code)
			return err
		})
	})
}

// add stores a rule for each child, all of them or none. Of one that is there already, nothing is stored. still asks
// again whether it may be stored, once the children are locked: the family may just be archived.
func (o *Leavings) add(ctx context.Context, q db.Q, d desk.Actor, familyID int64, children []int64, t pickup.Typed,
	state pickup.State, still func() error) error {
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
	if err := still(); err != nil {
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
		there, err := o.there(ctx, q, familyID, id, rule, state, c.Today(o.Now()))
		if err == nil && rule.Kind == pickup.Barred {
			err = o.endBarred(ctx, q, d, id, rule)
		}
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
		lines = append(lines, o.line(d, action, row, child, became))
	}
	if len(rows) == 0 {
		return nil
	}
	if err := q.AddPickups(ctx, rows); err != nil {
		return err
	}
	return q.AddJournal(ctx, lines...)
}

// endBarred ends what was accepted of a person who is barred now, of whatever household: nobody reads any longer that
// it may come.
func (o *Leavings) endBarred(ctx context.Context, q db.Q, d desk.Actor, childID int64, ban pickup.Rule) error {
	rows, err := q.PickupsOfChild(ctx, childID)
	if err != nil {
		return err
	}
	for _, p := range rows {
		if p.Kind == pickup.Person && p.State == pickup.Allowed && ban.Same(p.Rule()) && ban.Overlaps(p.Rule()) {
			if err := o.end(ctx, q, d, p); err != nil {
				return err
			}
		}
	}
	return nil
}

// line is a line of the journal: it names a child, and nobody else. One about who is barred is not for families, who
// would learn of it: it has the number of the child.
func (o *Leavings) line(d desk.Actor, action journal.Action, p db.Pickup, child db.Child,
	became string) db.JournalEntry {
	if p.Kind == pickup.Barred {
		return o.Entry(d, action, 0, "Sorties, interdiction, enfant "+child.Code, "", became, "")
	}
	return o.Entry(d, action, p.FamilyID, "Sorties, "+child.FirstName, "", became, "")
}

// there reports whether a household has the very rule already, and refuses one beside which it would mean nothing.
func (o *Leavings) there(ctx context.Context, q db.Q, familyID, childID int64, rule pickup.Rule,
	state pickup.State, today civil.Date) (bool, error) {
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
		case has.Kind != rule.Kind || !has.Overlaps(rule) || p.State == pickup.Asked && state == pickup.Allowed:
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
