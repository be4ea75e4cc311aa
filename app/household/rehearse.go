package household

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"cartable/app/desk"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/custody"
	"cartable/app/domain/money"
	"cartable/app/domain/town"
	"cartable/db"
)

// Rehearsal is what a form would do now.
type Rehearsal struct {
	Turns []Turn   // the next days on which the child changes homes
	Moves []Move   // booked days that go to the other home
	Stays []Stay   // booked days of the other home that stay where they are
	Ends  []string // rules to come that will not be
	Seen  string   // what was shown, for the form

	Changed []string // since it was shown
	Already bool     // it is all arranged: the form was sent twice, or by another clerk
}

// Turn is the first of some days in a home.
type Turn struct {
	Date civil.Date
	Home string // empty: nothing is arranged from that day on
}

// Move is a booked day that goes to the other home.
type Move struct {
	Date     civil.Date
	Activity string
	Status   booking.Status
	From, To string // homes
	Was, Is  money.Cents

	day db.CustodyDay
	to  int64
}

// Stay is a booked day of the other home that stays where it is, and why.
type Stay struct {
	Date           civil.Date
	Activity, Home string
	Why            string
}

// Rehearse returns what a form would do now. The faults are by field.
func (o *Households) Rehearse(ctx context.Context, d desk.Actor, code string, childID int64, f Form) (Rehearsal,
	error) {
	q := o.DB.Read()
	child, err := o.child(ctx, q, d, code, childID)
	if err != nil {
		return Rehearsal{}, err
	}
	is, err := f.read(child)
	if err != nil {
		return Rehearsal{}, err
	}
	days, err := q.HoldCustodyDays(ctx, childID, child.Today, false)
	if err != nil {
		return Rehearsal{}, err
	}
	c, err := o.Catalogues.Current(ctx, q, d.StructureID)
	if err != nil {
		return Rehearsal{}, err
	}
	prices, err := o.prices(ctx, q, c, child.Homes)
	return rehearse(c, child, is, days, prices), err
}

// rehearse judges the booked days of a child by what is to be arranged: one of the other home goes there, at the price
// of that home.
func rehearse(c *town.Catalogue, child Child, is custody.Calendar, days []db.CustodyDay,
	prices map[int64]*booking.Facts) (v Rehearsal) {
	v.Turns = child.turns(is)
	after := child
	after.Custody = is
	kept := after.Later()
	v.Ends = slices.DeleteFunc(child.Later(), func(rule string) bool { return slices.Contains(kept, rule) })
	seen := []string{child.fingerprint(child.Custody) + " " + child.fingerprint(is)}
	for _, day := range days {
		home := is.Home(day.Date)
		if home == 0 || home == day.FamilyID || prices[home] == nil {
			continue
		}
		a := c.ActivityByID(day.ActivityID)
		if why := staysWhy(a, day); why != "" {
			name := "Activité retirée"
			if a != nil {
				name = a.Name
			}
			v.Stays = append(v.Stays, Stay{day.Date, name, child.Home(day.FamilyID), why})
			continue
		}
		one := Move{Date: day.Date, Activity: a.Name, Status: day.Status, From: child.Home(day.FamilyID),
			To: child.Home(home), Was: day.Price, Is: prices[home].Quote(a, day.Date).Total, day: day, to: home}
		v.Moves = append(v.Moves, one)
		seen = append(seen, one.seen(child.place(home)))
	}
	v.Seen = strings.Join(seen, "\n")
	return v
}

// staysWhy returns why a booked day stays with the home that booked it; empty if it goes with the child.
func staysWhy(a *town.Activity, day db.CustodyDay) string {
	switch {
	case day.Billed || day.Owed:
		return "déjà facturé ou signalé"
	case day.Attendance != "":
		return "déjà pointé"
	case day.Status == booking.Offered:
		return "une place y est proposée à ce foyer"
	case a == nil:
		return "l'activité n'est plus proposée"
	}
	return ""
}

// seen writes a move as the form carries it, so that a difference can be named.
func (m Move) seen(place int) string {
	return fmt.Sprintf("%s %s\t%d>%d %s %d", m.Date, m.Activity, m.day.ID, place, m.Status, m.Is)
}

// place returns which of a child's homes one is; -1 for another, and for none.
func (c Child) place(home int64) int {
	return slices.IndexFunc(c.Homes, func(h Home) bool { return h.ID == home })
}

// fingerprint stands for what is arranged. Homes are known by their places: one may not be stored yet.
func (c Child) fingerprint(is custody.Calendar) string {
	var said []any
	for _, r := range is.Rules {
		said = append(said, r.From, c.place(r.Even), c.place(r.Odd), max(1, r.Changes))
	}
	for _, e := range is.Exceptions {
		said = append(said, e.From, e.To, c.place(e.Home))
	}
	sum := sha256.Sum256(fmt.Append(nil, said...))
	return hex.EncodeToString(sum[:8])
}

// prices returns the facts of each home that decide its prices.
func (o *Households) prices(ctx context.Context, q db.Q, c *town.Catalogue,
	homes []Home) (map[int64]*booking.Facts, error) {
	all := map[int64]*booking.Facts{}
	for _, h := range homes { // two
		payer, _, err := q.MoneyOf(ctx, h.ID)
		if err != nil {
			return nil, err
		}
		f := booking.NewFacts(o.Now(), c, h.ID)
		f.Quotients, f.Residence = payer.Quotients, payer.Residence
		all[h.ID] = f
	}
	return all, nil
}

// turnsShown is how many changes of home are shown, and within how many days.
const turnsShown, turnsWithin = 8, 120

// turns returns the next days on which a child changes homes, from today on.
func (c Child) turns(is custody.Calendar) (all []Turn) {
	last := int64(-1)
	for d := c.Today; d < c.Today+turnsWithin && len(all) < turnsShown; d++ {
		home := is.Home(d)
		if home == last {
			continue
		}
		last = home
		one := Turn{Date: d}
		if home != 0 {
			one.Home = c.Home(home)
		}
		all = append(all, one)
	}
	return all
}

// since says what differs from what was shown.
func (v Rehearsal) since(seen string) (changed []string) {
	was, is := strings.Split(seen, "\n"), strings.Split(v.Seen, "\n")
	wasBefore, _, _ := strings.Cut(was[0], " ")
	isBefore, _, _ := strings.Cut(is[0], " ")
	if wasBefore != isBefore {
		changed = append(changed, "la garde de cet enfant a été changée entre-temps")
	}
	add := func(line, what string) {
		words, _, _ := strings.Cut(line, "\t")
		date, activity, _ := strings.Cut(words, " ")
		if d, err := civil.Parse(date); err == nil {
			if words = fmt.Sprintf("%s, %s\u00a0: %s", d.Medium(), activity, what); !slices.Contains(changed, words) {
				changed = append(changed, words)
			}
		}
	}
	named := func(line string, all []string) bool {
		words, _, _ := strings.Cut(line, "\t")
		return slices.ContainsFunc(all, func(other string) bool { return strings.HasPrefix(other, words+"\t") })
	}
	for _, line := range is[1:] {
		switch {
		case slices.Contains(was, line):
		case named(line, was):
			add(line, "le prix ou l'état a changé")
		default:
			add(line, "réservé depuis")
		}
	}
	for _, line := range was[1:] {
		if !slices.Contains(is, line) && !named(line, is) {
			add(line, "ne change plus de foyer")
		}
	}
	if len(changed) == 0 {
		changed = []string{"ce qui est demandé n'est plus ce qui a été montré"}
	}
	return changed
}
