package db

import (
	"context"
	"errors"
	"sync/atomic"
	"time"
)

// Expected is a visitor as a process remembers them, of whom the database has not been asked yet. The first reads
// under its context read the visitor too, in the same round trip; nothing may leave the process, and nothing is
// written, before that.
type Expected struct {
	Visitor *Visitor // as remembered; once verified, as read

	machine, town time.Time
	asked         atomic.Bool
	verified      atomic.Bool
}

// ErrOtherwise is returned to who expects a visitor and finds another: a session that ended, a right that was
// withdrawn, another catalogue.
var ErrOtherwise = errors.New("db: the visitor is not as remembered")

type expectedKey struct{}

// Expect returns a context under which the visitor is verified first. The instants are those of Visitor.
func Expect(ctx context.Context, v *Visitor, machine, town time.Time) (context.Context, *Expected) {
	e := &Expected{Visitor: v, machine: machine, town: town}
	return context.WithValue(ctx, expectedKey{}, e), e
}

// Verified reports whether the visitor was read, and was as remembered.
func (e *Expected) Verified() bool { return e.verified.Load() }

// verify verifies the visitor whom ctx expects, if no read has done so.
func (q Q) verify(ctx context.Context) error {
	e, _ := ctx.Value(expectedKey{}).(*Expected)
	switch {
	case e == nil || e.Verified():
		return nil
	case e.asked.Load():
		return ErrOtherwise
	}
	return q.Together(ctx)
}

// unverified returns the visitor whom the caller must verify now; nil if there is none.
func unverified(ctx context.Context) *Expected {
	e, _ := ctx.Value(expectedKey{}).(*Expected)
	if e == nil || e.asked.Swap(true) {
		return nil
	}
	return e
}

// with puts the read of the visitor before others.
func (e *Expected) with(reads []Read) []Read {
	var now Visitor
	found := false
	read := readVisitor(e.Visitor.SessionID, nil, nil, e.machine, e.town, &now, &found)
	read.end = func() {
		if found && now.Lasting() == e.Visitor.Lasting() {
			*e.Visitor = now
			e.verified.Store(true)
		}
	}
	return append([]Read{read}, reads...)
}

// Lasting returns what a page depends on before it reads anything, and what a process remembers: ids, instants,
// flags and the language, no names, no draft.
func (v Visitor) Lasting() Visitor {
	v.Login, v.Civility, v.LastName, v.FirstName, v.Adult, v.Structure, v.Device = "", "", "", "", "", "", ""
	v.SeenAt, v.ExpiresAt, v.UpdatedThrough = time.Time{}, time.Time{}, time.Time{}
	v.Adds, v.Cancels = 0, 0
	return v
}
