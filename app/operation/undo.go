package operation

import (
	"context"
	"encoding/json"
	"slices"
	"time"
	"unicode/utf8"

	"cartable/app/desk"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/town"
	"cartable/db"
)

// UndoUntil returns the instant until which an applied opération may be undone; the zero time if it cannot be at all.
func undoUntil(c *town.Catalogue, row db.Operation) time.Time {
	if row.AppliedAt == nil || row.State != db.OperationApplied && row.State != db.OperationApplying {
		return time.Time{}
	}
	lasts := c.Structure.UndoFor()
	if lasts == 0 {
		return time.Time{}
	}
	until := row.AppliedAt.Add(lasts)
	if row.FirstDay != 0 {
		if begins := row.FirstDay.At(0, c.Loc); begins.Before(until) {
			until = begins
		}
	}
	return until
}

// Undo takes an applied opération back (DOMAIN.md 10.27): the settings that are still as it left them, then, by the
// worker, each request of a family, if its place is still free. Undoing it again changes nothing.
func (o *Operations) Undo(ctx context.Context, d desk.Actor, id int64, reason string) error {
	reason, err := journal.Reason(reason)
	if err == nil && utf8.RuneCountInString(reason) < journal.LeastReason {
		err = fault.Invalidf("motif", "Dites-en un peu plus\u00a0: les familles lisent ce motif.")
	}
	if err != nil {
		return err
	}
	err = o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		held, row, err := o.hold(ctx, q, d, id)
		if err == nil {
			err = o.forbid(ctx, q, d, Kind(row.Kind))
		}
		switch {
		case err != nil:
			return err
		case row.AppliedAt == nil:
			return fault.Conflictf("Cette opération n'a pas été appliquée\u00a0: il n'y a rien à annuler.")
		case row.State == db.OperationUndoing || row.State == db.OperationUndone:
			return nil
		case row.State != db.OperationApplied:
			return fault.Conflictf("Cette opération n'est pas terminée\u00a0: attendez un instant, puis annulez-la.")
		case !o.Now().Before(undoUntil(held.Town, row)):
			return fault.Conflictf("Il est trop tard pour annuler cette opération. Faites l'opération inverse.")
		}
		if err := q.HoldUndone(ctx, row); err != nil { // before bookings are: see takeOver
			return err
		}
		before := held.Town
		kept, err := o.restoreSettings(ctx, q, held, d, row, reason)
		if err != nil {
			return err
		}
		if err := o.takeOver(ctx, q, before, held.Town, row); err != nil {
			return err
		}
		if code, found, err := q.ArchivedIn(ctx, id); err != nil {
			return err
		} else if found {
			return fault.Conflictf("Le dossier %s, que cette opération concerne, est archivé\u00a0: rouvrez-le "+
				"d'abord.", code)
		}
		now := o.Now().UTC()
		row.State, row.UndoneAt, row.UndoneBy, row.UndoReason, row.Kept = db.OperationUndoing, &now, d.AccountID,
			reason, kept
		if err := q.SaveOperation(ctx, &row); err != nil {
			return err
		}
		return q.AddJobs(ctx, UndoJob, []int64{id}, time.Now())
	})
	if err == nil {
		o.Ring()
	}
	return err
}

// restoreSettings applies the inverse of each change that still stands, last first, and returns the titles of the
// others.
func (o *Operations) restoreSettings(ctx context.Context, q db.Q, held *db.Town, d desk.Actor, row db.Operation,
	reason string) (string, error) {
	lines, err := q.OperationChanges(ctx, row.ID)
	if err != nil {
		return "", err
	}
	var inverse town.Changes
	var kept []string
	var made town.Changes
	for _, l := range lines {
		changes, err := l.ReadChanges()
		if err != nil {
			return "", err
		}
		made = append(made, changes...)
	}
	if err := know(ctx, q, held, made); err != nil {
		return "", err
	}
	masked, err := q.MaskedEnrolments(ctx, row.ID)
	if err != nil {
		return "", err
	}
	for _, id := range masked {
		kept = append(kept, keptLine(id))
	}
	older, err := pastOf(ctx, q, held.Town, row)
	if err != nil {
		return "", err
	}
	now := held.Settings
	for _, l := range slices.Backward(lines) {
		changes, err := l.ReadChanges()
		if err != nil {
			return "", err
		}
		for _, one := range changes.Inverse() {
			if one, err = under(one, older); err != nil {
				return "", err
			}
			after, err := town.Changes{one}.Apply(now)
			if err != nil || !one.Inverse().Stands(now) {
				title := one.Describe(held.Town).Subject
				if len(town.Changes{one}.EnrolledChildren()) > 0 { // the page says whose it is
					title = keptLine(l.ID)
				}
				kept = append(kept, title)
				continue
			}
			if full := one.Room(now); len(full) > 0 { // others came to where an enrolment ended
				return "", fault.Conflictf("L'inscription d'un enfant ne peut pas revenir. %s", full[0].Sentence())
			}
			now, inverse = after, append(inverse, one)
		}
	}
	if err := takesNoPast(ctx, q, held, inverse, held.Town.Today(o.Now())); err != nil {
		return "", err
	}
	if err := o.takesNothing(ctx, q, held, inverse); err != nil {
		return "", err
	}
	if err := o.change(ctx, held, d, inverse, row.ID, reason); err != nil || kept == nil {
		return "", err
	}
	text, err := json.Marshal(kept)
	return string(text), err
}

// takesNothing refuses an undoing that would take away what families booked since, or debit their days again: an
// opération of its own does that, which is rehearsed and tells them.
func (o *Operations) takesNothing(ctx context.Context, q db.Q, held *db.Town, inverse town.Changes) error {
	if len(inverse) == 0 {
		return nil
	}
	one, err := o.compute(ctx, q, held, inverse, false)
	if err == nil {
		one, err = o.recompute(ctx, q, held, one, false)
	}
	if err != nil {
		return err
	}
	e := one.effect
	switch {
	case len(e.Refused) > 0:
		return fault.Conflictf("%s", refusedWords(held.Town, one))
	case len(e.Cancelled)+len(e.Withdrawn)+len(e.Attended) > 0:
		var ids []int64
		for _, l := range slices.Concat(e.Cancelled, e.Withdrawn, e.Attended) {
			ids = append(ids, l.ReservationID)
		}
		whose, err := bookedBy(ctx, q, ids)
		if err != nil {
			return err
		}
		return fault.Conflictf("Des familles ont réservé depuis ce que cette opération a ouvert\u00a0: %s. "+
			"Refermez-le par une nouvelle opération\u00a0: elle vous montrera qui est concerné, et les préviendra.",
			whose)
	case len(e.Repriced) > 0:
		return fault.Conflictf("Des journées ont été facturées depuis à ces prix. Faites l'opération inverse\u00a0: " +
			"elle vous montrera ce qui est rendu.")
	}
	return nil
}

// undone ends the undoing of an opération, and has its families told: all of them if they were told of it, otherwise
// those who do not have back all that it took.
func (o *Operations) undone(ctx context.Context, q db.Q, row db.Operation) error {
	row.State = db.OperationUndone
	if err := q.NoteOperation(ctx, row, journal.OperationUndone, row.UndoneBy, row.UndoReason, o.Now().UTC()); err !=
		nil {
		return err
	}
	if err := q.SaveOperation(ctx, &row); err != nil {
		return err
	}
	if err := q.TellUndone(ctx, row.ID, row.Told); err != nil {
		return err
	}
	families, err := q.FamiliesToTell(ctx, row.ID, undone) // with those of days that it took over
	if err != nil || len(families) == 0 {
		return err
	}
	return q.AddJobs(ctx, UndoMailJob, []int64{row.ID}, time.Now())
}
