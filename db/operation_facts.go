package db

import (
	"context"
	"slices"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/effect"
	"cartable/app/domain/money"
	"cartable/app/domain/wallet"
)

// Scope is what a change of a town may touch. Empty lists mean everything.
type Scope struct {
	Activities []int64
	Dates      []civil.Date // nil: all from From on
	From       civil.Date
	Families   []int64
	Nothing    bool
}

// in returns the conditions of a scope on the columns of a table.
func (s Scope) in(q Q, alias string) (where conditions) {
	if s.Activities != nil {
		where.add(alias+".activity_id"+q.among("$?"), q.ids(s.Activities))
	}
	if s.Families != nil {
		where.add(alias+".family_id"+q.among("$?"), q.ids(s.Families))
	}
	if s.Dates == nil {
		where.add(alias+".date >= $?", s.From)
		return where
	}
	days := make([]string, len(s.Dates))
	for i, d := range s.Dates {
		days[i] = d.String()
	}
	where.addAny(alias+".date in ($?)", days)
	return where
}

// turn is the number of a request that waits: looking it up for each that has its place would take longer than all of
// the rest.
const turn = "case when r.state " + isPlaced + " then 0 else " + numberOf + " end"

// Facts reads the requests of families that a change may touch, and what decides their prices: six queries, whatever
// their number. Was and Is of each family are equal: quotients that change are the caller's.
func (q Q) Facts(ctx context.Context, structureID int64, s Scope) (f effect.Facts, err error) {
	f.Families = map[int64]effect.Family{}
	if s.Nothing {
		return f, nil
	}
	where := s.in(q, "r")
	where.add("r.structure_id = $?", structureID)
	var billed []int64
	err = q.each(ctx, "select "+reservationColumns+", r.attended, "+turn+" from reservations r"+where.text+
		" and (r.state "+isLive+" or r.reason = '"+string(booking.TownCancelled)+"') order by r.id", where.args,
		func(r row) error {
			var one effect.Reservation
			var attended *int
			var err error
			one.Reservation, err = scanReservation(r, &attended, &one.Number)
			one.Attended, one.ByTown = attended, one.Status == booking.Cancelled
			f.Reservations = append(f.Reservations, one)
			if one.Billed {
				billed = append(billed, one.ID)
			}
			return err
		})
	if err != nil {
		return f, err
	}
	sums, err := q.LedgerSums(ctx, billed)
	if err != nil {
		return f, err
	}
	for i, r := range f.Reservations {
		f.Reservations[i].Debited = money.Cents(sums[r.ID])
	}
	if f.Drafts, err = q.draftsIn(ctx, structureID, s); err != nil {
		return f, err
	}
	if err := q.pupilsIn(ctx, &f); err != nil {
		return f, err
	}
	return f, q.payersOf(ctx, structureID, &f)
}

// pupilsIn reads where the children of some facts go to school.
func (q Q) pupilsIn(ctx context.Context, f *effect.Facts) (err error) {
	var children []int64
	for _, r := range f.Reservations {
		children = append(children, r.ChildID)
	}
	for _, l := range f.Drafts {
		children = append(children, l.ChildID)
	}
	slices.Sort(children)
	f.Pupils, err = q.pupilsOf(ctx, slices.Compact(children))
	return err
}

// draftsIn reads the lines of drafts that a change may touch, of every family.
func (q Q) draftsIn(ctx context.Context, structureID int64, s Scope) (all []effect.DraftLine, err error) {
	s.Families = nil // a line has none
	where := s.in(q, "l")
	where.add("f.structure_id = $?", structureID)
	err = q.each(ctx, `select l.draft_id, d.family_id, l.child_id, l.activity_id, l.date, l.kind from draft_lines l
		join drafts d on d.id = l.draft_id and not d.dropped join families f on f.id = d.family_id`+where.text+
		" order by l.draft_id, l.date, l.child_id, l.activity_id", where.args, func(r row) error {
		var one effect.DraftLine
		err := r.Scan(&one.DraftID, &one.FamilyID, &one.ChildID, &one.ActivityID, &one.Date, &one.Kind)
		all = append(all, one)
		return err
	})
	return all, err
}

// payersOf reads what decides the prices of the families of some facts, and whether a mail reaches them.
func (q Q) payersOf(ctx context.Context, structureID int64, f *effect.Facts) error {
	if len(f.Reservations)+len(f.Drafts) == 0 {
		return nil
	}
	var from, to int64
	touch := func(id int64) {
		if from == 0 || id < from {
			from = id
		}
		to = max(to, id)
	}
	for _, r := range f.Reservations {
		touch(r.FamilyID)
	}
	for _, l := range f.Drafts {
		touch(l.FamilyID)
	}
	payers, err := q.Payers(ctx, structureID, from, to)
	if err != nil {
		return err
	}
	people, err := q.Addressees(ctx, structureID, from, to)
	for id, one := range people {
		var payer wallet.Payer = payers[id]
		f.Families[id] = effect.Family{Was: payer, Is: payer, Reachable: len(one.Addresses) > 0,
			Archived: one.Archived}
	}
	return err
}

// EverUsed reports whether an activity or a pool ever had a reservation.
func (q Q) EverUsed(ctx context.Context, activities []int64) (used map[int64]bool, err error) {
	used = map[int64]bool{}
	err = q.each(ctx, "select a.id from activities a where a.id"+q.among("$1")+
		" and exists (select 1 from reservations r where r.activity_id = a.id)", []any{q.ids(activities)},
		func(r row) error {
			var n int64
			err := r.Scan(&n)
			used[n] = true
			return err
		})
	return used, err
}
