package office

import (
	"context"

	"cartable/app/desk"
	"cartable/app/domain/paging"
	"cartable/app/domain/town"
	"cartable/db"
)

// Runs returns the nights, the running one first.
func (o *Office) Runs(ctx context.Context, d desk.Actor) (Runs, error) {
	q, now := o.DB.Read(), o.Now()
	c, err := o.Town(ctx, q, d)
	if err != nil {
		return Runs{}, err
	}
	lines, err := q.RunLines(ctx, d.StructureID, 0, paging.Rows)
	if err != nil {
		return Runs{}, err
	}
	page := Runs{NextAt: c.NextNight(now)}
	for _, l := range lines {
		row := runRow(l)
		if row.State != db.RunDone && page.Running == nil {
			page.Running = &row
			continue
		}
		page.Rows = append(page.Rows, row)
	}
	if len(page.Rows) > 0 {
		if err := unpricedOf(ctx, q, c, &page.Rows[0]); err != nil {
			return page, err
		}
	}
	page.Open, err = q.OpenMovements(ctx, d.StructureID)
	return page, err
}

// unpricedOf returns the activities of which a night skipped unpriced days.
func unpricedOf(ctx context.Context, q db.Q, c *town.Catalogue, run *RunRow) error {
	if run.Unpriced == 0 {
		return nil
	}
	counts, err := q.RunUnpriced(ctx, run.ID)
	if err != nil {
		return err
	}
	for _, a := range c.Activities {
		if n := counts[a.ID]; n > 0 {
			run.UnpricedBy = append(run.UnpricedBy, UnpricedDays{a.Name, n})
		}
	}
	return nil
}

// Run returns one night of the structure; NotFound for any other.
func (o *Office) Run(ctx context.Context, d desk.Actor, id int64) (Run, error) {
	if id == 0 { // RunLines would return the newest one
		return Run{}, desk.NotHere()
	}
	q := o.DB.Read()
	lines, err := q.RunLines(ctx, d.StructureID, id, 1)
	if err != nil {
		return Run{}, err
	}
	if len(lines) == 0 {
		return Run{}, desk.NotHere()
	}
	run := Run{RunRow: runRow(lines[0]), Cutoff: lines[0].Cutoff}
	c, err := o.Town(ctx, q, d)
	if err != nil {
		return Run{}, err
	}
	if err := unpricedOf(ctx, q, c, &run.RunRow); err != nil {
		return Run{}, err
	}
	if run.Errors, err = q.RunErrors(ctx, id); err != nil {
		return Run{}, err
	}
	without, declined, err := q.FamiliesWithoutMail(ctx, id)
	run.NoMail, run.Declined = familyNames(without), familyNames(declined)
	return run, err
}

func runRow(l db.RunLine) RunRow {
	return RunRow{ID: l.ID, Date: l.BusinessDate, Pass: l.Pass, Origin: l.Origin, Late: l.Late, State: l.State,
		StartedAt:  l.StartedAt,
		FinishedAt: *l.FinishedAt, Shards: l.Shards, Done: l.ShardsDone, Dead: l.Dead, Accepted: l.Accepted,
		Waitlisted: l.Waitlisted, Refused: l.Refused, Cancelled: l.Cancelled, Pending: l.PendingNow, Reports: l.Reports,
		Mails: l.Mails, Debits: l.Debits, Unpriced: l.Unpriced}
}

func familyNames(rows []db.FamilyName) []FamilyName {
	all := make([]FamilyName, len(rows))
	for i, one := range rows {
		all[i] = FamilyName(one)
	}
	return all
}
