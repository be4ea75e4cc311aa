package desk

import (
	"context"
	"time"

	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/town"
	"cartable/db"
)

// Base holds the dependencies shared by the use cases of every desk. Now is the town's clock.
type Base struct {
	DB         *db.DB
	Catalogues *db.Catalogues
	Now        func() time.Time
}

// Actor is a user at work: the structure, from the session; the account and its origin, for the journal.
type Actor struct {
	StructureID int64
	Revision    int64
	AccountID   int64
	Origin      string // network address
}

// FromCommand is the origin of a journal entry for a command typed in a shell.
const FromCommand = "commande"

// NotHere returns the same answer for what does not exist and for what belongs to another structure.
func NotHere() error { return fault.NotFoundf("Cette page n'existe pas dans votre structure.") }

func (o *Base) Town(ctx context.Context, q db.Q, d Actor) (*town.Catalogue, error) {
	return o.Catalogues.At(ctx, q, d.StructureID, d.Revision)
}

// DayOf returns the instant at which a civil date begins, and that at which the next one begins.
func DayOf(c *town.Catalogue, d civil.Date) (from, to time.Time) {
	return d.At(0, c.Loc), d.AddDays(1).At(0, c.Loc)
}

func ActivityIDs(all []*town.Activity) []int64 {
	ids := make([]int64, len(all))
	for i, a := range all {
		ids[i] = a.ID
	}
	return ids
}

// FamilyOf finds a family of the structure; NotFound for any other, and for a file that was joined to another: nothing
// is done for a file that was not shown.
func FamilyOf(ctx context.Context, q db.Q, d Actor, code string) (db.Family, error) {
	family, found, err := q.FamilyByCode(ctx, d.StructureID, code)
	if err == nil && !found {
		err = NotHere()
	}
	if err != nil || family.MergedInto == 0 {
		return family, err
	}
	kept, err := q.MergedInto(ctx, family.ID)
	if err == nil {
		err = Joined{kept}
	}
	return family, err
}

// LiveFamilyOf is FamilyOf for what is not done with an archived family.
func LiveFamilyOf(ctx context.Context, q db.Q, d Actor, code string) (db.Family, error) {
	family, err := FamilyOf(ctx, q, d, code)
	if err == nil {
		err = Live(family)
	}
	return family, err
}

// Live refuses an archived family.
func Live(family db.Family) error {
	if family.ArchivedAt == nil {
		return nil
	}
	return PutAway{family.Code, *family.ArchivedAt}
}

// PutAway is the error for a file that is archived, with its code and since when.
type PutAway struct {
	Code  string
	Since time.Time
}

func (e PutAway) Error() string { return "the file " + e.Code + " is archived" }

// Unwrap makes it a Conflict, with its sentence.
func (e PutAway) Unwrap() error {
	return fault.Conflictf("Le dossier %s est archivé depuis le %s\u00a0: rien n'y est enregistré. Rouvrez-le "+
		"d'abord, depuis la fiche de la famille.", e.Code, civil.Of(e.Since.In(db.Paris)).Numeric())
}

// Joined is the error for a file that was joined to another, with its code.
type Joined struct{ Kept string }

func (e Joined) Error() string { return "the file was joined to " + e.Kept }

// Unwrap makes it a NotFound, with its sentence.
func (e Joined) Unwrap() error {
	return fault.NotFoundf("Ce dossier a été réuni avec le dossier %s\u00a0: ouvrez celui-ci.", e.Kept)
}
