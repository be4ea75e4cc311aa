package account

import (
	"context"
	"log/slog"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/alexedwards/argon2id"

	"cartable/app/domain/fault"
	"cartable/app/domain/password"
)

// slowHash is the cost of a password that a person chose, about 30 ms: of the settings of argon2id that OWASP holds to
// be equal (19 MiB twice, 7 MiB five times), the one with the least memory, and a sixth time, so that it takes as long
// as the hashes of 19 MiB that were stored before. With these a rush of sign-ins kept the garbage collector busy, and
// pages waited for it (TestARushOfSignInsSlowsNobodyElse).
var slowHash = &argon2id.Params{Memory: 7 * 1024, Iterations: 6, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// drawnHash is the cost of a random password: 80 random bits need no slow hash, and a town has thousands of them to
// hash at once.
var drawnHash = &argon2id.Params{Memory: 1024, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// hashing limits how many hashes run at once: a rush of sign-ins slows sign-ins, and nothing else.
var hashing = make(chan struct{}, max(1, runtime.NumCPU()-1))

// Hash returns the hash to store for a password chosen by a person.
func Hash(chosen string) (string, error) {
	return argon2id.CreateHash(password.Normal(chosen), slowHash)
}

// HashDrawn returns the hash to store for a random password.
func HashDrawn(drawn string) (string, error) {
	return argon2id.CreateHash(password.Normal(drawn), drawnHash)
}

// Ahead counts the requests that are under way and that no password may slow down: a hash begins when they are no more
// than the machine serves at once, or when it has waited for longestAside.
var Ahead atomic.Int32

const (
	longestAside = 500 * time.Millisecond // so that people can sign in however crowded the site is
	nextLook     = 5 * time.Millisecond
)

// stepAside waits until few requests are under way.
func stepAside(ctx context.Context) {
	until := time.Now().Add(longestAside)
	for int(Ahead.Load()) > runtime.NumCPU() && ctx.Err() == nil && time.Now().Before(until) {
		time.Sleep(nextLook)
	}
}

// absent is the hash compared when there is no account, so that the answer takes as long.
var absent = func() string {
	h, err := Hash("no account has this password")
	if err != nil {
		panic(err)
	}
	return h
}()

// turnWait is how long a sign-in waits for its turn: less than the time limit of a request, so that there is time to
// answer.
const turnWait = 8 * time.Second

// queue waits for a slot in hashing, which the caller must release. It returns Unavailable if too many wait.
func queue(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, turnWait)
	defer cancel()
	select {
	case hashing <- struct{}{}:
		stepAside(ctx)
		return nil
	case <-ctx.Done():
		return fault.Unavailablef(ctx.Err(), "Beaucoup de familles se connectent en ce moment. Attendez une minute, "+
			"puis recommencez.")
	}
}

// hashChosen hashes a password that a person has just chosen, when its turn comes.
func hashChosen(ctx context.Context, chosen string) (string, error) {
	if err := queue(ctx); err != nil {
		return "", err
	}
	defer func() { <-hashing }()
	return Hash(chosen)
}

// Matches reports whether a password is that of a stored account. It returns Unavailable if too many wait for their
// turn.
func Matches(ctx context.Context, password, stored string) (bool, error) {
	return matches(ctx, password, stored, true)
}

// matches compares a password with a stored hash. It costs the same whether the account exists or not, and whether its
// password was random or chosen. Hashes stored before passwords were normalised are compared with the password as
// typed.
func matches(ctx context.Context, typed, stored string, exists bool) (bool, error) {
	if err := queue(ctx); err != nil {
		return false, err
	}
	defer func() { <-hashing }()
	normal := password.Normal(typed)
	if !exists {
		_, err := argon2id.ComparePasswordAndHash(normal, absent)
		return false, err
	}
	ok, params, err := argon2id.CheckHash(normal, stored)
	if err == nil && !ok && typed != normal {
		ok, params, err = argon2id.CheckHash(typed, stored)
	}
	if err != nil { // an invalid hash matches nothing, and costs as much
		slog.Error("an account has no password that can be compared")
		ok, params = false, &argon2id.Params{}
	}
	if params.Memory < slowHash.Memory {
		_, err = argon2id.ComparePasswordAndHash(normal, absent)
	}
	return ok, err
}
