package operation

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"reflect"
	"time"

	"cartable/app/domain/civil"
	"cartable/app/domain/effect"
	"cartable/app/domain/money"
	"cartable/app/domain/town"
	"cartable/db"
)

// dearer is how much the estimated days of a family may become dearer before it is written to.
const dearer money.Cents = 100

// computed is a change and what it does, now.
type computed struct {
	changes town.Changes
	after   *town.Settings
	reach   reach
	facts   effect.Facts
	effect  effect.Effect
	print   string     // its fingerprint, whether the families that may be written to are or not: that is a choice
	first   civil.Date // first date that it touches; 0: none
	doubts  []string   // what the law says of it
}

// compute determines what changes do to the requests of families, under the lock of the town. Rehearsal and application
// call it alike.
func (o *Operations) compute(ctx context.Context, q db.Q, held *db.Town, changes town.Changes, tell bool) (one computed,
	err error) {
	one, err = o.read(ctx, q, held, changes, o.Now())
	if err == nil {
		one.judge(held.Town, tell)
	}
	return one, err
}

// recompute does it again with whoever was booking in the town ended, if the changes move days or places, and with
// nobody booking until the end of the transaction. That is short: only the facts are read, and judged if they are no
// longer the same.
func (o *Operations) recompute(ctx context.Context, q db.Q, held *db.Town, was computed, tell bool) (computed, error) {
	if !was.reach.moves {
		return was, nil
	}
	if err := q.HoldBookings(ctx, held.ID()); err != nil {
		return was, err
	}
	is, err := o.read(ctx, q, held, was.changes, was.facts.Now)
	if err != nil || reflect.DeepEqual(is.facts, was.facts) {
		return was, err
	}
	is.judge(held.Town, tell)
	return is, nil
}

// read reads the facts that decide what changes do.
func (o *Operations) read(ctx context.Context, q db.Q, held *db.Town, changes town.Changes,
	now time.Time) (one computed,
	err error) {
	one.changes = changes
	if one.after, err = changes.Apply(held.Settings); err != nil {
		return one, err
	}
	before := held.Town
	one.reach = reachOf(before, one.after.Town, changes, before.Today(now), held)
	if one.facts, err = q.Facts(ctx, held.ID(), one.reach.Scope); err != nil {
		return one, err
	}
	one.facts.Now, one.facts.Dearer = now, dearer
	one.facts.Issued = issued(one.facts.Reservations, before.Today(now))
	if one.facts.Used, err = used(ctx, q, before, one.after.Town); err != nil {
		return one, err
	}
	for code, quotients := range one.after.Quotients {
		if f, touched := one.facts.Families[held.FamilyID(code)]; touched {
			f.Was.Quotients, f.Is.Quotients = held.Quotients[code], quotients
			one.facts.Families[held.FamilyID(code)] = f
		}
	}
	one.doubts = undeclared(before, one.after.Town, before.Today(now))
	many, err := tooMany(ctx, q, one.after.Town, changes)
	if err != nil {
		return one, err
	}
	one.doubts = append(one.doubts, many...)
	one.facts.Rights = lostRights(before, changes.EnrolledChildren(), held.Children, one.after.Children)
	return one, nil
}

// judge says what the changes do, by the facts.
func (one *computed) judge(before *town.Catalogue, tell bool) {
	one.effect = effect.Of(before, one.after.Town, one.facts)
	one.print = one.fingerprint()
	if tell {
		one.effect.Mails = append(one.effect.Mails, one.effect.Optional...)
	}
	one.first = one.firstDay()
}

// lostRights returns what children can no longer book.
func lostRights(c *town.Catalogue, codes []string, before, after map[string]town.Child) (all []effect.Right) {
	for _, code := range codes {
		seen := map[string]bool{}
		for _, e := range before[code].Enrolled {
			a := c.Activity(e.Activity)
			if a == nil || seen[e.Activity] {
				continue
			}
			seen[e.Activity] = true
			for _, lost := range town.LostDays(before[code], after[code], e.Activity) {
				all = append(all, effect.Right{ChildID: before[code].ID, ActivityID: a.ID, From: lost.From, To: lost.To,
					Lost: true})
			}
		}
	}
	return all
}

// issued returns the tax statements of years that are over: nobody records which families have theirs in hand.
func issued(days []effect.Reservation, today civil.Date) (all []effect.Statement) {
	this, _, _ := today.YMD()
	seen := map[effect.Statement]bool{}
	for _, r := range days {
		year, _, _ := r.Date.YMD()
		one := effect.Statement{FamilyID: r.FamilyID, Year: year}
		if r.Billed && year < this && !seen[one] {
			seen[one] = true
			all = append(all, one)
		}
	}
	return all
}

// used finds what a removed activity or pool was used for.
func used(ctx context.Context, q db.Q, before, after *town.Catalogue) (map[effect.Thing]bool, error) {
	var gone []int64
	for _, a := range before.Activities {
		if after.ActivityByID(a.ID) == nil {
			gone = append(gone, a.ID)
		}
	}
	if len(gone) == 0 {
		return nil, nil
	}
	ever, err := q.EverUsed(ctx, gone)
	all := map[effect.Thing]bool{}
	for id := range ever {
		all[effect.Thing{Kind: town.NounActivity, ID: id}] = true
	}
	return all, err
}

// firstDay is the first date that the changes touch.
func (one computed) firstDay() (first civil.Date) {
	touch := func(d civil.Date) {
		if d != 0 && (first == 0 || d < first) {
			first = d
		}
	}
	for _, c := range one.changes {
		n := c.After
		if n == nil {
			n = c.Before
		}
		switch n := n.(type) {
		case town.ClosureEntry:
			touch(n.Date)
		case town.SchoolClosureEntry:
			touch(n.Date)
		case town.OpeningEntry:
			touch(n.Date)
		case town.CapacityEntry:
			touch(n.Date)
		case town.TariffEntry:
			touch(n.From)
		}
	}
	for _, l := range one.effect.Cancelled {
		touch(l.Date)
	}
	for _, l := range one.effect.Withdrawn {
		touch(l.Date)
	}
	for _, r := range one.effect.Repriced {
		touch(r.Date)
	}
	return first
}

// nobody reports whether no family is concerned, in any way that a clerk would want to read first.
func (one computed) nobody() bool {
	e := one.effect
	return len(e.Refused)+len(e.Cancelled)+len(e.Withdrawn)+len(e.Attended)+len(e.Dropped)+len(e.Over)+len(e.Locked)+
		len(e.Overlaps)+len(e.Repriced)+len(e.Unpriced)+len(e.Mails)+len(e.Optional)+len(e.Difference)+len(e.Judged)+
		len(e.Served)+len(e.Outside)+len(e.Archived)+len(one.doubts) == 0
}

// fingerprint is a digest of the changes and of all that they do: what was read is what is applied. Drafts are not part
// of it: a parent's next click changes them, and each line is judged again anyway.
func (one computed) fingerprint() string {
	e := one.effect
	difference := map[int64]money.Cents{}
	for family, cents := range e.Difference {
		difference[family] = cents
	}
	text, _ := json.Marshal([]any{one.changes, e.Refused, e.Cancelled, e.Withdrawn, e.Attended, e.Over, e.Served,
		e.Outside, e.Along, e.Archived, e.Locked, e.Overlaps, e.Repriced, e.Unpriced, e.Papers, difference, e.Mails})
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:12])
}

// rows are the reservations that the worker ends or prices again.
func (one computed) rows(operationID int64) (all []db.OperationRow) {
	row := func(l effect.Loss, fate string) {
		all = append(all, db.OperationRow{OperationID: operationID, ReservationID: l.ReservationID,
			FamilyID: l.FamilyID,
			ChildID:  l.ChildID, ActivityID: l.ActivityID, Date: l.Date, Fate: fate, Back: l.Back, State: db.RowTodo})
	}
	for _, l := range one.effect.Cancelled {
		row(l, "cancelled")
	}
	for _, l := range one.effect.Withdrawn {
		row(l, "withdrawn")
	}
	for _, r := range one.effect.Repriced {
		all = append(all, db.OperationRow{OperationID: operationID, ReservationID: r.ReservationID,
			FamilyID: r.FamilyID,
			ChildID:  r.ChildID, ActivityID: r.ActivityID, Date: r.Date, Fate: "repriced", Back: r.Was - r.Becomes,
			State: db.RowTodo})
	}
	return all
}

// watched are the reservations that stay, and that staff should look at: they are shown, and nothing is done to them.
func (one computed) watched() (all []db.OperationRow) {
	for _, l := range one.effect.Locked {
		all = append(all, db.OperationRow{ReservationID: l.ReservationID, FamilyID: l.FamilyID, ChildID: l.ChildID,
			ActivityID: l.ActivityID, Date: l.Date, Fate: "locked"})
	}
	of := map[int64]effect.Reservation{}
	for _, r := range one.facts.Reservations {
		of[r.ID] = r
	}
	for _, o := range one.effect.Overlaps {
		for _, id := range []int64{o.First, o.Second} {
			r := of[id]
			all = append(all, db.OperationRow{ReservationID: id, FamilyID: r.FamilyID, ChildID: r.ChildID,
				ActivityID: r.ActivityID, Date: r.Date, Fate: "overlaps"})
		}
	}
	return all
}

// plan is what is stored of them until the worker makes their rows.
func (one computed) plan(operationID int64) (string, error) {
	var all []db.Planned
	for _, r := range one.rows(operationID) {
		all = append(all, db.Planned{ReservationID: r.ReservationID, FamilyID: r.FamilyID, Fate: r.Fate, Back: r.Back})
	}
	text, err := json.Marshal(all)
	return string(text), err
}

// ends reports whether there are such.
func (one computed) ends() bool {
	return len(one.effect.Cancelled)+len(one.effect.Withdrawn)+len(one.effect.Repriced) > 0
}
