package settings

import (
	"context"
	"slices"
	"strings"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/town"
	"cartable/app/operation"
)

// Edited are the kinds of nouns that the pages of the catalogue show: each has a code.
var Edited = []town.NounKind{town.NounActivity, town.NounPool, town.NounCategory, town.NounWallet}

// Coded returns the noun of an edited kind that has a code and nothing else.
func Coded(kind town.NounKind, code string) town.Noun {
	n, _ := town.Read(kind, nil, map[string]string{"code": code})
	return n
}

// Shown is a noun as it is stored, with the rest of the town.
type Shown struct {
	Noun  town.Noun
	Town  *town.Settings
	Today civil.Date
}

// Noun returns an edited noun. The fault is NotFound for a code that the structure does not have.
func (o *Settings) Noun(ctx context.Context, d desk.Actor, kind town.NounKind, code string) (Shown, error) {
	s, err := o.settings(ctx, d)
	if err != nil {
		return Shown{}, err
	}
	shown := Shown{s.Stored(Coded(kind, code)), s, s.Town.Today(o.Now())}
	if shown.Noun == nil {
		return shown, desk.NotHere()
	}
	return shown, nil
}

// settings returns the settings that the forms show and are checked in: as they are stored now, without the quotients
// of families and without dates of more than a year ago, which no form needs. Prepare checks all of it again, locked.
func (o *Settings) settings(ctx context.Context, d desk.Actor) (*town.Settings, error) {
	c, err := o.Catalogues.Current(ctx, o.DB.Read(), d.StructureID)
	return &town.Settings{Town: c}, err
}

// NewNoun returns what the form of a new noun needs, and the noun that it copies; none for an empty code, and for one
// that the structure does not have.
func (o *Settings) NewNoun(ctx context.Context, d desk.Actor, kind town.NounKind, copied string) (Shown, error) {
	s, err := o.settings(ctx, d)
	if err != nil {
		return Shown{}, err
	}
	return Shown{s.Stored(Coded(kind, copied)), s, s.Town.Today(o.Now())}, nil
}

// Proposal is a change of the catalogue that staff typed.
type Proposal struct {
	Title   string
	Reason  string
	Changes town.Changes  // Before as the form showed it
	Read    town.Findings // what could not be read
}

// Outcome is what became of a proposal: the opération that waits for its confirmation, or its application at once.
type Outcome struct {
	Operation int64
	Applied   bool
	Nothing   bool // it changes nothing
}

// Propose prepares a change of the catalogue. The fault is a fault.Many by field, or a Conflict when a noun is no
// longer as its form showed it.
func (o *Settings) Propose(ctx context.Context, d desk.Actor, p Proposal) (Outcome, error) {
	s, err := o.settings(ctx, d)
	if err != nil {
		return Outcome{}, err
	}
	sent := len(p.Changes)
	p.Changes = slices.DeleteFunc(slices.Clone(p.Changes), func(one town.Change) bool {
		return !one.Empty() && one.Stands(s)
	})
	if sent > 0 && len(p.Changes) == 0 && len(p.Read) == 0 {
		return Outcome{Applied: true}, nil // the form was sent twice
	}
	for _, one := range p.Changes {
		if one.Before != nil && !one.Inverse().Stands(s) {
			return Outcome{}, fault.Conflictf("%s a changé pendant que vous écriviez.", s.Town.Title(one.Before))
		}
	}
	if err := p.check(s); err != nil {
		return Outcome{}, err
	}
	changes := p.Changes.Compact()
	if len(changes) == 0 {
		return Outcome{Nothing: true}, nil
	}
	id, applied, err := o.Operations.Prepare(ctx, d, operation.Request{Kind: operation.Catalogue, Title: p.Title,
		Reason: p.Reason, Changes: changes})
	return Outcome{Operation: id, Applied: applied}, err
}

// check returns all faults at once, by field: of what could not be read, of each change in the settings that those
// before it leave, and of the reason.
func (p Proposal) check(s *town.Settings) error {
	found, after := slices.Clone(p.Read), s.Clone()
	for _, one := range p.Changes {
		found = found.And(one.Check(after))
		if one.After != nil {
			after.Declare(one.After)
		} else if err := after.Remove(one.Before); err != nil {
			return err
		}
	}
	if _, err := journal.Reason(p.Reason); err != nil {
		found = append(found, town.Finding{Field: "motif", Wrong: strings.TrimSuffix(fault.Message(err), ".")})
	}
	return found.Err()
}

// Offer returns the catalogue in force, and the date.
func (o *Settings) Offer(ctx context.Context, d desk.Actor) (*town.Catalogue, civil.Date, error) {
	c, err := o.Town(ctx, o.DB.Read(), d)
	if err != nil {
		return nil, 0, err
	}
	return c, c.Today(o.Now()), nil
}

// CopiedTariffs returns the changes that give an activity the prices of the one shown; none for another noun.
func CopiedTariffs(shown Shown, code string) (changes town.Changes) {
	copied, ok := shown.Noun.(town.ActivityEntry)
	if !ok {
		return nil
	}
	for _, n := range shown.Town.All(town.NounTariff) {
		if t := n.(town.TariffEntry); t.Activity == copied.Code {
			t.Activity = code
			changes = append(changes, town.Change{After: t})
		}
	}
	return changes
}

// Several is several activities, with the rest of the town.
type Several struct {
	Activities []town.Noun
	Town       *town.Settings
	Today      civil.Date
}

// SeveralActivities returns activities by their codes, in the order of the list; a code that the structure does not
// have is left out. The fault is NotFound when none is left.
func (o *Settings) SeveralActivities(ctx context.Context, d desk.Actor, codes []string) (Several, error) {
	s, err := o.settings(ctx, d)
	if err != nil {
		return Several{}, err
	}
	all := Several{Town: s, Today: s.Town.Today(o.Now())}
	for _, n := range s.All(town.NounActivity) {
		if slices.Contains(codes, town.Key(n)) {
			all.Activities = append(all.Activities, n)
		}
	}
	if len(all.Activities) == 0 {
		return all, fault.NotFoundf("Cochez au moins une activité dans la liste, puis revenez ici.")
	}
	return all, nil
}
