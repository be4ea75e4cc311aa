package db

import (
	"context"

	"github.com/uptrace/bun"

	"cartable/app/domain/civil"
	"cartable/app/domain/money"
)

// Imported is a row of imported: the values that the last import gave for something.
type Imported struct {
	bun.BaseModel `bun:"imported"`

	StructureID int64
	Owner       string `bun:",pk"`
	OwnerID     int64  `bun:",pk"`
	Key         string `bun:",pk"`
	Said        string // JSON: a text by column
}

// ImportedOf reads the values that the last imports gave for the data of a structure.
func (q Q) ImportedOf(ctx context.Context, structureID int64) (rows []Imported, err error) {
	err = q.NewSelect().Model(&rows).Where("structure_id = ?", structureID).Scan(ctx)
	return rows, err
}

// ImportedStructures reads the values that the last imports gave for the structures themselves.
func (q Q) ImportedStructures(ctx context.Context) (rows []Imported, err error) {
	err = q.NewSelect().Model(&rows).Where("owner = 'structure'").Scan(ctx)
	return rows, err
}

// SetImported stores the values that an import gave.
func (q Q) SetImported(ctx context.Context, rows []Imported) error {
	for len(rows) > 0 {
		n := min(len(rows), importChunk)
		chunk := rows[:n]
		if _, err := q.NewInsert().Model(&chunk).On("conflict (owner, owner_id, key) do update").
			Set("said = excluded.said").Returning("NULL").Exec(ctx); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

// ForgottenFamilies returns the families of a structure whose erasure is done.
func (q Q) ForgottenFamilies(ctx context.Context, structureID int64) (map[int64]bool, error) {
	gone := map[int64]bool{}
	err := q.each(ctx, "select family_id from erasures where structure_id = $1 and state = 'done'", []any{structureID},
		func(r row) error {
			var family int64
			err := r.Scan(&family)
			gone[family] = true
			return err
		})
	return gone, err
}

// JoinedChildren returns the codes of the children of a structure who were second ones of others.
func (q Q) JoinedChildren(ctx context.Context, structureID int64) (map[string]bool, error) {
	gone := map[string]bool{}
	err := q.each(ctx, "select c.gone_code from merge_children c join merges m on m.id = c.merge_id "+
		"where m.structure_id = $1 and m.undone_at is null and c.gone_code <> ''", []any{structureID},
		func(r row) error {
			var code string
			err := r.Scan(&code)
			gone[code] = true
			return err
		})
	return gone, err
}

// ImportHash returns the password hash of an account.
func (q Q) ImportHash(ctx context.Context, accountID int64) (hash string, err error) {
	err = q.each(ctx, "select password_hash from accounts where id = $1", []any{accountID}, func(r row) error {
		return r.Scan(&hash)
	})
	return hash, err
}

// Touched counts the rows that a change affects.
type Touched struct {
	Reservations, Families int
	Amount                 money.Cents
}

// LiveBetween counts the reservations of an activity between two dates that are not given up.
func (q Q) LiveBetween(ctx context.Context, activityID int64, from, to civil.Date) (Touched, error) {
	return q.touched(ctx, `select count(*), count(distinct family_id), coalesce(sum(price), 0) from reservations
		where activity_id = $1 and date between $2 and $3 and state `+isLive, activityID, from, to)
}

// ToDebit counts the accepted days of a structure before a date that no night has debited.
func (q Q) ToDebit(ctx context.Context, structureID int64, before civil.Date) (Touched, error) {
	return q.touched(ctx, `select count(*), count(distinct family_id), coalesce(sum(price), 0) from reservations
		where structure_id = $1 and date < $2 and not billed and state `+isPlaced, structureID, before)
}

func (q Q) touched(ctx context.Context, query string, args ...any) (t Touched, err error) {
	err = q.each(ctx, query, args, func(r row) error { return r.Scan(&t.Reservations, &t.Families, &t.Amount) })
	return t, err
}

// OverFull counts the days of a structure, from a date on, on which more children are accepted than there are places.
func (q Q) OverFull(ctx context.Context, structureID int64, from civil.Date) (n int, err error) {
	err = q.each(ctx, `select count(*) from slots s join pools p on p.id = s.pool_id
		left join capacities c on c.pool_id = s.pool_id and c.date = s.date
		where p.structure_id = $1 and s.date >= $2 and s.accepted > coalesce(c.capacity, p.capacity)`,
		[]any{structureID, from}, func(r row) error { return r.Scan(&n) })
	return n, err
}

// Ahead is a day that a family has booked or requested.
type Ahead struct {
	FamilyID, ActivityID int64
	Date                 civil.Date
	Price                money.Cents // as announced
}

// LiveAhead lists the reservations of a structure from a date on that are not given up.
func (q Q) LiveAhead(ctx context.Context, structureID int64, from civil.Date) (all []Ahead, err error) {
	err = q.each(
		ctx,
		`select family_id, activity_id, date, price from reservations where structure_id = $1 and date >= $2
		and state `+isLive,
		[]any{structureID, from},
		func(r row) error {
			var one Ahead
			err := r.Scan(&one.FamilyID, &one.ActivityID, &one.Date, &one.Price)
			all = append(all, one)
			return err
		},
	)
	return all, err
}

// ImportedSums sums the lines of the ledger that imports wrote.
func (q Q) ImportedSums(ctx context.Context) (credits, debits money.Cents, err error) {
	err = q.each(ctx, `select coalesce(sum(case when amount > 0 then amount else 0 end), 0),
		coalesce(sum(case when amount < 0 then amount else 0 end), 0) from ledger where source = 'import'`,
		nil, func(r row) error { return r.Scan(&credits, &debits) })
	return credits, debits, err
}
