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
	{Rules, "Réglages", access.SetRules},
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

const (
	chunk      = 500              // reservations that one transaction ends or gives back
	mailsAfter = 10 * time.Minute // undone sooner, nobody is written to
	leastWhy   = 5                // characters of a reason
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
// warning, it is applied at once.
//
// The fault is Invalid, by field, for every mistake of the changes and for a reason of less than five characters
// (motif), and a Conflict when a setting is no longer as its change says.
func (o *Operations) Prepare(ctx context.Context, d desk.Actor, r Request) (id int64, applied bool, err error) {
	reason, err := journal.Reason(r.Reason)
	if err != nil {
		return 0, false, err
	}
	if utf8.RuneCountInString(reason) < leastWhy {
		return 0, false, fault.Invalidf("motif", "Dites-en un peu plus\u00a0: les familles lisent ce motif.")
	}
	r.Changes = r.Changes.Compact()
	if len(r.Changes) == 0 {
		return 0, false, fault.Invalidf("", "Rien n'a changé\u00a0: il n'y a rien à appliquer.")
	}
	text, err := json.Marshal(r.Changes)
	if err != nil {
		return 0, false, err
	}
	row := db.Operation{StructureID: d.StructureID, Kind: string(r.Kind), Title: r.Title, Reason: reason,
		Words: r.Words,
		Tell:  r.Tell, Changes: string(text), State: db.OperationPrepared, PreparedAt: o.Now().UTC(),
		PreparedBy: d.AccountID}
	err = o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		row.ID, applied = 0, false
		held, err := o.Catalogues.Hold(ctx, q, d.StructureID)
		if err != nil {
			return err
		}
		if err := check(held.Settings, r.Changes); err != nil {
			return err
		}
		one, err := o.compute(ctx, q, held, r.Changes, r.Tell)
		if err != nil {
			return err
		}
		if err := q.AddOperation(ctx, &row); err != nil {
			return err
		}
		if applied = one.nobody() && o.allowed(ctx, q, d, r.Kind); !applied {
			return nil
		}
		return o.shut(ctx, q, d, held, &row, one)
	})
	return row.ID, applied, err
}

// allowed reports whether who prepares may apply as well.
func (o *Operations) allowed(ctx context.Context, q db.Q, d desk.Actor, k Kind) bool {
	all, err := q.RolesOf(ctx, d.AccountID)
	return err == nil && slices.ContainsFunc(all, func(at db.RoleAt) bool {
		return at.StructureID == d.StructureID && access.May(access.Role(at.Role), k.Applies())
	})
}

// forbid refuses whoever may not apply a kind of opération.
func (o *Operations) forbid(ctx context.Context, q db.Q, d desk.Actor, k Kind) error {
	if o.allowed(ctx, q, d, k) {
		return nil
	}
	return fault.Forbiddenf("Seul un administrateur peut appliquer cette opération.")
}

// check judges each change in the settings that the earlier ones leave, with all mistakes at once.
func check(s *town.Settings, changes town.Changes) error {
	after, err := changes.Apply(s)
	if err != nil {
		return err
	}
	now, found := s, town.Findings(nil)
	if len(changes) == 1 {
		return changes[0].Check(now).Err()
	}
	for _, one := range changes {
		if one.After == nil {
			found = append(found, one.Check(now)...)
			continue
		}
		found = append(found, one.Judge(after)...)
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
