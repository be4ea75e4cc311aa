package portal

import (
	"context"
	"slices"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/town"
	"cartable/db"
)

// Act is what a member of staff says of a validation that they make for a family (DOMAIN.md 10.61).
type Act struct {
	Channel booking.Channel
	Reason  string
	Passes  booking.Pass // that they ticked
	Wrong   fault.Many   // of the form that says it: nothing is validated

	// Raise adds a place to each slot, as often as it is named. The slots are locked, and the reservations stored.
	Raise func(ctx context.Context, q db.Q, keys []booking.SlotKey) error
}

// PassField is the field of a refusal that is passed.
func PassField(p booking.Pass) string { return "passe-" + p.Code() }

// in is a world in which full days get a place more, if that was ticked.
func (a Act) in(read world) world {
	return func() (*family, error) {
		f, err := read()
		if err == nil {
			f.Raise = a.Passes&f.May&booking.PassFull != 0
		}
		return f, err
	}
}

// covers checks that each refusal that the lines pass was ticked, by somebody who may, and that the form is right.
func (a Act) covers(v Viewer, outcomes []booking.Outcome) error {
	wrong := slices.Clone(a.Wrong)
	for _, p := range (mustPass(outcomes) &^ (a.Passes & v.May)).Each() {
		wrong.Addf(PassField(p), "Cochez cette case, ou retirez les jours qui en ont besoin.")
	}
	return wrong.Err()
}

func mustPass(outcomes []booking.Outcome) (all booking.Pass) {
	for _, o := range outcomes {
		all |= o.Needs
	}
	return all
}

func raised(outcomes []booking.Outcome) (keys []booking.SlotKey) {
	for _, o := range outcomes {
		keys = append(keys, o.Raised...)
	}
	return keys
}

// origin is where a movement comes from.
func (v Viewer) origin() string {
	if v.Staff() {
		return "staff"
	}
	return "portal"
}

// ask fills in which refusals staff are asked to pass, and where places would be added.
func (p *Portal) ask(ctx context.Context, q db.Q, v Viewer, c *town.Catalogue, draft db.KeptDraft,
	outcomes []booking.Outcome, r *Recap) error {
	r.Must = mustPass(outcomes)
	r.Asked = r.Must
	more := false
	for _, o := range outcomes {
		more = more || o.OneMore
	}
	if !more {
		return nil
	}
	from, to := span(draft.Lines)
	f, err := p.loadFamily(ctx, q, v, c, p.Now(), from, to, draft, poolsOfLines(c, draft.Lines))
	if err != nil {
		return err
	}
	f.DropDraft()
	f.Raise = true
	r.Asked |= booking.PassFull
	r.Raised, r.Town = raised(f.Treat(draft.Lines)), c
	return nil
}

// byTown says that staff acted for the family, how it had asked, when, and why.
func byTown(f db.ForFamily) string {
	if f.Channel == "" {
		return ""
	}
	what := "Réservé"
	if f.GivenUp {
		what = "Annulé"
	}
	words := what + " par la mairie, " + f.Channel.Words() + ", le " + civil.Of(f.At.In(db.Paris)).Long()
	if f.Why == "" { // forgotten
		return words + "."
	}
	return words + "\u00a0: " + f.Why + "."
}
