// Package throttle holds the rules that slow down repeated attempts to sign in: a user who has failed too often waits,
// a little longer each time, and a stranger cannot lock anybody out. It counts nothing and uses no clock. Start with
// Wait.
//
// A failed attempt counts against up to four keys, and the longest wait applies: the pair of a login and an address,
// for an attacker on one account; the login alone, for guesses from many addresses; the address alone, for guesses on
// many logins. A browser from which an account has signed in before has its own count, and only that one: its owner
// never waits because of strangers (OWASP, device cookies).
package throttle

import "time"

// Kind is the key of a count.
type Kind string

// The kinds.
const (
	Pair    Kind = "pair"    // a login from an address
	Login   Kind = "login"   // a login from any address
	Address Kind = "address" // an address, whatever the login: a school or an operator may share it
	Device  Kind = "device"  // a browser from which the account has signed in before
	Asked   Kind = "asked"   // requests for a password link, for a login
	Asker   Kind = "asker"   // requests for password links, from an address
	Mailed  Kind = "mailed"  // links to addresses that a family enters: nobody may be flooded through the portal
	Verify  Kind = "verify"  // checks of a receipt's number, from an address
)

type limit struct {
	free    int           // failures without a wait
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

// Warn is the number of failures from unknown browsers after which the account's owner is notified.
const Warn = 10

// Wait returns how long after its last failure a count blocks the next attempt.
func Wait(kind Kind, failures int) time.Duration {
	l := limits[kind]
	if failures <= l.free {
		return 0
	}
	return min(l.first<<min(failures-l.free-1, 10), l.longest)
}

// halving is the time after which half of the failures are forgotten.
const halving = time.Hour

// Left returns the failures that remain after a time without one.
func Left(failures int, since time.Duration) int {
	if since < 0 {
		return failures
	}
	return failures >> min(int64(since/halving), 62)
}

// Forgotten is the time after which a count without a new failure has no effect.
const Forgotten = 32 * halving
