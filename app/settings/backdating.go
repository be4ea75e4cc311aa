package settings

import (
	"context"

	"cartable/app/desk"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/town"
	"cartable/db"
)

// SetBackdating sets how far back a quotient that staff type may begin. It applies to what is typed from then on; those
// that are stored, and files of an import, are not bound by it.
func (o *Settings) SetBackdating(ctx context.Context, d desk.Actor, rule town.Backdating, reason string) error {
	reason, err := journal.Reason(reason)
	if err != nil {
		return err
	}
	return o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		t, err := o.Catalogues.Hold(ctx, q, d.StructureID)
		if err != nil {
			return err
		}
		was := t.All(town.NounStructure)[0].(town.StructureEntry)
		is := was
		is.QFBackdate = rule
		if t.Check(is).On("qf_backdate").Err() != nil {
			return fault.Invalidf("retroactivite", "Choisissez à partir de quand un quotient peut commencer.")
		}
		return o.Change(ctx, t, d, town.Changes{{Before: was, After: is}}, reason)
	})
}
