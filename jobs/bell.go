package jobs

import (
	"context"
	"errors"
	"log/slog"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"
)

// taskType is the only type of task: the outbox contains the kind of work.
const taskType = "job"

// bell announces jobs through Asynq. After a first failure it stays silent, at no cost, until Redis answers again.
type bell struct {
	asynq   *asynq.Client
	redis   *redis.Client
	patient time.Duration
	timeout time.Duration // of a task: longer than its handler's timeout
	down    atomic.Bool
	log     *slog.Logger
	says    func(error) // is called with the result of each call to Redis
}

func newBell(r *Redis, patient, limit time.Duration, log *slog.Logger, says func(error)) *bell {
	return &bell{says: says, asynq: asynq.NewClient(r), redis: r.Client(), patient: patient, timeout: 2 * limit,
		log: log}
}

// ring announces a job, and returns false when it could not.
func (b *bell) ring(ctx context.Context, queue string, id int64) bool {
	if b.down.Load() {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, b.patient)
	defer cancel()
	task := asynq.NewTask(taskType, []byte(strconv.FormatInt(id, 10)))
	// No TaskID: one that was archived would block its successors. A double announcement costs one query.
	_, err := b.asynq.EnqueueContext(ctx, task, asynq.Queue(queue), asynq.MaxRetry(3), asynq.Timeout(b.timeout))
	if err != nil {
		b.silent(ctx, err)
	}
	return err == nil
}

// waiting counts the announcements that no worker has taken yet. It is 0 when Redis does not answer.
func (b *bell) waiting(ctx context.Context, queue string) int {
	if b.down.Load() {
		return 0
	}
	ctx, cancel := context.WithTimeout(ctx, b.patient)
	defer cancel()
	n, err := b.redis.LLen(ctx, "asynq:{"+queue+"}:pending").Result()
	if err != nil {
		b.silent(ctx, err)
	}
	return int(n)
}

// forgot reports, once each time, that Redis has lost its announcements: it was flushed, or restarted empty. A lane's
// mark is stored beside the lane's announcements; it is written again as soon as it is missing. It may be missing
// without a loss, which costs a second announcement.
func (b *bell) forgot(ctx context.Context, l *lane) bool {
	if b.down.Load() {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, b.patient)
	defer cancel()
	_, err := b.redis.SetArgs(ctx, l.mark, 1, redis.SetArgs{Mode: "NX", TTL: markLives}).Result()
	if errors.Is(err, redis.Nil) {
		return false
	}
	if err != nil {
		b.silent(ctx, err)
	}
	return err == nil
}

// markLives bounds how long the mark of a stopped worker remains.
const markLives = time.Hour

// silent records that Redis does not answer, unless our own context was cancelled.
func (b *bell) silent(ctx context.Context, err error) {
	if errors.Is(ctx.Err(), context.Canceled) {
		return
	}
	b.says(err)
	if b.down.CompareAndSwap(false, true) {
		b.log.Warn("Redis does not answer: working without it", "error", err)
	}
}

// probe keeps down up to date, whether or not there is something to announce.
func (b *bell) probe(ctx context.Context, poll time.Duration) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(poll):
		}
		try, cancel := context.WithTimeout(ctx, b.patient)
		err := b.redis.Ping(try).Err()
		cancel()
		if err != nil {
			b.silent(ctx, err)
			continue
		}
		b.says(nil)
		if b.down.CompareAndSwap(true, false) {
			b.log.Info("Redis answers again")
		}
	}
}

func (b *bell) close() {
	_ = b.asynq.Close()
	_ = b.redis.Close()
}
