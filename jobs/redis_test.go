package jobs

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"

	"cartable/db/dbtest"
)

var _ asynq.RedisConnOpt = (*Redis)(nil)

func TestRedis(t *testing.T) {
	for name, address := range map[string]string{"embedded": "", "real": redisURL(t)} {
		t.Run(name, func(t *testing.T) {
			r, err := OpenRedis(address)
			if err != nil {
				t.Fatal(err)
			}
			if r.Embedded() != (address == "") {
				t.Error("embedded?")
			}
			ctx := t.Context()
			if err := r.Ping(ctx); err != nil {
				t.Fatal(err)
			}
			one, two := r.Client(), r.MakeRedisClient().(redis.UniversalClient)
			sub := one.Subscribe(ctx, "test-progress")
			if _, err := sub.Receive(ctx); err != nil {
				t.Fatal(err)
			}
			if err := two.Publish(ctx, "test-progress", "3/12").Err(); err != nil {
				t.Fatal(err)
			}
			select {
			case m := <-sub.Channel():
				if m.Payload != "3/12" {
					t.Error(m)
				}
			case <-time.After(dbtest.Patience):
				t.Error("published and not heard")
			}
			if err := two.Set(ctx, "test-short", "x", time.Second).Err(); err != nil {
				t.Fatal(err)
			}
			dbtest.Until(t, "expired", func() bool { return two.Exists(ctx, "test-short").Val() == 0 })
			if err := two.Close(); err != nil {
				t.Error(err)
			}
			if err := one.Ping(ctx).Err(); err != nil {
				t.Error("closing one client closed another:", err)
			}
			if err := r.Close(); err != nil {
				t.Error(err)
			}
			if one.Ping(ctx).Err() == nil || r.Client().Ping(ctx).Err() == nil {
				t.Error("closed, and still answers")
			}
			if err := r.Close(); err != nil {
				t.Error("a second time:", err)
			}
		})
	}
}

func TestTheEmbeddedRedisHasNoPort(t *testing.T) {
	listening := func() int {
		n := 0
		for _, table := range []string{"/proc/net/tcp", "/proc/net/tcp6"} {
			text, err := os.ReadFile(table)
			if err != nil {
				t.Fatal("this test reads the kernel's table of ports: run it on Linux:", err)
			}
			for line := range strings.Lines(string(text)) {
				if f := strings.Fields(line); len(f) > 9 && f[3] == "0A" && owned(f[9]) {
					n++
				}
			}
		}
		return n
	}
	before := listening()
	r := open(t, "")
	if err := r.Ping(context.Background()); err != nil {
		t.Fatal(err)
	}
	if after := listening(); after != before {
		t.Errorf("%d ports, were %d", after, before)
	}
}

// owned reports whether a socket belongs to this process.
func owned(inode string) bool {
	files, _ := os.ReadDir("/proc/self/fd")
	for _, f := range files {
		if link, _ := os.Readlink("/proc/self/fd/" + f.Name()); link == "socket:["+inode+"]" {
			return true
		}
	}
	return false
}

func TestRedisAddresses(t *testing.T) {
	for _, bad := range []string{"http://u:hunter2@h", "redis://u:hunter2@h:port", "hunter2", "unix:///hunter2",
		"redis://h/hunter2", "redis://u:hunter2%zz@h"} {
		if _, err := OpenRedis(bad); err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v", bad, err)
		}
	}
	for _, good := range []string{"redis://h", "rediss://u:p@h:6380/2"} {
		r, err := OpenRedis(good)
		if err != nil {
			t.Errorf("%s: %v", good, err)
			continue
		}
		r.Close()
	}
	for name, address := range map[string]string{"refused": refused(t), "silent": silent(t)} {
		r := open(t, address)
		dbtest.Promptly(t, name, time.Second, func(int) time.Duration {
			began := time.Now()
			if r.Ping(t.Context()) == nil {
				t.Errorf("%s, and answers", name)
			}
			return time.Since(began)
		})
	}
}
