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

// Overview is the month of a child without a chosen activity: each day sums all its activities (DOMAIN.md 3.7); a click
// opens the day.
type Overview struct {
	Children   []Child
	Child      Child
	Activities []ActivityChoice
	Shown      []*town.Activity // those of the marks
	Month      civil.Month
	Today      civil.Date
	Prev, Next civil.Month
	Columns    []int
	Weeks      []OverviewWeek
	Draft      booking.Tally
	Lapsed     *Lapsed
	Releases   []Release     // those for which some of the days wait
	Along      []booking.Day // booked meals that are taken along, for an outing
}

// OverviewWeek is a row of the overview.
type OverviewWeek struct {
	Week civil.Week
	Days []*OverviewDay
}

// OverviewDay sums a day.
type OverviewDay struct {
	Date      civil.Date
	State     booking.State // Booked, Requested, Available or Closed: the first of these states that any activity has
	Booked    int
	Requested int
	Bookable  int // activities that a click would draft, including waiting lists
	Awaited   int // activities whose bookings are not open yet
	OtherHome bool
	Adds      int // drafted bookings
	Cancels   int
	Marks     []OverviewMark // by hour
}

// OverviewMark is an activity of a day.
type OverviewMark struct {
	ActivityID int64
	State      booking.State
	Draft      booking.Kind
	Along      bool // a meal that is taken along, for an outing
}

// Overview returns the month of a child over all its activities.
func (p *Portal) Overview(ctx context.Context, v Viewer, childID int64, month civil.Month) (Overview, error) {
	q, now := p.DB.Read(), p.Now()
	c, err := p.Catalogues.At(ctx, q, v.StructureID, v.Revision)
	if err != nil {
		return Overview{}, err
	}
	if month == 0 {
		month = c.Today(now).Month()
	}
	first, last := month.First(), month.Last()
	f, err := p.loadFamily(ctx, q, v, c, now, first, last, db.KeptDraft{}, nil)
	if err != nil {
		return Overview{}, err
	}
	page := Overview{Children: shownChildren(f.children), Month: month, Today: c.Today(now), Draft: f.summary(),
		Lapsed: lapsed(f.draft)}
	if len(page.Children) == 0 {
		return page, nil
	}
	if childID == 0 {
		childID = page.Children[0].ID
	}
	var ours bool
	if page.Child, ours = f.child(childID); !ours {
		return Overview{}, fault.NotYours()
	}
	var activities []*town.Activity
	for _, a := range c.Activities {
		if f.EverEnrolled(childID, a.ID, first, last) || f.reservedIn(childID, a, first, last) {
			activities = append(activities, a)
			page.Activities = append(page.Activities, ActivityChoice{a.Code, a.Name, a.Category.Name})
		}
	}
	if f.Slots, err = q.SlotsBetween(ctx, poolsOfAll(activities), first, last); err != nil {
		return Overview{}, err
	}
	slices.SortStableFunc(activities, func(a, b *town.Activity) int { return int(a.Start) - int(b.Start) })
	page.Shown = activities
	page.fill(f, activities)
	return page, nil
}

func (f *family) reservedIn(child int64, a *town.Activity, from, to civil.Date) bool {
	for d := from; d <= to; d++ {
		if f.Reserved(booking.Key{ChildID: child, ActivityID: a.ID, Date: d}) {
			return true
		}
	}
	return false
}

func (page *Overview) fill(f *family, activities []*town.Activity) {
	first, last := page.Month.First(), page.Month.Last()
	today := f.Town.Today(f.Now).Month()
	from, to := today, today
	for _, a := range activities {
		from, to = min(from, a.From.Month()), max(to, a.To.Month())
	}
	if page.Month > from {
		page.Prev = page.Month.Prev()
	}
	if page.Month < to {
		page.Next = page.Month.Next()
	}
	days := map[civil.Date]*OverviewDay{}
	var shown [8]bool
	for d := first; d <= last; d++ {
		day := f.sum(page, activities, d)
		days[d] = &day
		if day.State != booking.Closed || anyOpen(f.Town, activities, d) {
			shown[d.Weekday()] = true
		}
	}
	for d := 1; d <= 7; d++ {
		if shown[d] {
			page.Columns = append(page.Columns, d)
		}
	}
	if len(page.Columns) == 0 {
		return
	}
	for monday := first.Week().Monday(); monday <= last; monday += 7 {
		week, some := OverviewWeek{Week: monday.Week(), Days: make([]*OverviewDay, len(page.Columns))}, false
		for i, column := range page.Columns {
			if day := days[monday.AddDays(column-1)]; day != nil {
				week.Days[i], some = day, true
			}
		}
		if some {
			page.Weeks = append(page.Weeks, week)
		}
	}
}

func anyOpen(c *town.Catalogue, activities []*town.Activity, d civil.Date) bool {
	for _, a := range activities {
		if c.IsOpen(a, d) {
			return true
		}
	}
	return false
}

// sum adds up the activities of a day, and adds the releases for which they wait to the page's.
func (f *family) sum(page *Overview, activities []*town.Activity, d civil.Date) OverviewDay {
	day := OverviewDay{Date: d, State: booking.Closed}
	for _, a := range activities {
		one := f.Judge(page.Child.ID, a, d)
		day.OtherHome = one.OtherHome
		if one.Along && one.Ticked() {
			page.Along = append(page.Along, one)
		}
		if !one.Opens.IsZero() {
			page.Releases = addRelease(page.Releases, f.Town, f.Now, a, a.ReleaseOf(d))
			day.Awaited++
		}
		day.Marks = append(day.Marks, OverviewMark{a.ID, one.State, one.Draft, one.Along && one.Ticked()})
		switch one.Draft {
		case booking.Add:
			day.Adds++
		case booking.Cancel:
			day.Cancels++
		}
		switch one.State {
		case booking.Booked, booking.BookedLocked:
			day.Booked++
		case booking.Requested, booking.RequestedLocked:
			day.Requested++
		case booking.Available, booking.Waitlist:
			day.Bookable++
		}
	}
	switch {
	case day.Booked > 0:
		day.State = booking.Booked
	case day.Requested > 0:
		day.State = booking.Requested
	case day.Bookable > 0:
		day.State = booking.Available
	}
	return day
}

// OtherHome reports whether the child is in its other home on one of the days.
func (page Overview) OtherHome() bool {
	return slices.ContainsFunc(page.Weeks, func(w OverviewWeek) bool {
		return slices.ContainsFunc(w.Days, func(d *OverviewDay) bool { return d != nil && d.OtherHome })
	})
}
