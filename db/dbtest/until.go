package dbtest

import (
	"testing"
	"time"
)

// Patience is how long a test waits for what must happen before it gives up. It says nothing about speed: a machine that does
// something else meanwhile may need a hundred times what it needs alone, and a test that passes never waits so long.
const Patience = 2 * time.Minute

// Until asks again and again until something is true, and returns how long that took. It is how every test waits that has no channel
// to wait on; a sleep would be too short on one machine and too long on all others.
func Until(t testing.TB, what string, is func() bool) time.Duration {
	t.Helper()
	start := time.Now()
	for ; !is(); time.Sleep(10 * time.Millisecond) {
		if time.Since(start) > Patience {
			t.Fatalf("%s: not within %s", what, Patience)
		}
	}
	return time.Since(start)
}

// Promptly measures up to three times what must be quick. One late answer may be the machine's, which does something else
// meanwhile; three are the program's.
func Promptly(t testing.TB, what string, limit time.Duration, once func(try int) time.Duration) {
	t.Helper()
	var took []time.Duration
	for try := range 3 {
		took = append(took, once(try).Round(time.Millisecond))
		if took[try] <= limit {
			t.Logf("%s after %s", what, took)
			return
		}
	}
	t.Errorf("%s after %s, never within %s", what, took, limit)
}
