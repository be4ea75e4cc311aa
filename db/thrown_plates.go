package db

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"cartable/app/domain/civil"
	"cartable/app/domain/money"
)

// ThrownPlates is a row of thrown_plates.
type ThrownPlates struct {
	bun.BaseModel `bun:"thrown_plates"`

	StructureID int64
	ActivityID  int64      `bun:",pk"`
	Date        civil.Date `bun:",pk"`
	School      string     `bun:",pk"`
	Number      int
	Cost        money.Cents // of one meal, when it was first said
	AccountID   int64       `bun:",nullzero"`
	At          time.Time
}

// ThrownLine is a number of plates that were thrown, with who said it.
type ThrownLine struct {
	ThrownPlates
	Login string
}

// ReadThrownPlates reads the plates of a structure that were thrown between two dates.
func ReadThrownPlates(structureID int64, from, to civil.Date, into *[]ThrownLine) Read {
	return Read{query: `select t.activity_id, t.date, t.school, t.number, t.cost, t.at, n.login
		from thrown_plates t left join accounts n on n.id = t.account_id
		where t.structure_id = $1 and t.date between $2 and $3 order by t.date, t.activity_id, t.school`,
		args: []any{structureID, from, to}, scan: func(r row) error {
			var one ThrownLine
			err := r.Scan(&one.ActivityID, &one.Date, &one.School, &one.Number, &one.Cost, stamp{&one.At},
				word{&one.Login})
			*into = append(*into, one)
			return err
		}}
}

// SetThrownPlates stores how many plates were thrown at a site. The caller has locked the kitchen.
func (q Q) SetThrownPlates(ctx context.Context, t ThrownPlates) error {
	_, err := q.NewInsert().Model(&t).On("conflict (activity_id, date, school) do update").
		Set("number = excluded.number, cost = excluded.cost, account_id = excluded.account_id, at = excluded.at").
		Exec(ctx)
	return err
}
