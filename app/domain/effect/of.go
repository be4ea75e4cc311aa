package effect

import (
	"cmp"
	"slices"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/pricing"
	"cartable/app/domain/town"
	"cartable/app/domain/wallet"
)

// Of compares two states of one structure's catalogue. The same id in both means the same object.
func Of(before, after *town.Catalogue, f Facts) Effect {
	w := &walk{before: before, after: after, Facts: f, today: before.Today(f.Now),
		causes: map[Cause]bool{}, rights: map[int64][]Right{}, told: map[int64]map[Cause]bool{},
		may: map[int64]map[Cause]bool{}}
	w.Difference = map[int64]money.Cents{}
	for _, r := range w.Rights {
		w.rights[r.ChildID] = append(w.rights[r.ChildID], r)
	}
	w.removals()
	for _, r := range w.Reservations {
		w.reservation(r)
	}
	w.places()
	w.overlaps()
	for _, l := range w.Drafts {
		w.draft(l)
	}
	w.papers()
	w.mails()
	w.sort()
	return w.Effect
}

// walk is one comparison in progress.
type walk struct {
	before, after *town.Catalogue
	Facts
	today  civil.Date
	causes map[Cause]bool
	rights map[int64][]Right        // by child
	stay   []Reservation            // live, and not lost
	told   map[int64]map[Cause]bool // by family: the causes of its mail
	may    map[int64]map[Cause]bool // by family: the causes of an optional mail
	Effect
}

// removals refuses to remove anything that was ever used.
func (w *walk) removals() {
	refuse := func(kind town.NounKind, id int64, live func(Reservation) bool) {
		w.causes[Removed] = true
		if t := (Thing{kind, id}); w.Used[t] || slices.ContainsFunc(w.Reservations, live) {
			w.Refused = append(w.Refused, t)
		}
	}
	for _, a := range w.before.Activities {
		if w.after.ActivityByID(a.ID) == nil {
			refuse(town.NounActivity, a.ID, func(r Reservation) bool { return r.ActivityID == a.ID })
		}
	}
	for _, p := range w.before.Pools {
		if !slices.ContainsFunc(w.after.Pools, func(q *town.Pool) bool { return q.ID == p.ID }) {
			refuse(town.NounPool, p.ID, func(r Reservation) bool {
				a := w.before.ActivityByID(r.ActivityID)
				return a != nil && draws(a, p.ID)
			})
		}
	}
	for _, id := range w.Leaving {
		refuse(Household, id, func(r Reservation) bool { return r.FamilyID == id })
	}
}

func draws(a *town.Activity, pool int64) bool {
	return slices.ContainsFunc(a.Pools, func(p *town.Pool) bool { return p.ID == pool })
}

// both returns an activity before and after; ok is false when one of them is missing.
func (w *walk) both(id int64) (b, a *town.Activity, ok bool) {
	b, a = w.before.ActivityByID(id), w.after.ActivityByID(id)
	return b, a, b != nil && a != nil
}

// lost returns why a child can no longer have an activity on a date; cause is "" when it still can.
func (w *walk) lost(k booking.Key) (cause Cause, why town.Closed, detail string) {
	b, a, ok := w.both(k.ActivityID)
	if !ok {
		return "", town.Open, ""
	}
	if was, _ := w.before.OpenFor(b, k.Date, w.Pupils[k.ChildID]); was == town.Open {
		why, detail = w.after.OpenFor(a, k.Date, w.Pupils[k.ChildID])
		switch {
		case why == town.ClosedByTown || why == town.ClosedForPupil:
			return DayClosed, why, detail
		case why != town.Open && k.Date >= w.today:
			return SeasonNarrowed, why, detail
		}
	}
	for _, r := range w.rights[k.ChildID] {
		if r.Lost && r.touches(k) && k.Date >= w.today {
			return EnrolmentEnded, town.Open, ""
		}
	}
	return "", town.Open, ""
}

// turnedAway reports whether an activity no longer admits a child on a day to come (DOMAIN.md 10.38 and 10.55).
func (w *walk) turnedAway(k booking.Key) bool {
	b, a, ok := w.both(k.ActivityID)
	if !ok || k.Date < w.today {
		return false
	}
	was, _ := w.before.Admits(b, w.Pupils[k.ChildID], k.Date)
	is, _ := w.after.Admits(a, w.Pupils[k.ChildID], k.Date)
	return was == town.Admitted && is != town.Admitted
}

func (r Right) touches(k booking.Key) bool {
	return (r.ActivityID == 0 || r.ActivityID == k.ActivityID) && r.From <= k.Date &&
		(r.To == 0 || k.Date <= r.To) // of the same child
}

func (w *walk) reservation(r Reservation) {
	b, a, ok := w.both(r.ActivityID)
	if !ok {
		return
	}
	if !r.Status.Holds() {
		w.reopened(r, b, a)
		return
	}
	cause, why, detail := w.lost(r.Key)
	if cause == "" && w.turnedAway(r.Key) {
		w.causes[NotAdmitted] = true
		if r.Status == booking.Accepted {
			w.Outside = append(w.Outside, r.ID)
		} else {
			cause = NotAdmitted
		}
	}
	if cause == "" {
		w.stay = append(w.stay, r)
		w.kept(r, b, a)
		return
	}
	w.causes[cause] = true
	row := RowOf(cause)
	loss := Loss{ReservationID: r.ID, FamilyID: r.FamilyID, Key: r.Key, Cause: cause, Why: why, Detail: detail}
	switch {
	case r.Attendance == string(wallet.Present):
		w.Attended = append(w.Attended, loss)
		w.stay = append(w.stay, r)
		w.price(r, b, a)
		return
	case r.Status == booking.Accepted && row.Accepted == Cancelled:
		if r.Billed && row.Money == GivenBack {
			loss.Back = r.Debited
		}
		w.Cancelled = append(w.Cancelled, loss)
	case r.Status != booking.Accepted && row.Waiting == Withdrawn:
		w.Withdrawn = append(w.Withdrawn, loss)
	}
	w.mail(cause, r.FamilyID)
}

// reopened records the families that had booked a day that the town had closed.
func (w *walk) reopened(r Reservation, b, a *town.Activity) {
	if !r.ByTown || r.Date < w.today {
		return
	}
	was, _ := w.before.OpenFor(b, r.Date, w.Pupils[r.ChildID])
	is, _ := w.after.OpenFor(a, r.Date, w.Pupils[r.ChildID])
	if was == town.Open || is != town.Open {
		return
	}
	w.causes[DayReopened] = true
	w.Had = append(w.Had, r.FamilyID)
	w.mail(DayReopened, r.FamilyID)
}

// kept records the changes around a reservation that is kept.
func (w *walk) kept(r Reservation, b, a *town.Activity) {
	w.price(r, b, a)
	if r.Date < w.today {
		return
	}
	for _, cause := range w.touching(r.Key) {
		w.causes[cause] = true
		if cause != LimitsMoved || r.Status == booking.Accepted {
			w.mail(cause, r.FamilyID)
		}
	}
	if r.Status == booking.Accepted && w.along(b, a, r.Key) > 0 {
		w.Along = append(w.Along, r.Key)
	}
	pupil := w.Pupils[r.ChildID]
	was, is := w.before.GiveUpLimit(b, r.Date, pupil), w.after.GiveUpLimit(a, r.Date, pupil)
	if r.Status == booking.Accepted && !was.Before(w.Now) && is.Before(was) && is.Before(w.Now.AddDate(0, 0, 7)) {
		w.Locked = append(w.Locked, Lock{r.ID, r.FamilyID, r.Key, was, is})
	}
}

// besideMoved reports whether the list of compatible activities changed. A pair that is declared not compatible equals
// a pair that is not declared.
func besideMoved(b, a *town.Activity) bool {
	differ := func(x, y map[int64]bool) bool {
		for id := range x {
			if x[id] != y[id] {
				return true
			}
		}
		return false
	}
	return differ(b.Compatible, a.Compatible) || differ(a.Compatible, b.Compatible)
}

// price compares the prices of a day: a debited day is debited again, any other is estimated again.
func (w *walk) price(r Reservation, b, a *town.Activity) {
	family := w.Families[r.FamilyID]
	if r.Billed {
		was, v1 := wallet.Owed(r.day(b), family.Was, wallet.AsBooked) // it was debited: a mark is no longer awaited
		is, v2 := wallet.Owed(r.day(a), family.Is, wallet.AsBooked)
		switch {
		case v1 == v2 && was.Amount == is.Amount:
		case v2 != wallet.Due:
			w.unpriced(PricePast, r)
		default:
			w.causes[PricePast] = true
			w.Repriced = append(w.Repriced, Repriced{r.ID, r.FamilyID, r.Key, r.Debited, -is.Amount})
			w.mail(PricePast, r.FamilyID)
		}
		return
	}
	switch d, priced := w.dearer(r.Key, r.FamilyID, r.Quantity, r.Quantity); {
	case !priced:
		w.unpriced(PriceAhead, r)
	case d != 0:
		w.causes[PriceAhead] = true
		w.Difference[r.FamilyID] += d
	}
}

func (w *walk) unpriced(c Cause, r Reservation) {
	w.causes[c] = true
	w.Unpriced = append(w.Unpriced, r.ID)
}

func (r Reservation) day(a *town.Activity) wallet.Day {
	return wallet.Day{Activity: a, Date: r.Date, Attendance: wallet.Attendance(r.Attendance), Booked: r.Quantity,
		Attended: r.Attended}
}

// dearer returns how much more a day costs a family than before. priced is false when it had a price and no longer has
// one.
func (w *walk) dearer(k booking.Key, familyID int64, units, unitsNow int) (d money.Cents, priced bool) {
	b, a, _ := w.both(k.ActivityID)
	family := w.Families[familyID]
	was := pricing.For(b.Tariffs, k.Date, family.Was.Residence.On(k.Date), family.Was.Quotients, units)
	is := pricing.For(a.Tariffs, k.Date, family.Is.Residence.On(k.Date), family.Is.Quotients, unitsNow)
	if !was.Known || !is.Known {
		return 0, is.Known || !was.Known
	}
	return is.Total - was.Total, true
}

// draft decides the fate of a line that is not validated.
func (w *walk) draft(l DraftLine) {
	b, a, ok := w.both(l.ActivityID)
	if !ok {
		if w.before.ActivityByID(l.ActivityID) != nil {
			w.Dropped = append(w.Dropped, Line{DraftLine: l, Causes: []Cause{Removed}})
		}
		return
	}
	if cause, why, detail := w.lost(l.Key); cause != "" && RowOf(cause).Draft == Dropped {
		w.causes[cause] = true
		w.Dropped = append(w.Dropped, Line{l, []Cause{cause}, why, detail})
		return
	}
	causes := w.touching(l.Key)
	if w.turnedAway(l.Key) {
		causes = append(causes, NotAdmitted)
	}
	if besideMoved(b, a) && !slices.Contains(causes, HoursMoved) {
		causes = append(causes, HoursMoved)
	}
	if w.heldBack(b, a, l.Date) && !slices.Contains(causes, LimitsMoved) {
		causes = append(causes, LimitsMoved)
	}
	if d, priced := w.dearer(l.Key, l.FamilyID, b.Quantity(), a.Quantity()); d != 0 || !priced {
		causes = append(causes, PriceAhead)
	}
	causes = slices.DeleteFunc(causes, func(c Cause) bool { return RowOf(c).Draft == Untouched })
	for _, c := range causes {
		w.causes[c] = true
	}
	if len(causes) > 0 {
		slices.SortFunc(causes, byTable)
		w.Judged = append(w.Judged, Line{DraftLine: l, Causes: causes})
	}
}

// heldBack reports whether a day waits for another opening of bookings than before. Only drafts care: what is booked or
// requested stays (DOMAIN.md 10.52).
func (w *walk) heldBack(b, a *town.Activity, d civil.Date) bool {
	was, is := w.before.ReleasedAt(b, d), w.after.ReleasedAt(a, d)
	return !was.Equal(is) && (w.Now.Before(was) || w.Now.Before(is))
}

func byTable(a, b Cause) int { return cmp.Compare(rank(a), rank(b)) }

func rank(c Cause) int { return slices.IndexFunc(Table, func(r Row) bool { return r.Cause == c }) }
