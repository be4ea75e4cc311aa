package office

import (
	"context"
	"fmt"
	"slices"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/town"
	"cartable/db"
)

// Age is how old the oldest of some things to do is, in words: "la plus ancienne : hier". Empty: nothing to do.
type Age string

// UnmarkedDay is a past day of an activity with children whom nobody has marked.
type UnmarkedDay struct {
	Code, Name string
	Date       civil.Date
	Children   int
}

// Ages are the ages of what there is to do.
type Ages struct{ ToAnswer, BadMails, Anomalies, Erasures, Diets, Pickups, Unmarked, Queues, Quotients Age }

// ToDo are the numbers of the first page that are not in StaffNumbers.
type ToDo struct {
	Ages
	Unmarked     []UnmarkedDay // the oldest first
	UnmarkedSum  int           // children
	Queues       int           // dates with a free place for which somebody waits
	QueueDay     civil.Date    // the first of them
	Quotients    int           // families whose quotient has ended, or ends within thirty days
	NightWrong   string        // what is wrong with the last night; empty: nothing
	NightWrongID int64         // its number, 0 = there is none
}

const (
	unmarkedBack       = 3  // days, where unmarked days are debited as booked: a weekend and the eve
	unmarkedBackMarked = 14 // days, where they wait for a mark
	queuesAhead        = 60 // days in which waiting lists are looked at
	quotientsAround    = 30 // days before and after the end of a quotient
	nightLasts         = time.Hour
)

// toDo reads what there is to do. last is the last night; nil if there was none.
func toDo(ctx context.Context, q db.Q, c *town.Catalogue, now time.Time, last *RunRow) (ToDo, error) {
	today := c.Today(now)
	since := today - unmarkedBack
	if c.Structure.Billing == town.AsMarked {
		since = today - unmarkedBackMarked
	}
	pools := make([]int64, len(c.Pools))
	for i, p := range c.Pools {
		pools[i] = p.ID
	}
	read, err := q.ToDo(ctx, db.ToDoFilter{StructureID: c.Structure.ID, Activities: desk.ActivityIDs(c.Activities),
		Pools: pools, Since: since, Today: today, Until: today + queuesAhead, EndedSince: today - quotientsAround,
		EndingBy: today + quotientsAround})
	if err != nil {
		return ToDo{}, err
	}
	t := ToDo{Quotients: read.Ended + read.Ending}
	for _, u := range read.Unmarked {
		a := c.ActivityByID(u.ActivityID)
		if a == nil {
			continue
		}
		if !c.IsOpen(a, u.Date) { // nobody is expected to mark it: it owes nothing
			continue
		}
		t.Unmarked = append(t.Unmarked, UnmarkedDay{a.Code, a.Name, u.Date, u.Children})
		t.UnmarkedSum += u.Children
	}
	if len(t.Unmarked) > 0 {
		t.Ages.Unmarked = oldest("le plus ancien", t.Unmarked[0].Date, today)
	}
	t.queues(c, read.Asked, read.Waiting, today)
	switch {
	case read.EndsOn != 0 && read.EndsOn < today:
		t.Ages.Quotients = Age("le plus ancien\u00a0: terminé le " + read.EndsOn.DayMonth())
	case read.EndsOn != 0:
		t.Ages.Quotients = Age("le premier\u00a0: le " + read.EndsOn.DayMonth())
	}
	t.NightWrong, t.NightWrongID = nightWrong(c, now, last)
	return t, nil
}

// queues counts the dates on which somebody waits for an activity and each of its pools has a place: a night will give
// it, or staff may.
func (t *ToDo) queues(c *town.Catalogue, asked []db.AskedDay, waiting []db.WaitingSlot, today civil.Date) {
	accepted := map[booking.SlotKey]int{}
	for _, w := range waiting {
		accepted[booking.SlotKey{PoolID: w.PoolID, Date: w.Date}] = w.Accepted
	}
	var days []civil.Date
	for _, one := range asked {
		a := c.ActivityByID(one.ActivityID)
		if a == nil || slices.Contains(days, one.Date) {
			continue
		}
		if !slices.ContainsFunc(a.Pools, func(p *town.Pool) bool {
			limit := p.On(one.Date).Capacity
			return limit != nil && accepted[booking.SlotKey{PoolID: p.ID, Date: one.Date}] >= *limit
		}) {
			days = append(days, one.Date)
		}
	}
	if t.Queues = len(days); t.Queues > 0 {
		t.QueueDay = slices.Min(days)
		t.Ages.Queues = Age("la première\u00a0: " + t.QueueDay.Near(today))
	}
}

// nightWrong says what is wrong with the last night.
func nightWrong(c *town.Catalogue, now time.Time, last *RunRow) (string, int64) {
	if last == nil {
		return "", 0
	}
	due := c.Night(c.Today(now))
	if due.After(now) {
		due = c.Night(c.Today(now) - 1)
	}
	switch {
	case last.Dead > 0:
		return fmt.Sprintf("nuit du %s\u00a0: travail abandonné", last.Date.DayMonth()), last.ID
	case last.State != db.RunDone && now.Sub(last.StartedAt) > nightLasts:
		return fmt.Sprintf("nuit du %s\u00a0: elle dure depuis %s", last.Date.DayMonth(),
			civil.NearInstant(last.StartedAt, c.Today(now), c.Loc)), last.ID
	case last.StartedAt.Before(due) && now.Sub(due) > nightLasts:
		return "elle n'est pas passée\u00a0: la dernière est celle du " + last.Date.DayMonth(), last.ID
	}
	return "", 0
}

// oldest says how old something is.
func oldest(which string, d, today civil.Date) Age {
	switch {
	case d == 0:
		return ""
	case d == today-1:
		return Age(which + "\u00a0: hier")
	}
	return Age(which + "\u00a0: " + d.Near(today))
}

// oldestAt is oldest for an instant.
func oldestAt(c *town.Catalogue, at time.Time, today civil.Date) Age {
	if at.IsZero() {
		return ""
	}
	return oldest("la plus ancienne", civil.Of(at.In(c.Loc)), today)
}
