package portal

import (
	"context"
	"math"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/town"
	"cartable/db"
)

// CopyPage offers to copy the new bookings of a draft to another child or another activity.
type CopyPage struct {
	Child    Child  // whose days are copied, by default
	Activity string // code and name of the activity from which they are copied, by default
	Name     string
	Sources  []CopySource
	Targets  []CopyTarget
	To       CopyTarget // by default: a brother or sister, in the equivalent activity
	Month    civil.Month

	From, Until civil.Date // the period that the draft's bookings cover
	Done        *CopyDone  // after the copy
	Draft       booking.Tally
}

// CopySource is a child and an activity for which the draft has new bookings.
type CopySource struct {
	Child    Child
	Activity string // code
	Name     string
	Days     int
}

// CopyTarget is a child and an activity in which the child is enrolled.
type CopyTarget struct {
	Child    Child
	Activity string // code
	Name     string
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
	Reserved     bool // also what is reserved or requested already, not only what the draft adds
}

// CopyPage returns what can be copied from a child and an activity, by default the first ones, and to whom.
func (p *Portal) CopyPage(ctx context.Context, v Viewer, child int64, activity string) (CopyPage, error) {
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
	child = f.orFirst(child)
	for _, a := range c.Activities {
		if activity == "" && f.everEnrolled(child, a) {
			activity = a.Code
		}
	}
	return f.copyPage(child, activity)
}

func (f *family) everEnrolled(child int64, a *town.Activity) bool {
	return f.EverEnrolled(child, a.ID, 0, math.MaxInt32)
}

func (f *family) copyPage(from int64, activity string) (CopyPage, error) {
	child, ours := f.child(from)
	a := f.Town.Activity(activity)
	if !ours || a == nil {
		return CopyPage{}, fault.NotYours()
	}
	page := CopyPage{Child: child, Activity: a.Code, Name: a.Name, Draft: f.summary(),
		Month: f.Town.Today(f.Now).Month()}
	for _, c := range f.children {
		for _, one := range f.Town.Activities {
			if f.everEnrolled(c.ID, one) {
				page.Targets = append(page.Targets, CopyTarget{childOf(c), one.Code, one.Name})
			}
			if lines := f.newBookings(CopyOrder{FromChild: c.ID, FromActivity: one.Code}); len(lines) > 0 {
				start, end := span(lines)
				if page.From == 0 || start < page.From {
					page.From = start
				}
				page.Until = max(page.Until, end)
				page.Sources = append(page.Sources, CopySource{childOf(c), one.Code, one.Name, len(lines)})
			}
		}
	}
	if page.From != 0 {
		page.Month = page.From.Month()
	}
	page.To = page.toward(f, a)
	return page, nil
}

// toward returns the likeliest target: a brother or sister in the equivalent activity, else the child's own first other
// activity.
func (page CopyPage) toward(f *family, a *town.Activity) (own CopyTarget) {
	for _, t := range page.Targets {
		if t.Child.ID != page.Child.ID {
			if same := f.Equivalent(t.Child.ID, a, 0, math.MaxInt32); same != nil && same.Code == t.Activity {
				return t
			}
		}
		if own.Activity == "" && (t.Child.ID != page.Child.ID || t.Activity != a.Code) {
			own = t
		}
	}
	return own
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

// sources returns the bookings that an order selects, as lines of a draft.
func (f *family) sources(o CopyOrder) []booking.Line {
	if !o.Reserved {
		return f.newBookings(o)
	}
	a := f.Town.Activity(o.FromActivity)
	if _, ours := f.child(o.FromChild); a == nil || !ours {
		return nil
	}
	var lines []booking.Line
	for d := o.From; d <= o.To; d++ {
		day := f.Judge(o.FromChild, a, d)
		if r := day.Reservation; day.Ticked() && (r == nil || !r.Foreign && r.Status != booking.Refused) {
			lines = append(lines, booking.Line{Key: day.Key, Kind: booking.Add})
		}
	}
	return lines
}

// Copy drafts the bookings of a child and an activity for another child or another activity (DOMAIN.md 4.3), and
// returns the days that could not be copied, each with its reason. A copy of what is reserved needs a period.
func (p *Portal) Copy(ctx context.Context, v Viewer, o CopyOrder) (CopyPage, error) {
	now := p.Now()
	var page CopyPage
	err := p.withDraft(ctx, v, now, func(ctx context.Context, q db.Q, c *town.Catalogue, draft db.KeptDraft) error {
		from, to := span(draft.Lines)
		if o.Reserved {
			from, to = o.From, o.To
		}
		f, err := p.loadFamily(ctx, q, v, c, now, from, to, draft, nil)
		if err != nil {
			return err
		}
		a := c.Activity(o.ToActivity)
		child, ours := f.child(o.ToChild)
		if a == nil || !ours {
			return fault.NotYours()
		}
		sources := f.sources(o)
		if len(sources) == 0 {
			return fault.Invalidf("source", "Il n'y a pas de réservation à recopier sur cette période.")
		}
		if f.Slots, err = q.SlotsBetween(ctx, poolsOf(a), from, to); err != nil {
			return err
		}
		added, refused := f.Copy(sources, o.ToChild, a)
		if len(added) > 0 {
			if f.draft.Revision, err = q.SaveDraft(ctx, draft, added, now); err != nil {
				return err
			}
		}
		f.draft.Lines = replaced(f.draft.Lines, added)
		if page, err = f.copyPage(o.FromChild, o.FromActivity); err != nil {
			return err
		}
		first, _ := span(sources)
		page.To, page.Month = CopyTarget{child, a.Code, a.Name}, first.Month()
		page.Done = &CopyDone{Copied: len(added), Refused: refused}
		return nil
	})
	return page, err
}
