package desk

import (
	"context"

	"cartable/app/domain/journal"
	"cartable/app/domain/town"
	"cartable/db"
)

// actions are what the journal calls a change of each noun, and of one field alone where that has a name of its own.
var actions = map[town.NounKind]map[string]journal.Action{
	town.NounStructure: {"": journal.StructureSet, "hides_presence": journal.PresenceRule, "billing": journal.BillingRule},
	town.NounWallet:    {"": journal.WalletSet},
	town.NounCategory:  {"": journal.CategorySet, "nature": journal.NatureRule},
	town.NounPool:      {"": journal.PoolSet},
	town.NounActivity:  {"": journal.ActivitySet, "meal": journal.MealRule},
	town.NounOpening:   {"": journal.OpeningSet},
	town.NounClosure:   {"": journal.ClosureSet},
	town.NounCapacity:  {"": journal.CapacitySet},
	town.NounTariff:    {"": journal.TariffSet},
	town.NounQuotient:  {"": journal.QuotientSet},
}

// ActionOf is what the journal calls a change.
func ActionOf(c town.Change) journal.Action {
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
	_, err := t.Apply(ctx, changes, func(c town.Change) db.JournalEntry {
		words, familyID := c.Describe(), int64(0)
		for _, n := range []town.Noun{c.Before, c.After} {
			if q, ok := n.(town.QuotientEntry); ok {
				familyID = t.FamilyID(q.Family)
			}
		}
		return o.Entry(d, ActionOf(c), familyID, words.Subject, words.Was, words.Became, reason)
	})
	return err
}
