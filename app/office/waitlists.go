package office

import (
	"context"
	"slices"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/allocation"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/paging"
	"cartable/app/domain/town"
	"cartable/app/queue"
	"cartable/db"
)

// WaitQuery is what staff ask of the waiting lists.
type WaitQuery struct {
	Activity string // code; empty = all
	Extra    int    // how many places more than there are: a rehearsal of who would get them
}

// Waitlists are the requests that wait from today on, in the order in which places will be given.
type Waitlists struct {
	WaitQuery
	Activities []desk.Choice
	Offers     []HeldPlace // that await an answer, of the same activities
	Groups     []WaitGroup
	paging.Page
}

// HeldPlace is a place that is held until a family answers.
type HeldPlace struct {
	ID                                  int64
	Date                                civil.Date
	Activity, Child, Family, FamilyCode string
	Until                               time.Time
	Over                                bool   // nobody answered: the place is about to go to the next
	By                                  string // login of who offered it; empty = by its turn
}

// WaitGroup is one activity on one date.
type WaitGroup struct {
	Date     civil.Date
	Activity string
	Accepted int  // for this activity
	Taken    int  // in its fullest pool, which may be shared with other activities
	Capacity *int // of that pool, nil = no limit
	Offers   int  // hours for which its places are offered; 0 = the night gives them
	Manual   bool // staff answer its requests, which have no rank
	Shared   bool // its ranks count who waits for other activities with the same places
	Rows     []WaitRow
}

// Free reports whether one of those who wait could have a place now.
func (g WaitGroup) Free() bool {
	return slices.ContainsFunc(g.Rows, func(r WaitRow) bool { return r.Served })
}

// WaitRow is one request that waits.
type WaitRow struct {
	ID          int64
	Position    int // 0 for a request that awaits an answer
	Child       string
	Family      string
	FamilyCode  string
	Date        civil.Date
	Priority    int // of its enrolment
	RequestedAt time.Time
	Status      booking.Status
	Moved       string    // "first", "passed": staff changed its rank
	Words       string    // why
	Served      bool      // there is a place for it, with those that are imagined
	Siblings    int       // other children of the family who wait for the same
	OtherDays   int       // other days for which the child waits
	Unreachable bool      // no mail reaches the family
	Last        time.Time // the last instant at which a place is of use
	LastMoment  bool      // the family wants a place however late it is free
}

// mostMore bounds the places of a rehearsal.
const mostMore = 99

// Waitlists returns the requests that wait from today on, for one activity or all, in the order in which places are
// given.
func (o *Office) Waitlists(ctx context.Context, d desk.Actor, ask WaitQuery, page int) (Waitlists, error) {
	q, now := o.DB.Read(), o.Now()
	c, err := o.Town(ctx, q, d)
	if err != nil {
		return Waitlists{}, err
	}
	ask.Extra = min(max(ask.Extra, 0), mostMore)
	list := Waitlists{WaitQuery: ask, Activities: choices(c)}
	only, err := activityID(c, ask.Activity)
	if err != nil {
		return Waitlists{}, err
	}
	today := c.Today(now)
	rows, p, err := q.Waiting(ctx, d.StructureID, only, today, paging.At(page))
	if err != nil {
		return Waitlists{}, err
	}
	list.Page = p
	w := waits{town: c, now: now}
	if err := w.read(ctx, q, d.StructureID, only, rows, ask.Extra); err != nil {
		return Waitlists{}, err
	}
	for _, one := range w.offers {
		list.Offers = append(list.Offers, w.held(one))
	}
	for i, r := range rows {
		if i == 0 || rows[i-1].ActivityID != r.ActivityID || rows[i-1].Date != r.Date {
			list.Groups = append(list.Groups, w.group(r, ask.Extra))
		}
		group := &list.Groups[len(list.Groups)-1]
		group.Rows = append(group.Rows, w.row(r))
	}
	return list, nil
}

// waits is what a page of the waiting lists shows beside its requests.
type waits struct {
	town   *town.Catalogue
	now    time.Time
	counts map[civil.Date]dayCounts
	queued []db.Asked // all that wait on the dates of the page that have a place to give
	slots  map[booking.SlotKey]booking.Slot
	acts   []db.QueueAct
	offers []db.OpenOffer
	theirs []db.WaitOf      // the days for which the families of the page wait
	why    map[int64]string // why a request gets no place; empty = it gets one
}

// read reads it: only where there is a place to give, or one is imagined, all that wait for it.
func (w *waits) read(ctx context.Context, q db.Q, structureID, only int64, rows []db.WaitLine, extra int) (err error) {
	var dates, serving []civil.Date // in order
	var ids, families, pools []int64
	for _, r := range rows {
		dates, ids, families = append(dates, r.Date), append(ids, r.ID), append(families, r.FamilyID)
	}
	for _, p := range w.town.Pools {
		pools = append(pools, p.ID)
	}
	dates = slices.Compact(dates)
	if w.counts, err = countDays(ctx, q, w.town, dates...); err != nil {
		return err
	}
	for _, r := range rows {
		day := expected(w.town, w.town.ActivityByID(r.ActivityID), r.Date, w.counts[r.Date])
		if r.Status.Queued() && (extra > 0 || day.Capacity == nil || day.Free > 0) {
			serving = append(serving, r.Date)
		}
	}
	w.why = map[int64]string{}
	return q.Together(ctx, db.ReadQueued(desk.ActivityIDs(w.town.Activities), slices.Compact(serving), &w.queued),
		db.ReadSlotsOn(pools, dates, &w.slots), db.ReadQueueActs(ids, &w.acts),
		db.ReadOffersOpen(structureID, only, &w.offers),
		db.ReadWaitsOf(structureID, families, w.town.Today(w.now), &w.theirs))
}

func (w *waits) held(one db.OpenOffer) HeldPlace {
	h := HeldPlace{ID: one.ID, Date: one.Date, Child: one.ChildName, Family: one.Family, FamilyCode: one.FamilyCode,
		Until: one.Until, Over: w.now.After(one.Until), By: one.Login}
	if a := w.town.ActivityByID(one.ActivityID); a != nil {
		h.Activity = a.Name
	}
	return h
}

// group returns the activity and the date of a request, and finds who of those who wait there gets a place, if there
// were some more.
func (w *waits) group(r db.WaitLine, more int) WaitGroup {
	a := w.town.ActivityByID(r.ActivityID)
	day := expected(w.town, a, r.Date, w.counts[r.Date])
	group := WaitGroup{Date: r.Date, Activity: a.Name, Accepted: day.Expected, Capacity: day.Capacity}
	if day.Capacity != nil {
		group.Taken = *day.Capacity - day.Free
	}
	if a.Offers() {
		group.Offers = *a.OfferHours
	}
	near := queue.Near(w.town, a)
	group.Manual, group.Shared = a.Allot == town.Manual, len(near) > 1
	places := queue.Places(near, r.Date, w.slots)
	for id, p := range places {
		if p.Free != nil {
			places[id] = allocation.Pool{Free: new(*p.Free + more)}
		}
	}
	var those []db.Asked
	for _, one := range w.queued {
		if one.Date == r.Date && slices.Contains(near, w.town.ActivityByID(one.ActivityID)) {
			those = append(those, one)
		}
	}
	for id, why := range queue.Why(w.town, those, places, w.now, queue.Acts{What: queue.Give}) {
		w.why[id] = why
	}
	return group
}

func (w *waits) row(r db.WaitLine) WaitRow {
	row := WaitRow{ID: r.ID, Child: r.Child, Family: r.Family, FamilyCode: r.FamilyCode, Date: r.Date,
		Priority: r.Priority, RequestedAt: r.RequestedAt, Status: r.Status, Unreachable: !r.Reachable,
		LastMoment: r.LastMoment,
		Last:       w.town.LastCall(w.town.ActivityByID(r.ActivityID), r.Date)}
	for _, other := range w.theirs {
		switch {
		case other.ChildID == r.ChildID && other.Date != r.Date:
			row.OtherDays++
		case other.FamilyID == r.FamilyID && other.ChildID != r.ChildID && other.Date == r.Date &&
			other.ActivityID == r.ActivityID:
			row.Siblings++
		}
	}
	if !r.Status.Queued() {
		return row
	}
	row.Position = r.Position
	why, known := w.why[r.ID]
	row.Served = known && why == ""
	for i, one := range w.acts {
		if one.ReservationID != r.ID {
			continue
		}
		if slices.IndexFunc(w.acts, func(x db.QueueAct) bool { return x.ReservationID == r.ID }) == i {
			row.Priority = one.Priority
		}
		row.Moved, row.Words = one.What, one.Words
	}
	return row
}

// First reports whether staff placed the request before every class of priority.
func (r WaitRow) First() bool { return r.Moved == string(queue.ToFirst) }

// Passed reports whether staff placed the request after every class of priority.
func (r WaitRow) Passed() bool { return r.Moved == string(queue.Pass) }

// Served counts the requests of the page that get a place.
func (l Waitlists) Served() (n int) {
	for _, g := range l.Groups {
		for _, r := range g.Rows {
			if r.Served {
				n++
			}
		}
	}
	return n
}
