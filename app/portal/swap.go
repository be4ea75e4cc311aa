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
		f, err := p.loadFamily(ctx, q, v, c, now, from, to, draft, nil)
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

// treatSwaps treats lines; an exchange of which one half is not possible any more is left alone as a whole. announced
// tells of which lines the recap had said that they would be done.
func treatSwaps(lines []booking.Line, announced func(i int) bool, read world) (*family, []booking.Outcome, error) {
	lines = slices.Clone(lines)
	booking.SortLines(lines)
	promised, left := map[booking.Key]bool{}, map[booking.Line]booking.Outcome{}
	for i, l := range lines {
		promised[l.Key] = announced(i)
	}
	for {
		f, err := read()
		if err != nil {
			return nil, nil, err
		}
		outcomes := f.Treat(slices.DeleteFunc(slices.Clone(lines), func(l booking.Line) bool {
			_, alone := left[l]
			return alone
		}))
		broken := booking.Swaps(outcomes, func(o booking.Outcome) bool { return promised[o.Key] })
		if len(broken) == 0 {
			return f, whole(lines, outcomes, left), nil
		}
		for _, o := range broken {
			left[o.Line] = o
		}
	}
}

// whole puts the lines that were left alone back where they stand.
func whole(lines []booking.Line, outcomes []booking.Outcome, left map[booking.Line]booking.Outcome) []booking.Outcome {
	all := make([]booking.Outcome, 0, len(lines))
	for _, l := range lines {
		if o, alone := left[l]; alone {
			all = append(all, o)
			continue
		}
		all, outcomes = append(all, outcomes[0]), outcomes[1:]
	}
	return all
}
