package db

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/custody"
)

// StructureIDs lists all structures.
func (q Q) StructureIDs(ctx context.Context) ([]int64, error) {
	var ids []int64
	err := q.NewSelect().Model((*Structure)(nil)).Column("id").Order("id").Scan(ctx, &ids)
	return ids, err
}

// LastRun returns the latest run of a structure by business date and pass; found is false when there is none.
func (q Q) LastRun(ctx context.Context, structureID int64) (run Run, found bool, err error) {
	var runs []Run
	err = q.NewSelect().Model(&runs).Where("structure_id = ?", structureID).Order("business_date desc",
		"pass desc").Limit(1).Scan(ctx)
	if err != nil || len(runs) == 0 {
		return Run{}, false, err
	}
	return runs[0], true, nil
}

// RunningRun returns the run of a structure that is not done yet.
func (q Q) RunningRun(ctx context.Context, structureID int64) (run Run, found bool, err error) {
	var runs []Run
	err = q.NewSelect().Model(&runs).Where("structure_id = ?", structureID).Where("state <> ?",
		RunDone).Limit(1).Scan(ctx)
	if err != nil || len(runs) == 0 {
		return Run{}, false, err
	}
	return runs[0], true, nil
}

// UnfinishedRuns lists the runs of all structures that are not done.
func (q Q) UnfinishedRuns(ctx context.Context) ([]Run, error) {
	var runs []Run
	err := q.NewSelect().Model(&runs).Where("state <> ?", RunDone).Order("id").Scan(ctx)
	return runs, err
}

// RunByID reads a run; found is false when there is none.
func (q Q) RunByID(ctx context.Context, id int64) (run Run, found bool, err error) {
	var runs []Run
	err = q.NewSelect().Model(&runs).Where("id = ?", id).Scan(ctx)
	if err != nil || len(runs) == 0 {
		return Run{}, false, err
	}
	return runs[0], true, nil
}

// AddRun inserts a run, as the next pass of its date unless it has one. ok is false when another run of the structure
// is under way, or another process has inserted this pass: the database enforces this, not the caller.
func (q Q) AddRun(ctx context.Context, run *Run) (ok bool, err error) {
	if run.Pass == 0 {
		err = q.NewSelect().Model((*Run)(nil)).ColumnExpr("coalesce(max(pass), 0) + 1").
			Where("structure_id = ? and business_date = ?", run.StructureID, run.BusinessDate).Scan(ctx, &run.Pass)
		if err != nil {
			return false, err
		}
	}
	res, err := q.NewInsert().Model(run).On("conflict do nothing").Returning("id").Exec(ctx)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n == 1 && run.ID != 0, err
}

// ToSettle is the number of rows that a run has to process, for an activity on a date.
type ToSettle struct {
	ActivityID int64
	Date       civil.Date
	Open       int // movements to transmit
	Rows       int // those, and the waiting requests
}

// wasAsked matches the live reservations that belong to a run, given its cut-off: later validations belong to the next
// night.
const wasAsked = "(r.transmitted or r.requested_at <= "

// ToSettle lists the activities and dates that a run must process: movements validated before the cut-off and not
// transmitted, and earlier requests that still wait. It reads only the open movements: "+ 0" keeps SQLite from using
// the index of all movements of the structure.
func (q Q) ToSettle(ctx context.Context, structureID int64, cutoff time.Time) ([]ToSettle, error) {
	var all []ToSettle
	err := q.each(ctx, `select activity_id, date, sum(open), sum(n) from (
			select activity_id, date, count(*) as open, count(*) as n from movements
				where structure_id + 0 = $1 and run_id is null and outcome is null and at <= $2 group by activity_id,
					date
			union all
			select activity_id, date, 0 as open, count(*) as n from reservations r
				where structure_id = $1 and state `+isWaiting+` and `+wasAsked+`$2) group by activity_id, date
		) as asked group by activity_id, date order by activity_id, date`, []any{structureID, cutoff},
		func(r row) error {
			var one ToSettle
			err := r.Scan(&one.ActivityID, &one.Date, &one.Open, &one.Rows)
			all = append(all, one)
			return err
		})
	return all, err
}

// OpenMovements counts the movements that the next run will settle, up to the most that a page shows.
func (q Q) OpenMovements(ctx context.Context, structureID int64) (n int, err error) {
	err = q.each(ctx, "select "+
		upTo("from movements where structure_id + 0 = $1 and run_id is null and outcome is null"), []any{structureID},
		func(r row) error { return r.Scan(&n) })
	return n, err
}

// Undecided is a waiting request, with the data that gives it its turn.
type Undecided struct {
	booking.Reservation
	booking.Right
	Number int64 // of its movement; 0 = imported
	Left   bool  // whether it was given up after the cut-off
}

// UnsettledOn lists the requests that a run with a cut-off settles, for activities between two dates, in date order.
// The list includes those that were given up after the cut-off, in their former state: on the night itself they would
// still have been there, ahead of later requests.
func (q Q) UnsettledOn(ctx context.Context, activities []int64, from, to civil.Date,
	cutoff time.Time) ([]Undecided, error) {
	var all []Undecided
	read := func(r row) error {
		var one Undecided
		var home custody.Calendar
		var err error
		one.Reservation, err = scanReservation(r, &one.Number, &one.Enrolled, &one.Pupil.Birth, &one.Pupil.School,
			&one.Pupil.Class, homes{&home}, &one.Left)
		one.OtherHome = home.Other(one.FamilyID, one.Date)
		all = append(all, one)
		return err
	}
	args := []any{from, to, cutoff}
	const right = ", " + numberOf + ", " + isEnrolled + ", " + bornOn + ", " + pupilOf + ", " + homesOf
	if err := q.each(ctx, "select "+reservationColumns+right+`, false from reservations r
		where r.activity_id in (`+list(activities)+`) and r.date between $1 and $2 and `+wasAsked+`$3) and r.state `+
		isWaiting, args, read); err != nil {
		return nil, err
	}
	err := q.each(ctx, "select "+leftColumns+right+`, true from reservations r join movements m
		on m.reservation_id = r.id
		where r.activity_id in (`+list(activities)+`) and r.date between $1 and $2 and r.requested_at <= $3
			and m.kind = 'cancel' and m.at > $3 and r.was `+isWaiting, args, read)
	slices.SortFunc(all, func(a, b Undecided) int {
		return cmp.Or(cmp.Compare(a.Date, b.Date),
			cmp.Compare(a.ID, b.ID))
	})
	return all, err
}

// LeftSince returns how many more places each slot had taken at an instant than it has now: those given up since, less
// those accepted since. Negative numbers are left out: a place that is taken stays taken.
func (q Q) LeftSince(ctx context.Context, activities []int64, from, to civil.Date,
	cutoff time.Time) (map[booking.SlotKey]int, error) {
	more := map[booking.SlotKey]int{}
	err := q.each(ctx, `select ap.pool_id, t.date, sum(t.n) from (
			select r.activity_id, r.date, 1 as n from reservations r join movements m on m.reservation_id = r.id
				where r.activity_id in (`+list(activities)+`) and r.date between $1 and $2 and r.requested_at <= $3
					and m.kind = 'cancel' and m.at > $3 and r.was `+isPlaced+`
			union all
			select r.activity_id, r.date, -1 from reservations r
				where r.activity_id in (`+list(activities)+`) and r.date between $1 and $2 and not `+wasAsked+`$3)
					and r.state `+isSeated+`
		) as t join activity_pools ap on ap.activity_id = t.activity_id
			group by ap.pool_id, t.date having sum(t.n) > 0`,
		[]any{from, to, cutoff}, func(r row) error {
			var k booking.SlotKey
			var n int
			err := r.Scan(&k.PoolID, &k.Date, &n)
			more[k] = n
			return err
		})
	return more, err
}

// Recall stores the state that a run would have given to requests that were given up after its cut-off: the next run
// reads it.
func (q Q) Recall(ctx context.Context, ids []int64, state booking.Status) error {
	for some := range slices.Chunk(ids, 1000) {
		if _, err := q.exec(ctx, "update reservations set was = $1 where state "+isGone+" and id in ("+list(some)+")",
			string(state)); err != nil {
			return err
		}
	}
	return nil
}

// OpenDates lists the dates between two dates on which activities have movements to settle, or requests as UnsettledOn
// lists them.
func (q Q) OpenDates(ctx context.Context, activities []int64, from, to civil.Date,
	cutoff time.Time) ([]civil.Date, error) {
	var all []civil.Date
	in := "activity_id in (" + list(activities) + ") and "
	err := q.each(ctx, "select date from movements where "+in+
		`date between $1 and $2 and run_id is null and outcome is null and at <= $3
		union select r.date from reservations r where r.`+in+"r.date between $1 and $2 and "+wasAsked+
		"$3) and r.state "+isWaiting+`
		union select r.date from reservations r join movements m on m.reservation_id = r.id where r.`+in+
		"r.date between $1 and $2 and r.requested_at <= $3 and m.kind = 'cancel' and m.at > $3 and r.was "+isWaiting+
		" order by date", []any{from, to, cutoff}, func(r row) error {
		var d civil.Date
		err := r.Scan(&d)
		all = append(all, d)
		return err
	})
	return all, err
}

// Transmit closes the movements of a shard under a run, each with the current outcome of its reservation, and marks the
// reservations. It returns the number of movements with each outcome, and the reservations that they concern.
func (q Q) Transmit(ctx context.Context, runID int64, activities []int64, from, to civil.Date,
	cutoff time.Time) (map[booking.Status]int, map[int64]bool, error) {
	counts, touched := map[booking.Status]int{}, map[int64]bool{}
	closing := `update movements set run_id = $1, outcome = case
			when kind = 'cancel' then ` + gone + `
			else (select case when ` + superseded + ` then ` + denied + ` when r.state ` + isGone +
		` then 'withdrawn' else r.state end from reservations r where r.id = movements.reservation_id) end
		where activity_id in (` + list(activities) +
		`) and date between $2 and $3 and run_id is null and outcome is null and at <= $4
		returning reservation_id, outcome`
	if q.postgres {
		closing = "with closed as (" + closing + `), told as (update reservations r set transmitted = true from closed c
			where r.id = c.reservation_id and not r.transmitted) select reservation_id, outcome from closed`
	}
	err := q.each(ctx, closing, []any{runID, from, to, cutoff}, func(r row) error {
		var reservation int64
		var outcome booking.Status // or withdrawn
		err := r.Scan(&reservation, &outcome)
		counts[outcome]++
		touched[reservation] = true
		return err
	})
	if err != nil || q.postgres {
		return counts, touched, err
	}
	for some := range slices.Chunk(slices.Sorted(maps.Keys(touched)), 1000) {
		if _, err := q.exec(ctx, "update reservations set transmitted = true where not transmitted and id in ("+
			list(some)+")"); err != nil {
			return nil, nil, err
		}
	}
	return counts, touched, nil
}

// AddOutcomes stores the outcomes that a run gave to requests transmitted before.
func (q Q) AddOutcomes(ctx context.Context, rows []Outcome) error {
	if len(rows) == 0 {
		return nil
	}
	_, err := q.NewInsert().Model(&rows).On("conflict do nothing").Exec(ctx)
	return err
}

// MoveRun changes the state of a run, if it is still in the state from.
func (q Q) MoveRun(ctx context.Context, runID int64, from, to string) (bool, error) {
	n, err := q.exec(ctx, "update runs set state = $3 where id = $1 and state = $2", runID, from, to)
	return n == 1, err
}

// CloseRun ends a run and updates the structure's date of last update.
func (q Q) CloseRun(ctx context.Context, run Run, now time.Time) (bool, error) {
	n, err := q.exec(ctx, "update runs set state = 'done', finished_at = $2 where id = $1 and state = 'reporting'",
		run.ID, now)
	if err != nil || n == 0 {
		return false, err
	}
	_, err = q.exec(ctx, "update structures set updated_through = $2 where id = $1 and (updated_through is null or "+
		"updated_through < $2)",
		run.StructureID, run.Cutoff)
	return true, err
}

// tally converts Bun's counts to int.
func tally(n int64, err error) (int, error) { return int(n), err }
