package office

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/db"
)

// MergeLasts is how long a merge can be undone.
const MergeLasts = 24 * time.Hour

// Merged is the page of a merge that was made.
type Merged struct {
	ID                   int64
	Kept, KeptName, Gone string // codes, and a name
	At                   time.Time
	Login, Reason        string
	Effects              MergeEffects
	Until                time.Time // it can be undone until then; zero once it cannot
	Barred               string    // why it cannot now, though it is not too late
	Undone               time.Time // zero if it was not
	UndoneBy, UndoReason string
	row                  db.MergeLine
}

// Merged returns a merge of the structure; NotFound for any other.
func (o *Office) Merged(ctx context.Context, d desk.Actor, mergeID int64) (Merged, error) {
	q := o.DB.Read()
	m, err := o.merged(ctx, q, d, mergeID)
	if err != nil || m.Until.IsZero() {
		return m, err
	}
	err = o.undoable(ctx, q, d, m)
	if fault.KindOf(err) == fault.Conflict {
		m.Barred, err = fault.Message(err), nil
	}
	return m, err
}

func (o *Office) merged(ctx context.Context, q db.Q, d desk.Actor, mergeID int64) (m Merged, err error) {
	line, found, err := q.MergeByID(ctx, d.StructureID, mergeID)
	if err == nil && !found {
		err = desk.NotHere()
	}
	if err != nil {
		return m, err
	}
	m = Merged{ID: line.ID, Kept: line.Kept, KeptName: line.KeptName, Gone: line.Gone, At: line.At, Login: line.Login,
		Reason: line.Reason, UndoneBy: line.UndoneLogin, UndoReason: line.UndoReason, row: line}
	if line.UndoneAt != nil {
		m.Undone = *line.UndoneAt
	}
	if until := line.At.Add(MergeLasts); line.UndoneAt == nil && line.Sums != "" && o.Now().Before(until) {
		m.Until = until
	}
	return m, json.Unmarshal([]byte(line.Effects), &m.Effects)
}

// ForgetMerges removes what merges made more than a day ago would be undone with: it is personal data.
func (o *Office) ForgetMerges(ctx context.Context) error {
	return o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		return q.ForgetMerges(ctx,
			o.Now().Add(-MergeLasts))
	})
}

// mergeMoved says what forbids an undoing.
var mergeMoved = []struct {
	about db.MergeAbout
	words string
}{
	{db.AboutBookings, "des réservations ou des présences ont changé depuis"},
	{db.AboutMoney, "le compte a bougé depuis"},
	{db.AboutFile, "la fiche de la famille ou d'un enfant a changé depuis"},
	{db.AboutDraft, "une saisie du dossier a changé depuis"},
}

// UndoMerge gives both files back as they were, within a day and as long as nothing that the merge touched has moved
// since. Undone already, it is a Conflict that says by whom.
func (o *Office) UndoMerge(ctx context.Context, d desk.Actor, mergeID int64, why string) error {
	reason, err := reasonOf(why)
	if err != nil {
		return err
	}
	return o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		if _, err := o.Catalogues.Hold(ctx, q, d.StructureID); err != nil {
			return err
		}
		if err := o.calm(ctx, q, d.StructureID); err != nil { // to wait for the night would hold up whoever books
			return err
		}
		m, err := o.merged(ctx, q, d, mergeID)
		if err != nil {
			return err
		}
		of := m.of()
		if err := q.HoldMerge(ctx, d.StructureID, of.KeptID, of.GoneID); err != nil {
			return err
		}
		if err := o.undoable(ctx, q, d, m); err != nil {
			return err
		}
		if err := q.ReopenMerge(ctx, m.ID, of); err != nil {
			return err
		}
		now := o.Now().UTC()
		row := m.row.Merge
		row.Sums, row.UndoneAt, row.UndoneBy, row.UndoReason = "", &now, d.AccountID, reason
		if err := q.CloseMerge(ctx, row); err != nil {
			return err
		}
		if err := o.calm(ctx, q, d.StructureID); err != nil {
			return err
		}
		words := "Dossier " + m.Gone + " séparé du dossier " + m.Kept
		if err := q.AddJournal(ctx, o.Entry(d, journal.MergeUndone, of.KeptID, words, "", "", reason)); err != nil {
			return err
		}
		return q.AddJournal(ctx, o.Entry(d, journal.MergeUndone, of.GoneID, words, "", "", reason))
	})
}

// of names what was merged.
func (m Merged) of() db.MergeOf {
	return db.MergeOf{KeptID: m.row.KeptID, GoneID: m.row.GoneID, Pairs: m.row.Pairs}
}

// undoable refuses an undoing, with its reason.
func (o *Office) undoable(ctx context.Context, q db.Q, d desk.Actor, m Merged) error {
	if !m.Undone.IsZero() {
		return fault.Conflictf("Déjà annulée par %s, le %s.", m.UndoneBy,
			m.Undone.In(db.Paris).Format("02/01/2006 à 15:04"))
	}
	if m.Until.IsZero() {
		return fault.Conflictf("Une réunion de dossiers s'annule dans les 24\u00a0heures. Celle-ci ne peut plus " +
			"l'être.")
	}
	if err := o.calm(ctx, q, d.StructureID); err != nil {
		return err
	}
	b, err := q.MergeBars(ctx, d.StructureID, m.row.KeptID, m.row.GoneID)
	if err != nil {
		return err
	}
	if b.Asked || b.Erased {
		return fault.Conflictf("L'effacement de ce dossier est demandé\u00a0: répondez d'abord à cette demande.")
	}
	is, err := q.MergeImage(ctx, m.of())
	if err != nil {
		return err
	}
	var was map[string]string
	if err := json.Unmarshal([]byte(m.row.Sums), &was); err != nil {
		return fmt.Errorf("merge %d: %w", m.ID, err)
	}
	now := is.Sums()
	for _, one := range mergeMoved {
		if slices.ContainsFunc(db.MergeWays, func(w db.MergeWay) bool {
			return w.About == one.about && was[w.Table] != now[w.Table]
		}) {
			return fault.Conflictf("Cette réunion ne peut plus être annulée\u00a0: %s.", one.words)
		}
	}
	return nil
}
