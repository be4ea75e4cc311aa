package settings

import (
	"context"
	"errors"
	"slices"

	"cartable/app/desk"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/town"
	"cartable/app/operation"
	"cartable/db"
)

// General returns the structure's settings as they are stored.
func (o *Settings) General(ctx context.Context, d desk.Actor) (town.StructureEntry, error) {
	c, err := o.Town(ctx, o.DB.Read(), d)
	if err != nil {
		return town.StructureEntry{}, err
	}
	s := town.Settings{Town: c}
	return s.All(town.NounStructure)[0].(town.StructureEntry), nil
}

// Moved is the refusal of a form that somebody else has overtaken: the fault is a Conflict.
type Moved struct {
	Stored      town.StructureEntry // as it is now
	Differences []town.Difference   // what was changed meanwhile, among the fields of the form
	fault       error
}

func (m *Moved) Error() string { return m.fault.Error() }

func (m *Moved) Unwrap() error { return m.fault }

// SetStructure sets the fields of the structure that a form contains, by their names, for a reason. shown are the same
// fields as the form showed them; a field that the user did not touch keeps its stored value.
//
// The school zone and the public holidays decide which days are open: a change of these is prepared as an opération,
// with everything else of the form, and its number is returned unless it was applied at once. The fault is a fault.Many
// by field, or a *Moved if a field that the form shows was changed by somebody else.
func (o *Settings) SetStructure(ctx context.Context, d desk.Actor, shown, typed map[string]string,
	why string) (operationID int64, err error) {
	var wrong fault.Many
	reason, err := journal.Reason(why)
	if err != nil {
		wrong.Addf("motif", "%s", fault.Message(err))
	}
	var later town.Changes
	err = o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		t, err := o.Catalogues.Hold(ctx, q, d.StructureID)
		if err != nil {
			return err
		}
		was := t.All(town.NounStructure)[0].(town.StructureEntry)
		if err := moved(was, shown); err != nil {
			return err
		}
		read, found := town.Read(town.NounStructure, was, typed)
		is := read.(town.StructureEntry)
		change := town.Change{Before: was, After: is}
		refused := slices.Clone(wrong)
		if many, ok := errors.AsType[fault.Many](found.And(change.Check(t.Settings)).Err()); ok {
			refused = append(many, refused...)
		}
		if err := refused.Err(); err != nil {
			return err
		}
		if is.Zone != was.Zone || is.AlsaceMoselle != was.AlsaceMoselle {
			later = town.Changes{change}
			return nil
		}
		return o.Change(ctx, t, d, town.Changes{change}, reason)
	})
	if err != nil || later == nil {
		return 0, err
	}
	id, applied, err := o.Operations.Prepare(ctx, d, operation.Request{Kind: operation.Rules,
		Title: "Changer le calendrier scolaire de la structure", Reason: why, Changes: later})
	if applied {
		id = 0
	}
	return id, err
}

// moved returns a *Moved if one of the fields that a form showed is stored with another value; nil if none is.
func moved(stored town.StructureEntry, shown map[string]string) error {
	read, _ := town.Read(town.NounStructure, stored, shown)
	differs := town.Diff(read, stored)
	if len(differs) == 0 {
		return nil
	}
	return &Moved{Stored: stored, Differences: differs,
		fault: fault.Conflictf("Quelqu'un d'autre a changé ces réglages pendant que vous les remplissiez.")}
}
