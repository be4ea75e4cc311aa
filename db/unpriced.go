package db

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// FormatUnpriced formats, by activity, how many past days a shard did not debit: "12:5,31:2".
func FormatUnpriced(byActivity map[int64]int) string {
	parts := make([]string, 0, len(byActivity))
	for _, id := range slices.Sorted(maps.Keys(byActivity)) {
		parts = append(parts, fmt.Sprintf("%d:%d", id, byActivity[id]))
	}
	return strings.Join(parts, ",")
}

// RunUnpriced counts by activity the past days that a run did not debit, because no tariff gives their price. A run
// older than the count by activity has none.
func (q Q) RunUnpriced(ctx context.Context, runID int64) (map[int64]int, error) {
	var lists []string
	if err := q.NewSelect().Model((*RunShard)(nil)).Column("unpriced_by").Where("run_id = ? and unpriced_by <> ''",
		runID).Scan(ctx, &lists); err != nil {
		return nil, err
	}
	sums := map[int64]int{}
	for _, part := range strings.Split(strings.Join(lists, ","), ",") {
		var id int64
		var n int
		if part == "" {
			continue
		}
		if _, err := fmt.Sscanf(part, "%d:%d", &id, &n); err != nil {
			return nil, fmt.Errorf("run %d: %w", runID, err)
		}
		sums[id] += n
	}
	return sums, nil
}
