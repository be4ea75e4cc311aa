package people

import (
	"context"
	"fmt"
	"strings"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/paging"
	"cartable/db"
)

// ErasureRow is a family's request to be forgotten.
type ErasureRow struct {
	ID           int64
	Code, Family string
	Login        string // of the requester
	AskedAt      time.Time
	State        string // "asked", "withdrawn", "refused", "done"
	Answer       string
	DecidedAt    time.Time
	Hindrances   []string // why it cannot be done now; only read for a single request
	Open         bool
}

// Erasures lists the requests of a structure.
type Erasures struct {
	Rows []ErasureRow
	paging.Page
}

// Erasures returns the families that request to be forgotten, the open requests first.
func (o *People) Erasures(ctx context.Context, d desk.Actor, page int) (Erasures, error) {
	lines, p, err := o.DB.Read().Erasures(ctx, d.StructureID, paging.At(page))
	list := Erasures{Page: p}
	for _, l := range lines {
		list.Rows = append(list.Rows, erasureRow(l))
	}
	return list, err
}

func erasureRow(l db.ErasureLine) ErasureRow {
	row := ErasureRow{ID: l.ID, Code: l.Code, Family: l.Family, Login: l.Login, AskedAt: l.AskedAt, State: l.State,
		Answer: l.Answer, Open: l.State == db.ErasureAsked}
	if l.DecidedAt != nil {
		row.DecidedAt = *l.DecidedAt
	}
	return row
}

func erasureAsked(ctx context.Context, q db.Q, d desk.Actor, id int64) (db.ErasureLine, error) {
	l, found, err := q.ErasureByID(ctx, d.StructureID, id)
	if err == nil && !found {
		err = desk.NotHere()
	}
	return l, err
}

// Erasure returns one request, and what prevents it.
func (o *People) Erasure(ctx context.Context, d desk.Actor, id int64) (ErasureRow, error) {
	l, err := erasureAsked(ctx, o.DB.Read(), d, id)
	if err != nil {
		return ErasureRow{}, err
	}
	row := erasureRow(l)
	if row.Open {
		row.Hindrances, err = o.hindrances(ctx, o.DB.Read(), d, l.FamilyID)
	}
	return row, err
}

// hindrances returns why a family cannot be forgotten yet: its debts, its credits, its future reservations.
func (o *People) hindrances(ctx context.Context, q db.Q, d desk.Actor, familyID int64) (all []string, err error) {
	c, err := o.Town(ctx, q, d)
	if err != nil {
		return nil, err
	}
	ties, err := q.TiesOf(ctx, familyID, c.Today(o.Now()))
	if err != nil {
		return nil, err
	}
	if ties.Coming > 0 {
		all = append(all, fmt.Sprintf("%d\u00a0réservation(s) à venir\u00a0: annulez-les d'abord.", ties.Coming))
	}
	if ties.Unbilled > 0 {
		all = append(all, fmt.Sprintf("%d\u00a0journée(s) passée(s) pas encore facturée(s)\u00a0: attendez la "+
			"prochaine nuit.", ties.Unbilled))
	}
	if ties.Untold > 0 {
		all = append(all, fmt.Sprintf("%d\u00a0demande(s) à traiter la nuit prochaine.",
			ties.Untold))
	}
	for _, b := range ties.Balances {
		if b > 0 {
			all = append(all, fmt.Sprintf("Un porte-monnaie a un crédit de %s\u00a0: remboursez-le d'abord, au compte "+
				"de la famille.", b))
		} else {
			all = append(all, fmt.Sprintf("Un porte-monnaie est à %s\u00a0: soldez-le d'abord.", b))
		}
	}
	if ties.Mails > 0 {
		all = append(all, fmt.Sprintf("%d\u00a0courriel(s) pas encore parti(s).", ties.Mails))
	}
	return all, nil
}

// Forget anonymises a family that has requested it. Numbers, movements and the journal stay, as the law requires of
// accounts; the identity of the persons does not: db.PersonalData defines the fate of each column. It cannot be undone.
// It returns Conflict if something still binds the family.
func (o *People) Forget(ctx context.Context, d desk.Actor, id int64) error {
	return o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		l, err := erasureAsked(ctx, q, d, id)
		if err != nil {
			return err
		}
		if err := lockWhole(ctx, q, l.FamilyID); err != nil {
			return err
		}
		why, err := o.hindrances(ctx, q, d, l.FamilyID)
		if err != nil {
			return err
		}
		if len(why) > 0 {
			return fault.Conflictf("Cette famille ne peut pas encore être effacée. %s", strings.Join(why, " "))
		}
		if err := o.decide(ctx, q, d, l, db.ErasureDone, ""); err != nil {
			return err
		}
		if err := q.Anonymise(ctx, l.FamilyID, o.Now().UTC()); err != nil {
			return err
		}
		return q.AddJobs(ctx, db.JobScrub, []int64{l.ID}, time.Now())
	})
}

// lockWhole locks a family and its children, so that no concurrent validation can add a day after the last check.
func lockWhole(ctx context.Context, q db.Q, familyID int64) error {
	if err := q.LockFamily(ctx, familyID); err != nil {
		return err
	}
	children, err := q.ChildrenIn(ctx, familyID)
	if err != nil {
		return err
	}
	return q.LockChildren(ctx, children)
}

// RefuseErasure refuses a request, with a reason.
func (o *People) RefuseErasure(ctx context.Context, d desk.Actor, id int64, reason string) error {
	reason, err := journal.Reason(reason)
	if err != nil {
		return err
	}
	return o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		l, err := erasureAsked(ctx, q, d, id)
		if err != nil {
			return err
		}
		return o.decide(ctx, q, d, l, db.ErasureRefused, reason)
	})
}

func (o *People) decide(ctx context.Context, q db.Q, d desk.Actor, l db.ErasureLine, state, answer string) error {
	now := o.Now().UTC()
	l.State, l.Answer, l.DecidedAt, l.DecidedBy = state, answer, &now, d.AccountID
	done, err := q.DecideErasure(ctx, l.Erasure)
	if err != nil {
		return err
	}
	if !done {
		return fault.Conflictf("Cette demande a déjà reçu sa réponse.")
	}
	action := journal.FamilyErased
	if state == db.ErasureRefused {
		action = journal.ErasureRefused
	}
	return q.AddJournal(ctx, o.Entry(d, action, l.FamilyID, "Famille "+l.Code, "", "", answer))
}
