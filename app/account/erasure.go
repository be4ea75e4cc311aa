package account

import (
	"context"
	"time"

	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/db"
)

// Erasure is the state of a request to be forgotten.
type Erasure struct {
	State     string // "" if there was no request, else "asked", "withdrawn", "refused", "done"
	AskedAt   time.Time
	Answer    string // from the town hall
	DecidedAt time.Time
}

// Open reports whether the town hall has not answered yet.
func (e Erasure) Open() bool { return e.State == db.ErasureAsked }

func (p *Accounts) erasure(ctx context.Context, q db.Q, familyID int64) (Erasure, error) {
	e, found, err := q.LastErasure(ctx, familyID)
	if err != nil || !found {
		return Erasure{}, err
	}
	one := Erasure{State: e.State, AskedAt: e.AskedAt, Answer: e.Answer}
	if e.DecidedAt != nil {
		one.DecidedAt = *e.DecidedAt
	}
	return one, nil
}

// AskErasure requests that the town hall forget the family (RGPD, article 17). A second request changes nothing.
func (p *Accounts) AskErasure(ctx context.Context, v Visitor) error {
	return p.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		added, err := q.AddErasure(ctx, &db.Erasure{StructureID: v.StructureID, FamilyID: v.FamilyID,
			AccountID: v.AccountID, AskedAt: p.Now().UTC()})
		if err != nil || !added {
			return err
		}
		return p.journalFamily(ctx, q, v, journal.ErasureAsked, "", "")
	})
}

// WithdrawErasure withdraws the request while nobody has answered it.
func (p *Accounts) WithdrawErasure(ctx context.Context, v Visitor) error {
	return p.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		last, found, err := q.LastErasure(ctx, v.FamilyID)
		if err != nil {
			return err
		}
		if found {
			now := p.Now().UTC()
			last.State, last.DecidedAt, last.DecidedBy = db.ErasureWithdrawn, &now, v.AccountID
			found, err = q.DecideErasure(ctx, last)
		}
		if err != nil {
			return err
		}
		if !found {
			return fault.Conflictf("Cette demande a déjà reçu sa réponse.")
		}
		return p.journalFamily(ctx, q, v, journal.ErasureWithdrawn, "", "")
	})
}
