package portal

import (
	"context"
	"math"
	"slices"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/town"
	"cartable/db"
)

// CopyPage offers to copy the new bookings of a draft to another child or another activity.
type CopyPage struct {
	Child    Child  // the child to copy to
	Activity string // code and name of the activity to copy to
	Name     string
	Month    civil.Month
	Sources  []CopySource

	Children   []Child          // children that may be copied to
	Activities []ActivityChoice // activities that may be copied to: those in which one of the children is enrolled

	From, To civil.Date // the period that the draft's bookings cover
	Done     *CopyDone  // after the copy
	Draft    booking.Tally
}

// CopySource is a child and an activity for which the draft has new bookings.
type CopySource struct {
	Child    Child
	Activity string // code
	Name     string
	Days     int
}

// CopyDone is the result of a copy.
type CopyDone struct {
	Copied  int
	Refused []booking.Day // not copied, each with its reason
}

// CopyOrder selects the bookings to copy and their target. A zero date is no bound.
type CopyOrder struct {
	FromChild    int64
	FromActivity string
	ToChild      int64
	ToActivity   string
	From, To     civil.Date
}

// CopyPage returns what can be copied to a child and an activity, by default the first ones.
func (p *Portal) CopyPage(ctx context.Context, v Viewer, toChild int64, toActivity string) (CopyPage, error) {
	q, now := p.DB.Read(), p.Now()
	c, err := p.Catalogues.At(ctx, q, v.StructureID, v.Revision)
	if err != nil {
		return CopyPage{}, err
	}
	today := c.Today(now)
	f, err := p.loadFamily(ctx, q, v, c, now, today, today, db.KeptDraft{}, nil)
	if err != nil {
		return CopyPage{}, err
	}
	toChild = f.orFirst(toChild)
	for _, a := range c.Activities {
		if toActivity == "" && f.EverEnrolled(toChild, a.ID, 0, math.MaxInt32) {
			toActivity = a.Code
		}
	}
	return f.copyPage(toChild, toActivity)
}

func (f *family) copyPage(toChild int64, toActivity string) (CopyPage, error) {
	child, ours := f.child(toChild)
	a := f.Town.Activity(toActivity)
	if !ours || a == nil {
		return CopyPage{}, fault.NotYours()
	}
	page := CopyPage{Child: child, Activity: a.Code, Name: a.Name, Draft: f.summary()}
	for _, one := range f.Town.Activities {
		if slices.ContainsFunc(f.children,
			func(c db.ChildOf) bool { return f.EverEnrolled(c.ID, one.ID, 0, math.MaxInt32) }) {
			page.Activities = append(page.Activities, ActivityChoice{one.Code, one.Name, one.Category.Name})
		}
	}
	for _, c := range f.children {
		page.Children = append(page.Children, childOf(c))
		for _, from := range f.Town.Activities {
			if c.ID == child.ID && from.ID == a.ID {
				continue
			}
			if lines := f.newBookings(CopyOrder{FromChild: c.ID, FromActivity: from.Code}); len(lines) > 0 {
				start, end := span(lines)
				if page.From == 0 || start < page.From {
					page.From = start
				}
				page.To = max(page.To, end)
				page.Sources = append(page.Sources, CopySource{childOf(c), from.Code, from.Name, len(lines)})
			}
		}
	}
	page.Month = f.Town.Today(f.Now).Month()
	if page.From != 0 {
		page.Month = page.From.Month()
	}
	return page, nil
}

// newBookings returns the draft's new bookings that an order selects.
func (f *family) newBookings(o CopyOrder) []booking.Line {
	a := f.Town.Activity(o.FromActivity)
	if a == nil {
		return nil
	}
	var lines []booking.Line
	for _, l := range f.draft.Lines {
		if l.Kind == booking.Add && l.ChildID == o.FromChild && l.ActivityID == a.ID && l.Date >= o.From &&
			(o.To == 0 || l.Date <= o.To) {
			lines = append(lines, l)
		}
	}
	return lines
}

// Copy drafts the new bookings of a child and an activity for another child or another activity (DOMAIN.md 4.3), and
// returns the days that could not be copied, each with its reason.
func (p *Portal) Copy(ctx context.Context, v Viewer, o CopyOrder) (CopyPage, error) {
	now := p.Now()
	var page CopyPage
	err := p.withDraft(ctx, v, now, func(ctx context.Context, q db.Q, c *town.Catalogue, draft db.KeptDraft) error {
		from, to := span(draft.Lines)
		f, err := p.loadFamily(ctx, q, v, c, now, from, to, draft, nil)
		if err != nil {
			return err
		}
		if page, err = f.copyPage(o.ToChild, o.ToActivity); err != nil {
			return err
		}
		sources := f.newBookings(o)
		if len(sources) == 0 {
			return fault.Invalidf("source", "Il n'y a pas de nouvelle réservation à recopier sur cette période.")
		}
		a := c.Activity(o.ToActivity)
		if f.Slots, err = q.SlotsBetween(ctx, poolsOf(a), from, to); err != nil {
			return err
		}
		added, refused := f.Copy(sources, o.ToChild, a)
		if len(added) > 0 {
			if f.draft.Revision, err = q.SaveDraft(ctx, draft.DraftID, added, now); err != nil {
				return err
			}
		}
		f.draft.Lines = replaced(f.draft.Lines, added)
		page.Draft = f.summary()
		page.Done = &CopyDone{Copied: len(added), Refused: refused}
		return nil
	})
	return page, err
}
