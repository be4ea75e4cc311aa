package booking

import (
	"cmp"
	"slices"

	"cartable/app/domain/town"
)

// SetDraft changes one line of the draft; None removes it. The lines of a day keep one order: of two drafted activities
// that a third overlaps, the one named must not change from page to page.
func (f *Facts) SetDraft(l Line) {
	day := childDate{l.ChildID, l.Date}
	if old, drafted := f.draft[l.Key]; drafted {
		delete(f.draft, l.Key)
		f.draftByDay[day] = slices.DeleteFunc(slices.Clone(f.draftByDay[day]),
			func(one Line) bool { return one.Key == l.Key })
		f.free(Line{l.Key, old}, -1)
	}
	if l.Kind == None {
		return
	}
	f.AddDraft(l)
	SortLines(f.draftByDay[day])
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
		if line, ok := f.want(&day); ok {
			added = append(added, line)
			continue
		}
		refused = append(refused, day)
	}
	return added, refused
}
