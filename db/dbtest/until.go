package dbtest

import (
	"testing"
	"time"
)

// Patience is how long a test waits for a condition before it gives up. It is no measure of speed: a busy machine may
// need a hundred times as long as an idle one, and a test that passes never waits so long.
const Patience = 2 * time.Minute

// Until checks a condition repeatedly until it is true, and returns how long that took. Every test that has no channel
// to wait on waits this way; a sleep would be too short on one machine and too long on all others.
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

// Promptly measures once up to three times and compares it with a limit. One slow run may be due to a busy machine;
// three are due to the program.
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
