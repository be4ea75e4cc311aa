package household

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"cartable/app/desk"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/custody"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/town"
	"cartable/db"
)

// Arrange stores what a form arranges and moves the booked days as they were shown, in one transaction. If anything
// differs from what was shown, nothing is done, and the rehearsal says what.
func (o *Households) Arrange(ctx context.Context, d desk.Actor, code string, childID int64, f Form) (now Rehearsal,
	err error) {
	err = o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		now = Rehearsal{}
		if _, err := o.child(ctx, q, d, code, childID); err != nil { // of this family, before it is locked
			return err
		}
		if err := q.LockChildren(ctx, []int64{childID}); err != nil { // whoever books for the child ends first
			return err
		}
		child, err := o.child(ctx, q, d, code, childID)
		if err != nil {
			return err
		}
		is, err := f.read(child)
		if err != nil {
			return err
		}
		if _, err := journal.Reason(f.Reason); err != nil {
			return fault.Invalidf("motif", "%s", fault.Message(err))
		}
		if now, err = o.arranged(ctx, q, d, child, is, f.Seen); err != nil || now.Changed != nil || now.Already {
			return err
		}
		return o.note(ctx, q, d, child, is, now, f.Reason)
	})
	return now, err
}

// arranged moves the booked days of a child that the caller has locked, and stores what is arranged for it.
func (o *Households) arranged(ctx context.Context, q db.Q, d desk.Actor, child Child, is custody.Calendar,
	seen string) (now Rehearsal, err error) {
	c, days, err := o.hold(ctx, q, d, []int64{child.ID}, child.Today)
	if err != nil {
		return now, err
	}
	prices, err := o.prices(ctx, q, c, child.Homes)
	if err != nil {
		return now, err
	}
	now = rehearse(c, child, is, days[child.ID], prices)
	if child.fingerprint(child.Custody) == child.fingerprint(is) && len(now.Moves) == 0 {
		now.Already = true
		return now, nil
	}
	if seen = strings.ReplaceAll(seen, "\r\n", "\n"); now.Seen != seen { // browsers send a line's end so
		now.Changed = now.since(seen)
		return now, nil
	}
	return now, o.store(ctx, q, d, child, is, now)
}

// hold locks the slots and the live reservations of children from a day on, and reads these. The caller has locked the
// children.
func (o *Households) hold(ctx context.Context, q db.Q, d desk.Actor, children []int64,
	from civil.Date) (c *town.Catalogue, days map[int64][]db.CustodyDay, err error) {
	if c, err = o.Catalogues.Current(ctx, q, d.StructureID); err != nil {
		return nil, nil, err
	}
	var seen []db.CustodyDay
	for _, id := range children { // of a family
		some, err := q.HoldCustodyDays(ctx, id, from, false)
		if err != nil {
			return nil, nil, err
		}
		seen = append(seen, some...)
	}
	if c, _, err = o.Catalogues.Locked(ctx, q, c, func(c *town.Catalogue) (keys []booking.SlotKey) {
		for _, day := range seen {
			keys = append(keys, booking.SlotsOf(c.ActivityByID(day.ActivityID), day.Date)...)
		}
		return db.SortSlots(keys)
	}); err != nil {
		return nil, nil, err
	}
	days = map[int64][]db.CustodyDay{}
	for _, id := range children { // again, held
		if days[id], err = q.HoldCustodyDays(ctx, id, from, true); err != nil {
			return nil, nil, err
		}
	}
	return c, days, nil
}

// store moves booked days, and stores what is arranged for a child.
func (o *Households) store(ctx context.Context, q db.Q, d desk.Actor, child Child, is custody.Calendar,
	now Rehearsal) error {
	var moved []int64
	for _, m := range now.Moves {
		if err := q.Rehome(ctx, m.day.ID, m.to, m.Is); err != nil {
			return err
		}
		moved = append(moved, m.day.ID)
	}
	if err := q.RehomeRows(ctx, moved); err != nil {
		return err
	}
	return q.SetCustody(ctx, d.StructureID, child.ID, d.AccountID, is, o.Now())
}

// note writes a line of the journal for each home, in words that name no other one.
func (o *Households) note(ctx context.Context, q db.Q, d desk.Actor, child Child, is custody.Calendar, now Rehearsal,
	reason string) error {
	var lines []db.JournalEntry
	for _, h := range child.Homes {
		came := len(slices.DeleteFunc(slices.Clone(now.Moves), func(m Move) bool { return m.to != h.ID }))
		became := sides(is, h.ID, child.Today)
		if came > 0 {
			became += fmt.Sprintf(", jours réservés reçus de l'autre foyer\u00a0: %d", came)
		}
		if went := len(now.Moves) - came; went > 0 {
			became += fmt.Sprintf(", jours réservés passés à l'autre foyer\u00a0: %d", went)
		}
		lines = append(lines, o.Entry(d, journal.CustodySet, h.ID, child.Name, sides(child.Custody, h.ID, child.Today),
			became, reason))
	}
	return q.AddJournal(ctx, lines...)
}

// sides says as one home reads it what is arranged from a day on: the rule in force, those that follow, and the
// exceptions.
func sides(c custody.Calendar, home int64, today civil.Date) string {
	in, _ := c.RuleOn(today)
	all := []string{side(in, home)}
	for _, r := range c.Rules {
		if r.From > today {
			all = append(all, side(r, home))
		}
	}
	if in.Even == 0 && len(all) > 1 {
		all = all[1:]
	}
	for _, e := range c.Exceptions {
		where := "dans l'autre foyer"
		if e.Home == home {
			where = "dans votre foyer"
		}
		if e.To >= today {
			all = append(all, "du "+e.From.Numeric()+" au "+e.To.Numeric()+" "+where)
		}
	}
	return strings.Join(all, ", ")
}

func latest(c custody.Calendar) (last custody.Rule) {
	for _, r := range c.Rules {
		if r.From >= last.From {
			last = r
		}
	}
	return last
}

// side says a rule as one home reads it.
func side(r custody.Rule, home int64) string {
	words := cmp.Or(r.Words(home, "dans votre foyer"), "aucun rythme arrêté")
	if r.From == 0 {
		return words
	}
	return words + ", à partir du " + r.From.Numeric()
}
