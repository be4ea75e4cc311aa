// Package operation makes the changes of a town.
package operation

import (
	"context"
	"unicode/utf8"

	"cartable/app/desk"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/town"
	"cartable/db"
)

// Kind is what an opération changes.
type Kind string

// The kinds.
const (
	Closing  Kind = "closing"
	Calendar Kind = "calendar"
)

// Request is a change that staff ask for.
type Request struct {
	Kind    Kind
	Title   string
	Reason  string
	Words   string
	Changes town.Changes
	Tell    bool
}

// Operations holds the dependencies.
type Operations struct{ desk.Base }

// Prepare applies the changes at once.
func (o *Operations) Prepare(ctx context.Context, d desk.Actor, r Request) (id int64, applied bool, err error) {
	reason, err := journal.Reason(r.Reason)
	if err != nil {
		return 0, false, err
	}
	if utf8.RuneCountInString(reason) < 5 {
		return 0, false, fault.Invalidf("motif", "Dites pourquoi en quelques mots.")
	}
	return 0, true, o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		t, err := q.HoldTown(ctx, d.StructureID)
		if err != nil {
			return err
		}
		return o.Change(ctx, t, d, r.Changes, reason)
	})
}

// Settings reads the settings of the town.
func (o *Operations) Settings(ctx context.Context, d desk.Actor) (s *town.Settings, err error) {
	return s, o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		t, err := q.HoldTown(ctx, d.StructureID)
		if err == nil {
			s = t.Settings
		}
		return err
	})
}
