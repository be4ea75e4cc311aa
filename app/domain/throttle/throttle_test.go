package throttle

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

var kinds = []Kind{Pair, Login, Address, Device, Asked, Asker, Mailed, Verify}

func TestTheFirstTriesAreFree(t *testing.T) {
	for kind, want := range map[Kind][3]time.Duration{
		Pair: {0, 30 * time.Second, time.Minute}, Login: {0, 0, 0}, Address: {0, 0, 0}, Device: {0, 0, 0},
		Asked: {2 * time.Minute * 2, 8 * time.Minute, 16 * time.Minute},
	} {
		for i, failures := range []int{5, 6, 7} {
			if got := Wait(kind, failures); got != want[i] {
				t.Errorf("%s after %d: %s, want %s", kind, failures, got, want[i])
			}
		}
	}
}

// An attacker gets slower, up to a limit that a person can wait for; a pause lowers the wait.
func TestWaitingGrowsAndIsForgotten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom(kinds).Draw(t, "kind")
		n := rapid.IntRange(0, 1<<40).Draw(t, "failures")
		if Wait(kind, n+1) < Wait(kind, n) || Wait(kind, n) < 0 || Wait(kind, n) > time.Hour {
			t.Fatalf("%s, %d: %s then %s", kind, n, Wait(kind, n), Wait(kind, n+1))
		}
		since := time.Duration(rapid.Int64Range(-int64(time.Hour), int64(90*24*time.Hour)).Draw(t, "since"))
		if left := Left(n, since); left > n || left < 0 || Left(n, since+time.Hour) > left {
			t.Fatalf("%d after %s: %d", n, since, left)
		}
		if Left(min(n, 1<<31), Forgotten) != 0 && n < 1<<31 {
			t.Fatal("a count is forgotten before it is nothing")
		}
	})
}

// One address can try one login at most about a hundred times a day: DOMAIN.md 9.2 and the CNIL rely on it for 50 bits.
func TestADayOfGuessing(t *testing.T) {
	for _, kind := range []Kind{Pair, Login, Device} {
		failures, tries := 0, 0
		var last time.Duration
		for now := time.Duration(0); now < 24*time.Hour; {
			failures = Left(failures, now-last) + 1
			last = now
			tries++
			now += max(Wait(kind, failures), time.Second)
		}
		if tries > 400 {
			t.Errorf("%s: %d tries in a day", kind, tries)
		}
	}
}
