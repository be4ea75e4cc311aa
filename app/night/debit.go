package night

import (
	"context"
	"fmt"
	"time"

	"cartable/app/domain/civil"
	"cartable/app/domain/town"
	"cartable/app/domain/wallet"
	"cartable/db"
)

// debitRows is about how many past days a shard debits. Shards are cut by family: no two of them touch the same
// balance.
const debitRows = 2000

// planDebits cuts the past days that a run has to debit into shards.
func planDebits(ctx context.Context, q db.Q, c *town.Catalogue, run db.Run) ([]db.RunShard, error) {
	families, err := q.Owing(ctx, c.Structure.ID, run.BusinessDate, c.Structure.Billing)
	return cutDebits(run.ID, families), err
}

func cutDebits(runID int64, families []db.Owing) []db.RunShard {
	var shards []db.RunShard
	held := 0
	for _, f := range families { // in order of family
		last := len(shards) - 1
		if last < 0 || held+f.Rows > debitRows {
			shards = append(shards, db.RunShard{RunID: runID, Kind: db.ShardDebit, State: db.ShardTodo,
				FromDate: f.From, ToDate: f.To, FamilyFrom: f.FamilyID})
			held, last = 0, last+1
		}
		s := &shards[last]
		s.FromDate, s.ToDate, s.FamilyTo = min(s.FromDate, f.From), max(s.ToDate, f.To), f.FamilyID
		held += f.Rows
	}
	return shards
}

// debits turns past days into consumptions.
type debits struct {
	q      db.Q
	town   *town.Catalogue
	before civil.Date
	runID  int64
	now    time.Time
}

// do debits the days of a shard's families between its dates. Days billed meanwhile, or waiting for a mark, are not
// among them. A day without a price is left for a later night, and counted.
func (d debits) do(ctx context.Context, shard *db.RunShard) error {
	structure, bill := d.town.Structure.ID, d.town.Structure.Billing
	days, err := d.q.HoldOwing(ctx, structure, d.before, bill, *shard)
	shard.Unpriced, shard.UnpricedBy = 0, ""
	if err != nil || len(days) == 0 {
		return err
	}
	payers, err := d.q.Payers(ctx, structure, shard.FamilyFrom, shard.FamilyTo)
	if err != nil {
		return err
	}
	unpriced := map[int64]int{}
	lines := make([]db.LedgerLine, 0, len(days))
	billed := make([]int64, 0, len(days))
	for _, day := range days {
		a := d.town.ActivityByID(day.ActivityID)
		if a == nil {
			return fmt.Errorf("reservation %d: activity %d is not in the catalogue", day.ID, day.ActivityID)
		}
		debit, verdict := wallet.Owed(day.Day(d.town, a), payers[day.FamilyID], bill)
		switch verdict {
		case wallet.NotYet:
			continue
		case wallet.Unpriced:
			shard.Unpriced++
			unpriced[day.ActivityID]++
			continue
		}
		line := day.Debit(structure, debit, 1, d.now)
		line.RunID = d.runID
		lines, billed = append(lines, line), append(billed, day.ID)
		if late, ok := wallet.Late(day.Day(d.town, a)); ok {
			line := day.DebitLate(structure, late, 1, d.now)
			line.RunID = d.runID
			lines = append(lines, line)
		}
	}
	shard.UnpricedBy = db.FormatUnpriced(unpriced)
	if err := d.q.AddLedger(ctx, lines); err != nil {
		return err
	}
	shard.Debits += len(billed)
	return d.q.MarkBilled(ctx, billed)
}

// debitable reports whether a run would debit any past day before a date, that is, one that has a price now. Days that
// no tariff prices keep waiting, however often a run is requested.
func debitable(ctx context.Context, q db.Q, c *town.Catalogue, before civil.Date) (bool, error) {
	structure, bill := c.Structure.ID, c.Structure.Billing
	families, err := q.Owing(ctx, structure, before, bill)
	if err != nil {
		return false, err
	}
	for _, shard := range cutDebits(0, families) {
		days, err := q.SeeOwing(ctx, structure, before, bill, shard)
		if err != nil {
			return false, err
		}
		payers, err := q.Payers(ctx, structure, shard.FamilyFrom, shard.FamilyTo)
		if err != nil {
			return false, err
		}
		for _, day := range days {
			a := c.ActivityByID(day.ActivityID)
			if a == nil { // the run reports it
				return true, nil
			}
			if _, verdict := wallet.Owed(day.Day(c, a), payers[day.FamilyID], bill); verdict == wallet.Due {
				return true, nil
			}
		}
	}
	return false, nil
}

// DebitPast debits the days of a structure before a date, outside any run, for a town imported with past days. It
// returns the number of days debited; those remain debited if it fails half-way.
func (n *Night) DebitPast(ctx context.Context, structureID int64, before civil.Date) (done int, err error) {
	q := n.DB.Read()
	c, err := n.Catalogues.Current(ctx, q, structureID)
	if err != nil {
		return 0, err
	}
	families, err := q.Owing(ctx, structureID, before, c.Structure.Billing)
	if err != nil {
		return 0, err
	}
	for _, shard := range cutDebits(0, families) {
		err := n.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
			c, err := n.Catalogues.Current(ctx, q, structureID)
			if err != nil {
				return err
			}
			shard.Debits = 0
			return debits{q, c, before, 0, n.Now()}.do(ctx, &shard)
		})
		if err != nil {
			return done, err
		}
		done += shard.Debits
	}
	return done, nil
}
