package portal

import (
	"context"
	"slices"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/sickness"
	"cartable/app/domain/town"
	"cartable/db"
)

// DayPage is one day of a child with a checkbox for each of its activities.
type DayPage struct {
	Children   []Child
	Child      Child
	Date       civil.Date
	Prev, Next civil.Date // the nearest days on which an activity opens; 0 if there is none within a month
	Rows       []DayRow
	Draft      booking.Tally
	Lapsed     *Lapsed
	Releases   []Release     // those for which its activities wait
	Differs    []booking.Day // after a save: days that are not as the page shows them
	MaySick    bool          // something is reserved, and parents may tell that the child is ill

	said []db.SaidOn
}

// DayRow is an activity on the day.
type DayRow struct {
	booking.Day
	Quote    string   // its price, "3,05 €"; empty if no tariff gives one
	Why      string   // the explanation of the price
	Excludes []string // activities of the day that cannot be combined with it
	Sick     string   // of a day given up because the child was ill: how that was told
	Refused  string   // why the town hall refused the request, and what to do next
}

// DayBoxes is what a day page sends: the activities that could be ticked, those that were ticked in the last answer of
// the server, those that are ticked now. See Boxes.
type DayBoxes struct {
	ChildID              int64
	Date                 civil.Date
	Shown, Known, Ticked []string // codes; Known is nil if the page did not send it
}

// Day returns a day of a child with all the activities in which the child is enrolled. Child 0 is the first.
func (p *Portal) Day(ctx context.Context, v Viewer, childID int64, d civil.Date) (DayPage, error) {
	q, now := p.DB.Read(), p.Now()
	c, err := p.Catalogues.At(ctx, q, v.StructureID, v.Revision)
	if err != nil {
		return DayPage{}, err
	}
	f, err := p.loadFamily(ctx, q, v, c, now, d, d, db.KeptDraft{}, nil)
	if err != nil {
		return DayPage{}, err
	}
	return p.dayPage(ctx, q, f, f.orFirst(childID), d)
}

func (p *Portal) dayPage(ctx context.Context, q db.Q, f *family, childID int64, d civil.Date) (DayPage, error) {
	child, ours := f.child(childID)
	if !ours {
		return DayPage{}, fault.NotYours()
	}
	activities := f.activitiesOn(childID, d)
	page := DayPage{Child: child, Children: shownChildren(f.children), Date: d}
	if err := q.Together(ctx, db.ReadSlots(poolsOfAll(activities), d, d, &f.Slots),
		db.ReadSaidOn(f.FamilyID, childID, d, &page.said)); err != nil {
		return DayPage{}, err
	}
	page.Prev, page.Next = f.openDay(activities, d, -1), f.openDay(activities, d, +1)
	page.fill(f, activities)
	days := make([]booking.Day, len(page.Rows))
	for i, row := range page.Rows {
		days[i] = row.Day
	}
	return page, rank(ctx, q, days)
}

func (page *DayPage) fill(f *family, activities []*town.Activity) {
	page.Draft, page.Lapsed, page.Rows, page.MaySick = f.summary(), lapsed(f.draft), nil, false
	var days []booking.Day
	for _, a := range activities {
		quote := f.Quote(a, page.Date)
		row := DayRow{Day: f.Judge(page.Child.ID, a, page.Date), Why: quote.Why()}
		page.say(f, &row)
		if quote.Known && (row.Reservation == nil || !row.Reservation.Foreign) { // not the other household's price
			row.Quote = quote.Total.String()
		}
		for _, other := range activities {
			if other.Overlaps(a) {
				row.Excludes = append(row.Excludes, other.Name)
			}
		}
		page.Rows = append(page.Rows, row)
		days = append(days, row.Day)
	}
	page.Releases = releasesOf(f.Town, f.Now, days)
}

// say says how it was told that the child is ill, on a day that is marked so and on one that was given up, and why a
// request was refused; and whether an illness may be told of a day that is reserved.
func (page *DayPage) say(f *family, row *DayRow) {
	if r := row.Reservation; r != nil && r.Status == booking.Refused && !r.Foreign {
		row.Refused = r.Reason.Explain("")
	}
	for _, one := range page.said {
		if one.Channel == "" {
			if r := row.Reservation; r != nil && r.ID == one.ReservationID && row.Refused != "" {
				row.Refused = r.Reason.Explain(one.Words)
			}
			continue
		}
		words := sickness.Words(sickness.Channel(one.Channel), one.At, f.Town.Loc)
		switch r := row.Reservation; {
		case r != nil && r.ID == one.ReservationID && row.Reason == booking.Sick:
			row.Detail = words
		case r == nil && one.ActivityID == row.Activity.ID:
			row.Sick = sickness.Told(sickness.Channel(one.Channel), one.At, f.Town.Loc)
		}
	}
	r, today := row.Reservation, f.Town.Today(f.Now)
	page.MaySick = page.MaySick || r != nil && r.Status.Placed() && !r.Foreign && !r.Settled() &&
		f.Town.Structure.SickUntil != nil && today <= page.Date && page.Date < today+sickness.Ahead
}

// orFirst returns the given child, or the family's first if it is 0.
func (f *family) orFirst(child int64) int64 {
	if child == 0 && len(f.children) > 0 {
		return f.children[0].ID
	}
	return child
}

// activitiesOn returns the activities of a child on a day: those in which the child is enrolled on that day, and those
// that are reserved.
func (f *family) activitiesOn(child int64, d civil.Date) []*town.Activity {
	return slices.DeleteFunc(slices.Clone(f.Town.Activities), func(a *town.Activity) bool {
		_, enrolled := f.Enrolled(child, a.ID, d)
		return !enrolled && f.Judge(child, a, d).Reservation == nil
	})
}

func (f *family) openDay(activities []*town.Activity, d civil.Date, step civil.Date) civil.Date {
	for i := civil.Date(1); i <= 31; i++ {
		for _, a := range activities {
			if f.Town.IsOpen(a, d+i*step) {
				return d + i*step
			}
		}
	}
	return 0
}

func poolsOfAll(activities []*town.Activity) []int64 {
	var ids []int64
	for _, a := range activities {
		ids = append(ids, poolsOf(a)...)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// SaveDay sets the boxes of a day. Cleared boxes are processed first, so that one activity can be exchanged in one
// request for another with overlapping hours.
func (p *Portal) SaveDay(ctx context.Context, v Viewer, t DayBoxes) (DayPage, error) {
	now := p.Now()
	var page DayPage
	err := p.withDraft(ctx, v, now, func(ctx context.Context, q db.Q, c *town.Catalogue, draft db.KeptDraft) error {
		f, err := p.loadFamily(ctx, q, v, c, now, t.Date, t.Date, draft, nil)
		if err != nil {
			return err
		}
		if page, err = p.dayPage(ctx, q, f, t.ChildID, t.Date); err != nil {
			return err
		}
		lines := f.setDay(t, page.Rows)
		if len(lines) > 0 {
			if f.draft.Revision, err = q.SaveDraft(ctx, draft, lines, now); err != nil {
				return err
			}
			f.draft.Lapsed = nil
		}
		f.draft.Lines = replaced(f.draft.Lines, lines)
		page.fill(f, f.activitiesOn(t.ChildID, t.Date))
		for _, row := range page.Rows {
			if slices.Contains(t.Shown, row.Activity.Code) &&
				row.Ticked() != slices.Contains(t.Ticked, row.Activity.Code) {
				page.Differs = append(page.Differs, row.Day)
			}
		}
		return nil
	})
	return page, err
}

// wants reports whether the page requests that an activity be set this way; an unchanged box requests nothing.
func (t DayBoxes) wants(code string, set bool) bool {
	return slices.Contains(t.Shown, code) && slices.Contains(t.Ticked, code) == set &&
		(t.Known == nil || slices.Contains(t.Known, code) != set)
}

// setDay applies the boxes to the facts, cleared ones first, and returns the lines that changed.
func (f *family) setDay(t DayBoxes, rows []DayRow) []booking.Line {
	var changed []booking.Line
	for _, wanted := range []bool{false, true} {
		for _, row := range rows {
			if !t.wants(row.Activity.Code, wanted) {
				continue
			}
			day := f.Judge(t.ChildID, row.Activity, t.Date)
			if kind := day.DraftFor(wanted); kind != day.Draft {
				line := booking.Line{Key: day.Key, Kind: kind}
				f.SetDraft(line)
				changed = append(changed, line)
			}
		}
	}
	return changed
}

// replaced returns a draft's lines with some of them changed.
func replaced(lines, changed []booking.Line) []booking.Line {
	lines = slices.Clone(lines)
	for _, l := range changed {
		lines = slices.DeleteFunc(lines, func(old booking.Line) bool { return old.Key == l.Key })
		if l.Kind != booking.None {
			lines = append(lines, l)
		}
	}
	return lines
}
