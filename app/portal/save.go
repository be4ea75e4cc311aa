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

// Boxes is what a calendar sends: the days that could be ticked when it was shown, those that were ticked in the last
// answer of the server, and those that are ticked now. A day that was not shown is never changed, and an unchanged box
// requests nothing: an outdated page, in another tab or on another device, cannot undo changes that it did not show.
type Boxes struct {
	ChildID  int64
	Activity string
	Month    civil.Month
	Shown    []civil.Date
	Known    []civil.Date // among those shown; nil if the page did not send it: then every box is a request
	Ticked   []civil.Date
}

// Stretch is what a quick toggle applies to: a week, a weekday, or the month if both others are zero. A week is
// complete, even if it spans two months; the others are of the month shown.
type Stretch struct {
	Week    civil.Week
	Weekday int // ISO; 0 = not a weekday toggle
}

func (s Stretch) includes(d civil.Date, month civil.Month) bool {
	switch {
	case s.Week != civil.Week{}:
		return d.Week() == s.Week
	case s.Weekday != 0:
		return d.Weekday() == s.Weekday && d.Month() == month
	}
	return d.Month() == month
}

// Saved is the draft after a tap.
type Saved struct {
	Month   Month
	Differs []booking.Day // days that are not as the page shows them: refused, or changed elsewhere
	LeftOut int           // days that a quick toggle skipped because only the waiting list would take them
	Changed int           // lines of the draft that this call changed
}

// Save sets the boxes of a calendar (DOMAIN.md 3.5). It is idempotent: the same boxes sent twice change nothing the
// second time. For a box that cannot be set, it returns the actual state, not an error.
func (p *Portal) Save(ctx context.Context, v Viewer, t Boxes) (Saved, error) {
	return p.change(ctx, v, t, func(days []booking.Day, _ *town.Catalogue) ([]booking.Change, int) {
		var changes []booking.Change
		for _, d := range days {
			if t.asks(d.Date) {
				changes = append(changes, booking.Change{Day: d, Wanted: t.isTicked(d.Date)})
			} else if d.Draft == booking.Add && d.Reservation != nil { // already booked by the other parent
				changes = append(changes, booking.Change{Day: d, Wanted: true})
			}
		}
		return changes, 0
	})
}

func (t Boxes) isTicked(d civil.Date) bool {
	_, found := slices.BinarySearch(t.Ticked, d)
	return found
}

// asks reports whether the page requests a change of a day.
func (t Boxes) asks(d civil.Date) bool {
	_, shown := slices.BinarySearch(t.Shown, d)
	_, known := slices.BinarySearch(t.Known, d)
	return shown && (t.Known == nil || known != t.isTicked(d))
}

// Toggle saves the boxes, then toggles a week, a weekday or the month (DOMAIN.md 4.2).
func (p *Portal) Toggle(ctx context.Context, v Viewer, t Boxes, s Stretch) (Saved, error) {
	if len(t.Shown) > 0 {
		if _, err := p.Save(ctx, v, t); err != nil {
			return Saved{}, err
		}
	}
	return p.change(ctx, v, t, func(days []booking.Day, c *town.Catalogue) ([]booking.Change, int) {
		within := slices.DeleteFunc(slices.Clone(days),
			func(d booking.Day) bool { return !s.includes(d.Date, t.Month) })
		changes, leftOut, _ := booking.Toggle(within, c.Structure.TogglesWaitlist)
		return changes, leftOut
	})
}

func (p *Portal) change(ctx context.Context, v Viewer, t Boxes,
	decide func([]booking.Day, *town.Catalogue) ([]booking.Change, int)) (Saved, error) {
	slices.Sort(t.Shown)
	slices.Sort(t.Ticked)
	slices.Sort(t.Known)
	now := p.Now()
	var saved Saved
	err := p.withDraft(ctx, v, now, func(ctx context.Context, q db.Q, c *town.Catalogue, draft db.KeptDraft) error {
		saved = Saved{}
		page, f, err := p.month(ctx, q, v, c, now, MonthQuery{t.ChildID, t.Activity, t.Month}, draft)
		if err != nil {
			return err
		}
		if page.Activity == nil {
			return fault.NotYours()
		}
		page.fill(f)
		changes, leftOut := decide(page.Days(), c)
		var lines []booking.Line
		for _, change := range changes {
			day := change.Day
			if kind := day.DraftFor(change.Wanted); kind != day.Draft {
				lines = append(lines, booking.Line{Key: day.Key, Kind: kind})
			}
		}
		if len(lines) > 0 {
			if draft.Revision, err = q.SaveDraft(ctx, draft, lines, now); err != nil {
				return err
			}
		}
		saved = Saved{LeftOut: leftOut, Changed: len(lines)}
		saved.Month = redraft(page, f, draft, lines)
		for _, d := range t.Shown {
			if day := saved.Month.day(d); day != nil && day.Ticked() != t.isTicked(d) {
				saved.Differs = append(saved.Differs, *day)
			}
		}
		return nil
	})
	return saved, err
}

// redraft returns the page with the changed draft, without querying the database again.
func redraft(page Month, f *family, draft db.KeptDraft, changed []booking.Line) Month {
	draft.Lines = replaced(draft.Lines, changed)
	if len(changed) > 0 {
		draft.Lapsed = nil
	}
	f.draft = draft
	f.DropDraft()
	for _, l := range draft.Lines {
		if f.Town.ActivityByID(l.ActivityID) != nil {
			f.AddDraft(l)
		}
	}
	page.Weeks, page.Columns = nil, nil
	page.fill(f)
	return page
}

func (m *Month) day(d civil.Date) *booking.Day {
	for _, w := range m.Weeks {
		for _, day := range w.Days {
			if day != nil && day.Date == d {
				return day
			}
		}
	}
	return nil
}

// Abandon sets the draft's lines aside ("Tout annuler", DOMAIN.md 4.5), and returns how many it had: Resume takes them
// back until something else is drafted. Sent twice, it does nothing more.
func (p *Portal) Abandon(ctx context.Context, v Viewer) (changes int, err error) {
	now := p.Now()
	err = p.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		changes = 0
		draft, err := q.ReviveDraft(ctx, v.AccountID, v.FamilyID, now)
		if err != nil || len(draft.Lines) == 0 {
			return err
		}
		changes = len(draft.Lines)
		return q.DropDraft(ctx, draft.DraftID, now)
	})
	return changes, err
}
