package db

import (
	"context"
	"fmt"
	"strings"

	"github.com/uptrace/bun"
)

// AddShards stores the parts of a run and sets their IDs.
func (q Q) AddShards(ctx context.Context, shards []RunShard) error {
	if len(shards) == 0 {
		return nil
	}
	_, err := q.NewInsert().Model(&shards).Returning("id").Exec(ctx)
	return err
}

// LockShard locks a shard for the length of the transaction. ok is false when it is done already.
func (q Q) LockShard(ctx context.Context, id int64) (shard RunShard, ok bool, err error) {
	s := q.NewSelect().Model(&shard).Where("id = ?", id)
	if q.postgres {
		s = s.For("update")
	}
	err = s.Scan(ctx)
	return shard, err == nil && shard.State == ShardTodo, err
}

// FinishShard stores the result of a shard.
func (q Q) FinishShard(ctx context.Context, s *RunShard) error {
	_, err := q.NewUpdate().Model(s).WherePK().Where("state = ?", ShardTodo).
		Column("state", "accepted", "waitlisted", "refused", "cancelled", "pending", "mails", "debits", "unpriced",
			"unpriced_by", "error", "done_at").Exec(ctx)
	return err
}

// BuryShard marks a shard as given up and returns its run, 0 when it was done or given up already.
func (q Q) BuryShard(ctx context.Context, shardID int64, reason string) (runID int64, err error) {
	err = q.each(ctx, "update run_shards set state = 'dead', error = $2 where id = $1 and state = 'todo' "+
		"returning run_id",
		[]any{shardID, reason}, func(r row) error { return r.Scan(&runID) })
	return runID, err
}

// OpenShards counts the shards of some kinds that are still to do.
func (q Q) OpenShards(ctx context.Context, runID int64, kinds ...string) (int, error) {
	return tally(q.NewSelect().Model((*RunShard)(nil)).Where("run_id = ? and kind in ? and state = ?", runID,
		bun.Tuple(kinds), ShardTodo).Count(ctx))
}

// ParseActivities returns the list that a shard stores.
func (s RunShard) ParseActivities() ([]int64, error) {
	var ids []int64
	for _, part := range strings.Split(s.Activities, ",") {
		var one int64
		if _, err := fmt.Sscan(part, &one); err != nil {
			return nil, fmt.Errorf("shard %d: %w", s.ID, err)
		}
		ids = append(ids, one)
	}
	return ids, nil
}

// FormatActivities returns ids as the list that a shard stores.
func FormatActivities(ids []int64) string { return list(ids) }
