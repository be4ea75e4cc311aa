package operation

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/fault"
	"cartable/app/domain/plain"
	"cartable/app/domain/town"
	"cartable/db"
)

// longestWords is the maximum length of the families' text, in characters.
const longestWords = 2000

// Consent is what somebody read before applying.
type Consent struct {
	Fingerprint string // of the rehearsal
	Words       string // for the families
	Tell        bool
}

var errMoved = fault.Conflictf(
	"Des réservations ont changé depuis votre lecture. Relisez les nouveaux chiffres avant d'appliquer.")

// Moved reports that the facts of a rehearsal have changed: it must be read again.
func Moved(err error) bool { return errors.Is(err, errMoved) }

// Apply applies a prepared opération as it was read. If anything that it does has changed since, nothing is done, and
// Moved is true of the error. Applying it again changes nothing.
func (o *Operations) Apply(ctx context.Context, d desk.Actor, id int64, read Consent) error {
	err := o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		held, row, err := o.hold(ctx, q, d, id)
		if err != nil {
			return err
		}
		if row.State == db.OperationUndone && row.AppliedAt == nil {
			return fault.Conflictf("Cette opération a été abandonnée\u00a0: rien n'a été appliqué.")
		}
		if row.State != db.OperationPrepared {
			return nil
		}
		if err := o.forbid(ctx, q, d, Kind(row.Kind)); err != nil {
			return err
		}
		words := strings.ReplaceAll(read.Words, "\r\n", "\n") // as its field counts them
		row.Words, row.Tell = plain.Cut(words, longestWords), read.Tell
		changes, err := changesOf(row)
		if err != nil {
			return err
		}
		if err := know(ctx, q, held, changes); err != nil {
			return err
		}
		if why := changedWords(check(held.Settings, changes)); why != "" {
			return fault.Conflictf("%s", why)
		}
		one, err := o.compute(ctx, q, held, changes, row.Tell)
		if err != nil {
			return err
		}
		if err := one.asRead(held.Town, read); err != nil {
			return err
		}
		if one, err = o.recompute(ctx, q, held, one, row.Tell); err != nil {
			return err
		}
		if err := one.asRead(held.Town, read); err != nil {
			return err
		}
		return o.shut(ctx, q, d, held, &row, one)
	})
	if err == nil {
		o.Ring()
	}
	return err
}

// asRead returns why a change cannot be applied, or not as it was read.
func (one computed) asRead(c *town.Catalogue, read Consent) error {
	switch {
	case len(one.effect.Refused) > 0:
		return fault.Conflictf("%s", refusedWords(c, one))
	case one.print != read.Fingerprint:
		return errMoved
	}
	return nil
}

// shut makes the changes, from which moment nobody books what they close, and leaves the requests of families to the
// worker: what becomes of each is noted as a plan, which is quickly written, for nobody books meanwhile.
func (o *Operations) shut(ctx context.Context, q db.Q, d desk.Actor, held *db.Town, row *db.Operation,
	one computed) error {
	counts, err := json.Marshal(one.effect.Counts())
	if err != nil {
		return err
	}
	if err := o.change(ctx, held, d, one.changes, row.ID, row.Reason); err != nil {
		return err
	}
	now := o.Now().UTC()
	row.State, row.AppliedAt, row.AppliedBy, row.Changes = db.OperationApplying, &now, d.AccountID, ""
	row.Effects, row.FirstDay = string(counts), one.first
	var told []db.OperationMail
	for _, m := range one.effect.Mails {
		told = append(told, db.OperationMail{OperationID: row.ID, FamilyID: m.FamilyID, Kind: applied,
			HasMail: m.Reachable})
	}
	if err := tell(ctx, q, row.ID, told); err != nil {
		return err
	}
	if !one.ends() {
		row.State = db.OperationApplied
	} else if row.Plan, err = one.plan(row.ID); err != nil {
		return err
	} else if err := q.AddJobs(ctx, Job, []int64{row.ID}, time.Now()); err != nil {
		return err
	}
	return q.SaveOperation(ctx, row)
}

// tell stores whom an opération writes to, and has it done.
func tell(ctx context.Context, q db.Q, id int64, mails []db.OperationMail) error {
	if len(mails) == 0 {
		return nil
	}
	if err := q.AddOperationMails(ctx, mails); err != nil {
		return err
	}
	return q.AddJobs(ctx, MailJob, []int64{id}, time.Now().Add(mailsAfter))
}

// change applies changes under the lock of the town, each with its line of the journal, which remembers the opération.
func (o *Operations) change(ctx context.Context, held *db.Town, d desk.Actor, changes town.Changes, id int64,
	reason string) error {
	_, err := held.Apply(ctx, changes, func(c town.Change) db.JournalEntry {
		line := o.Line(held, d, c, reason)
		line.OperationID = id
		return line
	})
	return err
}

// Discard gives up a prepared opération: its changes are forgotten, and its line stays in the list. Giving it up again
// changes nothing.
func (o *Operations) Discard(ctx context.Context, d desk.Actor, id int64) error {
	return o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		row, err := stored(ctx, q, d, id, true)
		switch {
		case err != nil:
			return err
		case row.State == db.OperationUndone && row.AppliedAt == nil:
			return nil
		case row.State != db.OperationPrepared:
			return fault.Conflictf(
				"Cette opération n'est plus en préparation\u00a0: elle ne peut plus être abandonnée.")
		}
		now := o.Now().UTC()
		row.State, row.UndoneAt, row.UndoneBy, row.Changes = db.OperationUndone, &now, d.AccountID, ""
		row.UndoReason = "abandonnée avant d'être appliquée"
		return q.SaveOperation(ctx, &row)
	})
}

// ApplyIn applies a change at once, within a transaction of the caller, which holds the town and the slots of the
// change: what it does was read with the caller's own form. It returns the number of the opération. The faults are
// those of Prepare and of Apply.
func (o *Operations) ApplyIn(ctx context.Context, q db.Q, d desk.Actor, r Request) (int64, error) {
	row, err := o.row(d, &r)
	if err != nil {
		return 0, err
	}
	held, err := o.Catalogues.Hold(ctx, q, d.StructureID)
	if err != nil {
		return 0, err
	}
	if err := o.forbid(ctx, q, d, r.Kind); err != nil {
		return 0, err
	}
	if err := check(held.Settings, r.Changes); err != nil {
		return 0, err
	}
	one, err := o.compute(ctx, q, held, r.Changes, r.Tell)
	if err != nil {
		return 0, err
	}
	if err := q.AddOperation(ctx, &row); err != nil {
		return 0, err
	}
	return row.ID, o.shut(ctx, q, d, held, &row, one)
}
