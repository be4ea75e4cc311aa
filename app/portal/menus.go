package portal

import (
	"context"

	"cartable/app/domain/civil"
	"cartable/app/domain/menu"
	"cartable/db"
)

// menusAround is how many weeks before and after this one parents turn to.
const menusAround = 8

// Menus is what the canteen serves in a week.
type Menus struct {
	Week       civil.Week
	Now        bool        // it is this week
	Days       []menu.Menu // those of which the kitchen wrote a menu
	Prev, Next civil.Week  // the zero week: parents turn no further
	Today      civil.Date
}

// Menus returns the menus of a week; the zero one is this week, or the next one from Saturday on.
func (p *Portal) Menus(ctx context.Context, v Viewer, week civil.Week) (Menus, error) {
	q := p.DB.Read()
	c, err := p.Catalogues.At(ctx, q, v.StructureID, v.Revision)
	if err != nil {
		return Menus{}, err
	}
	today := c.Today(p.Now())
	this := today.Week()
	if week == (civil.Week{}) {
		if week = this; today.Weekday() > 5 {
			week = (today + 7).Week()
		}
	}
	if first := this.Monday() - 7*menusAround; week.Monday() < first || week.Monday() > first+2*7*menusAround {
		week = this
	}
	page := Menus{Week: week, Now: week == this, Today: today}
	if d := week.Monday() - 7; d >= this.Monday()-7*menusAround {
		page.Prev = d.Week()
	}
	if d := week.Monday() + 7; d <= this.Monday()+7*menusAround {
		page.Next = d.Week()
	}
	return page, q.Together(ctx, db.ReadMenus(v.StructureID, week.Monday(), week.Monday()+6, &page.Days))
}
