// Package office is what staff do: one file a use case, in the manner of portal. It knows no HTTP. Roles are
// checked before it is called; every read is bounded to one structure here.
package office

import (
	"context"
	"time"

	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/town"
	"cartable/app/till"
	"cartable/db"
)

// Office holds what the use cases need. Now is the town's clock.
type Office struct {
	DB         *db.DB
	Catalogues *db.Catalogues
	Now        func() time.Time
	// OpenSecret shows what a mail's secret is, in the demonstration alone: nil everywhere else.
	OpenSecret func(sealed string) (string, error)
	// SealSecret encrypts what a mail carries for its reader alone. nil: no password leaves by mail.
	SealSecret func(secret string) string
	HashDrawn  func(password string) (string, error) // of a password drawn at random
	Till       *till.Till                            // nil: there is no online payment
}

// Desk is where somebody works: a structure, from the session; who works there, and from where, for the journal.
type Desk struct {
	StructureID int64
	Revision    int64
	AccountID   int64
	Origin      string // network address
}

func notHere() error { return fault.NotFoundf("Cette page n'existe pas dans votre structure.") }

func (o *Office) town(ctx context.Context, q db.Q, d Desk) (*town.Catalogue, error) {
	return o.Catalogues.At(ctx, q, d.StructureID, d.Revision)
}

// dayOf bounds a civil date by two instants.
func dayOf(c *town.Catalogue, d civil.Date) (from, to time.Time) {
	return d.At(0, c.Loc), d.AddDays(1).At(0, c.Loc)
}

func activityIDs(all []*town.Activity) []int64 {
	ids := make([]int64, len(all))
	for i, a := range all {
		ids[i] = a.ID
	}
	return ids
}
