package booking

import (
	"cmp"
	"slices"

	"cartable/app/domain/town"
)

// SetDraft changes one line of the draft; None removes it.
func (f *Facts) SetDraft(l Line) {
	lines := make([]Line, 0, len(f.draft)+1)
	for k, kind := range f.draft {
		if k != l.Key {
			lines = append(lines, Line{k, kind})
		}
	}
	if l.Kind != None {
		lines = append(lines, l)
	}
	SortLines(lines) // of two drafted activities that a third overlaps, the one named must not change from page to page
	f.DropDraft()
	for _, one := range lines {
		f.AddDraft(one)
	}
}

// Copy drafts the same days for another child or another activity (DOMAIN.md 4.3). Each day is checked as a click would
// be, in date order, and each takes the earlier ones into account: a click on a free day drafts a booking, one on a day
// drafted for cancellation undoes that. It returns the lines to change and the days that cannot be copied, each with
// its reason.
func (f *Facts) Copy(sources []Line, child int64, a *town.Activity) (added []Line, refused []Day) {
	sources = slices.Clone(sources)
	slices.SortFunc(sources, func(x, y Line) int { return cmp.Compare(x.Date, y.Date) })
	for _, s := range sources {
		if s.Kind != Add {
			continue
		}
		day := f.Judge(child, a, s.Date)
		if kind := day.DraftFor(true); !day.Ticked() && kind != day.Draft && (kind == Add || day.Reservation != nil) {
			line := Line{day.Key, kind}
			f.SetDraft(line)
			added = append(added, line)
			continue
		}
		if day.State == Available || day.State == Waitlist || day.Reservation != nil && day.Reason != OtherFamily {
			day.Reason, day.Detail = AlreadyBooked, ""
		}
		refused = append(refused, day)
	}
	return added, refused
}
