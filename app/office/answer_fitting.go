package office

import (
	"cmp"
	"context"
	"slices"

	"cartable/app/desk"
	"cartable/app/domain/booking"
	"cartable/db"
)

// mostFitting is how many requests are accepted by one click, mostAnswers at a time: what remains is said.
const mostFitting = 600

// FittingAnswered is what became of the requests of a whole list.
type FittingAnswered struct {
	Answered
	More    int // which still fit, beyond mostFitting
	Without int // which get no place
}

// AnswerFitting accepts every request of the list that gets a place if staff say yes to everybody in turn, not only
// those of one page: by date, a chunk in each transaction, each judged again under the lock of its places.
func (o *Office) AnswerFitting(ctx context.Context, d desk.Actor, ask ToAnswerQuery) (done FittingAnswered, err error) {
	fitting, without, err := o.fitting(ctx, d, ask)
	if err != nil {
		return done, err
	}
	done.Without, done.More = without, max(0, len(fitting)-mostFitting)
	for some := range slices.Chunk(fitting[:len(fitting)-done.More], mostAnswers) {
		one, err := o.Answer(ctx, d, Answers{IDs: some, Say: booking.Accepted})
		if err != nil {
			return done, err
		}
		done.Done, done.Left = done.Done+one.Done, append(done.Left, one.Left...)
	}
	return done, nil
}

// fitting returns the requests of a list that get a place, by date and in their turn, and how many do not.
func (o *Office) fitting(ctx context.Context, d desk.Actor, ask ToAnswerQuery) (ids []int64, without int, err error) {
	q, now := o.DB.Read(), o.Now()
	c, err := o.Town(ctx, q, d)
	if err != nil {
		return nil, 0, err
	}
	only, err := activityID(c, ask.Activity)
	all, today := byStaff(c), c.Today(now)
	if err != nil || len(all) == 0 {
		return nil, 0, err
	}
	last := today
	for _, id := range all {
		last = max(last, c.ActivityByID(id).To)
	}
	if ask.Soon {
		last = lastAtOnce(today)
	}
	asked, err := q.AskedBetween(ctx, all, today, last) // those of other activities may draw on the same places
	if err != nil {
		return nil, 0, err
	}
	slots, err := q.SlotsBetween(ctx, poolsOf(c, all), today, last)
	if err != nil {
		return nil, 0, err
	}
	got, ranks := outlook(c, asked, slots, now)
	var yes []db.Asked
	for _, one := range asked {
		switch {
		case only != 0 && one.ActivityID != only:
		case got[one.ID].Placed():
			yes = append(yes, one)
		default:
			without++
		}
	}
	slices.SortFunc(yes, func(x, y db.Asked) int {
		return cmp.Or(cmp.Compare(x.Date, y.Date), cmp.Compare(x.ActivityID, y.ActivityID),
			cmp.Compare(ranks[x.ID][0], ranks[y.ID][0]))
	})
	for _, one := range yes {
		ids = append(ids, one.ID)
	}
	return ids, without, nil
}
