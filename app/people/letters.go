package people

import (
	"context"
	"crypto/rand"
	"fmt"
	"math/big"
	"runtime"
	"strings"
	"sync"

	"cartable/app/desk"
	"cartable/app/domain/access"
	"cartable/app/domain/civil"
	"cartable/app/domain/password"
	"cartable/db"
)

// Letter is what a person needs to sign in for the first time. It contains a password in clear: it is printed or put
// into a sealed mail, and is never stored.
type Letter struct {
	Structure  string // the sender
	Name       string // the addressee
	Address    string // of the family, in lines; empty for staff
	Login      string
	Password   string
	Until      civil.Date // the last whole day on which the password works
	FamilyCode string
	Staff      bool
}

// letterTo returns the beginning of a letter to a family's adult.
func (o *People) letterTo(structure string, f db.FamilyLine, name string) Letter {
	if name == "" {
		name = strings.TrimSpace(f.Civility + " " + f.FirstName + " " + f.LastName)
	}
	return Letter{Structure: structure, Name: name, Address: f.Address, FamilyCode: f.Code, Until: o.givenUntil()}
}

// givenUntil returns the last whole day on which a password given now works.
func (o *People) givenUntil() civil.Date {
	return civil.Of(o.Now().Add(password.GivenLasts).In(db.Paris)) - 1
}

// drawLogins draws an unused login for each family name: see access.LoginBase.
func drawLogins(ctx context.Context, q db.Q, names []string) ([]string, error) {
	logins := make([]string, len(names))
	used := map[string]bool{}
	for round := 0; round < 50; round++ {
		var drawn []string
		for i, name := range names {
			if logins[i] == "" || used[logins[i]] {
				logins[i] = access.LoginBase(name) + "-" + fourDigits()
				drawn = append(drawn, logins[i])
			}
		}
		taken, err := q.TakenLogins(ctx, drawn)
		if err != nil {
			return nil, err
		}
		used = taken
		seen, clash := map[string]bool{}, len(taken) > 0
		for _, one := range logins {
			if seen[one] {
				used[one], clash = true, true
			}
			seen[one] = true
		}
		if !clash {
			return logins, nil
		}
	}
	return nil, fmt.Errorf("no free login found for %d families", len(names))
}

func fourDigits() string {
	n, err := rand.Int(rand.Reader, big.NewInt(10_000))
	if err != nil {
		panic(err) // never fails: see crypto/rand
	}
	return fmt.Sprintf("%04d", n.Int64())
}

// drawn is a random password and its hash.
type drawn struct{ password, hash string }

// drawMany draws passwords and hashes them on all processors. Call it before the transaction, which must not wait for
// it.
func (o *People) drawMany(n int) ([]drawn, error) {
	all, errs := make([]drawn, n), make([]error, n)
	var workers sync.WaitGroup
	todo := make(chan int)
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := range todo {
				all[i].password = desk.DrawPassword()
				all[i].hash, errs[i] = o.HashDrawn(all[i].password)
			}
		})
	}
	for i := range all {
		todo <- i
	}
	close(todo)
	workers.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}
