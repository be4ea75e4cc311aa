package portal

import (
	"context"
	"slices"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/town"
	"cartable/db"
)

// MonthQuery selects a calendar. Zero values select the defaults: the eldest child, the first activity in which the
// child is enrolled, the first month in which something may still be booked.
type MonthQuery struct {
	ChildID  int64
	Activity string
	Month    civil.Month
}

// Month returns the calendar of a child, an activity and a month. It returns NotFound for another family's child and
// for an activity in which the child was never enrolled.
func (p *Portal) Month(ctx context.Context, v Viewer, ask MonthQuery) (Month, error) {
	q, now := p.DB.Read(), p.Now()
	c, err := p.Catalogues.At(ctx, q, v.StructureID, v.Revision)
	if err != nil {
		return Month{}, err
	}
	page, f, err := p.month(ctx, q, v, c, now, ask, db.KeptDraft{})
	if err != nil || page.Activity == nil {
		return page, err
	}
	page.fill(f)
	return page, rank(ctx, q, page.Days())
}

// rank sets the position of each waiting day on its waiting list. Most calendars have none, and make no query.
func rank(ctx context.Context, q db.Q, days []booking.Day) error {
	var waiting []int64
	for _, d := range days {
		if d.Reservation != nil && d.Reservation.Status.Queued() && !d.Reservation.Foreign {
			waiting = append(waiting, d.Reservation.ID)
		}
	}
	if len(waiting) == 0 {
		return nil
	}
	ranks, err := q.WaitPositions(ctx, waiting)
	for _, d := range days {
		if d.Reservation != nil {
			d.Reservation.Position = ranks[d.Reservation.ID]
		}
	}
	return err
}

// month reads everything about one calendar, without judging its days, in one round trip if the query says which
// activity and which month, as all links of the calendar do; otherwise the children decide, and are read first. A draft
// that is already loaded is not read again.
func (p *Portal) month(ctx context.Context, q db.Q, v Viewer, c *town.Catalogue, now time.Time, ask MonthQuery,
	held db.KeptDraft) (Month, *family, error) {
	today := c.Today(now)
	seenFrom := today // relevant enrolments: those of the month shown, or from today on
	if ask.Month != 0 {
		first, _ := ask.Month.Weeks()
		seenFrom = min(seenFrom, first)
	}
	f := newFamily(v, c, now, held)
	reads := []db.Read{db.ReadChildren(v.FamilyID, seenFrom, &f.children)}
	at := c.Activity(ask.Activity)
	whole := at != nil && ask.Month != 0
	if whole {
		reads = append(reads, f.monthReads(v, at, ask.Month)...)
	}
	if err := q.Together(ctx, reads...); err != nil {
		return Month{}, nil, err
	}
	page, err := chooseMonth(c, f.children, now, ask)
	if err != nil || page.Activity == nil {
		return page, nil, err
	}
	if !whole {
		if err := q.Together(ctx, f.monthReads(v, page.Activity, page.Month)...); err != nil {
			return Month{}, nil, err
		}
	}
	f.settle()
	return page, f, nil
}

// monthReads are the reads of the calendar of an activity, except the children.
func (f *family) monthReads(v Viewer, a *town.Activity, month civil.Month) []db.Read {
	from, to := month.Weeks()
	return append(f.reads(v, from, to), db.ReadSlots(poolsOf(a), from, to, &f.Slots))
}

// chooseMonth determines the child, the activity and the month of a calendar.
func chooseMonth(c *town.Catalogue, children []db.ChildOf, now time.Time, ask MonthQuery) (Month, error) {
	page := Month{Children: shownChildren(children), Month: ask.Month}
	var chosen *db.ChildOf
	for i, one := range children {
		if chosen == nil && (ask.ChildID == 0 || ask.ChildID == one.ID) {
			chosen = &children[i]
			page.Child = page.Children[i]
		}
	}
	if ask.ChildID != 0 && chosen == nil {
		return Month{}, fault.NotYours()
	}
	if page.Month == 0 {
		page.Month = c.Today(now).Month()
	}
	if chosen == nil { // a family without a child
		return page, nil
	}
	for _, a := range c.Activities {
		if enrolledIn(*chosen, a) {
			page.Activities = append(page.Activities, ActivityChoice{a.Code, a.Name, a.Category.Name})
		}
	}
	if ask.Activity == "" && len(page.Activities) > 0 {
		ask.Activity = page.Activities[0].Code
	}
	for _, choice := range page.Activities {
		if choice.Code == ask.Activity {
			page.Activity = c.Activity(ask.Activity)
		}
	}
	if page.Activity == nil {
		if ask.Activity != "" {
			return Month{}, fault.NotYours()
		}
		return page, nil
	}
	for _, one := range children {
		if enrolledIn(one, page.Activity) {
			page.Enrolled = append(page.Enrolled, one.ID)
		}
	}
	if ask.Month == 0 {
		page.Month = firstBookable(c, page.Activity, now).Month()
	}
	return page, nil
}

// enrolledIn reports whether one of a child's enrolments is in an activity.
func enrolledIn(child db.ChildOf, a *town.Activity) bool {
	return slices.ContainsFunc(child.Enrolments, func(e booking.Enrolment) bool { return e.ActivityID == a.ID })
}

// firstBookable is the first day from today on that somebody may still book; if there is none, the first one that will
// open for booking, or today.
func firstBookable(c *town.Catalogue, a *town.Activity, now time.Time) civil.Date {
	today := c.Today(now)
	first := today
	for d := max(today, a.From); d <= a.To && d < today+400; d++ {
		if !c.IsOpen(a, d) || now.After(c.BookingLimit(a, d)) {
			continue
		}
		if !now.Before(c.ReleasedAt(a, d)) {
			return d
		}
		if first == today {
			first = d
		}
	}
	return first
}

// fill judges the days and arranges them in weeks. The first and the last week are complete: a week that two months
// share is booked at once (DOMAIN.md 4.2).
func (m *Month) fill(f *family) {
	c, a := f.Town, m.Activity
	first, last := m.Month.First(), m.Month.Last()
	m.Prev, m.Next = neighbours(c, a, m.Month, c.Today(f.Now))
	m.Lapsed = lapsed(f.draft)
	m.Draft, m.TogglesWaitlist = f.summary(), c.Structure.TogglesWaitlist
	m.Today, m.BookBy, m.CancelBy = c.Today(f.Now), a.BookBy.Words(), a.CancelBy.Words()
	from, to := m.Month.Weeks()
	m.Limits, m.Siblings = limits(c, a, f.Now, from, to), f.siblings(m.Child.ID, a, from, to)
	m.Price = f.Quote(a, max(first, min(last, c.Today(f.Now))))
	m.Debt = debtOf(a.Category, f.Balances[a.Category.Wallet.ID])
	shown := f.weekdays(m.Child.ID, a, first, last)
	for d := 1; d <= 7; d++ {
		if shown[d] {
			m.Columns = append(m.Columns, d)
		}
	}
	if len(m.Columns) == 0 {
		m.NextOpen = nextOpen(c, a, m.Month)
		return
	}
	for monday := first.Week().Monday(); monday <= last; monday += 7 {
		week := Week{Week: monday.Week(), Days: make([]*booking.Day, len(m.Columns))}
		some := false
		for i, column := range m.Columns {
			d := monday.AddDays(column - 1)
			day := f.Judge(m.Child.ID, a, d)
			week.Days[i], some = &day, some || d.Month() == m.Month
		}
		if some {
			m.Weeks = append(m.Weeks, week)
		}
	}
	m.Releases = releasesOf(c, f.Now, m.Days())
}

// weekdays are the columns of a month: the weekdays on which something opens or is reserved.
func (f *family) weekdays(child int64, a *town.Activity, from, to civil.Date) [8]bool {
	shown := f.Town.WeekdaysBetween(a, from, to)
	for d := from; d <= to; d++ {
		if !shown[d.Weekday()] && f.Judge(child, a, d).Reservation != nil {
			shown[d.Weekday()] = true
		}
	}
	return shown
}

// Days returns the days of the calendar in date order.
func (m *Month) Days() []booking.Day {
	all := make([]booking.Day, 0, 7*len(m.Weeks))
	for _, w := range m.Weeks {
		for _, d := range w.Days {
			if d != nil {
				all = append(all, *d)
			}
		}
	}
	return all
}

// OtherHome reports whether the child is in its other home on one of the days.
func (m Month) OtherHome() bool {
	return slices.ContainsFunc(m.Weeks, func(w Week) bool {
		return slices.ContainsFunc(w.Days, func(d *booking.Day) bool { return d != nil && d.OtherHome })
	})
}

// neighbours returns the previous and next months: within the activity's own dates, and always including today's month.
func neighbours(c *town.Catalogue, a *town.Activity, m civil.Month, today civil.Date) (prev, next civil.Month) {
	if m > min(a.From.Month(), today.Month()) {
		prev = m.Prev()
	}
	if m < max(a.To.Month(), today.Month()) {
		next = m.Next()
	}
	return prev, next
}

func nextOpen(c *town.Catalogue, a *town.Activity, m civil.Month) civil.Month {
	for next := m.Next(); next <= a.To.Month(); next = next.Next() {
		if c.WeekdaysBetween(a, next.First(), next.Last()) != ([8]bool{}) {
			return next
		}
	}
	return 0
}

// limits returns the next limits of an activity among the days of a period: until when the first days that may still be
// booked may be, and the same to cancel; one line if both are the same.
func limits(c *town.Catalogue, a *town.Activity, now time.Time, from, to civil.Date) (next []Limit) {
	book := nextLimit(c, a, now, from, to, func(a *town.Activity, d civil.Date) time.Time {
		if now.Before(c.ReleasedAt(a, d)) {
			return time.Time{} // it says when it opens
		}
		return c.BookingLimit(a, d)
	})
	cancel := nextLimit(c, a, now, from, to, c.CancelLimit)
	if book != cancel {
		book.Book, cancel.Cancel = true, true
		return slices.DeleteFunc([]Limit{book, cancel}, func(l Limit) bool { return l.From == 0 })
	}
	if book.Book, book.Cancel = true, true; book.From != 0 {
		next = append(next, book)
	}
	return next
}

// nextLimit returns the first limit of a period's open days that is still to come, with the days that share it.
func nextLimit(c *town.Catalogue, a *town.Activity, now time.Time, from, to civil.Date,
	limit func(*town.Activity, civil.Date) time.Time) (next Limit) {
	for d := max(from, c.Today(now)); d <= to; d++ {
		if !c.IsOpen(a, d) {
			continue
		}
		switch at := limit(a, d); {
		case now.After(at):
		case next.From == 0:
			next = Limit{Until: at, From: d, To: d}
		case at.Equal(next.Until):
			next.To = d
		default:
			return next
		}
	}
	return next
}

// siblings returns the other children of the family for whom the activity, or its equivalent, may be booked in a
// period.
func (f *family) siblings(child int64, a *town.Activity, from, to civil.Date) (all []Sibling) {
	for _, c := range f.children {
		if c.ID == child {
			continue
		}
		if same := f.Equivalent(c.ID, a, from, to); same != nil {
			all = append(all, Sibling{childOf(c), same.Code, same.Name})
		}
	}
	return all
}
