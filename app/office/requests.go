package office

import (
	"context"
	"slices"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/paging"
)

// Requests returns what families validated on a date (0 = today), latest first.
func (o *Office) Requests(ctx context.Context, d desk.Actor, date civil.Date, page int) (Requests, error) {
	q, now := o.DB.Read(), o.Now()
	c, err := o.Town(ctx, q, d)
	if err != nil {
		return Requests{}, err
	}
	if date == 0 {
		date = c.Today(now)
	}
	list := Requests{Date: date, Prev: date - 1, Next: date + 1}
	from, to := desk.DayOf(c, date)
	rows, p, err := q.Requests(ctx, d.StructureID, from, to, paging.At(page))
	if err != nil {
		return Requests{}, err
	}
	list.Page = p
	for _, r := range rows {
		list.Rows = append(list.Rows, RequestRow{Number: r.Number, At: r.At, Family: r.Family, Child: r.Child,
			Activity: r.Activity, Date: r.Date, Cancel: r.Kind == "cancel", Status: r.Status,
			Transmitted: r.Transmitted, Withdrawn: r.Outcome == "withdrawn"})
	}
	return list, nil
}

// Waitlists returns the requests that wait from today on, for one activity or all, in the order in which places are
// given.
func (o *Office) Waitlists(ctx context.Context, d desk.Actor, activity string, page int) (Waitlists, error) {
	q, now := o.DB.Read(), o.Now()
	c, err := o.Town(ctx, q, d)
	if err != nil {
		return Waitlists{}, err
	}
	list := Waitlists{Activity: activity}
	only := int64(0)
	for _, a := range c.Activities {
		list.Activities = append(list.Activities, desk.Choice{Code: a.Code, Name: a.Name})
	}
	if activity != "" {
		a := c.Activity(activity)
		if a == nil {
			return Waitlists{}, desk.NotHere()
		}
		only = a.ID
	}
	today := c.Today(now)
	rows, p, err := q.Waiting(ctx, d.StructureID, only, today, paging.At(page))
	if err != nil {
		return Waitlists{}, err
	}
	list.Page = p
	var dates []civil.Date // in order
	for _, r := range rows {
		dates = append(dates, r.Date)
	}
	counts, err := countDays(ctx, q, c, slices.Compact(dates)...)
	if err != nil {
		return Waitlists{}, err
	}
	for i, r := range rows {
		if i == 0 || rows[i-1].ActivityID != r.ActivityID || rows[i-1].Date != r.Date {
			a := c.ActivityByID(r.ActivityID)
			day := expected(c, a, r.Date, counts[r.Date])
			group := WaitGroup{Date: r.Date, Activity: a.Name, Accepted: day.Expected, Capacity: day.Capacity}
			if day.Capacity != nil {
				group.Taken = *day.Capacity - day.Free
			}
			list.Groups = append(list.Groups, group)
		}
		row := WaitRow{Child: r.Child, Family: r.Family, Priority: r.Priority, RequestedAt: r.RequestedAt,
			Status: r.Status}
		if r.Status.Queued() {
			row.Position = r.Position
		}
		group := &list.Groups[len(list.Groups)-1]
		group.Rows = append(group.Rows, row)
	}
	return list, nil
}
