package db

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/paging"
)

// These are the states of an erasure.
const (
	ErasureAsked     = "asked"
	ErasureWithdrawn = "withdrawn"
	ErasureRefused   = "refused"
	ErasureDone      = "done"
)

// Erasure is a row of erasures: an adult's request to erase the family's data.
type Erasure struct {
	bun.BaseModel `bun:"erasures"`

	ID          int64 `bun:",pk,autoincrement"`
	StructureID int64
	FamilyID    int64
	AccountID   int64
	AskedAt     time.Time
	State       string
	Answer      string
	DecidedAt   *time.Time
	DecidedBy   int64 `bun:",nullzero"`
}

// LastErasure returns the last request of a family.
func (q Q) LastErasure(ctx context.Context, familyID int64) (e Erasure, found bool, err error) {
	var all []Erasure
	err = q.NewSelect().Model(&all).Where("family_id = ?", familyID).Order("id desc").Limit(1).Scan(ctx)
	if err != nil || len(all) == 0 {
		return e, false, err
	}
	return all[0], true, nil
}

// AddErasure stores a request; it returns false when one is open already.
func (q Q) AddErasure(ctx context.Context, e *Erasure) (bool, error) {
	n, err := q.exec(ctx, `insert into erasures (structure_id, family_id, account_id, asked_at) values ($1, $2, $3, `+
		`$4) on conflict do nothing`,
		e.StructureID, e.FamilyID, e.AccountID, e.AskedAt)
	return n == 1, err
}

// DecideErasure closes an open request; it returns false when the request is not open, or belongs to another structure.
func (q Q) DecideErasure(ctx context.Context, e Erasure) (bool, error) {
	n, err := q.exec(ctx, "update erasures set state = $3, answer = $4, decided_at = $5, decided_by = $6 where id = "+
		"$1 and structure_id = $2 and state = 'asked'",
		e.ID, e.StructureID, e.State, e.Answer, *e.DecidedAt, orNull(e.DecidedBy))
	return n == 1, err
}

// ErasureLine is a request with its family.
type ErasureLine struct {
	Erasure
	Code, Family, Login string
}

// Erasures lists the requests of a structure, the open ones first.
func (q Q) Erasures(ctx context.Context, structureID int64, ask paging.Page) (all []ErasureLine, p paging.Page,
	err error) {
	from, args := "from erasures e where e.structure_id = $1", []any{structureID}
	p, err = q.cut(ctx, ask, from, args)
	if err != nil {
		return nil, p, err
	}
	const openFirst = " order by (case e.state when 'asked' then 0 else 1 end), e.id desc" // as in index erasures_desk
	err = q.each(ctx, `select e.id, e.family_id, e.asked_at, e.state, e.answer, e.decided_at, f.code,
			f.last_name || ' ' || f.first_name, a.login
		from (select e.* `+from+openFirst+limitOf(p)+`) as e join families f on f.id = e.family_id join accounts a on `+
		`a.id = e.account_id`+
		openFirst, args, func(r row) error {
		l := ErasureLine{Erasure: Erasure{DecidedAt: new(time.Time)}}
		err := r.Scan(&l.ID, &l.FamilyID, stamp{&l.AskedAt}, &l.State, &l.Answer, stamp{l.DecidedAt}, &l.Code,
			&l.Family, &l.Login)
		all = append(all, l)
		return err
	})
	return all, p, err
}

// ErasureByID reads a request of a structure.
func (q Q) ErasureByID(ctx context.Context, structureID, erasureID int64) (l ErasureLine, found bool, err error) {
	err = q.each(ctx, `select e.id, e.structure_id, e.family_id, e.account_id, e.asked_at, e.state, f.code, f.last_name
		|| ' ' || f.first_name, a.login
		from erasures e join families f on f.id = e.family_id join accounts a on a.id = e.account_id where
			e.structure_id = $1 and e.id = $2`,
		[]any{structureID, erasureID}, func(r row) error {
			found = true
			return r.Scan(&l.ID, &l.StructureID, &l.FamilyID, &l.AccountID, stamp{&l.AskedAt}, &l.State, &l.Code,
				&l.Family, &l.Login)
		})
	return l, found, err
}

// Ties lists the open matters that still bind a family to a structure.
type Ties struct {
	Coming   int           // live reservations from a given day on
	Unbilled int           // past days that are not debited yet
	Balances []money.Cents // those that are not zero
	Mails    int           // not sent yet
	Untold   int           // movements that the night has still to transmit, and answers of staff that it has to tell
}

// TiesOf reads the ties of a family. It searches the family's own movements: the open ones of the whole town may be
// more numerous.
func (q Q) TiesOf(ctx context.Context, familyID int64, today civil.Date) (t Ties, err error) {
	err = q.each(ctx, `select (select count(*) from reservations where family_id = $1 and date >= $2 and state `+isHeld+
		`),
			(select count(*) from reservations where family_id = $1 and date < $2 and state `+isPlaced+
		` and not billed),
			(select count(*) from mails where family_id = $1 and state in ('queued', 'delayed', 'unknown')),
			(select count(*) from movements where family_id = $1 and coalesce(run_id, 0) = 0 and outcome is null) +
			(select count(*) from answers where family_id = $1 and run_id is null and not told)`,
		[]any{familyID, today}, func(r row) error {
			return r.Scan(&t.Coming, &t.Unbilled, &t.Mails, &t.Untold)
		})
	if err != nil {
		return t, err
	}
	err = q.each(ctx, "select amount from balances where family_id = $1 and amount <> 0 order by wallet_id",
		[]any{familyID}, func(r row) error {
			var c money.Cents
			err := r.Scan(&c)
			t.Balances = append(t.Balances, c)
			return err
		})
	return t, err
}

// ChildrenIn lists the children of a family, to be locked.
func (q Q) ChildrenIn(ctx context.Context, familyID int64) (ids []int64, err error) {
	err = q.each(ctx, "select child_id from family_children where family_id = $1 order by child_id", []any{familyID},
		func(r row) error {
			var one int64
			err := r.Scan(&one)
			ids = append(ids, one)
			return err
		})
	return ids, err
}
