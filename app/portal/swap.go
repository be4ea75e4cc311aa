package portal

import (
	"context"
	"slices"

	"cartable/app/domain/booking"
	"cartable/app/domain/town"
	"cartable/db"
)

// world returns the facts on which a validation is judged, with its slots locked; each call reads them again.
type world func() (*family, error)

// worldOf reads the facts about the lines' dates, with the slots as they were locked.
func (p *Portal) worldOf(ctx context.Context, q db.Q, v Viewer, c *town.Catalogue, draft db.KeptDraft,
	slots map[booking.SlotKey]booking.Slot) world {
	now := p.Now() // only after the locks, so that places come before waiters
	from, to := span(draft.Lines)
	return func() (*family, error) {
		f, err := p.loadFamily(ctx, q, v, c, now, from, to, draft)
		if err != nil {
			return nil, err
		}
		for k, s := range slots {
			f.Slots[k] = s
		}
		f.DropDraft()
		return f, nil
	}
}

// treatSwaps treats lines; if one half of an exchange is no longer possible, neither half is done. accepted reports
// whether the recap had announced that a line would be accepted.
func treatSwaps(lines []booking.Line, accepted func(i int) bool, read world) (*family, []booking.Outcome, error) {
	lines = slices.Clone(lines)
	booking.SortLines(lines)
	promised, left := map[booking.Key]bool{}, map[booking.Line]bool{}
	for i, l := range lines {
		promised[l.Key] = accepted(i)
	}
	for {
		f, err := read()
		if err != nil {
			return nil, nil, err
		}
		outcomes := f.Treat(slices.DeleteFunc(slices.Clone(lines), func(l booking.Line) bool { return left[l] }))
		broken := booking.Swaps(outcomes, func(i int) bool { return promised[outcomes[i].Key] })
		if len(broken) == 0 {
			return f, whole(lines, outcomes, left, f), nil
		}
		for _, i := range broken {
			left[outcomes[i].Line] = true
		}
	}
}

// whole returns the outcomes of all lines; those of the exchanges that were not done are untreated.
func whole(lines []booking.Line, outcomes []booking.Outcome, left map[booking.Line]bool, f *family) []booking.Outcome {
	all := make([]booking.Outcome, 0, len(lines))
	for _, l := range lines {
		if left[l] {
			o := booking.Outcome{Line: l, Activity: f.Town.ActivityByID(l.ActivityID)}
			if l.Kind == booking.Add {
				o.Quote = f.Quote(o.Activity, l.Date)
			}
			all = append(all, booking.Untreat(o, booking.SwapLost))
			continue
		}
		all, outcomes = append(all, outcomes[0]), outcomes[1:]
	}
	return all
}
