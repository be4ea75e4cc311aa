package portal

import (
	"context"
	"slices"

	"cartable/app/domain/booking"
	"cartable/app/domain/town"
	"cartable/db"
)

// world is what a validation is judged on, with its slots held; each call reads it anew.
type world func() (*family, error)

// worldOf reads what is known of the lines' dates, with the slots as they were locked.
func (p *Portal) worldOf(ctx context.Context, q db.Q, v Viewer, c *town.Catalogue, draft db.KeptDraft,
	slots map[booking.SlotKey]booking.Slot) world {
	now := p.Now() // only once the slots are held: whoever has a place is before whoever waits for it, to the microsecond
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

// treatSwaps treats lines; an exchange of which one half is not possible any more is left alone as a whole. accepted tells of which lines
// the recap had said that they would be accepted.
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

// whole puts the lines that were left alone back where they stand.
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
