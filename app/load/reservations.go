package load

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/db"
)

// reservationRow is a row of reservations.csv, kept small because a town has hundreds of thousands.
type reservationRow struct {
	child       *childEntry
	activity    *activityEntry
	at          int64 // Unix microseconds of requested_at
	date        civil.Date
	line        int32
	status      uint8 // index in statuses
	dated       bool  // requested_at was given
	transmitted bool
}

// statuses are the values of the column; those that occupy the child's hours come first.
var statuses = func() (all []string) {
	// A place that is held for an answer is none of theirs: a file has no offer that would end.
	held := booking.Statuses(func(s booking.Status) bool { return s.Holds() && s.Seated() == s.Placed() })
	lost := booking.Statuses(func(s booking.Status) bool { return !s.Holds() })
	for _, s := range append(held, lost...) {
		all = append(all, string(s))
	}
	return all
}()

func (r reservationRow) state() booking.Status { return booking.Status(statuses[r.status]) }
func (r reservationRow) live() bool            { return r.state().Live() }
func (r reservationRow) requested() time.Time  { return time.UnixMicro(r.at).UTC() }

func (im *importing) readReservation(r *row) {
	s := r.structure()
	child := r.child(s)
	activity := ref(r, s, "activity", "activities.csv", inActivities)
	d, ok := r.date("date", true)
	state := r.oneOf("state", string(booking.Accepted), statuses...)
	at, dated := r.instant("requested_at")
	transmitted := r.yes("transmitted", true)
	if child == nil || activity == nil || !ok {
		return
	}
	if child.payer() == nil { // already reported, except for a stored child without a family
		if child.line == 0 {
			r.bad("child", "n'a pas de famille", "une ligne de children.csv pour cet enfant")
		}
		return
	}
	if !dated {
		at = d.At(0, db.Paris)
		if at.After(im.opts.Now) {
			at = im.opts.Now
		}
	}
	im.reservations = append(im.reservations, reservationRow{
		child: child, activity: activity, at: at.UnixMicro(), date: d, line: int32(r.line),
		status: uint8(max(0, slices.Index(statuses, state))), dated: dated, transmitted: transmitted,
	})
}

// byKey sorts row numbers by child, activity and date, then by file order.
func (im *importing) byKey(rank func(*childEntry) int64, rankA func(*activityEntry) int64) []int32 {
	order := make([]int32, len(im.reservations))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(i, j int32) int {
		a, b := &im.reservations[i], &im.reservations[j]
		return cmp.Or(cmp.Compare(rank(a.child), rank(b.child)), cmp.Compare(rankA(a.activity), rankA(b.activity)),
			cmp.Compare(a.date, b.date), cmp.Compare(i, j))
	})
	return order
}

// checkReservations reports duplicate requests in the file.
func (im *importing) checkReservations() {
	if len(im.reservations) == 0 {
		return
	}
	children, activities := map[*childEntry]int64{}, map[*activityEntry]int64{}
	for _, s := range im.structures.all {
		for _, c := range s.children.all {
			children[c] = int64(len(children))
		}
		for _, a := range s.activities.all {
			activities[a] = int64(len(activities))
		}
	}
	order := im.byKey(func(c *childEntry) int64 { return children[c] },
		func(a *activityEntry) int64 { return activities[a] })
	for start := 0; start < len(order); {
		end := start + 1
		for end < len(order) && im.reservations[order[start]].sameKey(&im.reservations[order[end]]) {
			end++
		}
		im.checkDay(order[start:end])
		start = end
	}
}

func (r *reservationRow) sameKey(o *reservationRow) bool {
	return r.child == o.child && r.activity == o.activity && r.date == o.date
}

// checkDay checks the rows of one child, activity and date.
func (im *importing) checkDay(rows []int32) {
	var live *reservationRow
	for n, i := range rows {
		r := &im.reservations[i]
		if r.live() {
			if live != nil {
				im.report("reservations.csv", int(r.line), "date",
					fmt.Sprintf("une réservation vivante du même enfant, de la même activité et du même jour est "+
						"à la ligne %d", live.line),
					"une seule, les autres annulées (cancelled)")
			}
			live = r
			continue
		}
		for _, j := range rows[:n] {
			if o := &im.reservations[j]; !o.live() && o.at == r.at {
				im.report("reservations.csv", int(r.line), "requested_at",
					fmt.Sprintf("la ligne répète la clé de la ligne %d", o.line), "une seule ligne par clé")
				break
			}
		}
	}
}

// saveReservations compares the rows with the stored reservations, and writes the new and changed ones.
//
// A live row matches the stored live reservation of its child, activity and date; if there is none, a cancelled one
// with the same requested_at. A cancelled row matches the stored cancelled one with the same requested_at; if there is
// none and no row of the file is live that day, the stored live one. A row without requested_at matches any. A matched
// reservation that differs from its row is updated, unless it was changed since: a request by the family or by staff, a
// night, a mark, a debit (db.ImportTouched). Then the file is out of date, and the stored reservation is kept. A
// reservation that waits for the next night keeps waiting, even when the file now has it as transmitted.
//
// A day that is booked belongs to the home of the day, where a custody says which that is (DOMAIN.md 10.71), and else
// to the first family of the child. The price is computed from that family's QF on the day, the priority is that of the
// enrolment in force, both only when the row is new: a later tariff does not change an announced price. Reservations
// that were not transmitted get movements, one to book and, for a cancelled one, one to cancel, so that the next night
// settles and reports them.
func (im *importing) saveReservations() error {
	if len(im.reservations) == 0 {
		return nil
	}
	order := im.byKey(func(c *childEntry) int64 { return c.want.ID }, func(a *activityEntry) int64 { return a.rowID })
	im.progress("comparaison de reservations.csv", 0, len(im.reservations))
	had, err := im.storedReservations()
	if err != nil {
		return err
	}
	fresh := make([]bool, len(im.reservations))
	var updates []db.ImportedReservation
	changedRow := map[int64]*reservationRow{}
	stored := 0
	for start := 0; start < len(order); {
		end := start + 1
		for end < len(order) && im.reservations[order[start]].sameKey(&im.reservations[order[end]]) {
			end++
		}
		first := &im.reservations[order[start]]
		from := stored
		for stored < len(had) && compareKey(&had[stored], first) < 0 {
			stored++
		}
		im.leftBy(nil, had[from:stored])
		last := stored
		for last < len(had) && compareKey(&had[last], first) == 0 {
			last++
		}
		found := im.match(order[start:end], had[stored:last])
		im.leftBy(found, had[stored:last])
		for _, m := range found {
			r := &im.reservations[m.row]
			if m.had == nil {
				fresh[m.row] = true
				continue
			}
			want := *m.had
			want.Status, want.Transmitted = r.state(), r.transmitted && m.had.Transmitted
			if r.dated {
				want.RequestedAt = r.requested()
			}
			if want.Status != m.had.Status || want.Transmitted != m.had.Transmitted ||
				!want.RequestedAt.Equal(m.had.RequestedAt) {
				updates = append(updates, want)
				changedRow[want.ID] = r
			}
		}
		start, stored = end, last
	}
	im.leftBy(nil, had[stored:])
	updates, err = im.untouched(updates)
	if err != nil {
		return err
	}
	return im.writeReservations(fresh, updates, changedRow)
}

// reservationChunk is how many reservations one statement writes.
const reservationChunk = 1000

func (im *importing) writeReservations(fresh []bool, updates []db.ImportedReservation,
	changed map[int64]*reservationRow) error {
	counts := im.counts("reservations.csv")
	slots := map[booking.SlotKey]bool{}
	open := map[*structureEntry]bool{} // with reservations that were not transmitted
	total := 0
	note := func(r *reservationRow) {
		for _, code := range r.activity.want.Pools {
			slots[booking.SlotKey{PoolID: r.child.structure.pools.get(code).rowID, Date: r.date}] = true
		}
		if !r.transmitted {
			open[r.child.structure] = true
		}
	}
	for i := range im.reservations {
		if fresh[i] {
			note(&im.reservations[i])
			total++
		}
	}
	for _, u := range updates {
		note(changed[u.ID])
	}
	homes, err := im.holdHomes(fresh, updates)
	if err != nil {
		return err
	}
	for _, s := range im.structures.all {
		if err := im.q.BookIn(im.ctx, s.id()); err != nil {
			return err
		}
	}
	keys := make([]booking.SlotKey, 0, len(slots))
	for k := range slots {
		keys = append(keys, k)
	}
	keys = db.SortSlots(keys)
	// The locks are kept until the end of the transaction, as everywhere that places are allotted.
	for some := range slices.Chunk(keys, 500) {
		if _, err := im.q.LockSlots(im.ctx, slices.Clone(some)); err != nil {
			return err
		}
	}
	updates, err = im.untouched(updates) // once more: a family may have changed one before it was held
	if err != nil {
		return err
	}
	prices := priceList{today: im.today()}
	for _, u := range updates {
		homes.rehome(&u, changed[u.ID], &prices)
		if err := im.q.ImportUpdateReservation(im.ctx, u); err != nil {
			return err
		}
		counts.Changed++
	}
	chunk := make([]db.Reservation, 0, reservationChunk)
	flush := func() error {
		err := im.q.ImportInsertReservations(im.ctx, chunk)
		counts.New += len(chunk)
		chunk = chunk[:0]
		im.progress("écriture de reservations.csv", counts.New, total)
		return err
	}
	for i := range im.reservations {
		if !fresh[i] {
			continue
		}
		r := &im.reservations[i]
		family := homes.of(r)
		quote := prices.quote(r.child.structure, family, r.activity, r.date)
		chunk = append(chunk, db.Reservation{
			StructureID: r.child.structure.id(), FamilyID: family.want.ID, ChildID: r.child.want.ID,
			ActivityID: r.activity.rowID, Date: r.date, State: statuses[r.status], RequestedAt: r.requested(),
			Transmitted: r.transmitted,
			Priority:    r.child.priority(r.activity, r.date), Price: quote.Total, Quantity: quote.Quantity,
			Billed: r.state().Placed() && r.transmitted && r.date < im.opts.DebitedBefore,
		})
		if len(chunk) == reservationChunk {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	if err := flush(); err != nil {
		return err
	}
	for _, s := range im.structures.all {
		if open[s] {
			if err := im.q.ImportMovements(im.ctx, s.id()); err != nil {
				return err
			}
		}
	}
	return im.q.RecountSlots(im.ctx, keys)
}
