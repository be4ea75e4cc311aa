// Package town is the catalogue of a structure: its activities, their dates, their places and their prices. A Catalogue
// is read once for each revision of the structure and never changed afterwards, so it may be shared by all requests. Of
// families it holds only the quotients. To read one, start with Catalogue and Catalogue.OpenOn; to change one, with
// Noun (a setting), Settings.Check (its validation) and Change (an edit and its inverse).
package town

import (
	"slices"
	"time"

	"cartable/app/domain/civil"
	"cartable/app/domain/deadline"
	"cartable/app/domain/money"
	"cartable/app/domain/pricing"
)

// Structure is a body that offers activities: a town hall, a leisure centre, a music school.
type Structure struct {
	ID              int64
	Code, Name      string
	Zone            civil.Zone
	AlsaceMoselle   bool
	NightAt         civil.TimeOfDay
	Notice          string
	Address         string // this, the next two and its hours: how it is reached
	Phone, Email    string
	Hours           string
	TogglesWaitlist bool // quick toggles also join waiting lists
	HidesPresence   bool // a day that the child's other household booked shows as unavailable, without a reason
	Billing         Billing
	UndoHours       *int       // for how long staff may undo an opération; nil = StandardUndo. See UndoFor
	MailName        string     // of the sender of its mails; empty = the portal's
	Signature       string     // at the foot of its mails
	Accent          string     // "#rrggbb", see ParseAccent; empty = the portal's
	Logo            string     // the hash under which its logo is served; empty = it has none
	QFBackdate      Backdating // how far back a quotient that is typed may begin
	PEDT            bool       // it has a projet éducatif territorial: animators may be responsible for more children
	Caterer         string     // the address to which orders of meals are sent; empty = they are not
	MealCost        money.Cents
	DifferencesAt   *civil.TimeOfDay // when what changed since the order is sent, on the day; nil = staff send it
	// What a town grants to a child who is ill: see the package sickness.
	SickUntil      *civil.TimeOfDay // until when parents may tell it for the day itself; nil = they may not
	SickUncredited *int             // first days that are owed all the same; nil = none
	SickPaper      *int             // days within which a certificate is asked for; nil = none is
	Revision       int64
	StartHidden    bool                  // staff no longer want to see the first steps
	UpdatedThrough time.Time             // cut-off of the last transmission; zero before the first
	Closures       map[civil.Date]string // days closed by the structure, with their label
}

// Wallet is a prepaid account of each family, paid into through one régie.
type Wallet struct {
	ID         int64
	Code, Name string
	NumCli     string
}

// Category groups activities under one wallet and one debt floor.
type Category struct {
	ID     int64
	Code   string
	Name   string
	Wallet *Wallet
	Floor  *money.Cents // bookings close when the balance is at or under it; nil = never
	Nature Nature       // care, food or other: for tax statements
	Said   Nature       // as set by staff; NatureByName: not set, and Nature is derived from the name
}

// Places is the capacity and the size of the waiting list. Nil is "no limit"; zero is "none".
type Places struct {
	Capacity, Waitlist *int
}

// Pool is a number of places per date that one or more activities draw on.
type Pool struct {
	ID   int64
	Code string
	Name string
	Places
	ByDate map[civil.Date]Places // overrides of a date
}

// On returns the places on a date. A field that the date does not set has the pool's own value.
func (p *Pool) On(d civil.Date) Places {
	places := p.Places
	if own, ok := p.ByDate[d]; ok {
		if own.Capacity != nil {
			places.Capacity = own.Capacity
		}
		if own.Waitlist != nil {
			places.Waitlist = own.Waitlist
		}
	}
	return places
}

// Term is the part of the school year in which an activity is offered.
type Term string

// The terms (DOMAIN.md 3.3).
const (
	TermSchool   Term = "school"
	TermHolidays Term = "holidays"
	TermAll      Term = "all"
)

// Allot is the way in which places are given (DOMAIN.md 6.9).
type Allot string

// The three ways to allot.
const (
	Immediate Allot = "immediate" // first come, first served, at validation
	Nightly   Allot = "nightly"   // decided by the nightly run, by priority class then time of validation
	Manual    Allot = "manual"    // decided by staff
)

// Units of price.
const (
	UnitDay      = "day"
	UnitHalfHour = "half-hour"
)

// Activity is an activity that is booked by the day.
type Activity struct {
	ID               int64
	Code, Name       string
	Category         *Category
	Pools            []*Pool
	Weekdays         [8]bool // ISO, 1 = Monday
	Term             Term
	From, To         civil.Date
	Start, End       civil.TimeOfDay
	Unit             string
	Meal             money.Cents // the part of a unit's price that is for food
	BookBy, CancelBy deadline.Rule
	Allot            Allot

	NoticeHours *int          // before the start, under which a night gives no place unasked; nil = StandardNotice
	KitchenBy   deadline.Rule // until when the kitchen can cancel an order; the zero Rule: until the start
	OfferHours  *int          // to answer a place that is offered to who waits; nil = places are given outright

	Lateness
	Sort        Sort
	Declared    bool // to the State, as a care of minors
	Ages        Ages
	Levels      Levels    // of the classes that it admits
	MaxEnrolled *int      // children enrolled on a day; nil: no limit
	Schools     []*School // whose children it admits, with Classes; none = all
	Classes     []*Class

	Openings   map[civil.Date]bool   // overrides of a date
	Why        map[civil.Date]string // the reasons of these that have one: families read it
	Releases   []Release             // since when a period may be booked; see Catalogue.ReleasedAt
	Compatible map[int64]bool        // may be booked together although the hours overlap
	Tariffs    []pricing.Tariff
}

// Overlaps reports whether a child could not attend both: the hours overlap and the activities are not declared
// compatible.
func (a *Activity) Overlaps(b *Activity) bool {
	return a.ID != b.ID && a.Start < b.End && b.Start < a.End && !a.Compatible[b.ID]
}

// Quantity returns the number of units in one day of the activity.
func (a *Activity) Quantity() int { return pricing.Quantity(a.Unit, a.Start, a.End) }

// Catalogue is everything that a structure offers. It is read-only once built.
type Catalogue struct {
	Structure  Structure
	Wallets    []*Wallet
	Categories []*Category
	Pools      []*Pool
	Activities []*Activity
	Schools    []*School
	Loc        *time.Location

	SchoolClosures map[civil.Date][]SchoolClosure // dates closed for some children alone

	byCode map[string]*Activity
	byID   map[int64]*Activity
}

// Index must be called once after the lists are filled.
func (c *Catalogue) Index() {
	c.byCode = make(map[string]*Activity, len(c.Activities))
	c.byID = make(map[int64]*Activity, len(c.Activities))
	for _, a := range c.Activities {
		c.byCode[a.Code], c.byID[a.ID] = a, a
	}
}

// Activity returns the activity with a code, nil when there is none.
func (c *Catalogue) Activity(code string) *Activity { return c.byCode[code] }

// ActivityByID returns the activity with an id, nil when there is none.
func (c *Catalogue) ActivityByID(id int64) *Activity { return c.byID[id] }

// Working reports whether a day counts for deadlines in working days.
func (c *Catalogue) Working(d civil.Date) bool {
	return civil.WorkingDay(d, c.Structure.AlsaceMoselle)
}

// Night returns the instant of a date's transmission.
func (c *Catalogue) Night(d civil.Date) time.Time { return d.At(c.Structure.NightAt, c.Loc) }

// NextNight returns the first transmission after an instant.
func (c *Catalogue) NextNight(after time.Time) time.Time {
	d := c.Today(after)
	for !c.Night(d).After(after) {
		d++
	}
	return c.Night(d)
}

// nightLasts is for how long a transmission that has begun is expected to end.
const nightLasts = time.Hour

// AwaitedNight returns the transmission that will take what was asked at an instant and is not transmitted yet: the
// next one or, while it is at work, the one that has begun since, on the same date.
func (c *Catalogue) AwaitedNight(asked, now time.Time) time.Time {
	first := c.NextNight(asked)
	if now.Sub(first) < nightLasts && c.Today(first) >= c.Today(now) {
		return first
	}
	return c.NextNight(now)
}

// Today returns the civil date of an instant in the structure's zone.
func (c *Catalogue) Today(now time.Time) civil.Date { return civil.Of(now.In(c.Loc)) }

// LastDay returns the last day that families may plan from a date on: the last day of any activity in the school year
// of the date, which ends with August; the date itself if nothing is offered after it.
func (c *Catalogue) LastDay(from civil.Date) civil.Date {
	year, month, _ := from.YMD()
	if month >= time.September {
		year++
	}
	end, last := civil.New(year, time.August, 31), from
	for _, a := range c.Activities {
		if a.From <= end {
			last = max(last, min(a.To, end))
		}
	}
	return last
}

// BookingLimit returns the last instant at which a day may be booked. It is never after the end of the day, whatever
// the rule: "none" means until the end of the day itself.
func (c *Catalogue) BookingLimit(a *Activity, d civil.Date) time.Time {
	return c.limit(a.BookBy, d)
}

// CancelLimit returns the last instant at which a day may be cancelled.
func (c *Catalogue) CancelLimit(a *Activity, d civil.Date) time.Time {
	return c.limit(a.CancelBy, d)
}

func (c *Catalogue) limit(rule deadline.Rule, d civil.Date) time.Time {
	end := d.AddDays(1).At(0, c.Loc).Add(-time.Nanosecond)
	if at, ok := rule.Limit(d, c.Loc, c.Working); ok && at.Before(end) {
		return at
	}
	return end
}

// StandardNotice is the number of hours before the start at which a night stops giving places, unless the activity sets
// its own.
const StandardNotice = 12

// Notice returns how long before the start a free place can still be of use to a family.
func (a *Activity) Notice() time.Duration {
	if a.NoticeHours != nil {
		return time.Duration(*a.NoticeHours) * time.Hour
	}
	return StandardNotice * time.Hour
}

// Starts returns the instant at which a day of an activity begins.
func (c *Catalogue) Starts(a *Activity, d civil.Date) time.Time { return d.At(a.Start, c.Loc) }

// LastCall returns the instant after which a place is of no use any more: the start, or the kitchen's deadline if that
// is earlier.
func (c *Catalogue) LastCall(a *Activity, d civil.Date) time.Time {
	start := c.Starts(a, d)
	if at, ok := a.KitchenBy.Limit(d, c.Loc, c.Working); ok && a.KitchenBy != (deadline.Rule{}) && at.Before(start) {
		return at
	}
	return start
}

// FreeDecline is how long a place given by a nightly run may be declined free of charge, counted from its mail.
const FreeDecline = 24 * time.Hour

// FreeUntil returns until when a place given at an instant may be declined free of charge, regardless of the
// cancellation limit (DOMAIN.md 7.12).
func (c *Catalogue) FreeUntil(a *Activity, d civil.Date, given time.Time) time.Time {
	until := given.Add(FreeDecline)
	if last := c.LastCall(a, d); last.Before(until) {
		return last
	}
	return until
}

// Components groups the activities that share places, directly or through a third: a place given in one is missing in
// the others, so they must be settled together. Groups and members keep the catalogue's order.
func (c *Catalogue) Components() [][]*Activity {
	group := map[int64]int{} // pool → group
	var groups [][]*Activity
	for _, a := range c.Activities {
		target := -1
		for _, p := range a.Pools {
			g, ok := group[p.ID]
			if !ok {
				continue
			}
			if target < 0 {
				target = g
			} else if g != target { // a bridges two groups
				groups[target] = append(groups[target], groups[g]...)
				groups[g] = nil
				for pool, at := range group {
					if at == g {
						group[pool] = target
					}
				}
			}
		}
		if target < 0 {
			target = len(groups)
			groups = append(groups, nil)
		}
		groups[target] = append(groups[target], a)
		for _, p := range a.Pools {
			group[p.ID] = target
		}
	}
	full := groups[:0]
	for _, g := range groups {
		if len(g) > 0 {
			full = append(full, g)
		}
	}
	// An activity that bridges groups joined them in the order of its pools.
	place := func(a *Activity) int { return slices.Index(c.Activities, a) }
	for _, g := range full {
		slices.SortFunc(g, func(a, b *Activity) int { return place(a) - place(b) })
	}
	slices.SortFunc(full, func(g, h []*Activity) int { return place(g[0]) - place(h[0]) })
	return full
}
