package night

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"cartable/app/domain/allocation"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/town"
	"cartable/db"
)

// Settle settles one shard, unless it is done. When the whole shard fails, each date is tried alone: one bad row blocks
// its own date, not the town.
func (n *Night) Settle(ctx context.Context, shardID int64) error {
	shard, err := n.settle(ctx, shardID, 0)
	if err != nil && ctx.Err() == nil && shard.FromDate != 0 && shard.FromDate < shard.ToDate {
		err = n.settleByDate(ctx, shard, err)
	}
	if err != nil {
		return err
	}
	return n.Advance(ctx, shard.RunID)
}

func (n *Night) settleByDate(ctx context.Context, shard db.RunShard, whole error) error {
	var first error // of up to two months; the others are the same, or appear once this one is fixed
	for d := shard.FromDate; d <= shard.ToDate; d++ {
		if _, err := n.settle(ctx, shard.ID, d); err != nil && first == nil {
			first = fmt.Errorf("%s: %w", d, err)
		}
	}
	if first != nil {
		return errors.Join(whole, first)
	}
	_, err := n.settle(ctx, shard.ID, 0) // nothing is left: this closes the shard
	return err
}

// settle settles a shard in one transaction. With a date, it settles that date alone, keeps its counts and leaves the
// shard open. A panic in a row becomes an error of its date only.
func (n *Night) settle(ctx context.Context, shardID int64, only civil.Date) (shard db.RunShard, err error) {
	defer caught(&err)
	err = n.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		var open bool
		if shard, open, err = q.LockShard(ctx, shardID); err != nil || !open {
			return err
		}
		run, found, err := q.RunByID(ctx, shard.RunID)
		if err != nil || !found {
			return err
		}
		c, err := n.Catalogues.Current(ctx, q, run.StructureID)
		if err != nil {
			return err
		}
		part := shard
		if only != 0 {
			part.FromDate, part.ToDate = only, only
		}
		if shard.Kind == db.ShardDebit {
			err = debits{q, c, run.BusinessDate, run.ID, n.Now()}.do(ctx, &part)
		} else {
			err = n.settleRequests(ctx, q, c, run, &part)
		}
		if err != nil {
			return err
		}
		part.FromDate, part.ToDate = shard.FromDate, shard.ToDate
		if only == 0 {
			now := n.Now().UTC()
			part.State, part.DoneAt = db.ShardDone, &now
		}
		shard = part
		return q.FinishShard(ctx, &shard)
	})
	return shard, err
}

// settleRequests settles the requests of a shard: slots are locked in order, then read, then settled.
func (n *Night) settleRequests(ctx context.Context, q db.Q, c *town.Catalogue, run db.Run,
	shard *db.RunShard) error {
	ids, err := shard.ParseActivities()
	if err != nil {
		return err
	}
	return work{q: q, run: run, town: c, towns: n.Catalogues, now: n.Now(), ids: ids, from: shard.FromDate,
		to: shard.ToDate}.do(ctx, shard)
}

// work is one shard being settled.
type work struct {
	q        db.Q
	run      db.Run
	town     *town.Catalogue
	towns    *db.Catalogues // the town is read again once its slots are locked
	now      time.Time      // a place that starts earlier is of no use
	ids      []int64
	from, to civil.Date
	left     map[booking.SlotKey]int // places given up after the cut-off: the next night gives them
	reaching map[int64][]string      // the addresses of families that could answer an offer
}

func (w work) do(ctx context.Context, shard *db.RunShard) error {
	// Lock the slots of every date with work. As these are read before the lock, some slots may no longer be
	// needed, but none is missing: only the night adds work older than the cut-off.
	dates, err := w.q.OpenDates(ctx, w.ids, w.from, w.to, w.run.Cutoff)
	if err != nil {
		return err
	}
	var slots map[booking.SlotKey]booking.Slot
	w.town, slots, err = w.towns.Locked(ctx, w.q, w.town, func(c *town.Catalogue) []booking.SlotKey {
		w.town = c
		return w.slots(dates)
	})
	if err != nil {
		return err
	}
	requests, err := w.q.UnsettledOn(ctx, w.ids, w.from, w.to, w.run.Cutoff)
	if err != nil {
		return err
	}
	if w.left, err = w.q.LeftSince(ctx, w.ids, w.from, w.to, w.run.Cutoff); err != nil {
		return err
	}
	if err := w.reach(ctx, requests); err != nil {
		return err
	}
	settled := w.settle(requests, slots)
	given, err := w.q.Settle(ctx, settled.answers, w.run.Cutoff)
	if err != nil {
		return err
	}
	if err := w.q.AddOffers(ctx, w.offers(settled.answers, given)); err != nil {
		return err
	}
	for _, state := range slices.Sorted(maps.Keys(settled.left)) {
		if err := w.q.Recall(ctx, settled.left[state], state); err != nil {
			return err
		}
	}
	counts, touched, err := w.q.Transmit(ctx, w.run.ID, w.ids, w.from, w.to, w.run.Cutoff)
	if err != nil {
		return err
	}
	var news []db.Outcome
	for _, r := range requests {
		if became, ok := settled.became[r.ID]; ok && given[r.ID] && !touched[r.ID] {
			news = append(news, db.Outcome{RunID: w.run.ID, ReservationID: r.ID, FamilyID: r.FamilyID,
				Was: string(r.Status), Became: string(became)})
			counts[became]++
		}
	}
	if err := w.q.AddOutcomes(ctx, news); err != nil {
		return err
	}
	shard.Accepted += counts[booking.Accepted]
	shard.Waitlisted += counts[booking.Waitlisted]
	shard.Refused += counts[booking.Refused]
	shard.Cancelled += counts[booking.Cancelled]
	shard.Pending += counts[booking.Pending]
	return nil
}

func (w work) slots(dates []civil.Date) []booking.SlotKey {
	var keys []booking.SlotKey
	for _, id := range w.ids {
		for _, d := range dates {
			keys = append(keys, booking.SlotsOf(w.town.ActivityByID(id), d)...)
		}
	}
	return db.SortSlots(keys)
}

type settled struct {
	answers []db.Settled
	became  map[int64]booking.Status
	left    map[booking.Status][]int64 // given up after the cut-off, though the night would have made them this status
}

// answer returns why a request is refused, and until when a place that is given may be declined.
func (w work) answer(r db.Undecided, became booking.Status) db.Answer {
	answer, a := db.Answer{State: became}, w.town.ActivityByID(r.ActivityID)
	if became == booking.Offered {
		until, _ := w.town.OfferUntil(a, r.Date, w.now, *a.OfferHours)
		answer.FreeUntil = until.UTC()
	} else if became.Placed() {
		if until := w.town.FreeUntil(a, r.Date, w.now); until.After(w.town.CancelLimit(a, r.Date)) {
			answer.FreeUntil = until.UTC()
		}
	} else if !became.Waits() {
		answer.Reason, _ = booking.Bookable(w.town, a, r.Date, r.Right)
		switch {
		case answer.Reason != "":
		case a.Allot == town.Manual && r.Status == booking.Pending:
			answer.Reason = booking.Unanswered
		default:
			answer.Reason = booking.NoPlaceInTime
		}
	}
	return answer
}

// reach finds the families that could answer an offer; without a request for a place that is offered it asks nothing.
func (w *work) reach(ctx context.Context, requests []db.Undecided) (err error) {
	var families []int64
	for _, r := range requests {
		if a := w.town.ActivityByID(r.ActivityID); a != nil && a.Offers() && r.Status.Queued() {
			families = append(families, r.FamilyID)
		}
	}
	if len(families) > 0 {
		w.reaching, err = w.q.Reaching(ctx, families...)
	}
	return err
}

// offers returns the offers of the places that are held for families to answer.
func (w work) offers(answers []db.Settled, given map[int64]bool) (all []db.Offer) {
	for _, s := range answers {
		if s.Answer.State == booking.Offered && given[s.ID] {
			all = append(all, db.Offer{StructureID: w.run.StructureID, ReservationID: s.ID, FamilyID: s.FamilyID,
				At: w.now.UTC(), Until: s.Answer.FreeUntil, Hours: *w.town.ActivityByID(s.ActivityID).OfferHours,
				State: db.OfferOpen})
		}
	}
	return all
}

// settle applies the rule of allocation to each date.
func (w work) settle(requests []db.Undecided, slots map[booking.SlotKey]booking.Slot) settled {
	out := settled{became: map[int64]booking.Status{}, left: map[booking.Status][]int64{}}
	asked := map[int64]db.Undecided{}
	for _, r := range requests {
		asked[r.ID] = r
	}
	for len(requests) > 0 { // they are sorted by date
		d := requests[0].Date
		n := 0
		for n < len(requests) && requests[n].Date == d {
			n++
		}
		for _, one := range allocation.Settle(w.requests(requests[:n]), w.pools(d, slots)) {
			if asked[one.ID].Left {
				out.left[one.New] = append(out.left[one.New], one.ID)
				continue
			}
			r := asked[one.ID]
			out.answers = append(out.answers, db.Settled{Reservation: r.Reservation, Answer: w.answer(r, one.New)})
			out.became[one.ID] = one.New
		}
		requests = requests[n:]
	}
	return out
}

func (w work) pools(d civil.Date, slots map[booking.SlotKey]booking.Slot) map[int64]allocation.Pool {
	pools := map[int64]allocation.Pool{}
	for _, id := range w.ids {
		a := w.town.ActivityByID(id)
		if a == nil {
			continue
		}
		for _, p := range a.Pools {
			places := p.On(d)
			one := allocation.Pool{WaitingRoom: places.Waitlist}
			if places.Capacity != nil {
				at := booking.SlotKey{PoolID: p.ID, Date: d}
				free := *places.Capacity - slots[at].Accepted - w.left[at]
				one.Free = &free
			}
			pools[p.ID] = one
		}
	}
	return pools
}

func (w work) requests(rows []db.Undecided) []allocation.Request {
	today := w.town.Today(w.run.AsOf)
	all := make([]allocation.Request, 0, len(rows))
	for _, r := range rows {
		a := w.town.ActivityByID(r.ActivityID)
		why, _ := booking.Bookable(w.town, a, r.Date, r.Right)
		start := w.town.Starts(a, r.Date)
		one := allocation.Request{
			ID: r.ID, Standing: r.Status, Priority: r.Priority, Number: r.Number, RequestedAt: r.RequestedAt,
			ByStaff: a.Allot == town.Manual && r.Status == booking.Pending,
			// The start is compared with the current time, not with the cut-off: nobody can attend a day that is over.
			Gone: r.Date < today || why != "" || !start.After(w.now),
			Late: w.late(a, r, start),
		}
		if a.Offers() && !r.Left && len(w.reaching[r.FamilyID]) > 0 { // one that was given up since cannot answer
			_, one.Offer = w.town.OfferUntil(a, r.Date, w.now, *a.OfferHours)
		}
		one.LastChance = r.Date <= today ||
			w.run.AsOf.After(w.town.BookingLimit(a, r.Date)) && w.run.AsOf.After(w.town.CancelLimit(a, r.Date))
		for _, p := range a.Pools {
			one.Pools = append(one.Pools, p.ID)
		}
		all = append(all, one)
	}
	return all
}

// late reports whether a place would come too late: the family is asleep, and would pay for a day that it had given up.
// A family that could request until the last moment still wants it, and so does one that expects this very night's
// answer.
func (w work) late(a *town.Activity, r db.Undecided, start time.Time) bool {
	if r.Status == booking.Pending && !r.Transmitted {
		return false
	}
	return w.now.After(w.town.LastCall(a, r.Date)) || !r.LastMoment && start.Sub(w.now) < a.Notice()
}

func sortedDates[V any](m map[civil.Date]V) []civil.Date { return slices.Sorted(maps.Keys(m)) }

// Bury abandons a shard whose job failed too often. The run continues without it and reports it to staff.
func (n *Night) Bury(ctx context.Context, shardID int64, reason string) error {
	runID, err := n.DB.Write().BuryShard(ctx, shardID, reason)
	if err != nil || runID == 0 {
		return err
	}
	return n.Advance(ctx, runID)
}
