package office

import (
	"context"

	"cartable/db"
)

// Runs lists the nights, the one under way first.
func (o *Office) Runs(ctx context.Context, d Desk) (Runs, error) {
	q, now := o.DB.Read(), o.Now()
	c, err := o.town(ctx, q, d)
	if err != nil {
		return Runs{}, err
	}
	lines, err := q.RunLines(ctx, d.StructureID, 0, pageSize)
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
	page.Open, err = q.OpenMovements(ctx, d.StructureID)
	return page, err
}

// Run shows one night of the structure; NotFound for any other.
func (o *Office) Run(ctx context.Context, d Desk, id int64) (Run, error) {
	q := o.DB.Read()
	lines, err := q.RunLines(ctx, d.StructureID, id, 1)
	if err != nil {
		return Run{}, err
	}
	if len(lines) == 0 {
		return Run{}, notHere()
	}
	run := Run{RunRow: runRow(lines[0]), Cutoff: lines[0].Cutoff}
	if run.Errors, err = q.RunErrors(ctx, id); err != nil {
		return Run{}, err
	}
	run.NoMail, run.Declined, err = q.FamiliesWithoutMail(ctx, id)
	return run, err
}

func runRow(l db.RunLine) RunRow {
	return RunRow{ID: l.ID, Date: l.BusinessDate, Pass: l.Pass, Origin: l.Origin, Late: l.Late, State: l.State, StartedAt: l.StartedAt,
		FinishedAt: *l.FinishedAt, Shards: l.Shards, Done: l.ShardsDone, Dead: l.Dead, Accepted: l.Accepted, Waitlisted: l.Waitlisted,
		Refused: l.Refused, Cancelled: l.Cancelled, Pending: l.PendingNow, Reports: l.Reports, Mails: l.Mails, Debits: l.Debits, Unpriced: l.Unpriced}
}
