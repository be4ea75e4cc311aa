package account

import (
	"context"
	"time"

	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/db"
)

// Erasure is where a request to be forgotten stands.
type Erasure struct {
	State     string // "" when nothing was asked, else "asked", "withdrawn", "refused", "done"
	AskedAt   time.Time
	Answer    string // of the town hall
	DecidedAt time.Time
}

// Open tells that the town hall has not answered yet.
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

// AskErasure asks the town hall to forget the family (RGPD, article 17). Asked twice, it is asked once.
func (p *Accounts) AskErasure(ctx context.Context, v Visitor) error {
	return p.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		added, err := q.AddErasure(ctx, &db.Erasure{StructureID: v.StructureID, FamilyID: v.FamilyID, AccountID: v.AccountID, AskedAt: p.Now().UTC()})
		if err != nil || !added {
			return err
		}
		return p.journalFamily(ctx, q, v, journal.ErasureAsked, "", "")
	})
}

// WithdrawErasure takes the request back while nobody has answered it.
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
