package booking

import (
	"cartable/app/domain/civil"
	"cartable/app/domain/town"
)

// Pattern is a typical week for some children, over a period that includes its first and last day (DOMAIN.md 4.8).
type Pattern struct {
	Children []int64
	Wishes   []Wish
	From, To civil.Date
}

// Wish is the weekdays on which an activity is wanted.
type Wish struct {
	Activity *town.Activity
	Weekdays [8]bool // ISO, 1 = Monday
}

// Applied is what a pattern changes in the draft.
type Applied struct {
	Added   []Line // to write; Kind None takes a drafted cancellation back
	Had     int    // days that were reserved, requested or drafted already
	Refused []Day  // in the order of their dates, each with its reason
}

// Apply drafts a pattern. Each day is checked as a click would be, in date order, and each takes the earlier ones into
// account. A child who is not enrolled in an activity gets its equivalent of that day. Days that could only join the
// waiting list are left out, as by a quick toggle, unless the structure wants them.
func (f *Facts) Apply(p Pattern, joinWaitlists bool) (result Applied) {
	for d := p.From; d <= p.To; d++ {
		for _, child := range p.Children {
			for _, w := range p.Wishes {
				if w.Weekdays[d.Weekday()] {
					f.applyDay(&result, child, w.Activity, d, joinWaitlists)
				}
			}
		}
	}
	return result
}

func (f *Facts) applyDay(result *Applied, child int64, a *town.Activity, d civil.Date, joinWaitlists bool) {
	if own := f.Equivalent(child, a, d, d); own != nil {
		a = own
	}
	day := f.Judge(child, a, d)
	if day.State == Waitlist && day.Draft == None && !joinWaitlists {
		day.Reason = ListOnly
		result.Refused = append(result.Refused, day)
		return
	}
	line, ok := f.want(&day)
	switch {
	case ok:
		result.Added = append(result.Added, line)
	case day.Reason == AlreadyBooked:
		result.Had++
	default:
		result.Refused = append(result.Refused, day)
	}
}

// want drafts a booking of a day, as a click would: on a free day it drafts a booking, on a day drafted for
// cancellation it undoes that. If it cannot, it sets the day's reason.
func (f *Facts) want(day *Day) (line Line, ok bool) {
	if kind := day.DraftFor(true); !day.Ticked() && kind != day.Draft && (kind == Add || day.Reservation != nil) {
		line = Line{day.Key, kind}
		f.SetDraft(line)
		return line, true
	}
	if day.State == Available || day.State == Waitlist || day.Reservation != nil && day.Reason != OtherFamily {
		day.Reason, day.Detail = AlreadyBooked, ""
	}
	return Line{}, false
}
