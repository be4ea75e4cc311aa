package portal

import (
	"context"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/db"
)

// PageSize is how many rows a list shows at a time.
const PageSize = 50

// FollowUp lists the family's reservations that a filter keeps (DOMAIN section 8.4).
func (p *Portal) FollowUp(ctx context.Context, v Viewer, filter Filter) (FollowUp, error) {
	q, now := p.DB.Read(), p.Now()
	c, err := p.Catalogues.At(ctx, q, v.StructureID, v.Revision)
	if err != nil {
		return FollowUp{}, err
	}
	children, err := q.ChildrenOf(ctx, v.FamilyID, c.Today(now)-400)
	if err != nil {
		return FollowUp{}, err
	}
	page := FollowUp{Filter: filter}
	enrolled := map[int64]bool{}
	ours := filter.ChildID == 0
	for _, one := range children {
		page.Children = append(page.Children, Child{one.ID, one.FirstName, one.LastName})
		ours = ours || one.ID == filter.ChildID
		for _, e := range one.Enrolments {
			enrolled[e.ActivityID] = true
		}
	}
	if !ours {
		return FollowUp{}, notYours()
	}
	for _, a := range c.Activities {
		if enrolled[a.ID] {
			page.Activities = append(page.Activities, ActivityChoice{a.Code, a.Name, a.Category.Name})
		}
	}
	ask := filter.sql(v.FamilyID)
	if a := c.Activity(filter.Activity); a != nil {
		ask.ActivityID = a.ID
	} else if filter.Activity != "" {
		return FollowUp{}, notYours()
	}
	if page.Count, page.Accepted, page.Waiting, err = q.FollowUpTotals(ctx, ask); err != nil {
		return FollowUp{}, err
	}
	page.Pages = max(1, (page.Count+PageSize-1)/PageSize)
	page.Page = min(max(1, filter.Page), page.Pages)
	ask.Limit, ask.Offset = PageSize, (page.Page-1)*PageSize
	page.Rows, err = rows(ctx, q, ask)
	return page, err
}

func (f Filter) sql(familyID int64) db.FollowUpFilter {
	ask := db.FollowUpFilter{FamilyID: familyID, ChildID: f.ChildID, From: f.From, To: f.To, Transmitted: f.Transmitted, Waiting: f.NotTransmitted}
	for status, kept := range map[booking.Status]bool{booking.Pending: f.Pending, booking.Waitlisted: f.Waitlisted,
		booking.Refused: f.Refused, booking.Accepted: f.Accepted} {
		if kept {
			ask.States = append(ask.States, string(status))
		}
	}
	return ask
}

func rows(ctx context.Context, q db.Q, ask db.FollowUpFilter) ([]FollowUpRow, error) {
	lines, err := q.FollowUp(ctx, ask)
	all := make([]FollowUpRow, len(lines))
	var waiting []int64
	for i, l := range lines {
		all[i] = FollowUpRow{Date: l.Date, Activity: l.Activity, Child: l.Child, Start: l.Start, End: l.End,
			Cost: l.Price, Status: l.Status, Transmitted: l.Transmitted, Attendance: l.Attendance, Debited: l.Debited}
		if l.Status == booking.Waitlisted {
			waiting = append(waiting, l.ID)
		}
	}
	if err != nil || len(waiting) == 0 {
		return all, err
	}
	ranks, err := q.WaitPositions(ctx, waiting)
	for i, l := range lines {
		all[i].Position = ranks[l.ID]
	}
	return all, err
}

// DefaultFilter keeps everything from a day on: what is to come, and so all that may still be changed.
func DefaultFilter(today civil.Date) Filter {
	return Filter{From: today, Pending: true, Waitlisted: true, Refused: true, Accepted: true, Transmitted: true, NotTransmitted: true}
}
