// Package throttle holds the rules of patience at the door: who has tried too often waits, a little longer each time, and
// nobody can be kept out by a stranger. It counts nothing and knows no clock. Start with Wait.
//
// A failed try counts against four things at once, and the longest wait holds: the pair of a login and an address, which
// catches who guesses; the login alone, for a guess that comes from everywhere; the address alone, for one that walks
// through logins. A browser from which an account has signed in before is counted by itself, and by nothing else: its owner
// never waits for what strangers do (OWASP, device cookies).
package throttle

import "time"

// Kind is what a count is about.
type Kind string

// The kinds.
const (
	Pair    Kind = "pair"    // a login from an address
	Login   Kind = "login"   // a login from anywhere
	Address Kind = "address" // an address, whatever the login: a school, a whole operator may share it
	Device  Kind = "device"  // a browser that has signed in before
	Asked   Kind = "asked"   // a link to a new password, for a login
	Asker   Kind = "asker"   // links asked from an address
	Mailed  Kind = "mailed"  // links to addresses that a family gives: nobody is flooded through us
	Verify  Kind = "verify"  // the number of a receipt, from an address
)

type limit struct {
	free    int           // failures that cost nothing
	first   time.Duration // the wait after one more; it doubles
	longest time.Duration
}

var limits = map[Kind]limit{
	Pair:    {5, 30 * time.Second, 15 * time.Minute},
	Login:   {20, 30 * time.Second, 15 * time.Minute},
	Address: {60, 10 * time.Second, 5 * time.Minute},
	Device:  {10, 30 * time.Second, 15 * time.Minute},
	Asked:   {3, 2 * time.Minute, time.Hour},
	Asker:   {20, time.Minute, 15 * time.Minute},
	Mailed:  {10, 5 * time.Minute, time.Hour},
	Verify:  {20, 10 * time.Second, 5 * time.Minute},
}

// Warn is after how many failures from unknown browsers the person of an account is told.
const Warn = 10

// Wait is how long after its last failure a count holds back the next try.
func Wait(kind Kind, failures int) time.Duration {
	l := limits[kind]
	if failures <= l.free {
		return 0
	}
	return min(l.first<<min(failures-l.free-1, 10), l.longest)
}

// halving is how long it takes for half of the failures to be forgotten.
const halving = time.Hour

// Left is what remains of failures after a time without one.
func Left(failures int, since time.Duration) int {
	if since < 0 {
		return failures
	}
	return failures >> min(int64(since/halving), 62)
}

// Forgotten is how long a count without a failure may still matter.
const Forgotten = 32 * halving
