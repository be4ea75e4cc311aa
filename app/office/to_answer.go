package office

import (
	"context"
	"slices"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/allocation"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/paging"
	"cartable/app/domain/town"
	"cartable/app/queue"
	"cartable/db"
)

// ToAnswerQuery is what staff ask of the requests that they answer.
type ToAnswerQuery struct {
	Activity string // code; empty = all
	Soon     bool   // only those for today and tomorrow
}

// ToAnswer are the requests of activities whose places staff give, the oldest validation first.
type ToAnswer struct {
	ToAnswerQuery
	Activities []desk.Choice // those whose places staff give
	Groups     []AskedGroup
	paging.Page
}

// AskedGroup is what one validation asked.
type AskedGroup struct {
	Number             string // empty for imported requests
	At                 time.Time
	Family, FamilyCode string
	Rows               []AskedRow
}

// AskedRow is a request, and what it would get now.
type AskedRow struct {
	ID              int64
	Date            civil.Date
	Soon            bool // the day is today or tomorrow
	Child, Activity string
	Priority        int
	Rank, Of        int    // among the requests of that day and activity that have no answer
	Free            int    // places left, booking.NoLimit when there is no limit
	Waiting         int    // children on the waiting list of that day
	Fits            bool   // it gets a place, if those before it do
	Queues          bool   // it joins the waiting list instead
	Why             string // it can get no place, whoever else asks
	// how often staff accepted and refused this child for this activity, in a year
	AcceptedBefore, RefusedBefore int
}

// lastAtOnce returns the last day that is answered by a mail of its own, because the next report would come too late.
func lastAtOnce(today civil.Date) civil.Date { return today + 1 }

// ToAnswer returns the requests that staff answer, from today on, and for each what it would get if staff said yes to
// everybody in turn: by priority class, then in the order in which families asked.
func (o *Office) ToAnswer(ctx context.Context, d desk.Actor, ask ToAnswerQuery, page int) (ToAnswer, error) {
	q, now := o.DB.Read(), o.Now()
	c, err := o.Town(ctx, q, d)
	if err != nil {
		return ToAnswer{}, err
	}
	list, today := ToAnswer{ToAnswerQuery: ask}, c.Today(now)
	all := byStaff(c)
	f := db.ToAnswerFilter{StructureID: d.StructureID, Activities: all, From: today, Page: paging.At(page)}
	for _, id := range all {
		a := c.ActivityByID(id)
		list.Activities = append(list.Activities, desk.Choice{Code: a.Code, Name: a.Name})
	}
	if only, err := activityID(c, ask.Activity); err != nil {
		return ToAnswer{}, err
	} else if only != 0 {
		f.Activities = slices.DeleteFunc(slices.Clone(all), func(id int64) bool { return id != only })
	}
	if ask.Soon {
		f.To = lastAtOnce(today)
	}
	if len(all) == 0 {
		return list, nil
	}
	rows, p, err := q.ToAnswer(ctx, f)
	if err != nil || len(rows) == 0 {
		return list, err
	}
	list.Page = p
	var dates []civil.Date
	var children []int64
	for _, r := range rows {
		dates, children = append(dates, r.Date), append(children, r.ChildID)
	}
	slices.Sort(dates)
	asked, err := q.AskedBetween(ctx, all, dates[0], dates[len(dates)-1])
	if err != nil {
		return ToAnswer{}, err
	}
	slots, err := q.SlotsBetween(ctx, poolsOf(c, all), dates[0], dates[len(dates)-1])
	if err != nil {
		return ToAnswer{}, err
	}
	before, err := q.AnswersBefore(ctx, d.StructureID, children, now.AddDate(-1, 0, 0))
	if err != nil {
		return ToAnswer{}, err
	}
	got, ranks := outlook(c, asked, slots, now)
	byID := map[int64]db.Asked{}
	for _, one := range asked {
		byID[one.ID] = one
	}
	for _, r := range rows {
		one, known := byID[r.ID]
		a := c.ActivityByID(r.ActivityID)
		if !known || a == nil {
			continue // answered since the list was read
		}
		row := AskedRow{ID: r.ID, Date: r.Date, Soon: r.Date <= lastAtOnce(today), Child: r.Child, Activity: a.Name,
			Priority: one.Priority, Rank: ranks[r.ID][0], Of: ranks[r.ID][1], Fits: got[r.ID].Placed(),
			Queues: got[r.ID].Queued(), Why: booking.NoPlaceWhy(c, a, one.Date, one.Right, now)}
		past := before[[2]int64{r.ChildID, r.ActivityID}]
		row.AcceptedBefore, row.RefusedBefore = past.Accepted, past.Refused
		row.Free, row.Waiting = left(a, r.Date, slots)
		list.put(r, row)
	}
	return list, nil
}

// byStaff returns the activities whose places staff give.
func byStaff(c *town.Catalogue) (all []int64) {
	for _, a := range c.Activities {
		if a.Allot == town.Manual {
			all = append(all, a.ID)
		}
	}
	return all
}

// put adds a row to its validation, which is the last one.
func (t *ToAnswer) put(r db.ToAnswer, row AskedRow) {
	n := len(t.Groups)
	if n == 0 || t.Groups[n-1].FamilyCode != r.FamilyCode || !t.Groups[n-1].At.Equal(r.RequestedAt) {
		t.Groups = append(t.Groups, AskedGroup{Number: r.Number, At: r.RequestedAt, Family: r.Family,
			FamilyCode: r.FamilyCode})
		n++
	}
	t.Groups[n-1].Rows = append(t.Groups[n-1].Rows, row)
}

// Fitting returns how many requests of the page get a place if staff say yes to all of them.
func (t ToAnswer) Fitting() (n int) {
	for _, g := range t.Groups {
		for _, r := range g.Rows {
			if r.Fits {
				n++
			}
		}
	}
	return n
}

// poolsOf returns the pools on which activities draw.
func poolsOf(c *town.Catalogue, activities []int64) (pools []int64) {
	for _, id := range activities {
		for _, p := range c.ActivityByID(id).Pools {
			pools = append(pools, p.ID)
		}
	}
	slices.Sort(pools)
	return slices.Compact(pools)
}

// outlook returns what requests would get, and the rank of each among those of its day and activity, and their number.
func outlook(c *town.Catalogue, asked []db.Asked, slots map[booking.SlotKey]booking.Slot,
	now time.Time) (got map[int64]allocation.Standing, ranks map[int64][2]int) {
	got, ranks = map[int64]allocation.Standing{}, map[int64][2]int{}
	byDate := map[civil.Date][]allocation.Request{}
	byDay := map[[2]int64][]allocation.Request{}
	for _, one := range asked {
		r := queue.Request(c, one, now)
		byDate[one.Date] = append(byDate[one.Date], r)
		day := [2]int64{one.ActivityID, int64(one.Date)}
		byDay[day] = append(byDay[day], r)
	}
	for date, requests := range byDate {
		for id, became := range allocation.Answer(requests, places(c, requests, date, slots)) {
			got[id] = became
		}
	}
	for _, requests := range byDay {
		slices.SortFunc(requests, allocation.Request.Before)
		for i, r := range requests {
			ranks[r.ID] = [2]int{i + 1, len(requests)}
		}
	}
	return got, ranks
}

// places returns the places that are left in the pools of requests.
func places(c *town.Catalogue, requests []allocation.Request, date civil.Date,
	slots map[booking.SlotKey]booking.Slot) map[int64]allocation.Pool {
	all := map[int64]allocation.Pool{}
	for _, r := range requests {
		for _, id := range r.Pools {
			if _, known := all[id]; known {
				continue
			}
			for _, p := range c.Pools {
				if p.ID == id {
					limits := p.On(date)
					all[id] = allocation.PlacesLeft(limits.Capacity, limits.Waitlist, slots[booking.SlotKey{PoolID: id,
						Date: date}])
				}
			}
		}
	}
	return all
}

// left returns the places that are left on a day in the fullest pool of an activity, and how many children wait.
func left(a *town.Activity, date civil.Date, slots map[booking.SlotKey]booking.Slot) (free, waiting int) {
	free = booking.NoLimit
	for _, p := range a.Pools {
		slot := slots[booking.SlotKey{PoolID: p.ID, Date: date}]
		waiting = max(waiting, slot.Waiting)
		if capacity := p.On(date).Capacity; capacity != nil {
			if n := max(0, *capacity-slot.Accepted); free == booking.NoLimit || n < free {
				free = n
			}
		}
	}
	return free, waiting
}
