package db

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"cartable/app/domain/civil"
)

// Closing is a row of closings.
type Closing struct {
	bun.BaseModel `bun:"closings"`

	ActivityID  int64      `bun:",pk"`
	Date        civil.Date `bun:",pk"`
	StructureID int64
	AccountID   int64 `bun:",nullzero"`
	At          time.Time
	Login       string `bun:"-"` // who closed it, as it is read
}

// ClosingOf reads who closed a sheet, and when; nil if it is open. To write by it, the caller must hold a row of the
// sheet: whoever closes it holds them all.
func (q Q) ClosingOf(ctx context.Context, structureID, activityID int64, d civil.Date) (c *Closing, err error) {
	err = q.each(ctx, `select l.at, n.login from closings l left join accounts n on n.id = l.account_id
		where l.activity_id = $1 and l.date = $2 and l.structure_id = $3`, []any{activityID, d, structureID},
		func(r row) error {
			c = &Closing{ActivityID: activityID, Date: d, StructureID: structureID}
			return r.Scan(stamp{&c.At}, word{&c.Login})
		})
	return c, err
}

// CloseDaySheet stores who closes a sheet. The caller holds its rows; a sheet that is closed stays as it is.
func (q Q) CloseDaySheet(ctx context.Context, c Closing) error {
	_, err := q.NewInsert().Model(&c).On("conflict (activity_id, date) do nothing").Exec(ctx)
	return err
}

// ReopenDaySheet opens a sheet again. The caller holds its rows.
func (q Q) ReopenDaySheet(ctx context.Context, c Closing) error {
	_, err := q.exec(ctx, "delete from closings where activity_id = $1 and date = $2 and structure_id = $3",
		c.ActivityID, c.Date, c.StructureID)
	return err
}
