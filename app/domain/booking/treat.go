package booking

import (
	"cmp"
	"slices"

	"cartable/app/domain/money"
	"cartable/app/domain/pricing"
	"cartable/app/domain/town"
)

// Result is the outcome of one line of a validation: the status of its reservation, if it is treated.
type Result string

// The results of a line.
const (
	ResultAccepted   = Result(Accepted)
	ResultWaitlisted = Result(Waitlisted)
	ResultPending    = Result(Pending) // awaiting a decision of the nightly run or of staff
	ResultCancelled  = Result(Cancelled)

	ResultUntreated Result = "untreated" // see the reason
)

// Outcome is one line of a recap or of a validation.
type Outcome struct {
	Line
	Activity    *town.Activity
	Result      Result
	Reason      Reason // why the line is not treated
	Detail      string
	Quote       pricing.Quote
	Priority    int
	Reservation *Reservation // the one that a cancellation gives up, or would have
	OneWay      Reason       // of a cancellation: why the day may not be had again; empty when it may
	OneWayHow   string       // what that sentence needs
	Needs       Pass         // the refusals that the line passes, or would have to
	OneMore     bool         // a place may be added for it; Raised says where that was done
	Raised      []SlotKey
}

// Back returns the amount that a cancellation gives back: the price of a day that had a place, or might have got one.
func (o Outcome) Back() money.Cents {
	if o.Result != ResultCancelled || o.Reservation == nil {
		return 0
	}
	if s := o.Reservation.Status; s != Accepted && s != Pending {
		return 0
	}
	return o.Reservation.Price
}

// Observation returns the outcome in the manual's words: "Mise en liste d'attente".
func (o Outcome) Observation() string { return Observation(o.Result, o.Reason) }

// Observation returns a result in the manual's words.
func Observation(r Result, why Reason) string {
	if made := Status(r).row().made; made != "" {
		return made
	}
	if short := why.Short(); short != "" {
		return "Non traitée, " + short
	}
	return "Non traitée"
}

// Status returns the status of the reservation that a treated booking makes.
func (r Result) Status() Status {
	if s := Status(r); s.Known() {
		return s
	}
	return Cancelled
}

// Tone returns the colour of a line's result.
func (r Result) Tone() string {
	if s := Status(r); s.Known() {
		return s.Tone()
	}
	return Refused.Tone()
}

// Symbol returns the letter of a result in an announced recap.
func (r Result) Symbol() byte {
	if s := Status(r); s.Known() {
		return s.row().symbol
	}
	return 'u'
}

// SortLines sorts lines in the order in which they are treated: cancellations first, so that a swap works in a full
// week; then by date, child and activity. The order is part of the rule: a recap and its validation use the same one.
func SortLines(lines []Line) {
	slices.SortFunc(lines, func(a, b Line) int {
		return cmp.Or(
			-cmp.Compare(a.Kind, b.Kind), // "cancel" before "add"
			cmp.Compare(a.Date, b.Date),
			cmp.Compare(a.ChildID, b.ChildID),
			cmp.Compare(a.ActivityID, b.ActivityID),
		)
	})
}

// Treat processes lines as a validation does, each on top of the changes of those before it. The facts must hold no
// draft, and are modified: they end up in the state after the validation.
func (f *Facts) Treat(lines []Line) []Outcome {
	lines = slices.Clone(lines)
	SortLines(lines)
	outcomes := make([]Outcome, 0, len(lines))
	for _, l := range lines {
		a := f.Town.ActivityByID(l.ActivityID)
		if a == nil {
			outcomes = append(outcomes, Outcome{Line: l, Result: ResultUntreated, Reason: NotYours})
			continue
		}
		day := f.Judge(l.ChildID, a, l.Date)
		o := Outcome{Line: l, Activity: a, Reason: day.Reason, Detail: day.Detail, Result: ResultUntreated}
		if l.Kind == Cancel {
			f.treatCancel(&o, day)
		} else {
			f.treatAdd(&o, day)
		}
		outcomes = append(outcomes, o)
	}
	return outcomes
}

func (f *Facts) treatCancel(o *Outcome, day Day) {
	switch day.State {
	case Booked, Requested:
		o.Result, o.Reservation, o.Needs = ResultCancelled, day.Reservation, day.Needs
		f.forget(day.Reservation)
		o.OneWay, o.OneWayHow = f.oneWay(o, day.Reservation.Status)
	case BookedLocked, RequestedLocked: // the reason is the day's own
		o.Reservation = day.Reservation
	default:
		o.Reason, o.Detail = NothingToCancel, ""
	}
}

// oneWay returns why a cancelled day could not be requested again as it was: a new request would be refused, or would
// rank behind those who wait. The day is judged as it is right after the cancellation, before another line of the
// validation takes its place.
func (f *Facts) oneWay(o *Outcome, given Status) (why Reason, detail string) {
	again := f.Judge(o.ChildID, o.Activity, o.Date)
	switch {
	case given == Refused: // nothing would be lost
	case again.State == Closed || again.State == Full:
		return again.Reason, again.Detail
	case again.State == Waitlist && again.Waiting > 0 && given != Pending:
		return WouldWait, ", après ceux qui attendent déjà"
	case again.State == Waitlist && given == Accepted: // there are fewer places than were given
		return WouldWait, ""
	}
	return "", ""
}

func (f *Facts) treatAdd(o *Outcome, day Day) {
	o.Quote = f.Quote(o.Activity, o.Date)
	more := day.OneMore && f.Raise
	if day.State == Available || day.State == Waitlist || day.OneMore {
		o.Needs, o.OneMore = day.Needs, day.OneMore
	}
	switch {
	case more:
		o.Result, o.Reason, o.Detail = ResultAccepted, "", ""
		o.Needs, o.Raised = o.Needs|PassFull, f.raise(o)
	case day.State == Available || day.State == Waitlist:
		switch {
		case !f.atOnce(o.Activity, o.Date):
			o.Result = ResultPending
		case day.State == Waitlist:
			o.Result = ResultWaitlisted
		default:
			o.Result = ResultAccepted
		}
	case day.State == Closed || day.State == Full: // the day has its own reason
		return
	default:
		if o.Reason != OtherFamily {
			o.Reason, o.Detail = AlreadyBooked, ""
		}
		return
	}
	if e, ok := f.Enrolled(o.ChildID, o.ActivityID, o.Date); ok {
		o.Priority = e.Priority
	}
	f.AddReservation(Reservation{Key: o.Key, FamilyID: f.FamilyID, Status: o.Result.Status(), Priority: o.Priority,
		RequestedAt: f.Now})
	f.move(o.Activity, o.Key, o.Result.Status(), +1)
}

// forget removes a cancelled reservation from the facts.
func (f *Facts) forget(r *Reservation) {
	f.move(f.Town.ActivityByID(r.ActivityID), r.Key, r.Status, -1)
	delete(f.live, r.Key)
	day := childDate{r.ChildID, r.Date}
	f.byDay[day] = slices.DeleteFunc(f.byDay[day], func(x *Reservation) bool { return x.Key == r.Key })
}

func (f *Facts) move(a *town.Activity, k Key, s Status, by int) {
	for _, p := range a.Pools {
		at := SlotKey{p.ID, k.Date}
		slot := f.Slots[at]
		slot.Add(s, by)
		f.Slots[at] = slot
	}
}
