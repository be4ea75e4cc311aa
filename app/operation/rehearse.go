package operation

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/effect"
	"cartable/app/domain/fold"
	"cartable/app/domain/money"
	"cartable/app/domain/town"
	"cartable/db"
)

// Page is an opération as its page shows it: before it is applied, what it would do now; afterwards, what it did.
type Page struct {
	Line
	Words       string
	Tell        bool
	Optional    int // families that could be written to as well
	Fingerprint string
	Counts      effect.Counts
	Warnings    []string
	Refused     string // why it cannot be applied; empty if it can
	Settings    []Setting
	Rows        []Row // the first ones
	All         int   // of all rows
	Left, Done  int   // rows of an opération that is under way or done
	Progress    map[string]int
	UndoReason  string
	Kept        []string // settings that were not restored
	MayApply    bool
	Night       *int    // the percentage of a night under way, for whose places its worker may have to wait
	Stopped     bool    // a worker gave it up after several attempts: see Restart
	Year        *Year   // of a change of tariffs
	Papers      []Paper // tax statements that families may have in hand, and that change: the first of Counts.Papers
	Letters     int     // to families that no mail reaches, of an opération that is done: see Letters
}

// Paper is the tax statement of a family for a year that is over.
type Paper struct {
	Named
	Year int
	Back money.Cents // what its days cost less; negative: more
}

// More is what they cost more.
func (p Paper) More() money.Cents { return -p.Back }

// Line is an opération in a list.
type Line struct {
	ID                        int64
	Kind                      Kind
	Title, Reason             string
	State                     string
	Prepared, Applied, Undone time.Time // zero: not
	By, AppliedBy, UndoneBy   string    // logins
	UndoUntil                 time.Time // zero: it cannot be undone
	FirstDay                  civil.Date
	Counts                    effect.Counts
}

// Setting is a changed setting in words, with the name of the child whom it is about.
type Setting struct{ Child, Subject, Was, Became string }

// Row is a request of a family that an opération touches.
type Row struct {
	Family, Code, Child, Activity string
	Date                          civil.Date
	What, State                   string
	Why                           string
	Back                          money.Cents
	Reachable                     bool
}

func (o *Operations) line(c *town.Catalogue, l db.OperationLine) Line {
	one := Line{ID: l.ID, Kind: Kind(l.Kind), Title: l.Title, Reason: l.Reason, State: l.State, Prepared: l.PreparedAt,
		By: l.Prepared, AppliedBy: l.Applied, UndoneBy: l.Undone, FirstDay: l.FirstDay}
	if until := undoUntil(c, l.Operation); o.Now().Before(until) {
		one.UndoUntil = until
	}
	if l.AppliedAt != nil {
		one.Applied = *l.AppliedAt
	}
	if l.UndoneAt != nil {
		one.Undone = *l.UndoneAt
	}
	_ = json.Unmarshal([]byte(l.Effects), &one.Counts) // empty until it is applied
	return one
}

// Operation returns one opération of the structure: rehearsed now if it is prepared, as it went otherwise.
func (o *Operations) Operation(ctx context.Context, d desk.Actor, id int64) (Page, error) {
	return o.page(ctx, d, id, shown)
}

// Export returns an opération with all its rows, family by family.
func (o *Operations) Export(ctx context.Context, d desk.Actor, id int64) (Page, error) {
	page, err := o.page(ctx, d, id, 1<<30)
	slices.SortStableFunc(page.Rows, func(a, b Row) int {
		return cmp.Or(cmp.Compare(fold.Words(a.Family), fold.Words(b.Family)), cmp.Compare(a.Code, b.Code),
			cmp.Compare(a.Child, b.Child), cmp.Compare(a.Date, b.Date), cmp.Compare(a.Activity, b.Activity))
	})
	return page, err
}

func (o *Operations) page(ctx context.Context, d desk.Actor, id int64, rows int) (page Page, err error) {
	q := o.DB.Read()
	row, err := stored(ctx, q, d, id, false)
	if err != nil {
		return page, err
	}
	c, err := o.Town(ctx, q, d)
	if err != nil {
		return page, err
	}
	logins, err := q.LoginsOf(ctx, row.PreparedBy, row.AppliedBy, row.UndoneBy)
	if err != nil {
		return page, err
	}
	page.Line = o.line(c, db.OperationLine{Operation: row, Prepared: logins[row.PreparedBy],
		Applied: logins[row.AppliedBy], Undone: logins[row.UndoneBy]})
	page.Words, page.Tell, page.UndoReason = row.Words, row.Tell, row.UndoReason
	page.Counts = page.Line.Counts
	if page.MayApply, err = o.allowed(ctx, q, d, page.Kind); err != nil {
		return page, err
	}
	if message := messageOf(row); message != "" {
		if page.Letters, err = q.CountFamiliesToPost(ctx, id, message); err != nil {
			return page, err
		}
	}
	if row.Kept != "" {
		_ = json.Unmarshal([]byte(row.Kept), &page.Kept)
	}
	if row.State == db.OperationPrepared {
		return page, o.rehearse(ctx, d, row, &page, rows)
	}
	return page, o.told(ctx, q, c, row, &page, rows)
}

// rehearse fills in what a prepared opération would do now, by the code that applies it. It writes nothing.
func (o *Operations) rehearse(ctx context.Context, d desk.Actor, row db.Operation, page *Page, rows int) error {
	changes, err := changesOf(row)
	if err != nil {
		return err
	}
	var before, after *town.Catalogue
	err = o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		held, err := o.Catalogues.Hold(ctx, q, d.StructureID)
		if err == nil {
			err = held.KnowChildren(ctx, changes.EnrolledChildren())
		}
		if err != nil {
			return err
		}
		names, err := q.ChildNames(ctx, d.StructureID, changes.EnrolledChildren())
		if err != nil {
			return err
		}
		page.Settings = settingsOf(changes, held.Town, names)
		if page.Refused = changedWords(check(held.Settings, changes)); page.Refused != "" {
			return nil
		}
		one, err := o.compute(ctx, q, held, changes, row.Tell)
		if err != nil {
			return err
		}
		page.Settings = settingsOf(changes, one.after.Town, names) // with the names of what is created
		page.Fingerprint, page.Counts, page.FirstDay = one.print, one.effect.Counts(), one.first
		page.Optional = len(one.effect.Optional)
		left, err := archivedWords(ctx, q, one.effect.Archived)
		if err != nil {
			return err
		}
		page.Warnings = slices.Concat(warnings(held.Town, one, o.Now()), left, one.doubts)
		before, after = held.Town, one.after.Town
		if len(one.effect.Refused) > 0 {
			page.Refused = refusedWords(held.Town, one)
		}
		all := append(one.rows(row.ID), one.watched()...)
		slices.SortStableFunc(all, func(a, b db.OperationRow) int {
			return cmp.Or(cmp.Compare(a.Date, b.Date), cmp.Compare(a.ActivityID, b.ActivityID),
				cmp.Compare(a.FamilyID, b.FamilyID), cmp.Compare(a.ChildID, b.ChildID))
		})
		page.All = len(all)
		if page.Papers, err = papersOf(ctx, q, one.effect.Papers[:min(len(one.effect.Papers), rows)]); err != nil {
			return err
		}
		return o.name(ctx, q, one.after.Town, all[:min(len(all), rows)], page)
	})
	if err == nil && after != nil { // with nobody waiting
		page.Year, err = yearOf(ctx, o.DB.Read(), before, after, changes, before.Today(o.Now()))
	}
	return err
}

func settingsOf(changes town.Changes, in *town.Catalogue, names map[string]string) (all []Setting) {
	for _, one := range changes {
		w, child := one.Describe(in), ""
		if of := (town.Changes{one}).EnrolledChildren(); len(of) > 0 {
			child = names[of[0]]
		}
		all = append(all, Setting{child, w.Subject, w.Was, w.Became})
	}
	return all
}

// told fills in what an opération did.
func (o *Operations) told(ctx context.Context, q db.Q, c *town.Catalogue, row db.Operation, page *Page,
	rows int) error {
	dead, err := q.DeadJobs(ctx, jobs, row.ID)
	if err != nil {
		return err
	}
	page.Stopped = dead > 0
	if row.State != db.OperationApplied && row.State != db.OperationUndone {
		if page.Night, err = nightUnderWay(ctx, q, row.StructureID); err != nil {
			return err
		}
	}
	lines, err := q.OperationChanges(ctx, row.ID)
	if err != nil {
		return err
	}
	children, err := childrenOf(ctx, q, row, lines)
	if err != nil {
		return err
	}
	for i, l := range lines {
		page.Settings = append(page.Settings, Setting{children[i], l.Subject, l.Was, l.Became})
	}
	saidKept(page.Kept, lines, children)
	if page.Progress, err = q.OperationProgress(ctx, row.ID); err != nil {
		return err
	}
	for state, n := range page.Progress {
		page.All += n
		if state == db.RowTodo || state == db.RowDone && row.State == db.OperationUndoing {
			page.Left += n
		}
	}
	page.Done = page.All - page.Left
	if row.Plan != "" { // no worker has begun
		planned, err := planOf(row)
		if err != nil {
			return err
		}
		page.All, page.Left = len(planned), len(planned)
	}
	all, err := q.ShownRows(ctx, row.ID, rows)
	if err != nil {
		return err
	}
	return o.name(ctx, q, c, all, page)
}

// nightUnderWay returns how far the night of a structure is, in per cent; nil when none runs.
func nightUnderWay(ctx context.Context, q db.Q, structureID int64) (*int, error) {
	runs, err := q.RunLines(ctx, structureID, 0, 1)
	if err != nil || len(runs) == 0 || runs[0].State == db.RunDone {
		return nil, err
	}
	return new(100 * runs[0].ShardsDone / max(runs[0].Shards, 1)), nil
}

// childrenOf returns the names of the children whose enrolments lines of the journal changed.
func childrenOf(ctx context.Context, q db.Q, row db.Operation, lines []db.JournalEntry) ([]string, error) {
	children, codes := make([]string, len(lines)), make([]string, len(lines))
	if Kind(row.Kind) != Enrolments {
		return children, nil
	}
	for i, l := range lines {
		changes, err := l.ReadChanges()
		if err != nil {
			return nil, err
		}
		if of := changes.EnrolledChildren(); len(of) > 0 {
			codes[i] = of[0]
		}
	}
	names, err := q.ChildNames(ctx, row.StructureID, codes)
	for i, code := range codes {
		children[i] = names[code]
	}
	return children, err
}

// name adds rows to a page, with the names that they have.
func (o *Operations) name(ctx context.Context, q db.Q, c *town.Catalogue, rows []db.OperationRow, page *Page) error {
	if len(rows) == 0 {
		return nil
	}
	ids := make([]int64, len(rows))
	for i, r := range rows {
		ids[i] = r.ReservationID
	}
	names, err := q.NamesOf(ctx, ids)
	if err != nil {
		return err
	}
	for _, r := range rows {
		n := names[r.ReservationID]
		one := Row{Family: n.Family, Code: n.Code, Child: n.Child, Date: r.Date, What: whats[r.Fate], Back: r.Back,
			State: fates[[2]string{r.Fate, r.State}], Reachable: n.Reachable}
		if a := c.ActivityByID(r.ActivityID); a != nil {
			one.Activity = a.Name
		}
		if r.State == db.RowLost || r.State == db.RowQueued {
			one.Why = booking.Reason(r.Why).Short()
		}
		page.Rows = append(page.Rows, one)
	}
	return nil
}
