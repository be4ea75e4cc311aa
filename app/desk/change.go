package desk

import (
	"context"

	"cartable/app/domain/town"
	"cartable/app/domain/trail"
	"cartable/db"
)

// actions are what the journal calls a change of each noun, and of one field alone where that has a name of its own.
var actions = map[town.NounKind]map[string]trail.Action{
	town.NounStructure: {"": trail.StructureSet, "hides_presence": trail.PresenceRule, "billing": trail.BillingRule},
	town.NounWallet:    {"": trail.WalletSet},
	town.NounCategory:  {"": trail.CategorySet, "nature": trail.NatureRule},
	town.NounPool:      {"": trail.PoolSet},
	town.NounActivity:  {"": trail.ActivitySet, "meal": trail.MealRule},
	town.NounOpening:   {"": trail.OpeningSet},
	town.NounClosure:   {"": trail.ClosureSet},
	town.NounCapacity:  {"": trail.CapacitySet},
	town.NounTariff:    {"": trail.TariffSet},
	town.NounQuotient:  {"": trail.QuotientSet},
}

// ActionOf is what the journal calls a change.
func ActionOf(c town.Change) trail.Action {
	named := actions[c.Kind()]
	if c.Before != nil && c.After != nil {
		if differs := town.Diff(c.Before, c.After); len(differs) == 1 && named[differs[0].Field] != "" {
			return named[differs[0].Field]
		}
	}
	return named[""]
}

// Change applies what somebody changes in the town that they hold, for a reason that trail.Reason has cleaned: each
// change with its line of the journal. That of a quotient is the family's too: it reads it, and is forgotten with it.
// It does not judge the changes: see town.Change.Check.
func (o *Base) Change(ctx context.Context, t *db.Town, d Actor, changes town.Changes, reason string) error {
	_, err := t.Apply(ctx, changes, func(c town.Change) db.AuditLine {
		words, familyID := c.Describe(), int64(0)
		for _, n := range []town.Noun{c.Before, c.After} {
			if q, ok := n.(town.QuotientEntry); ok {
				familyID = t.FamilyID(q.Family)
			}
		}
		return o.Note(d, ActionOf(c), familyID, words.Subject, words.Was, words.Became, reason)
	})
	return err
}
