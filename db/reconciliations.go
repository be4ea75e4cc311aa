package db

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"cartable/app/domain/civil"
	"cartable/app/domain/money"
)

// These are the states of a reconciliation.
const (
	ReconcileAsking = "asking"
	ReconcileDone   = "done"
	ReconcileFailed = "failed"
)

// Reconciliation is a row of reconciliations: a comparison of the platform's file with the payments credited here.
type Reconciliation struct {
	bun.BaseModel `bun:"reconciliations"`

	ID          int64 `bun:",pk,autoincrement"`
	StructureID int64
	State       string
	AskedAt     time.Time
	AskedBy     int64 `bun:",nullzero"`
	FinishedAt  *time.Time
}

// ReconciledLine is a row of reconciled_lines: a payment of the file.
type ReconciledLine struct {
	bun.BaseModel `bun:"reconciled_lines"`

	RunID    int64 `bun:",pk"`
	Position int   `bun:",pk"`
	Date     civil.Date
	Refdet   string
	Amount   money.Cents
	Ask      bool
	Asked    bool
	Found    bool
}

// AddReconciliation starts a run with its lines, and deletes the previous comparison. ok is false, and nothing is
// written, when one is under way: the database enforces this. Call it in a transaction.
func (q Q) AddReconciliation(ctx context.Context, run *Reconciliation, lines []ReconciledLine) (ok bool, err error) {
	run.AskedAt = run.AskedAt.UTC().Truncate(time.Microsecond)
	state, finished := run.State, run.FinishedAt
	run.State, run.FinishedAt = ReconcileAsking, nil // so that a run that has nothing to ask passes the guard too
	if _, err := q.NewInsert().Model(run).On("conflict do nothing").Returning("id").Exec(ctx); err != nil &&
		!errors.Is(err, sql.ErrNoRows) ||
		run.ID == 0 {
		return false, err
	}
	if finished != nil {
		if err := q.EndReconciliation(ctx, run.ID, state, *finished); err != nil {
			return false, err
		}
	}
	for some := range slices.Chunk(lines, ledgerChunk) {
		for i := range some {
			some[i].RunID = run.ID
		}
		if _, err := q.NewInsert().Model(&some).Exec(ctx); err != nil {
			return false, err
		}
	}
	return true, q.dropReconciliations(ctx, "structure_id = $1 and id <> $2", run.StructureID, run.ID)
}

// LastReconciliation returns the latest run of a structure with its lines, in the order of the file.
func (q Q) LastReconciliation(ctx context.Context,
	structureID int64) (run Reconciliation, lines []ReconciledLine, found bool, err error) {
	err = q.NewSelect().Model(&run).Where("structure_id = ?", structureID).Order("id desc").Limit(1).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return run, nil, false, nil
	}
	if err != nil {
		return run, nil, false, err
	}
	err = q.NewSelect().Model(&lines).Where("run_id = ?", run.ID).Order("position").Scan(ctx)
	return run, lines, true, err
}

// LinesToAsk returns the next lines of a run that need a query to the platform; found is false when the run is over, or
// deleted.
func (q Q) LinesToAsk(ctx context.Context, runID int64,
	limit int64) (run Reconciliation, lines []ReconciledLine, found bool, err error) {
	err = q.NewSelect().Model(&run).Where("id = ? and state = 'asking'", runID).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return run, nil, false, nil
	}
	if err != nil {
		return run, nil, false, err
	}
	err = q.NewSelect().
		Model(&lines).
		Where("run_id = ? and ask and not asked", runID).
		Order("position").
		Limit(limit).
		Scan(ctx)
	return run, lines, true, err
}

// NoteAsked records that the platform was queried about a line, and whether the line is credited now.
func (q Q) NoteAsked(ctx context.Context, l ReconciledLine, credited bool) error {
	_, err := q.exec(ctx, "update reconciled_lines set asked = true, found = $3 where run_id = $1 and position = $2",
		l.RunID, l.Position, credited)
	return err
}

// EndReconciliation ends a run that is under way.
func (q Q) EndReconciliation(ctx context.Context, runID int64, state string, now time.Time) error {
	_, err := q.exec(ctx, "update reconciliations set state = $2, finished_at = $3 where id = $1 and state = 'asking'",
		runID, state, now.UTC())
	return err
}

// PurgeReconciliations deletes the runs that ended before an instant.
func (q Q) PurgeReconciliations(ctx context.Context, before time.Time) error {
	return q.dropReconciliations(ctx, "state <> 'asking' and finished_at < $1", before.UTC())
}

func (q Q) dropReconciliations(ctx context.Context, where string, args ...any) error {
	for _, statement := range []string{
		"delete from reconciled_lines where run_id in (select id from reconciliations where " + where + ")",
		"delete from reconciliations where " + where,
	} {
		if _, err := q.exec(ctx, statement, args...); err != nil {
			return err
		}
	}
	return nil
}
