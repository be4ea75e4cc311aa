package settings

import (
	"context"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/town"
)

// Archive proposes a last day for an activity, and closes its later openings: an activity is never deleted, and one is
// archived when its last day is past (DOMAIN.md 10.39). One that has not begun is over before it begins. today is the
// usual last day: children who are here finish their day.
func (o *Settings) Archive(ctx context.Context, d desk.Actor, code, last, reason string) (Outcome, error) {
	shown, err := o.Noun(ctx, d, town.NounActivity, code)
	if err != nil {
		return Outcome{}, err
	}
	name := shown.Noun.(town.ActivityEntry).Name
	p := Proposal{Title: "Archiver l'activité «\u00a0" + name + "\u00a0»", Reason: reason}
	on, err := civil.Typed(last)
	if err != nil {
		p.Read = town.Findings{{Field: "dernier", Wrong: "indiquez le dernier jour"}}
	} else if on < shown.Today-1 {
		p.Read = town.Findings{{Field: "dernier",
			Wrong: "choisissez hier au plus tôt\u00a0: les jours passés ne changent plus"}}
	}
	if len(p.Read) == 0 {
		p.Changes = archiving(shown, on)
	}
	return o.Propose(ctx, d, p)
}

func archiving(shown Shown, last civil.Date) (changes town.Changes) {
	was := shown.Noun.(town.ActivityEntry)
	is := was
	is.To, is.From = min(is.To, last), min(is.From, last)
	changes = town.Changes{{Before: was, After: is}}
	for _, n := range shown.Town.All(town.NounOpening) {
		if one := n.(town.OpeningEntry); one.Activity == was.Code && one.Open && one.Date > last {
			changes = append(changes, town.Change{Before: one})
		}
	}
	return changes
}

// Remove proposes to remove a pool, a category or a wallet that nothing uses. The fault is Invalid: for the reason, or
// to say what uses it; an activity is archived instead.
func (o *Settings) Remove(ctx context.Context, d desk.Actor, kind town.NounKind, code, reason string) (Outcome, error) {
	if kind == town.NounActivity {
		return Outcome{}, fault.Conflictf("Une activité ne se retire pas\u00a0: archivez-la.")
	}
	shown, err := o.Noun(ctx, d, kind, code)
	if err != nil {
		return Outcome{}, err
	}
	if found := (town.Change{Before: shown.Noun}).Check(shown.Town); len(found) > 0 {
		return Outcome{}, fault.Invalidf("", "%s %s.", shown.Noun.Title(), found[0].Wrong)
	}
	return o.Propose(ctx, d, Proposal{Title: "Retirer\u00a0: " + shown.Noun.Title(), Reason: reason,
		Changes: town.Changes{{Before: shown.Noun}}})
}
