package settings

import (
	"context"
	"slices"
	"strings"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/town"
	"cartable/app/operation"
)

// Releases is when bookings open: what is set for the days to come, and what a form may choose from.
type Releases struct {
	Rows       []Release
	Activities []Releasable
	Holidays   []civil.Period // the next ones
}

// Releasable is an activity that a form offers.
type Releasable struct{ Code, Name string }

// Release is an opening of bookings.
type Release struct {
	town.ReleaseEntry
	Name string // of the activity
	At   time.Time
	Over bool // it has come
}

// Releases returns the openings of bookings whose days are not over, soonest first.
func (o *Settings) Releases(ctx context.Context, d desk.Actor) (Releases, error) {
	c, err := o.Town(ctx, o.DB.Read(), d)
	if err != nil {
		return Releases{}, err
	}
	now := o.Now()
	today, all := c.Today(now), Releases{}
	for _, a := range c.Activities {
		if a.To < today {
			continue
		}
		all.Activities = append(all.Activities, Releasable{a.Code, a.Name})
		for _, r := range a.Releases {
			if r.To < today {
				continue
			}
			at := c.ReleasedAt(a, r.From)
			all.Rows = append(all.Rows, Release{town.ReleaseEntry{Activity: a.Code, From: r.From, To: r.To, On: r.On,
				At: r.At}, a.Name, at, !now.Before(at)})
		}
	}
	slices.SortStableFunc(all.Rows, func(x, y Release) int { return x.At.Compare(y.At) })
	for _, p := range civil.SchoolHolidays(c.Structure.Zone) {
		if today <= p.To && len(all.Holidays) < holidaysShown {
			all.Holidays = append(all.Holidays, p)
		}
	}
	return all, nil
}

const holidaysShown = 4

// ReleaseForm is an opening as staff type it: the cells of a town.ReleaseEntry.
type ReleaseForm struct {
	Before *town.ReleaseEntry // as the form was shown; nil: a new one
	Cells  map[string]string
	Reason string
}

// ReleaseEffect is what would happen.
type ReleaseEffect struct {
	Release
	Days              int // days of the period on which the activity is open
	Children          int // who are enrolled on one of them
	Accepted, Waiting int // reservations and requests of these days
	Warnings          []string
}

// read returns the changes that a form makes, and the opening. The fault is a fault.Many, by the fields of the noun.
func (f ReleaseForm) read(s *town.Settings) (town.Changes, town.ReleaseEntry, town.Findings, error) {
	n, unread := town.Read(town.NounRelease, nil, f.Cells)
	after := n.(town.ReleaseEntry)
	changes := town.Changes{{After: after}}
	if f.Before != nil && town.Key(*f.Before) == town.Key(after) {
		changes = town.Changes{{Before: *f.Before, After: after}}
	} else if f.Before != nil { // another first day is another opening
		changes = town.Changes{{Before: *f.Before}, {After: after}}
		if without, err := changes[:1].Apply(s); err == nil {
			s = without
		}
	}
	found := unread.And(changes[len(changes)-1].Check(s))
	if _, err := journal.Reason(f.Reason); err != nil {
		found = append(found, town.Finding{Field: "motif", Wrong: strings.TrimSuffix(fault.Message(err), ".")})
	}
	return changes, after, found.Warnings(), found.Err()
}

// ReleaseEffect judges a form, and says what would happen to the days of its period.
func (o *Settings) ReleaseEffect(ctx context.Context, d desk.Actor, f ReleaseForm) (ReleaseEffect, error) {
	c, err := o.Town(ctx, o.DB.Read(), d)
	if err != nil {
		return ReleaseEffect{}, err
	}
	_, n, warnings, err := f.read(&town.Settings{Town: c})
	if err != nil {
		return ReleaseEffect{}, err
	}
	a, at := c.Activity(n.Activity), n.On.At(n.At, c.Loc)
	e := ReleaseEffect{Release: Release{n, a.Name, at, !o.Now().Before(at)}}
	for day := n.From; day <= n.To; day++ {
		if c.IsOpen(a, day) {
			e.Days++
		}
	}
	for _, w := range warnings {
		e.Warnings = append(e.Warnings, w.Sentence())
	}
	held, err := o.DB.Read().HeldBetween(ctx, a.ID, n.From, n.To)
	e.Children, e.Accepted, e.Waiting = held.Children, held.Accepted, held.Waiting
	return e, err
}

// SetRelease has bookings of a period open at an instant. It returns the opération that was prepared, and whether it
// was applied at once, because it touches nobody. The fault is a fault.Many by field, or a Conflict when the opening is
// no longer as the form was shown.
func (o *Settings) SetRelease(ctx context.Context, d desk.Actor, f ReleaseForm) (id int64, applied bool, err error) {
	e, err := o.ReleaseEffect(ctx, d, f)
	if err != nil {
		return 0, false, err
	}
	c, err := o.Town(ctx, o.DB.Read(), d)
	if err != nil {
		return 0, false, err
	}
	changes, _, _, err := f.read(&town.Settings{Town: c})
	if err != nil {
		return 0, false, err
	}
	return o.Operations.Prepare(ctx, d, operation.Request{Kind: operation.Calendar,
		Title:  e.title("Ouvrir les réservations de ") + ", " + civil.Instant(e.At, c.Loc),
		Reason: f.Reason, Changes: changes})
}

func (r Release) title(act string) string {
	days := "le " + r.From.DayMonth()
	if r.From != r.To {
		days = "du " + r.From.DayMonth() + " au " + r.To.DayMonth()
	}
	return act + r.Name + " (" + days + ")"
}

// Release returns an opening by its key, as it is set; NotFound if there is none.
func (o *Settings) Release(ctx context.Context, d desk.Actor, activity string, from civil.Date) (Release, error) {
	c, err := o.Town(ctx, o.DB.Read(), d)
	if err != nil {
		return Release{}, err
	}
	stored := (&town.Settings{Town: c}).Stored(town.ReleaseEntry{Activity: activity, From: from})
	if stored == nil {
		return Release{}, fault.NotFoundf("Cette ouverture des réservations n'existe plus.")
	}
	n, at := stored.(town.ReleaseEntry), c.ReleasedAt(c.Activity(activity), from)
	return Release{n, c.Activity(activity).Name, at, !o.Now().Before(at)}, nil
}

// RemoveRelease removes an opening: the days of its period may be booked as any others, at once.
func (o *Settings) RemoveRelease(ctx context.Context, d desk.Actor, was town.ReleaseEntry, reason string) (id int64,
	applied bool, err error) {
	one, err := o.Release(ctx, d, was.Activity, was.From)
	if err != nil {
		return 0, false, err
	}
	return o.Operations.Prepare(ctx, d, operation.Request{Kind: operation.Calendar,
		Title: one.title("Retirer l'ouverture des réservations de "), Reason: reason,
		Changes: town.Changes{{Before: was}}})
}
