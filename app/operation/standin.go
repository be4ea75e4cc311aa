// Package operation applies what staff change in a town.
package operation

import (
	"context"

	"cartable/app/desk"
	"cartable/app/domain/journal"
	"cartable/app/domain/fault"
	"cartable/app/domain/town"
	"cartable/db"
)

// Kind is what a change is about.
type Kind string

// Catalogue is a change of activities, pools, categories or wallets.
const Catalogue Kind = "catalogue"

// Operations holds the dependencies.
type Operations struct{ desk.Base }

// Request is a change that staff ask for.
type Request struct {
	Kind    Kind
	Title   string
	Reason  string
	Words   string
	Changes town.Changes
	Tell    bool
}

// Prepare checks the changes and applies them.
func (o *Operations) Prepare(ctx context.Context, d desk.Actor, r Request) (id int64, applied bool, err error) {
	reason, err := journal.Reason(r.Reason)
	if err != nil {
		return 0, false, err
	}
	err = o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		t, err := q.HoldTown(ctx, d.StructureID)
		if err != nil {
			return err
		}
		var found town.Findings
		for _, one := range r.Changes {
			if !one.Inverse().Stands(t.Settings) {
				return fault.Conflictf("Quelqu'un d'autre a changé ce réglage entre-temps.")
			}
			found = append(found, one.Check(t.Settings)...)
		}
		if err := found.Err(); err != nil {
			return err
		}
		return o.Change(ctx, t, d, r.Changes, reason)
	})
	return 0, err == nil, err
}

// Settings reads the settings of the town as they are stored.
func (o *Operations) Settings(ctx context.Context, d desk.Actor) (s *town.Settings, err error) {
	err = o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		t, err := q.HoldTown(ctx, d.StructureID)
		if err == nil {
			s = t.Settings
		}
		return err
	})
	return s, err
}
