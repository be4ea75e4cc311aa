package portal

import (
	"context"
	"slices"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/town"
	"cartable/db"
)

// PatternPage offers a typical week: weekdays and activities, for some children, over a period (DOMAIN.md 4.8).
type PatternPage struct {
	Children    []Child
	Rows        []PatternRow
	Month       civil.Month   // by default: the first month, from the one asked for, in which days are left to book
	Months      []civil.Month // those that are open
	First, Last civil.Date    // the period that is open to the family
	Usual       bool          // the ticks are those of the family's reservations
	Draft       booking.Tally
	Done        *PatternDone // after the pattern was drafted
}

// PatternRow is an activity of the week, or several that are the same thing for children of different ages.
type PatternRow struct {
	Activity *town.Activity // the one that stands for all
	Names    []string
	Days     []int   // ISO weekdays on which it opens
	Usual    [8]bool // by default
	Whose    []Child // the children enrolled in it
}

// PatternDone is the result of a pattern.
type PatternDone struct {
	Added, Had int
	Refusals   []booking.Refusal
	From, To   civil.Date
}

// PatternOrder is a typical week as a form sends it: weekdays by the code of an activity.
type PatternOrder struct {
	Children []int64
	Days     map[string][8]bool
	From, To civil.Date // To 0 = as far as the catalogue is open
}

// usualDays is how many days before and after today make the habits of a family, and usualTimes how many reservations
// of a weekday make a habit.
const usualDays, usualTimes = 28, 2

// Pattern returns the page of the typical week. A month other than 0 is the first that it may propose.
func (p *Portal) Pattern(ctx context.Context, v Viewer, from civil.Month) (PatternPage, error) {
	q, now := p.DB.Read(), p.Now()
	c, err := p.Catalogues.At(ctx, q, v.StructureID, v.Revision)
	if err != nil {
		return PatternPage{}, err
	}
	today := c.Today(now)
	f, err := p.loadFamily(ctx, q, v, c, now, today-usualDays, c.LastDay(today), db.KeptDraft{}, nil)
	if err != nil {
		return PatternPage{}, err
	}
	page := f.patternPage()
	page.Month = f.monthToFill(page, from)
	return page, nil
}

// patternPage describes what the family may book from today on, without slots: it counts no places.
func (f *family) patternPage() PatternPage {
	today := f.Town.Today(f.Now)
	page := PatternPage{Children: shownChildren(f.children), First: today, Draft: f.summary()}
	for _, a := range f.Town.Activities {
		if whose := f.whose(a, today); len(whose) > 0 && a.To >= today {
			page.add(a, whose)
			for _, c := range f.children {
				for _, e := range c.Enrolments {
					if e.ActivityID == a.ID {
						page.Last = max(page.Last, min(e.To, a.To, f.Town.LastDay(today)))
					}
				}
			}
		}
	}
	for i := range page.Rows {
		row := &page.Rows[i]
		row.Usual = f.habit(row.Activity, today)
		page.Usual = page.Usual || row.Usual != [8]bool{}
	}
	if !page.Usual && len(page.Rows) > 0 {
		page.Rows[0].Usual = page.Rows[0].Activity.Weekdays
	}
	for m := today.Month(); page.Last != 0 && m <= page.Last.Month(); m = m.Next() {
		page.Months = append(page.Months, m)
	}
	return page
}

// whose returns the children who are enrolled in an activity from a date on.
func (f *family) whose(a *town.Activity, from civil.Date) (all []Child) {
	for _, c := range f.children {
		if f.EverEnrolled(c.ID, a.ID, from, a.To) {
			all = append(all, childOf(c))
		}
	}
	return all
}

// add adds an activity to the rows, beside one that is alike unless a child is enrolled in both and may choose.
func (page *PatternPage) add(a *town.Activity, whose []Child) {
	for i, row := range page.Rows {
		if booking.Alike(row.Activity, a) && !slices.ContainsFunc(whose,
			func(c Child) bool { return slices.Contains(row.Whose, c) }) {
			page.Rows[i].Names = append(row.Names, a.Name)
			page.Rows[i].Whose = append(row.Whose, whose...)
			return
		}
	}
	row := PatternRow{Activity: a, Names: []string{a.Name}, Whose: whose}
	for d := 1; d <= 7; d++ {
		if a.Weekdays[d] {
			row.Days = append(row.Days, d)
		}
	}
	page.Rows = append(page.Rows, row)
}

// habit returns the weekdays on which the family has reserved an activity, or one that is alike, around a date.
func (f *family) habit(a *town.Activity, around civil.Date) (usual [8]bool) {
	var times [8]int
	for _, c := range f.children {
		for _, other := range f.Town.Activities {
			if !booking.Alike(a, other) {
				continue
			}
			for d := around - usualDays; d <= around+usualDays; d++ {
				if f.Reserved(booking.Key{ChildID: c.ID, ActivityID: other.ID, Date: d}) {
					times[d.Weekday()]++
				}
			}
		}
	}
	for d, n := range times {
		usual[d] = n >= usualTimes && a.Weekdays[d]
	}
	return usual
}

// monthToFill returns the first month, from a given one on, in which fewer days of the proposed pattern are chosen than
// may still be; the given one, or the first, if there is none. The last days of a month are not worth a pattern.
func (f *family) monthToFill(page PatternPage, from civil.Month) civil.Month {
	for _, m := range page.Months {
		if m < from || m.Last() < page.First+usualDays/4 && m != from {
			continue
		}
		chosen, left := 0, 0
		for d := max(m.First(), page.First); d <= m.Last(); d++ {
			for _, row := range page.Rows {
				for _, c := range row.Whose {
					if !row.Usual[d.Weekday()] {
						continue
					}
					a := f.Equivalent(c.ID, row.Activity, d, d)
					if a == nil {
						continue
					}
					switch day := f.Judge(c.ID, a, d); {
					case day.Ticked():
						chosen++
					case day.State == booking.Available || day.State == booking.Waitlist:
						left++
					}
				}
			}
		}
		if left > chosen {
			return m
		}
	}
	if slices.Contains(page.Months, from) {
		return from
	}
	return page.First.Month()
}

// ApplyPattern drafts a typical week, as far as each day is possible, and returns the days that are not, with their
// reasons. It is idempotent: what is drafted or reserved already stays.
func (p *Portal) ApplyPattern(ctx context.Context, v Viewer, o PatternOrder) (PatternPage, error) {
	now := p.Now()
	var page PatternPage
	err := p.withDraft(ctx, v, now, func(ctx context.Context, q db.Q, c *town.Catalogue, draft db.KeptDraft) error {
		today := c.Today(now)
		o := o
		o.From, o.To = max(o.From, today), min(max(o.To, 0), c.LastDay(today))
		if o.To == 0 {
			o.To = c.LastDay(today)
		}
		f, err := p.loadFamily(ctx, q, v, c, now, today-usualDays, o.To, draft, nil)
		if err != nil {
			return err
		}
		pattern, err := f.pattern(o)
		if err != nil {
			return err
		}
		if f.Slots, err = q.SlotsBetween(ctx, poolsOfAll(c.Activities), pattern.From, pattern.To); err != nil {
			return err
		}
		done := f.Apply(pattern, c.Structure.TogglesWaitlist)
		if len(done.Added) > 0 {
			if f.draft.Revision, err = q.SaveDraft(ctx, draft, done.Added, now); err != nil {
				return err
			}
		}
		f.draft.Lines = replaced(f.draft.Lines, done.Added)
		page = f.patternPage()
		page.Month = pattern.From.Month()
		page.Done = &PatternDone{Added: len(done.Added), Had: done.Had, Refusals: booking.Refusals(done.Refused),
			From: pattern.From, To: pattern.To}
		return nil
	})
	return page, err
}

// pattern checks an order: the children are the family's, the activities the town's, and the period is not over.
func (f *family) pattern(o PatternOrder) (booking.Pattern, error) {
	p := booking.Pattern{From: o.From, To: o.To}
	for _, c := range f.children { // in the family's order, each once
		if slices.Contains(o.Children, c.ID) {
			p.Children = append(p.Children, c.ID)
		}
	}
	for _, id := range o.Children {
		if _, ours := f.child(id); !ours {
			return p, fault.NotYours()
		}
	}
	for code := range o.Days {
		if f.Town.Activity(code) == nil {
			return p, fault.NotYours()
		}
	}
	for _, a := range f.Town.Activities {
		if days := o.Days[a.Code]; days != [8]bool{} {
			p.Wishes = append(p.Wishes, booking.Wish{Activity: a, Weekdays: days})
		}
	}
	var wrong fault.Many
	if len(p.Children) == 0 {
		wrong.Addf("enfants", "Choisissez au moins un enfant.")
	}
	if len(p.Wishes) == 0 {
		wrong.Addf("jours", "Choisissez au moins un jour de la semaine.")
	}
	if p.To < p.From {
		wrong.Addf("au", "Cette période est terminée. Choisissez une date plus tardive.")
	}
	return p, wrong.Err()
}
