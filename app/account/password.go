package account

import (
	"context"
	"log/slog"
	"runtime"
	"time"

	"github.com/alexedwards/argon2id"

	"cartable/app/domain/fault"
	"cartable/app/domain/password"
)

// slowHash is the cost of a password that a person chose: OWASP's minimum for argon2id, about 30 ms.
var slowHash = &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// drawnHash is the cost of a password that was drawn: 80 bits of chance need no help, and a town has
// thousands of them to hash at once.
var drawnHash = &argon2id.Params{Memory: 1024, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// hashing bounds how many hashes run at once: a rush of sign-ins slows sign-ins, and nothing else.
var hashing = make(chan struct{}, max(1, runtime.NumCPU()-1))

// Hash turns a password chosen by a person into what is stored.
func Hash(chosen string) (string, error) {
	return argon2id.CreateHash(password.Normal(chosen), slowHash)
}

// HashDrawn does so for a password drawn at random.
func HashDrawn(drawn string) (string, error) {
	return argon2id.CreateHash(password.Normal(drawn), drawnHash)
}

// absent is the hash that is compared when there is no account: the answer must not come sooner.
var absent = func() string {
	h, err := Hash("no account has this password")
	if err != nil {
		panic(err)
	}
	return h
}()

// turnWait is how long a sign-in waits for its turn: less than a request may last, so that there is time to answer.
const turnWait = 8 * time.Second

// queue waits for the right to hash; give it back. Unavailable when too many wait.
func queue(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, turnWait)
	defer cancel()
	select {
	case hashing <- struct{}{}:
		return nil
	case <-ctx.Done():
		return fault.Unavailablef(ctx.Err(), "Beaucoup de familles se connectent en ce moment. Attendez une minute, puis recommencez.")
	}
}

// hashChosen hashes a password that a person has just chosen, in its turn.
func hashChosen(ctx context.Context, chosen string) (string, error) {
	if err := queue(ctx); err != nil {
		return "", err
	}
	defer func() { <-hashing }()
	return Hash(chosen)
}

// Matches tells whether a password is that of a stored account. Unavailable when too many wait for their turn.
func Matches(ctx context.Context, password, stored string) (bool, error) {
	return matches(ctx, password, stored, true)
}

// matches compares a password with a stored hash. It costs the same whether the account exists or not, and
// whether its password was drawn or chosen. What was stored before passwords were normalised is found by what was typed.
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
	if err != nil { // a hash that is none opens nothing, and costs as much
		slog.Error("an account has no password that can be compared")
		ok, params = false, &argon2id.Params{}
	}
	if params.Memory < slowHash.Memory {
		_, err = argon2id.ComparePasswordAndHash(normal, absent)
	}
	return ok, err
}
