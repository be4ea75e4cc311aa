package desk

import (
	"context"

	"cartable/app/domain/journal"
	"cartable/app/domain/town"
	"cartable/db"
)

// actions gives the journal action for a change of each noun, and for a change of a single field that has its own
// action.
var actions = map[town.NounKind]map[string]journal.Action{
	town.NounStructure: {"": journal.StructureSet, "hides_presence": journal.PresenceRule,
		"billing": journal.BillingRule},
	town.NounWallet:        {"": journal.WalletSet},
	town.NounCategory:      {"": journal.CategorySet, "nature": journal.NatureRule},
	town.NounPool:          {"": journal.PoolSet},
	town.NounActivity:      {"": journal.ActivitySet, "meal": journal.MealRule},
	town.NounOpening:       {"": journal.OpeningSet},
	town.NounClosure:       {"": journal.ClosureSet},
	town.NounRelease:       {"": journal.ReleaseSet},
	town.NounSchool:        {"": journal.SchoolSet},
	town.NounClass:         {"": journal.ClassSet},
	town.NounSchoolClosure: {"": journal.SchoolClosureSet},
	town.NounCapacity:      {"": journal.CapacitySet},
	town.NounTariff:        {"": journal.TariffSet},
	town.NounQuotient:      {"": journal.QuotientSet},
	town.NounEnrolment:     {"": journal.EnrolmentSet},
}

// ActionOf returns the journal action for a change.
func ActionOf(c town.Change) journal.Action {
	named := actions[c.Kind()]
	if c.Before != nil && c.After != nil {
		if differs := town.Diff(c.Before, c.After); len(differs) == 1 && named[differs[0].Field] != "" {
			return named[differs[0].Field]
		}
	}
	return named[""]
}

// Change applies the changes that a user makes in a town that the caller has locked, for a reason that trail.Reason has
// cleaned, and writes a journal entry for each. Change does not validate the changes: see town.Change.Check.
func (o *Base) Change(ctx context.Context, t *db.Town, d Actor, changes town.Changes, reason string) error {
	_, err := t.Apply(ctx, changes, func(c town.Change) db.JournalEntry { return o.Line(t, d, c, reason) })
	return err
}

// Line returns the journal entry for a change. The entry about a quotient or an enrolment belongs to the family too,
// which can read it, and is erased with it.
func (o *Base) Line(t *db.Town, d Actor, c town.Change, reason string) db.JournalEntry {
	words, familyID := c.Describe(t.Settings.Town), int64(0)
	for _, n := range []town.Noun{c.Before, c.After} {
		switch n := n.(type) {
		case town.QuotientEntry:
			familyID = t.FamilyID(n.Family)
		case town.EnrolmentEntry:
			if homes := t.Children[n.Child].Families; len(homes) > 0 {
				familyID = homes[0]
			}
		}
	}
	return o.Entry(d, ActionOf(c), familyID, words.Subject, words.Was, words.Became, reason)
}
