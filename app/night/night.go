package night

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/town"
	"cartable/db"
)

// The kinds of job that a run writes to the outbox.
const (
	SettleJob = "night.settle" // ref: a shard
	ReportJob = "night.report" // ref: a shard
)

// The origins of a run.
const (
	FromSchedule = "schedule"
	FromStaff    = "staff"
	FromCommand  = "command"
)

// Night has the dependencies of the transmission. Now is the town's clock.
type Night struct {
	DB         *db.DB
	Catalogues *db.Catalogues
	Now        func() time.Time
	BaseURL    string // shown at the end of reports
	MailHost   string // right side of the Message-IDs

	Ring func() // wakes this process's worker, if any, so that new jobs run at once
}

func (n *Night) ring() {
	if n.Ring != nil {
		n.Ring()
	}
}

// lateAfter is how long after its instant a run counts as late.
const lateAfter = 15 * time.Minute

// mostMissed limits how many missed nights are made up for. The requests of older nights are settled too, because a
// later run settles everything before its cut-off.
const mostMissed = 7

// Due starts the runs that are due, the earliest missed night first, one per structure. Any process may call it at any
// time: the row of the run prevents duplicates. A structure that fails does not block the others.
func (n *Night) Due(ctx context.Context) error {
	q := n.DB.Read()
	ids, err := q.StructureIDs(ctx)
	if err != nil {
		return err
	}
	var failed []error
	for _, id := range ids {
		if err := n.dueAt(ctx, q, id); err != nil {
			failed = append(failed, fmt.Errorf("structure %d: %w", id, err))
		}
	}
	return errors.Join(failed...)
}

// dueAt starts the run of a structure if it is due.
func (n *Night) dueAt(ctx context.Context, q db.Q, structureID int64) (err error) {
	defer caught(&err)
	c, err := n.Catalogues.Current(ctx, q, structureID)
	if err != nil {
		return err
	}
	last, found, err := q.LastRun(ctx, structureID)
	if err != nil {
		return err
	}
	date, at, due := nextDue(c, last, found, n.Now())
	if !due || found && last.State != db.RunDone {
		return nil
	}
	pass := 1
	if found && last.BusinessDate == date {
		pass = last.Pass + 1
	}
	_, err = n.start(ctx, c, order{date, pass, at, at, FromSchedule, found && n.Now().Sub(at) > lateAfter, Asker{}})
	if fault.KindOf(err) == fault.Conflict { // another process has just run it: nothing is wrong
		return nil
	}
	return err
}

// caught, when deferred, turns a panic into an error, so that a failure in one town or shard does not stop the others.
func caught(err *error) {
	if broken := recover(); broken != nil {
		*err = fault.Caught(broken, debug.Stack())
	}
}

// nextDue returns the earliest night that is due and was not run, and its instant.
func nextDue(c *town.Catalogue, last db.Run, found bool, now time.Time) (civil.Date, time.Time, bool) {
	at := c.Night
	latest := c.Today(now)
	if now.Before(at(latest)) {
		latest--
	}
	if !found {
		return latest, at(latest), true
	}
	next := last.BusinessDate
	if !last.Cutoff.Before(at(next)) { // that night has had its scheduled run, or a later one
		next++
	}
	next = max(next, latest-mostMissed)
	return next, at(next), next <= latest
}

// StartNow starts a run for a date on request. Today's run covers everything validated so far; for any other date it is
// the run of that night's instant. A run under way is joined rather than duplicated. nothing is true when the date has
// been run and nothing new has come since.
func (n *Night) StartNow(ctx context.Context, structureID int64, date civil.Date, origin string) (run db.Run,
	nothing bool, err error) {
	run, whose, err := n.Ask(ctx, structureID, date, origin)
	return run, whose == Nothing, err
}

// Whose is the outcome of a request to start a run.
type Whose int

// Either the requested run was started; or another one is under way, with an earlier cut-off, which leaves later
// requests; or there is nothing to do.
const (
	Own Whose = iota
	Another
	Nothing
)

// Ask is StartNow for callers that must know whether the run is the one requested.
func (n *Night) Ask(ctx context.Context, structureID int64, date civil.Date, origin string) (db.Run, Whose, error) {
	return n.ask(ctx, structureID, date, origin, Asker{Address: "commande"})
}

// Asker is the account that starts a run by hand, and its network address, for the journal.
type Asker struct {
	AccountID int64
	Address   string
}

// StartFor starts today's run for a member of staff.
func (n *Night) StartFor(ctx context.Context, structureID int64, by Asker) (run db.Run, nothing bool, err error) {
	run, whose, err := n.ask(ctx, structureID, 0, FromStaff, by)
	return run, whose == Nothing, err
}

func (n *Night) ask(ctx context.Context, structureID int64, date civil.Date, origin string,
	by Asker) (db.Run, Whose, error) {
	q := n.DB.Read()
	c, err := n.Catalogues.Current(ctx, q, structureID)
	if err != nil {
		return db.Run{}, Own, err
	}
	now := n.Now()
	at := now
	if date == 0 {
		date = c.Today(now)
	}
	if date != c.Today(now) {
		at = c.Night(date)
	}
	if at.After(now) { // its past days are not over, and the schedule would wait for that date
		return db.Run{}, Own, fault.Invalidf("date", "La nuit du %s n'est pas encore venue. Donnez une date "+
			"passée, ou aucune "+
			"pour transmettre tout de suite.", date.Long())
	}
	last, found, err := q.LastRun(ctx, structureID)
	if err != nil {
		return db.Run{}, Own, err
	}
	if found && last.State == db.RunDone && last.BusinessDate >= date {
		some, err := n.news(ctx, q, c, at)
		if err != nil || !some {
			return last, Nothing, err
		}
	}
	run, err := n.start(ctx, c, order{date, 0, at, at, origin, false, by})
	if err == nil && run.Cutoff.Before(at.Truncate(time.Microsecond)) {
		return run, Another, nil
	}
	return run, Own, err
}

type order struct {
	date         civil.Date
	pass         int // of the schedule, which runs no night that another process has run meanwhile; 0 is the next
	cutoff, asOf time.Time
	origin       string
	late         bool
	by           Asker // unless started by the schedule
}

// start inserts a run with its shards and their jobs, in one transaction; when another run is under way it returns that
// one.
func (n *Night) start(ctx context.Context, c *town.Catalogue, o order) (db.Run, error) {
	run := db.Run{StructureID: c.Structure.ID, BusinessDate: o.date, Cutoff: o.cutoff.UTC(), AsOf: o.asOf.UTC(),
		Origin: o.origin, Late: o.late, State: db.RunSettling, StartedAt: n.Now().UTC()}
	err := n.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		run.ID, run.Pass = 0, o.pass
		ok, err := q.AddRun(ctx, &run)
		if err != nil || !ok {
			return err
		}
		if o.origin != FromSchedule {
			if err := q.AddJournal(ctx, db.JournalEntry{At: run.StartedAt, AccountID: o.by.AccountID,
				StructureID: run.StructureID, Action: journal.RunStarted, Subject: "Nuit du " + o.date.Long(),
				Origin: o.by.Address}); err != nil {
				return err
			}
		}
		todo, err := q.ToSettle(ctx, run.StructureID, run.Cutoff)
		if err != nil {
			return err
		}
		shards := plan(c, run.ID, todo)
		debits, err := planDebits(ctx, q, c, run)
		if err != nil {
			return err
		}
		shards = append(shards, debits...)
		if err := q.AddShards(ctx, shards); err != nil {
			return err
		}
		return q.AddJobs(ctx, SettleJob, shardIDs(shards), time.Now())
	})
	if err != nil {
		return db.Run{}, err
	}
	n.ring()
	if run.ID == 0 {
		other, found, err := n.DB.Read().RunningRun(ctx, run.StructureID)
		if err == nil && !found {
			err = fault.Conflictf("Un traitement vient de se terminer. Réessayez.")
		}
		return other, err
	}
	return run, n.Advance(ctx, run.ID) // a run without work is done at once
}

func shardIDs(shards []db.RunShard) []int64 {
	ids := make([]int64, len(shards))
	for i, s := range shards {
		ids[i] = s.ID
	}
	return ids
}

// The approximate number of rows in a shard, and the maximum number of days: small enough to take a fraction of a
// second and to spread over workers, large enough for little overhead (app/bench/FIGURES.md).
const (
	shardRows = 1500
	shardDays = 62
)

// plan cuts the work of a run into shards: activities that share places stay together, and so does each date.
func plan(c *town.Catalogue, runID int64, todo []db.ToSettle) []db.RunShard {
	byActivity := map[int64][]db.ToSettle{}
	for _, t := range todo {
		byActivity[t.ActivityID] = append(byActivity[t.ActivityID], t)
	}
	var shards []db.RunShard
	for _, group := range c.Components() {
		rows := map[civil.Date]int{}
		var ids []int64
		for _, a := range group {
			ids = append(ids, a.ID)
			for _, t := range byActivity[a.ID] {
				rows[t.Date] += t.Rows
			}
		}
		shards = append(shards, cut(runID, db.FormatActivities(ids), rows)...)
	}
	return shards
}

func cut(runID int64, activities string, rows map[civil.Date]int) []db.RunShard {
	var shards []db.RunShard
	held := 0
	for _, d := range sortedDates(rows) {
		last := len(shards) - 1
		if last < 0 || held+rows[d] > shardRows || d-shards[last].FromDate >= shardDays {
			shards = append(shards, db.RunShard{RunID: runID, Kind: db.ShardSettle, Activities: activities,
				State: db.ShardTodo, FromDate: d})
			held, last = 0, last+1
		}
		shards[last].ToDate = d
		held += rows[d]
	}
	return shards
}
