package jobs

import (
	"cmp"
	"context"
	"errors"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// Redis makes clients of a real Redis, or of an embedded one, which is visible to this process alone and loses its data
// when it ends: no data may be stored there only.
type Redis struct {
	options  redis.Options
	embedded *miniredis.Miniredis

	mu      sync.Mutex
	closed  bool
	clients []*redis.Client
	stop    chan struct{}
	stopped chan struct{}
}

// OpenRedis parses redis://… or rediss://…, and does not connect. An empty address means the embedded Redis, without a
// port.
func OpenRedis(address string) (*Redis, error) {
	quietRedis()
	r := &Redis{stop: make(chan struct{})}
	if address == "" {
		r.embedded = miniredis.NewMiniRedis()
		r.stopped = make(chan struct{})
		go r.age()
	} else {
		options, err := redis.ParseURL(address)
		if err != nil || options.Network != "tcp" {
			// not the address, which may have a password
			return nil, errors.New("REDIS_URL : une adresse redis://… ou rediss://… est attendue")
		}
		r.options = *options
	}
	o := &r.options
	if r.embedded != nil {
		o.Addr = "embedded"
		o.Dialer = func(context.Context, string, string) (net.Conn, error) { return r.dial() }
	}
	// Workers do without a Redis that does not answer: short timeouts, no second try.
	o.DialTimeout = cmp.Or(o.DialTimeout, 500*time.Millisecond)
	o.ReadTimeout = cmp.Or(o.ReadTimeout, time.Second)
	o.WriteTimeout = cmp.Or(o.WriteTimeout, time.Second)
	o.MaxRetries = -1
	o.DialerRetries = 1
	o.ContextTimeoutEnabled = true
	o.DisableIdentity = true
	o.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	return r, nil
}

// Embedded reports whether the only Redis is the one in this process.
func (r *Redis) Embedded() bool { return r.embedded != nil }

// Client returns a client, for publish and subscribe or for a staff page. Close closes it, and so does Redis.Close.
func (r *Redis) Client() *redis.Client {
	o := r.options
	c := redis.NewClient(&o)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		_ = c.Close()
	}
	r.clients = append(r.clients, c)
	return c
}

// MakeRedisClient implements asynq.RedisConnOpt: it returns a new client each time, as Asynq closes the client that it
// gets.
func (r *Redis) MakeRedisClient() any { return r.Client() }

// Ping checks within half a second whether Redis answers.
func (r *Redis) Ping(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 500*time.Millisecond)
	defer cancel()
	o := r.options
	c := redis.NewClient(&o)
	defer c.Close()
	return c.Ping(ctx).Err()
}

// Close closes all clients and the embedded Redis.
func (r *Redis) Close() error {
	r.mu.Lock()
	if r.closed {
		r.mu.Unlock()
		return nil
	}
	r.closed = true
	clients := r.clients
	r.mu.Unlock()
	close(r.stop)
	for _, c := range clients {
		_ = c.Close() // some were closed by Asynq
	}
	if r.embedded != nil {
		<-r.stopped
		r.embedded.Close()
	}
	return nil
}

func (r *Redis) dial() (net.Conn, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return nil, net.ErrClosed
	}
	return r.embedded.Dial()
}

// age makes the embedded Redis's keys expire. Its own ClockTTL would walk through all keys at every command.
func (r *Redis) age() {
	defer close(r.stopped)
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	last := time.Now()
	for {
		select {
		case <-r.stop:
			return
		case now := <-tick.C:
			r.embedded.FastForward(now.Sub(last))
			last = now
		}
	}
}

// patient gives an Asynq server a client that waits a second after a failure: its loops do not, and would use a whole
// core for as long as Redis is away. hurry ends all waiting, so that the server can stop.
//
// Asynq closes the client when it has stopped, and no other code may: its subscriber, which reads from a channel that
// is closed with the client, dereferences nil (asynq 0.26, subscriber.go) and crashes the process.
type patient struct {
	client *redis.Client
	stop   chan struct{}
}

func newPatient(r *Redis) *patient {
	o := r.options
	p := &patient{client: redis.NewClient(&o), stop: make(chan struct{})}
	p.client.AddHook(breather{p.stop})
	return p
}

func (p *patient) MakeRedisClient() any { return p.client }

func (p *patient) hurry() { close(p.stop) }

type breather struct{ stop <-chan struct{} }

func (b breather) DialHook(next redis.DialHook) redis.DialHook { return next }

func (b breather) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		err := next(ctx, cmd)
		b.breathe(ctx, err)
		return err
	}
}

func (b breather) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		err := next(ctx, cmds)
		b.breathe(ctx, err)
		return err
	}
}

func (b breather) breathe(ctx context.Context, err error) {
	if err == nil || errors.Is(err, redis.Nil) || strings.HasPrefix(err.Error(), "NOSCRIPT") {
		return
	}
	select {
	case <-time.After(time.Second):
	case <-ctx.Done():
	case <-b.stop:
	}
}
