package settings

import (
	"context"

	"cartable/app/desk"
	"cartable/app/domain/fault"
	"cartable/app/domain/town"
)

// SetBackdating sets how far back a quotient that staff type may begin. It applies to what is typed from then on; those
// that are stored, and files of an import, are not bound by it. shown and the faults are those of SetRules.
func (o *Settings) SetBackdating(ctx context.Context, d desk.Actor, shown map[string]string, rule town.Backdating,
	reason string) error {
	return o.setRules(ctx, d, shown, reason, func(t *town.Settings, was town.StructureEntry) (town.Changes, error) {
		is := was
		is.QFBackdate = rule
		if t.Check(is).On("qf_backdate").Err() != nil {
			return nil, fault.Invalidf("retroactivite", "Choisissez à partir de quand un quotient peut commencer.")
		}
		return town.Changes{{Before: was, After: is}}, nil
	})
}
