package db

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"cartable/app/domain/fault"
	"cartable/app/domain/town"
)

// The change files are the only ones that write a table of the catalogue (DOMAIN.md 10.15); a test enforces it
// (app/catalogue_test.go).

// NewTown stores a structure that does not exist yet, with nothing in it, and locks it.
func (q Q) NewTown(ctx context.Context, n town.StructureEntry) (*Town, error) {
	row := Structure{
		Code:            n.Code,
		Name:            n.Name,
		Zone:            string(n.Zone),
		AlsaceMoselle:   n.AlsaceMoselle,
		NightAt:         n.NightAt,
		Notice:          n.Notice,
		Address:         n.Address,
		Phone:           n.Phone,
		Email:           n.Email,
		Hours:           n.Hours,
		TogglesWaitlist: n.TogglesWaitlist,
		HidesPresence:   n.HidesPresence,
		Pedt:            n.PEDT,
		Revision:        1,
		Bill:            string(n.Billing),
		UndoHours:       n.UndoHours,
		MailName:        n.MailName,
		MailSignature:   n.Signature,
		Accent:          n.Accent,
		Logo:            n.Logo,
		QfBackdate:      string(n.QFBackdate),
		SickUntil:       n.SickUntil,
		SickUncredited:  n.SickUncredited,
		SickPaper:       n.SickPaper,
		Caterer:         n.Caterer,
		MealCost:        n.MealCost,
		DifferencesAt:   n.DifferencesAt,
	}
	if _, err := q.NewInsert().Model(&row).Exec(ctx); err != nil {
		return nil, err
	}
	t, err := q.HoldTown(ctx, row.ID)
	if err == nil {
		t.fresh = true
	}
	return t, err
}

// revise increments the revision of a structure: every process reads its catalogue again.
func (q Q) revise(ctx context.Context, structureID int64) error {
	_, err := q.exec(ctx, "update structures set revision = revision + 1 where id = $1", structureID)
	return err
}

// Apply writes a batch of changes that were checked, in their order: the rows, and the revision of the structure, which
// is incremented once. For each change that has an effect it writes the journal line that line returns, with the change
// itself, so that it can be described again and undone; if line is nil, the caller writes one line for all. The
// settings become those that are now stored. A change without effect writes nothing.
//
// The fault is a Conflict when the current state differs from the one that a change expects, or when a removed row is
// still referred to: nothing is written.
func (t *Town) Apply(
	ctx context.Context,
	changes town.Changes,
	line func(town.Change) JournalEntry,
) (done town.Changes, err error) {
	after, err := changes.Apply(t.Settings)
	if err != nil {
		return nil, err
	}
	net := changes.Compact()
	if len(net) == 0 {
		return nil, nil
	}
	if err := t.write(ctx, after, net); err != nil {
		return nil, err
	}
	if !t.fresh {
		if err := t.q.revise(ctx, t.ID()); err != nil {
			return nil, err
		}
		after.Town.Structure.Revision++
	}
	t.Settings = after
	var lines []JournalEntry
	for _, one := range changes {
		if one.Empty() {
			continue
		}
		done = append(done, one)
		if line != nil {
			noted := line(one)
			noted.StructureID = t.ID()
			if err := noted.Keep(town.Changes{one}); err != nil {
				return nil, err
			}
			lines = append(lines, noted)
		}
	}
	return done, t.q.AddJournal(ctx, lines...)
}

// Keep stores changes in a line that is about to be written.
func (l *JournalEntry) Keep(changes town.Changes) error {
	if len(changes) == 0 {
		return nil
	}
	text, err := json.Marshal(changes)
	l.Changes = string(text)
	return err
}

// ReadChanges returns the changes stored in a line, or nil when the line is about something else.
func (l JournalEntry) ReadChanges() (changes town.Changes, err error) {
	if l.Changes != "" {
		err = json.Unmarshal([]byte(l.Changes), &changes)
	}
	return changes, err
}

// write updates the rows from the state in t to after: first the new and changed ones, each kind after those that it
// refers to, then the removed ones, in reverse order.
func (t *Town) write(ctx context.Context, after *town.Settings, net town.Changes) error {
	w := writing{Town: t, after: after}
	of := map[town.NounKind]town.Changes{}
	for _, one := range net {
		of[one.Kind()] = append(of[one.Kind()], one)
	}
	kinds := town.Kinds()
	for _, kind := range kinds {
		if err := w.put(ctx, kind, of[kind]); err != nil {
			return err
		}
	}
	if err := w.links(ctx, of[town.NounActivity]); err != nil {
		return err
	}
	slices.Reverse(kinds)
	for _, kind := range kinds {
		for _, one := range of[kind] {
			if one.After != nil {
				continue
			}
			if err := w.remove(ctx, one.Before); err != nil {
				return usedByRows(err, one.Before)
			}
		}
	}
	return nil
}

// usedByRows returns a Conflict when the database refuses a change because reservations, enrolments or money refer to
// the row.
func usedByRows(err error, n town.Noun) error {
	var pg *pgconn.PgError
	if errors.As(err, &pg) && pg.Code == "23503" || strings.Contains(err.Error(), "FOREIGN KEY constraint failed") {
		return fault.Conflictf(
			"%s a déjà servi\u00a0: des inscriptions, des réservations ou des écritures en dépendent.",
			n.Title(),
		)
	}
	return err
}
