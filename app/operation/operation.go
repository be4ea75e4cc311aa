// Package operation carries out the changes of a town that touch families: each is prepared, rehearsed by the very code
// that applies it, applied, and may be undone (DOMAIN.md 10.23 to 10.27). It decides nothing about families: what a
// change does to them is domain/effect. It has no HTTP code; roles are checked before it is called.
//
// Prepare stores a change without effect. Apply makes it in a short transaction and leaves the requests of families to
// Work, the job of a worker, in pieces that are each done once. Undo is the same, the other way.
package operation

import (
	"context"
	"encoding/json"
	"slices"
	"time"
	"unicode/utf8"

	"cartable/app/desk"
	"cartable/app/domain/access"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/plain"
	"cartable/app/domain/town"
	"cartable/db"
)

// Kind is the kind of an opération. Its text is stored.
type Kind string

// The kinds.
const (
	Closing   Kind = "closing"   // days that the town closes
	Calendar  Kind = "calendar"  // when activities are open
	Capacity  Kind = "capacity"  // places of dates
	Catalogue Kind = "catalogue" // activities, pools, categories, wallets
	Tariffs   Kind = "tariffs"
	Quotients Kind = "quotients"
	Rules     Kind = "rules" // of the structure

	Enrolments Kind = "enrolments" // of children
)

type kindRow struct {
	kind  Kind
	label string
	apply access.Action // who may apply and undo it; preparing is the form's own action
}

var kinds = []kindRow{
	{Closing, "Fermeture", access.SetYear}, {Calendar, "Calendrier", access.SetYear},
	{Capacity, "Places", access.SetYear}, {Catalogue, "Activités", access.SetYear},
	{Tariffs, "Tarifs", access.SetRules}, {Quotients, "Quotients", access.SetQuotients},
	{Rules, "Réglages", access.SetRules}, {Enrolments, "Inscriptions", access.EditFamilies},
}

func (k Kind) row() kindRow {
	for _, r := range kinds {
		if r.kind == k {
			return r
		}
	}
	return kindRow{}
}

// Kinds returns the kinds in the order of a menu.
func Kinds() (all []Kind) {
	for _, r := range kinds {
		all = append(all, r.kind)
	}
	return all
}

// Label returns the kind in French; empty for an unknown one.
func (k Kind) Label() string { return k.row().label }

// Applies returns the action that applying and undoing needs.
func (k Kind) Applies() access.Action { return k.row().apply }

// The states of an opération.
const (
	Prepared = db.OperationPrepared
	Applying = db.OperationApplying
	Applied  = db.OperationApplied
	Undoing  = db.OperationUndoing
	Undone   = db.OperationUndone
)

// The jobs of a worker. Their ref is an opération; a job of a kind is done once for it.
const (
	Job         = "operation.apply"
	UndoJob     = "operation.undo"
	MailJob     = "operation.mails"
	UndoMailJob = "operation.undo-mails"
)

// jobs is how the names of all of them begin.
const jobs = "operation."

const (
	chunk      = 500              // reservations that one transaction ends or gives back
	mailsAfter = 10 * time.Minute // undone sooner, nobody is written to
	shown      = 20               // rows of a rehearsal
)

// Operations holds the dependencies.
type Operations struct {
	desk.Base
	Ring     func() // wakes a worker of this process
	BaseURL  string
	MailHost string
}

// Request is a change that staff ask for.
type Request struct {
	Kind    Kind
	Title   string       // one line, as the list of opérations shows it
	Reason  string       // families read it
	Words   string       // for the families, may be empty; it can still be changed before the opération is applied
	Changes town.Changes // against the settings as they are stored
	Tell    bool         // write also to the families whose mail is optional
}

// Settings reads the settings of the town as they are stored, for a form.
func (o *Operations) Settings(ctx context.Context, d desk.Actor) (s *town.Settings, err error) {
	err = o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		held, err := o.Catalogues.Hold(ctx, q, d.StructureID)
		if err == nil {
			s = held.Settings
		}
		return err
	})
	return s, err
}

// Prepare stores a change, which has no effect yet, and returns its number. If it concerns nobody and calls for no
// warning, it is applied at once. The same form sent again, as by a second tap, leads to the opération that waits.
//
// The fault is Invalid, by field, for every mistake of the changes and for a reason of less than five characters
// (motif), and a Conflict when a setting is no longer as its change says.
func (o *Operations) Prepare(ctx context.Context, d desk.Actor, r Request) (id int64, applied bool, err error) {
	err = o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		id, applied, err = o.PrepareIn(ctx, q, d, r)
		return err
	})
	return id, applied, err
}

// PrepareIn is Prepare within a transaction of the caller, which has locked no slot before it locked the town.
func (o *Operations) PrepareIn(ctx context.Context, q db.Q, d desk.Actor, r Request) (id int64, applied bool,
	err error) {
	row, err := o.row(d, &r)
	if err != nil {
		return 0, false, err
	}
	held, err := o.Catalogues.Hold(ctx, q, d.StructureID)
	if err == nil {
		err = know(ctx, q, held, r.Changes)
	}
	if err != nil {
		return 0, false, err
	}
	if id, err := q.SameOperation(ctx, row); err != nil || id != 0 {
		return id, false, err
	}
	if err := check(held.Settings, r.Changes); err != nil {
		return 0, false, err
	}
	one, err := o.compute(ctx, q, held, r.Changes, r.Tell)
	if err != nil {
		return 0, false, err
	}
	if one.nobody() {
		if applied, err = o.allowed(ctx, q, d, r.Kind); err != nil {
			return 0, false, err
		}
	}
	if applied {
		if one, err = o.recompute(ctx, q, held, one, r.Tell); err != nil {
			return 0, false, err
		}
		applied = one.nobody() // but for who was booking there meanwhile
	}
	if err := q.AddOperation(ctx, &row); err != nil || !applied {
		return row.ID, false, err
	}
	return row.ID, true, o.shut(ctx, q, d, held, &row, one)
}

// row returns the opération of a request, with its changes compacted.
func (o *Operations) row(d desk.Actor, r *Request) (row db.Operation, err error) {
	reason, err := journal.Reason(r.Reason)
	if err != nil {
		return row, err
	}
	if utf8.RuneCountInString(reason) < journal.LeastReason {
		return row, fault.Invalidf("motif", "Dites-en un peu plus\u00a0: les familles lisent ce motif.")
	}
	r.Changes = r.Changes.Compact()
	if len(r.Changes) == 0 {
		return row, fault.Invalidf("", "Rien n'a changé\u00a0: il n'y a rien à appliquer.")
	}
	text, err := json.Marshal(r.Changes)
	return db.Operation{StructureID: d.StructureID, Kind: string(r.Kind), Title: r.Title, Reason: reason,
		Words: plain.Cut(r.Words, longestWords), Tell: r.Tell, Changes: string(text), State: db.OperationPrepared,
		PreparedAt: o.Now().UTC(), PreparedBy: d.AccountID}, err
}

// allowed reports whether who prepares may apply as well.
func (o *Operations) allowed(ctx context.Context, q db.Q, d desk.Actor, k Kind) (bool, error) {
	all, err := q.RolesOf(ctx, d.AccountID)
	return slices.ContainsFunc(all, func(at db.RoleAt) bool {
		return at.StructureID == d.StructureID && access.May(access.Role(at.Role), k.Applies())
	}), err
}

// forbid refuses whoever may not apply a kind of opération.
func (o *Operations) forbid(ctx context.Context, q db.Q, d desk.Actor, k Kind) error {
	if allowed, err := o.allowed(ctx, q, d, k); err != nil || allowed {
		return err
	}
	return fault.Forbiddenf("Seul un administrateur peut appliquer cette opération.")
}

// stored reads an opération of the structure, and locks it with hold. The fault is NotFound for any other.
func stored(ctx context.Context, q db.Q, d desk.Actor, id int64, hold bool) (db.Operation, error) {
	row, found, err := q.Operation(ctx, d.StructureID, id, hold)
	if err == nil && !found {
		err = desk.NotHere()
	}
	return row, err
}

// hold locks the town, then one of its opérations.
func (o *Operations) hold(ctx context.Context, q db.Q, d desk.Actor, id int64) (held *db.Town, row db.Operation,
	err error) {
	if held, err = o.Catalogues.Hold(ctx, q, d.StructureID); err != nil {
		return nil, row, err
	}
	row, err = stored(ctx, q, d, id, true)
	return held, row, err
}

// know locks the children whose enrolments change, so that whoever is booking for them ends first, and reads them.
func know(ctx context.Context, q db.Q, held *db.Town, changes town.Changes) error {
	codes := changes.EnrolledChildren()
	if err := held.KnowChildren(ctx, codes); err != nil || len(codes) == 0 {
		return err
	}
	var ids []int64
	for _, code := range codes {
		if child, known := held.Children[code]; known {
			ids = append(ids, child.ID)
		}
	}
	slices.Sort(ids)
	if err := q.LockChildren(ctx, ids); err != nil {
		return err
	}
	return held.KnowChildren(ctx, codes) // as whoever was editing them left them
}

// check judges changes, with all mistakes at once: a removal in the settings as they are, anything else in those that
// all changes together leave.
func check(s *town.Settings, changes town.Changes) error {
	after, err := changes.Apply(s)
	if err != nil {
		return err
	}
	if len(changes) == 1 {
		return changes[0].Check(s).Err()
	}
	var found town.Findings
	for _, one := range changes {
		if one.After == nil {
			found = append(found, one.Check(s)...)
		} else {
			found = append(found, one.Judge(after)...)
		}
	}
	return found.Err()
}

func changesOf(row db.Operation) (changes town.Changes, err error) {
	if row.Changes == "" {
		return nil, nil
	}
	err = json.Unmarshal([]byte(row.Changes), &changes)
	return changes, err
}
