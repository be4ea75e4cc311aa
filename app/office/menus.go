package office

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/menu"
	"cartable/db"
)

// Menus is the menus of a week, for the form that writes them.
type Menus struct {
	Week, Prev, Next civil.Week
	Days             []MenuDay
	Mark             string     // of what is stored: the form sends it back
	Copied           civil.Week // the week whose menus the form proposes
}

// MenuDay is a day of the form.
type MenuDay struct {
	menu.Menu
	Why  string // nothing is open
	Over bool   // what was served does not change any more
}

// Menus returns the menus of a week (the zero one is today's). With another week, the form proposes the dishes of that
// one: nothing is stored by it.
func (o *Office) Menus(ctx context.Context, d desk.Actor, week, from civil.Week) (Menus, error) {
	q := o.DB.Read()
	c, err := o.Town(ctx, q, d)
	if err != nil {
		return Menus{}, err
	}
	today := c.Today(o.Now())
	if week == (civil.Week{}) {
		week = today.Week()
	}
	days := menuDays(week)
	var stored, other []menu.Menu
	reads := []db.Read{db.ReadMenus(d.StructureID, days[0], days[len(days)-1], &stored)}
	if from != (civil.Week{}) {
		reads = append(reads, db.ReadMenus(d.StructureID, from.Monday(), from.Monday()+6, &other))
	}
	if err := q.Together(ctx, reads...); err != nil {
		return Menus{}, err
	}
	page := Menus{Week: week, Prev: (days[0] - 7).Week(), Next: (days[0] + 7).Week(), Mark: menuMark(stored),
		Copied: from}
	for i, day := range days {
		one := MenuDay{Menu: menu.On(stored, day), Why: closedWhy(c, day), Over: day < today}
		if from != (civil.Week{}) && !one.Over && one.Why == "" {
			one.Menu = menu.On(other, from.Monday()+civil.Date(i))
			one.Date = day
		}
		page.Days = append(page.Days, one)
	}
	return page, nil
}

// menuDays returns the days of a week of which a menu is written: Monday to Friday.
func menuDays(week civil.Week) []civil.Date { return week.Days()[:5] }

// menuMark identifies what is stored of a week.
func menuMark(all []menu.Menu) string {
	sum := sha256.New()
	for _, m := range all {
		fmt.Fprintf(sum, "%d %q %t %s\n", m.Date, m.Dishes, m.Vegetarian, m.Allergens)
	}
	return hex.EncodeToString(sum.Sum(nil)[:6])
}

// SetMenus stores the menus of a week, as the form shows them: a day that is not among them stays as it is. The faults
// are by field, "plat-2" for Wednesday. The fault is a Conflict if the week is no longer as the form showed it.
func (o *Office) SetMenus(ctx context.Context, d desk.Actor, week civil.Week, seen string, typed []menu.Menu) error {
	return o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		today, stored, err := o.menusNow(ctx, q, d, week.Monday(), week.Monday()+6)
		if err != nil {
			return err
		}
		var wrong fault.Many
		var changed []menu.Menu
		for _, one := range typed {
			one = one.Clean()
			if menu.On(stored, one.Date) == one {
				continue // nothing is said, or the same form sent twice
			}
			at := int(one.Date - week.Monday())
			for _, w := range one.Check() {
				wrong.Addf(fmt.Sprintf("%s-%d", w.Field, at), "%s", w.Message)
			}
			if why := menu.Fixed(one.Date, today); why != "" {
				wrong.Addf(fmt.Sprintf("%s-%d", menu.Courses[0].Field, at), "%s", why)
			}
			changed = append(changed, one)
		}
		if len(changed) > 0 && seen != menuMark(stored) {
			return fault.Conflictf("Quelqu'un a modifié les menus de cette semaine pendant que vous remplissiez la " +
				"page. Votre saisie est gardée ci-dessous\u00a0: comparez-la avec la semaine enregistrée avant " +
				"d'enregistrer.")
		}
		if err := wrong.Err(); err != nil {
			return err
		}
		return o.storeMenus(ctx, q, d, stored, changed)
	})
}

// menusNow locks the kitchen and reads the menus between two dates.
func (o *Office) menusNow(ctx context.Context, q db.Q, d desk.Actor, from, to civil.Date) (today civil.Date,
	stored []menu.Menu, err error) {
	if err := q.LockKitchen(ctx, d.StructureID); err != nil {
		return 0, nil, err
	}
	c, err := o.Catalogues.Current(ctx, q, d.StructureID)
	if err != nil {
		return 0, nil, err
	}
	return c.Today(o.Now()), stored, q.Together(ctx, db.ReadMenus(d.StructureID, from, to, &stored))
}

// storeMenus stores menus, with a line of the journal for each day.
func (o *Office) storeMenus(ctx context.Context, q db.Q, d desk.Actor, stored, changed []menu.Menu) error {
	var lines []db.JournalEntry
	for _, m := range changed {
		if err := q.SetMenu(ctx, d.StructureID, m); err != nil {
			return err
		}
		lines = append(lines, o.Entry(d, journal.MenuSet, 0, "Menu du "+strings.TrimSpace(m.Date.Long()),
			menu.On(stored, m.Date).Words(), m.Words(), ""))
	}
	return q.AddJournal(ctx, lines...)
}
