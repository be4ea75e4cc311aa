package jobs

import (
	"context"
	"fmt"
	"log/slog"
	"sync"

	"github.com/redis/go-redis/v9"
)

// redisLog keeps go-redis, which has one global logger, from writing a line to stderr for every dial that fails: the
// bell logs once that Redis is away, and once that it is back.
type redisLog struct{}

func (redisLog) Printf(_ context.Context, format string, args ...any) {
	slog.Debug("redis: " + fmt.Sprintf(format, args...))
}

var quietRedis = sync.OnceFunc(func() { redis.SetLogger(redisLog{}) })

// asynqLog logs the messages of Asynq, which contain only ids. Its errors are those of Redis, several a second for as
// long as it is away, and nothing is lost by them. Fatal does not end the process.
type asynqLog struct{ log *slog.Logger }

func (a asynqLog) Debug(args ...any) { a.log.Debug("asynq: " + fmt.Sprint(args...)) }
func (a asynqLog) Info(args ...any)  { a.log.Info("asynq: " + fmt.Sprint(args...)) }
func (a asynqLog) Warn(args ...any)  { a.log.Warn("asynq: " + fmt.Sprint(args...)) }
func (a asynqLog) Error(args ...any) { a.log.Debug("asynq: " + fmt.Sprint(args...)) }
func (a asynqLog) Fatal(args ...any) { a.log.Error("asynq: " + fmt.Sprint(args...)) }
