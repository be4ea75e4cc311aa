package office

import (
	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/paging"
	"cartable/app/domain/town"
	"cartable/db"
	"context"
)

// RequestQuery is what staff ask of the requests: a day, and which of its rows.
type RequestQuery struct {
	Date     civil.Date // 0 = today
	Activity string     // code; empty = all
	Kind     string     // "", Booked or GivenUp
	Notable  bool       // only those that were not simply accepted
	Order    paging.Order
}

// The values of RequestQuery.Kind.
const (
	Booked  = "book"
	GivenUp = "cancel"
)

// Requests returns what families validated on a date, latest first unless another order is asked for.
func (o *Office) Requests(ctx context.Context, d desk.Actor, ask RequestQuery, page int) (Requests, error) {
	q, now := o.DB.Read(), o.Now()
	c, err := o.Town(ctx, q, d)
	if err != nil {
		return Requests{}, err
	}
	today := c.Today(now)
	if ask.Date == 0 {
		ask.Date = today
	}
	list := Requests{RequestQuery: ask, Prev: ask.Date - 1, Next: ask.Date + 1, Past: ask.Date < today,
		Activities: choices(c)}
	f := db.RequestFilter{StructureID: d.StructureID, Kind: ask.Kind, Notable: ask.Notable, Order: ask.Order,
		Page: paging.At(page)}
	if f.ActivityID, err = activityID(c, ask.Activity); err != nil {
		return Requests{}, err
	}
	f.From, f.To = desk.DayOf(c, ask.Date)
	rows, p, err := q.Requests(ctx, f)
	if err != nil {
		return Requests{}, err
	}
	list.Page = p
	for _, r := range rows {
		list.Rows = append(list.Rows, RequestRow{Number: r.Number, At: r.At, Family: r.Family, FamilyCode: r.FamilyCode,
			Child: r.Child, Activity: r.Activity, Date: r.Date, Cancel: r.Kind == GivenUp, Status: r.Status,
			Transmitted: r.Transmitted, Withdrawn: r.Outcome == "withdrawn"})
	}
	return list, nil
}

// choices returns the activities of a structure, for a filter.
func choices(c *town.Catalogue) (all []desk.Choice) {
	for _, a := range c.Activities {
		all = append(all, desk.Choice{Code: a.Code, Name: a.Name})
	}
	return all
}

// activityID returns the id of the activity of a filter; 0 for all, NotFound for one that is not of the structure.
func activityID(c *town.Catalogue, code string) (int64, error) {
	if code == "" {
		return 0, nil
	}
	if a := c.Activity(code); a != nil {
		return a.ID, nil
	}
	return 0, desk.NotHere()
}
