package office

import (
	"context"
	"slices"

	"cartable/app/desk"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/town"
	"cartable/db"
)

// Today returns who is expected on a date (0 = today), activity by activity, and what needs attention.
func (o *Office) Today(ctx context.Context, d desk.Actor, date civil.Date) (Today, error) {
	q, now := o.DB.Read(), o.Now()
	c, err := o.Town(ctx, q, d)
	if err != nil {
		return Today{}, err
	}
	today := c.Today(now)
	if date == 0 {
		date = today
	}
	page := Today{Date: date, Prev: date - 1, Next: date + 1, NoCalendar: !civil.SchoolCalendarKnown(date),
		Beginning: c.Beginning(today) && !c.Structure.StartHidden}
	// The day itself is counted by school, and only once: the rest of the week is what this page reads most of.
	others := slices.DeleteFunc(date.Week().Days(), func(d civil.Date) bool { return d == date })
	week, err := countDays(ctx, q, c, others...)
	if err != nil {
		return Today{}, err
	}
	schools, err := q.SchoolCounts(ctx, desk.ActivityIDs(c.Activities), date)
	if err != nil {
		return Today{}, err
	}
	counts := dayCounts{}
	for _, n := range schools {
		counts.add(n.DayCount)
	}
	week[date] = counts
	page.Week = weekOf(c, date, week)
	for _, a := range c.Activities {
		one := expected(c, a, date, counts)
		if !one.Open && one.Expected == 0 {
			continue
		}
		one.bySchool(schools, date <= today)
		page.put(a.Category.Name, one)
	}
	if page.ClosedWhy = closedWhy(c, date); page.ClosedWhy != "" {
		page.NextOpen = nextOpen(c, date)
	}
	from, to := desk.DayOf(c, today)
	numbers, err := q.StaffNumbers(ctx, d.StructureID, from, to, today, troubleSince(c, today),
		byStaff(c))
	if err != nil {
		return Today{}, err
	}
	if o.Till != nil {
		page.Online = &OnlineNumbers{numbers.Paying, numbers.Anomalies}
	}
	page.Requests, page.Unsettled, page.BadMails, page.Blocked = numbers.Requests, numbers.Unsettled, numbers.BadMails,
		numbers.DeadJobs
	page.Erasures, page.ToAnswer, page.Diets = numbers.Erasures, numbers.ToAnswer, numbers.Diets
	page.Pickups = numbers.Pickups
	if o.Ailing != nil {
		if page.Ailing, err = o.Ailing(ctx); err != nil {
			return Today{}, err
		}
	}
	if page.Short, err = shortages(ctx, q, c, today); err != nil {
		return Today{}, err
	}
	runs, err := q.RunLines(ctx, d.StructureID, 0, 1)
	if err != nil {
		return Today{}, err
	}
	if len(runs) > 0 {
		last := runRow(runs[0])
		page.LastRun = &last
	}
	if page.ToDo, err = toDo(ctx, q, c, now, page.LastRun); err != nil {
		return Today{}, err
	}
	page.Ages.ToAnswer = oldestAt(c, numbers.OldestToAnswer, today)
	page.Ages.BadMails = oldestAt(c, numbers.OldestBadMail, today)
	page.Ages.Anomalies = oldestAt(c, numbers.OldestAnomaly, today)
	page.Ages.Diets = oldestAt(c, numbers.OldestDiet, today)
	page.Ages.Pickups = oldestAt(c, numbers.OldestPickup, today)
	page.Ages.Erasures = oldestAt(c, numbers.OldestErasure, today)
	return page, nil
}

// put adds an activity to its category.
func (t *Today) put(category string, one Expected) {
	for i := range t.Groups {
		if t.Groups[i].Category == category {
			t.Groups[i].Activities = append(t.Groups[i].Activities, one)
			return
		}
	}
	t.Groups = append(t.Groups, DayGroup{category, []Expected{one}})
}

// bySchool adds the schools of the children of an activity, and how many are not marked once the day has begun.
func (e *Expected) bySchool(all []db.SchoolCount, begun bool) {
	for _, n := range all {
		if n.ActivityID != e.ActivityID || !n.State.Placed() {
			continue
		}
		e.Schools = append(e.Schools, SchoolCount{n.School, n.N})
		if begun {
			e.Unmarked += n.Unmarked
		}
	}
}

// dayCounts is the number of reservations of each activity in each state.
type dayCounts map[int64]stateCounts

type stateCounts map[booking.Status]int

// add counts reservations.
func (n dayCounts) add(more db.DayCount) {
	if n[more.ActivityID] == nil {
		n[more.ActivityID] = stateCounts{}
	}
	n[more.ActivityID][more.State] += more.N
}

// of returns the sum over the states for which keep returns true.
func (n stateCounts) of(keep func(booking.Status) bool) (sum int) {
	for s, count := range n {
		if keep(s) {
			sum += count
		}
	}
	return sum
}

// placed returns how many places are given, over all activities.
func (n dayCounts) placed() (sum int) {
	for _, one := range n {
		sum += one.of(booking.Status.Placed)
	}
	return sum
}

func countDay(ctx context.Context, q db.Q, c *town.Catalogue, date civil.Date) (dayCounts, error) {
	days, err := countDays(ctx, q, c, date)
	return days[date], err
}

// countDays counts the reservations of several dates at once.
func countDays(ctx context.Context, q db.Q, c *town.Catalogue, dates ...civil.Date) (map[civil.Date]dayCounts, error) {
	rows, err := q.DayCounts(ctx, desk.ActivityIDs(c.Activities), dates...)
	days := map[civil.Date]dayCounts{}
	for _, d := range dates {
		days[d] = dayCounts{}
	}
	for _, n := range rows {
		days[n.Date].add(n)
	}
	return days, err
}

// expected fills one activity. Its places are those of the pool with the fewest left, which may be shared with other
// activities.
func expected(c *town.Catalogue, a *town.Activity, date civil.Date, all dayCounts) Expected {
	n := all[a.ID]
	one := Expected{ActivityID: a.ID, Code: a.Code, Name: a.Name, Start: a.Start, End: a.End,
		Expected: n.of(booking.Status.Placed), Waiting: n.of(booking.Status.Queued),
		Pending: n.of(func(s booking.Status) bool { return s.Waits() && !s.Queued() })}
	why, detail := c.OpenOn(a, date)
	one.Open = why == town.Open
	if !one.Open {
		one.ClosedWhy = booking.ReasonOf(why).Sentence(detail)
	}
	for _, p := range a.Pools {
		capacity := p.On(date).Capacity
		if capacity == nil {
			continue
		}
		taken := 0
		for _, other := range c.Activities {
			for _, shared := range other.Pools {
				if shared == p {
					taken += all[other.ID].of(booking.Status.Seated)
				}
			}
		}
		if free := max(0, *capacity-taken); one.Capacity == nil || free < one.Free {
			one.Capacity, one.Free = capacity, free
		}
	}
	return one
}
