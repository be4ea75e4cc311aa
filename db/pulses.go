package db

import (
	"context"
	"time"

	"cartable/app/domain/organ"
)

// Beat stores the last reports of a process.
func (q Q) Beat(ctx context.Context, words []organ.Word) error {
	for _, w := range words {
		if _, err := q.exec(ctx, `insert into pulses (organ, who, ailing, since, said_at, seen_at, word)
			values ($1, $2, $3, $4, $5, $6, $7) on conflict (organ, who) do update set ailing = excluded.ailing,
			since = excluded.since, said_at = excluded.said_at, seen_at = excluded.seen_at, word = excluded.word`,
			string(w.Organ), w.Who, w.Ailing, w.Since, w.Said, w.Seen, w.Text); err != nil {
			return err
		}
	}
	return nil
}

// Pulses returns the last reports of all processes.
func (q Q) Pulses(ctx context.Context) (all []organ.Word, err error) {
	err = q.each(ctx, "select organ, who, ailing, since, said_at, seen_at, word from pulses order by organ, who", nil,
		func(r row) error {
			var w organ.Word
			err := r.Scan(&w.Organ, &w.Who, &w.Ailing, stamp{&w.Since}, stamp{&w.Said}, stamp{&w.Seen}, &w.Text)
			all = append(all, w)
			return err
		})
	return all, err
}

// PurgePulses deletes the reports of processes that have not reported since an instant.
func (q Q) PurgePulses(ctx context.Context, before time.Time) error {
	_, err := q.exec(ctx, "delete from pulses where seen_at < $1", before)
	return err
}
