package office

import (
	"cmp"
	"context"
	"slices"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/pickup"
	"cartable/app/domain/sickness"
	"cartable/app/domain/stay"
	"cartable/app/domain/town"
	"cartable/app/domain/wallet"
	"cartable/db"
)

// Whereabouts is where a child is, or should be, and whom to call.
type Whereabouts struct {
	Child  FoundChild
	Now    *PlaceNow // where the child should be at this moment; nil: nowhere
	Today  []PlaceNow
	Next   []NextPlaces
	Adults []Household
	Door   pickup.Door // how the child leaves today
}

// PlaceNow is an activity of a child on the present day.
type PlaceNow struct {
	Code, Activity string
	Start, End     civil.TimeOfDay
	Attendance     wallet.Attendance
	stay.Stay
	Late   bool   // it is over, and nobody saw the child leaving
	By     string // who marked it
	At     time.Time
	Sick   string // how the illness was told; empty: the child is well
	Freed  bool   // given up for it
	Closed string // why it does not take place
}

// Word says where the child is.
func (p PlaceNow) Word() string {
	switch {
	case p.Sick != "" && p.Attendance != wallet.Present:
		return "malade"
	case p.Attendance == wallet.NotMarked:
		return "pas encore pointé"
	case p.Attendance == wallet.Present && p.Departed != nil:
		return "présent, parti à " + p.Departed.Human()
	case p.Late:
		return "présent, départ pas encore pointé"
	}
	return p.Attendance.Word()
}

// NextPlaces are the activities of a later day.
type NextPlaces struct {
	Date       civil.Date
	Activities []string
}

// Household is a household of a child, with its adults.
type Household struct {
	Code, Name, Address, Phone string
	Adults                     []string
}

const (
	daysLookedFor = 30 // in which the next days are looked for
	nextDays      = 5
)

// Whereabouts returns where a child of the structure is today, its next days and its adults.
func (o *Office) Whereabouts(ctx context.Context, d desk.Actor, childID int64) (Whereabouts, error) {
	q, now := o.DB.Read(), o.Now()
	c, err := o.Town(ctx, q, d)
	if err != nil {
		return Whereabouts{}, err
	}
	child, found, err := q.ChildNamed(ctx, d.StructureID, childID)
	if err != nil {
		return Whereabouts{}, err
	}
	if !found {
		return Whereabouts{}, desk.NotHere()
	}
	page, today := Whereabouts{Child: FoundChild(child)}, c.Today(now)
	begun, _ := desk.DayOf(c, today)
	var places []db.PlaceOn
	var marks []db.LastMark
	var adults []db.AdultOf
	var held []db.HeldAt
	var rules []db.PickupRule
	reads := []db.Read{db.ReadPlacesOf(d.StructureID, childID, today, today+daysLookedFor, &places),
		db.ReadMarksOf(d.StructureID, childID, begun, &marks),
		db.ReadAdultsOf(d.StructureID, childID, &adults), db.ReadPickupsOf(childID, today, &rules)}
	open := openOn(c, today)
	if len(open) > 0 {
		reads = append(reads, db.ReadHeldWith(desk.ActivityIDs(open), today, childID, &held))
	}
	if err := q.Together(ctx, reads...); err != nil {
		return Whereabouts{}, err
	}
	page.Door = doorsOn(today, rules)[childID]
	for _, p := range places {
		if a := c.ActivityByID(p.ActivityID); a != nil && !again(places, p) {
			page.put(c, a, p, today, marks)
		}
	}
	slices.SortStableFunc(page.Today, func(x, y PlaceNow) int { return cmp.Compare(x.Start, y.Start) })
	at := civil.TimeOf(now.In(c.Loc))
	page.findNow(c, held, at)
	for _, one := range adults {
		if n := len(page.Adults); n == 0 || page.Adults[n-1].Code != one.FamilyCode {
			page.Adults = append(page.Adults, Household{Code: one.FamilyCode, Name: one.Family, Address: one.Address,
				Phone: one.Phone})
		}
		last := &page.Adults[len(page.Adults)-1]
		if one.Name != "" {
			last.Adults = append(last.Adults, one.Name)
		}
	}
	return page, nil
}

// findNow says at which activity the child is, as it is counted in an evacuation.
func (w *Whereabouts) findNow(c *town.Catalogue, held []db.HeldAt, at civil.TimeOfDay) {
	departures, site := map[string]bool{}, []stay.Held{}
	for _, h := range held {
		if a := c.ActivityByID(h.ActivityID); a != nil {
			departures[a.Code] = h.Departures
			site = append(site, heldAs(a, h.Departures))
		}
	}
	places := make([]stay.Place, len(w.Today))
	for i, p := range w.Today {
		places[i] = placeOf(c.Activity(p.Code), p.Attendance, p.Stay, departures[p.Code], site)
		places[i].Absent = places[i].Absent || p.Freed || p.Closed != ""
	}
	if i := stay.Nearest(places, at); i >= 0 {
		w.Now = &w.Today[i]
		w.Now.Late = w.Now.End+stay.Late < at
	}
}

// again reports whether a day that was given up is booked again.
func again(all []db.PlaceOn, p db.PlaceOn) bool {
	return !p.Status.Placed() && slices.ContainsFunc(all, func(other db.PlaceOn) bool {
		return other.Status.Placed() && other.ActivityID == p.ActivityID && other.Date == p.Date
	})
}

// put adds a day of the child.
func (w *Whereabouts) put(c *town.Catalogue, a *town.Activity, p db.PlaceOn, today civil.Date, marks []db.LastMark) {
	if p.Date > today {
		if !p.Status.Placed() || p.Attendance != wallet.NotMarked {
			return
		}
		if n := len(w.Next); n == 0 || w.Next[n-1].Date != p.Date {
			if n == nextDays {
				return
			}
			w.Next = append(w.Next, NextPlaces{Date: p.Date})
		}
		last := &w.Next[len(w.Next)-1]
		last.Activities = append(last.Activities, a.Name)
		return
	}
	one := PlaceNow{Code: a.Code, Activity: a.Name, Start: a.Start, End: a.End, Attendance: p.Attendance, Stay: p.Stay,
		Freed: !p.Status.Placed()}
	if why, detail := c.OpenOn(a, today); why != town.Open {
		one.Closed = booking.ReasonOf(why).Sentence(detail)
	}
	if p.Channel != "" {
		one.Sick = sickness.Words(sickness.Channel(p.Channel), p.At, c.Loc)
		one.By, one.At = p.Login, p.At
	}
	subject := markSubject(w.Child.FirstName, w.Child.LastName, a.Name, today)
	for _, m := range marks {
		if tellsOf(m.ReservationID, m.Subject, p.ReservationID, subject) && p.Attendance != wallet.NotMarked {
			one.By, one.At = m.Login, m.At
			break
		}
	}
	w.Today = append(w.Today, one)
}
