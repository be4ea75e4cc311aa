package household

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"cartable/app/desk"
	"cartable/app/domain/booking"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/pricing"
	"cartable/app/domain/town"
	"cartable/db"
)

// SplitRehearsal is what separating a couple would do now.
type SplitRehearsal struct {
	Adult, Home string   // who leaves, and the name of the new file
	Emails      []string // of the new file
	Leave       []string // addresses that the old one loses
	Silent      bool     // it has none left
	Quotient    string   // of the new one, and how long it lasts; empty = none
	Kids        []KidSplit
	Seen        string
	Changed     []string // since it was shown

	Code string // of the new family, once it is stored
}

// Moves counts the booked days that go to the new home.
func (v SplitRehearsal) Moves() (n int) {
	for _, k := range v.Kids {
		n += len(k.Moves)
	}
	return n
}

// KidSplit is what becomes of a child that enters the new home.
type KidSplit struct {
	Name, Words string
	Rehearsal
}

// RehearseSplit returns what separating a couple would do now. The faults are by field.
func (o *Households) RehearseSplit(ctx context.Context, d desk.Actor, code string, f SplitForm) (v SplitRehearsal,
	err error) {
	q := o.DB.Read()
	couple, err := o.couple(ctx, q, d, code)
	if err != nil {
		return v, err
	}
	p, err := f.read(couple, unborn)
	if err != nil {
		return v, err
	}
	c, err := o.Catalogues.Current(ctx, q, d.StructureID)
	if err != nil {
		return v, err
	}
	days := map[int64][]db.CustodyDay{}
	for _, one := range p.children {
		if days[one.ID], err = q.HoldCustodyDays(ctx, one.ID, couple.Today, false); err != nil {
			return v, err
		}
	}
	return o.rehearseSplit(ctx, q, c, couple, p, days, unborn)
}

func (o *Households) rehearseSplit(ctx context.Context, q db.Q, c *town.Catalogue, couple Couple, p plan,
	days map[int64][]db.CustodyDay, home int64) (v SplitRehearsal, err error) {
	prices, err := o.prices(ctx, q, c, []Home{{ID: couple.family.ID}})
	if err != nil {
		return v, err
	}
	prices[home] = booking.NewFacts(o.Now(), c, home)
	prices[home].Residence.Resident = p.family.Resident
	if p.qf != nil {
		prices[home].Quotients = []pricing.Quotient{{From: p.from, To: p.lasts(), QF: *p.qf}}
	}
	v = SplitRehearsal{Adult: p.adult.Who(), Home: strings.TrimSpace(p.family.LastName + " " + p.family.FirstName),
		Emails: p.emails, Leave: p.leave, Silent: len(p.leave) > 0 && len(p.leave) == len(couple.Emails)}
	if p.qf != nil {
		v.Quotient = p.qf.String() + ", du " + p.from.Numeric() + " au " + p.lasts().Numeric()
	}
	blocks := []string{couple.fingerprint()}
	for _, one := range p.children {
		kid := KidSplit{one.Name, one.words(latest(one.is)), rehearse(c, one.Child, one.is, days[one.ID], prices)}
		v.Kids = append(v.Kids, kid)
		blocks = append(blocks, kid.Seen)
	}
	v.Seen = strings.Join(blocks, "\n\n")
	return v, nil
}

// fingerprint stands for what a couple is.
func (c Couple) fingerprint() string {
	said := []any{c.Emails}
	for _, g := range c.Adults {
		said = append(said, " ", g.AccountID)
	}
	for _, k := range c.Children {
		said = append(said, " ", k.ID, k.Two)
	}
	sum := sha256.Sum256(fmt.Append(nil, said...))
	return hex.EncodeToString(sum[:8])
}

// since says what differs from what was shown.
func (v SplitRehearsal) since(seen string) (changed []string) {
	was, is := strings.Split(seen, "\n\n"), strings.Split(v.Seen, "\n\n")
	if was[0] != is[0] {
		changed = append(changed, "la fiche de la famille a changé entre-temps")
	}
	if len(was) != len(is) {
		return append(changed, "les enfants ne sont plus les mêmes")
	}
	for i, kid := range v.Kids {
		if was[i+1] != is[i+1] {
			for _, one := range kid.since(was[i+1]) {
				changed = append(changed, kid.Name+", "+one)
			}
		}
	}
	return changed
}

// errMoved rolls back a separation that is not the one that was shown.
var errMoved = errors.New("household: not what was shown")

// Separate separates a couple as it was shown, in one transaction: a new family with its adult, its addresses and its
// quotient, the children that live there too, and their booked days of that home. The books are not touched: what was
// debited and the balance stay with the old file. If anything differs from what was shown, nothing is done, and the
// rehearsal says what.
func (o *Households) Separate(ctx context.Context, d desk.Actor, code string, f SplitForm) (now SplitRehearsal,
	err error) {
	err = o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		now, err = o.separate(ctx, q, d, code, f)
		return err
	})
	if errors.Is(err, errMoved) {
		err = nil
	}
	return now, err
}

func (o *Households) separate(ctx context.Context, q db.Q, d desk.Actor, code string, f SplitForm) (
	now SplitRehearsal, err error) {
	couple, err := o.couple(ctx, q, d, code)
	if err != nil {
		return now, err
	}
	if _, err := f.read(couple, unborn); err != nil {
		return now, err
	}
	reason, err := journal.Reason(f.Reason)
	if err != nil {
		return now, fault.Invalidf("motif", "%s", fault.Message(err))
	}
	family := db.Family{StructureID: d.StructureID, Code: "F-" + strings.ToUpper(desk.DrawPassword()[:6]),
		LastName: "-"}
	if err := q.AddFamily(ctx, &family); err != nil { // first: a held town knows the families that there are
		return now, err
	}
	held, err := o.Catalogues.Hold(ctx, q, d.StructureID)
	if err != nil {
		return now, err
	}
	var all []int64
	for _, child := range couple.Children {
		all = append(all, child.ID)
	}
	if err := q.HoldHome(ctx, couple.family.ID, all); err != nil { // whoever books for the children ends first
		return now, err
	}
	if couple, err = o.couple(ctx, q, d, code); err != nil { // again, locked
		return now, err
	}
	p, err := f.read(couple, family.ID)
	if err != nil {
		return now, err
	}
	var ids []int64
	for _, one := range p.children {
		ids = append(ids, one.ID)
	}
	c, days, err := o.hold(ctx, q, d, ids, couple.Today)
	if err != nil {
		return now, err
	}
	if now, err = o.rehearseSplit(ctx, q, c, couple, p, days, family.ID); err != nil {
		return now, err
	}
	if seen := strings.ReplaceAll(f.Seen, "\r\n", "\n"); now.Seen != seen {
		now.Changed = now.since(seen)
		return now, errMoved
	}
	p.family.ID, p.family.Code, now.Code = family.ID, family.Code, family.Code
	if err := o.storeFile(ctx, q, couple, p); err != nil {
		return now, err
	}
	for i, one := range p.children {
		if err := q.AddHome(ctx, d.StructureID, family.ID, one.ID); err != nil {
			return now, err
		}
		if err := o.store(ctx, q, d, one.Child, one.is, now.Kids[i].Rehearsal); err != nil {
			return now, err
		}
	}
	if err := o.noteSplit(ctx, q, d, couple, p, now, reason); err != nil || p.qf == nil {
		return now, err
	}
	return now, o.Change(ctx, held, d, town.Changes{{After: town.QuotientEntry{Family: family.Code, From: p.from,
		To: p.lasts(), QF: p.qf}}}, reason) // last: it makes another revision of the town
}

// storeFile stores the new file, its adult and its addresses, which the old one loses.
func (o *Households) storeFile(ctx context.Context, q db.Q, couple Couple, p plan) error {
	if err := q.SetFamily(ctx, p.family); err != nil {
		return err
	}
	if err := q.SetResidence(ctx, p.family.ID, pricing.Residence{Resident: p.family.Resident}); err != nil {
		return err
	}
	for _, one := range p.leave {
		if err := q.RemoveAddress(ctx, couple.family.ID, one); err != nil {
			return err
		}
	}
	if len(p.leave) > 0 {
		left := slices.DeleteFunc(slices.Clone(couple.Emails), func(e string) bool {
			return slices.Contains(p.leave, e)
		})
		if err := q.OrderAddresses(ctx, couple.family.ID, left); err != nil {
			return err
		}
	}
	for _, one := range p.emails {
		if err := q.AddAddress(ctx, p.family.ID, one); err != nil {
			return err
		}
		if _, err := q.ConfirmAddress(ctx, p.family.ID, one, o.Now().UTC()); err != nil {
			return err
		}
	}
	if err := q.NameGuardian(ctx, p.adult.AccountID, p.family.ID, p.adult.Name); err != nil {
		return err
	}
	if err := q.CarryPhone(ctx, p.adult.AccountID, couple.family.ID, p.family.ID); err != nil {
		return err
	}
	_, err := q.WithdrawGuardian(ctx, p.adult.AccountID, couple.family.ID, o.Now())
	return err
}

// noteSplit writes a line of the journal for each of the two files, without what the other one contains.
func (o *Households) noteSplit(ctx context.Context, q db.Q, d desk.Actor, couple Couple, p plan, now SplitRehearsal,
	reason string) error {
	words := func(home int64, moved string) string {
		var all []string
		for _, one := range p.children {
			all = append(all, one.FirstName+"\u00a0: "+side(latest(one.is), home))
		}
		if n := now.Moves(); n > 0 {
			all = append(all, fmt.Sprintf("%s\u00a0: %d", moved, n))
		}
		return strings.Join(all, ", ")
	}
	return q.AddJournal(ctx,
		o.Entry(d, journal.FamilySplit, couple.family.ID, "Un responsable a son propre compte famille", "",
			words(couple.family.ID, "jours réservés passés à l'autre foyer"), reason),
		o.Entry(d, journal.FamilySplit, p.family.ID, "Nouveau compte famille", "",
			words(p.family.ID, "jours réservés reçus de l'autre foyer"), reason))
}
