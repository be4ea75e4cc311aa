package db

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// The outbox is the source of truth of the queue: Redis only announces jobs. A job is added in the transaction that
// makes it necessary, claimed by one worker at a time, and stays until it is done or dead.
//
// All instants given here are the machine's own time.Now(), never the portal's clock, which the demo moves: a lease
// taken "tomorrow" would block a job for a day.
//
// The functions that change a claimed job take the Job that ClaimJob returned: its number of attempts distinguishes the
// worker from one that took the job over meanwhile, and a late call changes nothing.

// These are the kinds of jobs that are added by one package and delivered by another.
const JobMail = "mail.send" // ref: an id of mails

// refsPerInsert bounds the text of one statement.
const refsPerInsert = 1000

// AddJobs writes the jobs to do once the caller's transaction is committed. A job that exists already, done or not,
// stays as it is: each kind and ref runs once.
func (q Q) AddJobs(ctx context.Context, kind string, refs []int64, at time.Time) error {
	for len(refs) > 0 {
		n := min(len(refs), refsPerInsert)
		var values strings.Builder
		for i, ref := range refs[:n] {
			if i > 0 {
				values.WriteString(", ")
			}
			fmt.Fprintf(&values, "($1, %d, $2, $2)", ref)
		}
		_, err := q.exec(ctx, "insert into outbox (kind, ref, next_at, created_at) values "+values.String()+
			" on conflict (kind, ref) do nothing", kind, at)
		if err != nil {
			return err
		}
		refs = refs[n:]
	}
	return nil
}

// ReadyJobs returns the jobs of these kinds that no worker holds and that were not announced since announcedBefore, the
// oldest first. A job whose worker vanished is among them as soon as its lease is over.
func (q Q) ReadyJobs(ctx context.Context, kinds []string, now, announcedBefore time.Time, limit int) ([]Job, error) {
	in, args := kindsIn(kinds, now, announcedBefore)
	var jobs []Job
	err := q.each(ctx, fmt.Sprintf(`select id, kind, ref, attempts from outbox
		where state = 'ready' and next_at <= $1 and (leased_until is null or leased_until <= $1)
			and (announced_at is null or announced_at <= $2 or announced_at < leased_until) and kind in (%s)
		order by next_at, id limit %d`, in, limit), args, func(r row) error {
		var j Job
		err := r.Scan(&j.ID, &j.Kind, &j.Ref, &j.Attempts)
		jobs = append(jobs, j)
		return err
	})
	return jobs, err
}

// kindsIn returns kinds as placeholders after those of args.
func kindsIn(kinds []string, first ...any) (in string, args []any) {
	args = first
	marks := make([]string, 0, len(kinds))
	for _, k := range kinds {
		args = append(args, k)
		marks = append(marks, fmt.Sprintf("$%d", len(args)))
	}
	if len(marks) == 0 {
		return "null", args
	}
	return strings.Join(marks, ", "), args
}

// MarkAnnounced records that these jobs were announced to workers.
func (q Q) MarkAnnounced(ctx context.Context, ids []int64, now time.Time) error {
	if len(ids) == 0 {
		return nil
	}
	_, err := q.exec(ctx, "update outbox set announced_at = $1 where state = 'ready' and id in ("+list(ids)+")", now)
	return err
}

// ClaimJob takes a job for the length of a lease: only one of several concurrent callers gets ok. It counts an attempt.
// A job that is done, dead, not due yet or held by another worker is not returned.
func (q Q) ClaimJob(ctx context.Context, id int64, now time.Time, lease time.Duration) (job Job, ok bool, err error) {
	err = q.each(ctx, `update outbox set attempts = attempts + 1, leased_until = $3
		where id = $1 and state = 'ready' and next_at <= $2 and (leased_until is null or leased_until <= $2)
		returning id, kind, ref, attempts`, []any{id, now, now.Add(lease)}, func(r row) error {
		ok = true
		return r.Scan(&job.ID, &job.Kind, &job.Ref, &job.Attempts)
	})
	if err != nil {
		return Job{}, false, err
	}
	job.State = JobReady
	return job, ok, nil
}

// held matches a job as long as the worker that claimed it holds it.
const held = " where id = $1 and attempts = $2 and state = 'ready' and leased_until is not null"

// ExtendLease extends the lease of a job that is still running. ok is false when another worker has the job: stop
// working.
func (q Q) ExtendLease(ctx context.Context, job Job, until time.Time) (ok bool, err error) {
	n, err := q.exec(ctx, "update outbox set leased_until = $3"+held, job.ID, job.Attempts, until)
	return n == 1, err
}

// FinishJob marks a job as done, whichever worker did it.
func (q Q) FinishJob(ctx context.Context, id int64, now time.Time) error {
	_, err := q.exec(ctx, "update outbox set state = 'done', done_at = $2, leased_until = null, error = '' where id = "+
		"$1 and state = 'ready'", id, now)
	return err
}

// RetryJob releases a job after a failure, to be tried again at an instant.
func (q Q) RetryJob(ctx context.Context, job Job, at time.Time, reason string) error {
	_, err := q.exec(ctx, "update outbox set next_at = $3, error = $4, leased_until = null, announced_at = null"+held,
		job.ID, job.Attempts, at, reason)
	return err
}

// PostponeJob releases a job as RetryJob does, without counting the attempt.
func (q Q) PostponeJob(ctx context.Context, job Job, at time.Time, reason string) error {
	_, err := q.exec(ctx, "update outbox set attempts = attempts - 1, next_at = $3, error = $4, leased_until = null, "+
		"announced_at = null"+held,
		job.ID, job.Attempts, at, reason)
	return err
}

// KillJob marks a job as dead: staff see it, and may revive it.
func (q Q) KillJob(ctx context.Context, job Job, now time.Time, reason string) error {
	_, err := q.exec(ctx, "update outbox set state = 'dead', done_at = $3, error = $4, leased_until = null"+held,
		job.ID, job.Attempts, now, reason)
	return err
}

// DeadJobs returns how many jobs about one ref are dead, of the kinds whose names begin so.
func (q Q) DeadJobs(ctx context.Context, begin string, ref int64) (n int, err error) {
	err = q.each(ctx, "select count(*) from outbox where ref = $1 and state = 'dead' and kind like $2",
		[]any{ref, begin + "%"}, func(r row) error { return r.Scan(&n) })
	return n, err
}

// ReviveJobs makes those dead jobs ready again, with all their attempts.
func (q Q) ReviveJobs(ctx context.Context, begin string, ref int64, now time.Time) (int64, error) {
	return q.exec(ctx, "update outbox set state = 'ready', attempts = 0, next_at = $3, done_at = null, error = '', "+
		"leased_until = null, announced_at = null where ref = $1 and state = 'dead' and kind like $2", ref, begin+"%",
		now)
}

// JobCounts is the state of the queue for the staff page.
type JobCounts struct {
	Waiting int       // due, and held by no worker yet
	Working int       // held by a worker
	Later   int       // to be tried again at a later instant
	Done    int       // since the last purge
	Dead    int       // given up
	Oldest  time.Time // when the oldest of Waiting became due; zero when there is none
}

// CountJobs counts the jobs of all kinds.
func (q Q) CountJobs(ctx context.Context, now time.Time) (c JobCounts, err error) {
	err = q.each(ctx, `select
			coalesce(sum(case when state = 'ready' and leased_until > $1 then 1 else 0 end), 0),
			coalesce(sum(case when state = 'ready' and (leased_until is null or leased_until <= $1) and next_at <= $1
				then 1 else 0 end), 0),
			coalesce(sum(case when state = 'ready' and (leased_until is null or leased_until <= $1) and next_at > $1
				then 1 else 0 end), 0),
			coalesce(sum(case when state = 'done' then 1 else 0 end), 0),
			coalesce(sum(case when state = 'dead' then 1 else 0 end), 0),
			min(case when state = 'ready' and (leased_until is null or leased_until <= $1) and next_at <= $1 then
				next_at end)
		from outbox`, []any{now}, func(r row) error {
		return r.Scan(&c.Working, &c.Waiting, &c.Later, &c.Done, &c.Dead, stamp{&c.Oldest})
	})
	return c, err
}

// PurgeJobs deletes the jobs done before an instant, and returns their number; dead ones stay. After it, the same kind
// and ref may be added again.
func (q Q) PurgeJobs(ctx context.Context, doneBefore time.Time) (int64, error) {
	return q.exec(ctx, "delete from outbox where state = 'done' and done_at < $1", doneBefore)
}
