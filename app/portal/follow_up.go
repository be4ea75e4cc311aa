package portal

import (
	"cmp"
	"context"
	"slices"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/paging"
	"cartable/app/domain/sickness"
	"cartable/app/domain/town"
	"cartable/app/domain/wallet"
	"cartable/db"
)

// FollowUp returns the family's reservations that a filter keeps (DOMAIN.md 8.4).
func (p *Portal) FollowUp(ctx context.Context, v Viewer, filter Filter) (FollowUp, error) {
	q, now := p.DB.Read(), p.Now()
	c, err := p.Catalogues.At(ctx, q, v.StructureID, v.Revision)
	if err != nil {
		return FollowUp{}, err
	}
	page, ask := FollowUp{Filter: filter, NextNight: c.NextNight(now)}, filter.sql(v.FamilyID)
	if a := c.Activity(filter.Activity); a != nil {
		ask.ActivityID = a.ID
	}
	ask.Page = paging.At(filter.Page).Guess()
	var children []db.ChildOf
	var lines []db.FollowUpLine
	var totals db.FollowUpTotals
	if err := q.Together(ctx, db.ReadChildren(v.FamilyID, c.Today(now)-400, &children),
		db.ReadFollowUpTotals(ask, &totals), db.ReadFollowUp(ask, &lines)); err != nil {
		return FollowUp{}, err
	}
	if page.Children, page.Activities, err = choices(c, children, filter.ChildID, filter.Activity); err != nil {
		return FollowUp{}, err
	}
	page.Accepted, page.Waiting = totals.Accepted, totals.Waiting
	page.Page = ask.Page.Of(totals.Count)
	if page.Page.Number != ask.Page.Number { // there is no such page
		ask.Page, lines = page.Page, nil
		if err := q.Together(ctx, db.ReadFollowUp(ask, &lines)); err != nil {
			return FollowUp{}, err
		}
	}
	page.Rows = rowsOf(c, lines, page.Children)
	return page, rankRows(ctx, q, lines, page.Rows)
}

// choices returns the children of a family and their activities, for a filter to offer. It returns NotFound if the
// filter selects a child that is not the family's, or, by code, an unknown activity.
func choices(c *town.Catalogue, family []db.ChildOf, childID int64, code string) (children []Child,
	activities []ActivityChoice, err error) {
	offered := map[int64]bool{}
	ours := childID == 0
	for _, one := range family {
		ours = ours || one.ID == childID
		for _, e := range one.Enrolments {
			offered[e.ActivityID] = true
		}
	}
	if a := c.Activity(code); a != nil {
		offered[a.ID] = true
	} else if code != "" {
		ours = false
	}
	if !ours {
		return nil, nil, fault.NotYours()
	}
	for _, a := range c.Activities {
		if offered[a.ID] {
			activities = append(activities, ActivityChoice{a.Code, a.Name, a.Category.Name})
		}
	}
	return shownChildren(family), activities, nil
}

// Keeps reports whether reservations of a status are shown.
func (f Filter) Keeps(s booking.Status) bool { return slices.Contains(f.Statuses, s) }

func (f Filter) sql(familyID int64) db.FollowUpFilter {
	ask := db.FollowUpFilter{FamilyID: familyID, ChildID: f.ChildID, From: f.From, To: f.To, Transmitted: f.Transmitted,
		Waiting: f.NotTransmitted}
	for _, s := range booking.Statuses(f.Keeps) {
		ask.States = append(ask.States, string(s))
	}
	return ask
}

// calledOf returns the display names of children by id.
func calledOf(children []Child) map[int64]string {
	called := make(map[int64]string, len(children))
	for _, c := range children {
		called[c.ID] = c.FirstName
	}
	return called
}

func rowsOf(c *town.Catalogue, lines []db.FollowUpLine, children []Child) []FollowUpRow {
	all := make([]FollowUpRow, len(lines))
	called := calledOf(children)
	for i, l := range lines {
		all[i] = FollowUpRow{Date: l.Date, Activity: l.Activity, ChildID: l.ChildID,
			Child: cmp.Or(called[l.ChildID], l.Child), Start: l.Start, End: l.End,
			Cost: l.Price, Status: l.Status, Transmitted: l.Transmitted, Attendance: l.Attendance, Debited: l.Debited}
		switch {
		case l.Sick != "" && l.Attendance != wallet.Present:
			all[i].Why = sickness.Told(sickness.Channel(l.Sick), l.SickAt, c.Loc)
		case l.Status == booking.Refused:
			all[i].Why = cmp.Or(l.Reason.Explain(l.Said),
				"Le motif n'est pas enregistré : la mairie peut vous l'indiquer.")
		case l.Reason.LeftList():
			all[i].Why = l.Reason.Explain(l.Said)
		case l.Said != "" && l.Status.Queued():
			all[i].Why = "Rang changé par la mairie\u00a0: " + l.Said + "."
		case l.Said != "" && l.Reason == booking.TownCancelled:
			all[i].Why = "Annulée par la mairie\u00a0: " + l.Said + "."
		}
		all[i].ByTown = byTown(l.For)
	}
	return all
}

// rankRows sets the position of each waiting row on its waiting list. Without one it makes no query.
func rankRows(ctx context.Context, q db.Q, lines []db.FollowUpLine, all []FollowUpRow) error {
	var waiting []int64
	for _, l := range lines {
		if l.Status.Queued() {
			waiting = append(waiting, l.ID)
		}
	}
	if len(waiting) == 0 {
		return nil
	}
	ranks, err := q.WaitPositions(ctx, waiting)
	for i, l := range lines {
		all[i].Position = ranks[l.ID]
	}
	return err
}

// DefaultFilter keeps everything from a day on: future reservations, and so all that may still be changed.
func DefaultFilter(today civil.Date) Filter {
	return Filter{From: today, Statuses: booking.Statuses(booking.Status.Live), Transmitted: true, NotTransmitted: true}
}
