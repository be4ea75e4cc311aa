package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/night"
	"cartable/db"
)

// NightCommand runs the transmission by hand, independently of any worker.
type NightCommand struct {
	Date      string `help:"Date de la transmission, AAAA-MM-JJ (aujourd'hui sinon)."`
	Structure string `help:"Code d'une structure (toutes sinon)."`
}

// Run starts the runs, does their work in this process together with any workers, shows the progress, and sends the
// resulting mails.
func (cmd NightCommand) Run(ctx context.Context) error {
	var date civil.Date
	if cmd.Date != "" {
		var err error
		if date, err = civil.Parse(cmd.Date); err != nil {
			return fmt.Errorf("--date : %w", err)
		}
	}
	return withTown(ctx, false, func(a *App) error { return a.runNights(ctx, cmd.Structure, date) })
}

// runNights runs a new night of the structure with this code, or of all of them.
func (a *App) runNights(ctx context.Context, code string, date civil.Date) error {
	if err := a.startWorker(nil); err != nil {
		return err
	}
	q := a.DB.Read()
	ids, err := q.StructureIDs(ctx)
	if err != nil {
		return err
	}
	some := false
	var failed []error // a structure that fails does not block the others
	for _, id := range ids {
		c, err := a.Catalogues.Current(ctx, q, id)
		if err != nil {
			failed = append(failed, fmt.Errorf("structure %d : %w", id, err))
			continue
		}
		if code != "" && code != c.Structure.Code {
			continue
		}
		some = true
		if err := a.runNight(ctx, id, c.Structure.Name, date); err != nil {
			failed = append(failed, fmt.Errorf("%s : %w", c.Structure.Name, err))
		}
		if ctx.Err() != nil {
			break
		}
	}
	if !some && len(failed) == 0 {
		return errors.New("aucune structure à transmettre")
	}
	return errors.Join(failed...)
}

// runNight runs a new night. If another run is under way, it has an earlier cut-off and leaves later requests: runNight
// waits for it, then starts its own.
func (a *App) runNight(ctx context.Context, structureID int64, name string, date civil.Date) error {
	for {
		run, whose, err := a.Night.Ask(ctx, structureID, date, night.FromCommand)
		if fault.KindOf(err) == fault.Conflict && ctx.Err() == nil { // the other ended meanwhile
			continue
		}
		if err != nil {
			return err
		}
		if whose == night.Nothing {
			fmt.Printf("%s : rien de nouveau depuis la transmission du %s.\n", name, run.BusinessDate.Numeric())
			return nil
		}
		if whose == night.Another {
			fmt.Printf("%s : une transmission est en cours, celle-ci la suivra.\n", name)
		}
		if err := a.watchNight(ctx, structureID, name, run); err != nil || whose == night.Own {
			return err
		}
	}
}

// watchNight shows a run until it ends.
func (a *App) watchNight(ctx context.Context, structureID int64, name string, run db.Run) error {
	if err := a.Night.Advance(ctx, run.ID); err != nil { // who began it may have died between two steps
		return err
	}
	progress := showProgress()
	for {
		a.Worker.Ring()
		lines, err := a.DB.Read().RunLines(ctx, structureID, run.ID, 1)
		if err != nil || len(lines) == 0 {
			return errors.Join(err, ctx.Err())
		}
		if line := lines[0]; line.State != db.RunDone {
			progress(name+", lots traités", line.ShardsDone+line.Dead, line.Shards)
		} else {
			wipeLine()
			fmt.Printf("%s, transmission du %s : %d acceptées, %d en liste d'attente, %d refusées, %d annulées, %d en "+
				"attente de réponse ; %d comptes rendus, %d courriels.\n",
				name, run.BusinessDate.Numeric(), line.Accepted, line.Waitlisted, line.Refused, line.Cancelled,
				line.PendingNow, line.Reports, line.Mails)
			if line.Dead > 0 {
				return fmt.Errorf("%d lots n'ont pas pu être traités : voir la page des nuits", line.Dead)
			}
			return a.mailsTried(ctx)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// mailsTried waits until every mail has been sent to the server once. Deferred mails are left to the worker.
func (a *App) mailsTried(ctx context.Context) error {
	for {
		n, err := a.DB.Read().MailsNeverTried(ctx)
		if err != nil || n == 0 {
			return err
		}
		a.Worker.Ring()
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
}
