package office

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"cartable/app/desk"
	"cartable/app/domain/access"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/merge"
	"cartable/app/domain/money"
	"cartable/db"
)

// MergeEffects is what a merge moves, in figures.
type MergeEffects struct {
	Moved, Joined                                    int // children
	Adults, Days, Validations, Lines, OnlinePayments int
	Absences, Drafts, Feeds, Mails, Operations       int
	Diets                                            int // requests that give way to newer ones
	Balances                                         []MergedBalance
}

// MergedBalance is a wallet of both files: the sum is what the file that stays has.
type MergedBalance struct {
	Wallet          string
	Kept, Gone, Sum money.Cents
}

// errRehearsed ends a rehearsal: it did all that a merge does, and nothing of it stays.
var errRehearsed = errors.New("a rehearsal writes nothing")

// MergeFamilies joins a file of a family to another of the same family. Without Seen it is a rehearsal: it does
// everything, says what would move, and gives it back. With it, it does what was read, or returns a Conflict if
// something has moved since.
//
// The faults are a fault.Many by field; Conflict for what forbids it, and for two clerks at once.
func (o *Office) MergeFamilies(ctx context.Context, d desk.Actor, form MergeForm) (look MergeLook, err error) {
	reason, wrong := reasonOf(form.Reason)
	err = o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		p, err := o.holdMerge(ctx, q, d, form)
		look = p.look
		if err = cmp.Or(err, wrong); err != nil {
			return err
		}
		was, err := q.MergeImage(ctx, p.of)
		if err != nil {
			return err
		}
		look.Proof = p.proof(was.Sums())
		if len(look.Hindrances) > 0 {
			return fault.Conflictf("Ces deux dossiers ne peuvent pas être réunis. %s",
				strings.Join(look.Hindrances, " "))
		}
		if form.Seen != "" && form.Seen != look.Proof {
			return fault.Conflictf("Un des deux dossiers a changé depuis votre relecture. Relisez ce qui va " +
				"être réuni.")
		}
		if look.Effects, err = o.effects(ctx, q, d, p, was); err != nil {
			return err
		}
		look.Done, err = o.merge(ctx, q, d, p, was, reason, look.Effects)
		if err != nil {
			return err
		}
		if look.Adults, err = adultsOf(ctx, q, p.of.KeptID); err != nil {
			return err
		}
		if form.Seen == "" {
			return errRehearsed
		}
		return nil
	})
	if errors.Is(err, errRehearsed) {
		look.Done, err = 0, nil
	}
	return look, err
}

// holdMerge locks the town, then both families, and judges the merge again.
func (o *Office) holdMerge(ctx context.Context, q db.Q, d desk.Actor, form MergeForm) (p mergePlan, err error) {
	held, err := o.Catalogues.Hold(ctx, q, d.StructureID)
	if err != nil {
		return p, err
	}
	if p, err = o.mergePlan(ctx, q, d, form); err != nil {
		return p, err
	}
	if err := o.calm(ctx, q, d.StructureID); fault.KindOf(err) == fault.Conflict {
		p.look.Hindrances = []string{fault.Message(err)}
		return p, nil // to wait for the night would hold up whoever books
	} else if err != nil {
		return p, err
	}
	if err := q.HoldMerge(ctx, d.StructureID, p.kept.ID, p.gone.ID); err != nil {
		return p, err
	}
	if p, err = o.mergePlan(ctx, q, d, form); err != nil { // again, locked
		return p, err
	}
	p.look.Hindrances, err = o.mergeHindrances(ctx, q, d, held, &p)
	return p, err
}

// merge writes a merge. Nothing may be stored for the file that goes once it ends, so that it comes last.
func (o *Office) merge(ctx context.Context, q db.Q, d desk.Actor, p mergePlan, was db.MergeImage, reason string,
	effects *MergeEffects) (int64, error) {
	row := db.Merge{StructureID: d.StructureID, KeptID: p.of.KeptID, GoneID: p.of.GoneID, AccountID: d.AccountID,
		At: o.Now().UTC(), Reason: reason}
	if err := q.BeginMerge(ctx, &row, p.of.Pairs); err != nil {
		return 0, err
	}
	if err := o.joinFiles(ctx, q, p); err != nil {
		return 0, err
	}
	replaced, err := o.joinDiets(ctx, q, d, p)
	if err != nil {
		return 0, err
	}
	effects.Diets = replaced
	if err := joinChildren(ctx, q, p); err != nil {
		return 0, err
	}
	for _, step := range []func(context.Context, db.MergeOf) error{q.MoveChildren, q.MoveCustodies, q.MoveMerged,
		q.JoinBalances, q.EndMerged} {
		if err := step(ctx, p.of); err != nil {
			return 0, err
		}
	}
	is, err := q.MergeImage(ctx, p.of)
	if err != nil {
		return 0, err
	}
	if err := q.KeepMerge(ctx, row.ID, was, is); err != nil {
		return 0, err
	}
	if row.Effects, err = asText(effects); err != nil {
		return 0, err
	}
	if row.Sums, err = asText(is.Sums()); err != nil {
		return 0, err
	}
	if err := q.CloseMerge(ctx, row); err != nil {
		return 0, err
	}
	if err := o.calm(ctx, q, d.StructureID); err != nil { // a night that began meanwhile
		return 0, err
	}
	words := "Dossier " + p.look.Gone + " réuni avec le dossier " + p.look.Kept
	if err := q.AddJournal(ctx, o.Entry(d, journal.FamiliesMerged, p.of.KeptID, words, "", "", reason)); err != nil {
		return 0, err
	}
	for range replaced {
		if err := q.AddJournal(ctx, o.Entry(d, journal.DietAnswered, p.of.KeptID, "Régime et allergies", "demandée",
			"remplacée par une demande plus récente", "")); err != nil {
			return 0, err
		}
	}
	return row.ID, q.AddJournal(ctx, o.Entry(d, journal.FamiliesMerged, p.of.GoneID, words, "", "", ""))
}

// joinDiets closes the older one of two open requests about the diet of a child of both files, and counts them.
func (o *Office) joinDiets(ctx context.Context, q db.Q, d desk.Actor, p mergePlan) (n int, err error) {
	for _, pair := range p.of.Pairs {
		closed, err := q.JoinDietRequests(ctx, pair, o.Now().UTC(), d.AccountID)
		if err != nil {
			return n, err
		}
		n += int(closed)
	}
	return n, nil
}

func asText(v any) (string, error) {
	text, err := json.Marshal(v)
	return string(text), err
}

// joinFiles writes what the form chose of the family, and its lists.
func (o *Office) joinFiles(ctx context.Context, q db.Q, p mergePlan) error {
	for _, f := range p.look.Fields {
		if f.Takes {
			if err := q.TakeFamilyField(ctx, p.of, f.Name); err != nil {
				return fmt.Errorf("%s: %w", f.Name, err)
			}
		}
	}
	if err := q.JoinResidences(ctx, p.of, p.takes("residence")); err != nil {
		return err
	}
	if err := q.JoinQuotients(ctx, p.of, p.stay); err != nil {
		return err
	}
	if err := q.JoinAddresses(ctx, p.of, p.addresses); err != nil {
		return err
	}
	if err := q.JoinGuardians(ctx, p.of); err != nil {
		return err
	}
	return q.JoinDrafts(ctx, p.of, p.drafts)
}

// joinChildren writes what becomes of the children who are one.
func joinChildren(ctx context.Context, q db.Q, p mergePlan) error {
	for _, one := range p.look.Children {
		if !one.Joined {
			continue
		}
		pair := db.MergePair{GoneID: one.GoneID, KeptID: one.KeptID}
		for _, f := range one.Fields {
			if !f.Takes {
				continue
			}
			field := strings.TrimPrefix(f.Name, ChildMergeField(one.GoneID, ""))
			if err := q.TakeChildField(ctx, pair, field); err != nil {
				return err
			}
		}
		both, err := q.ChildrenByID(ctx, pair.KeptID, pair.GoneID)
		if err != nil {
			return err
		}
		kept, gone := both[pair.KeptID], both[pair.GoneID]
		if err := q.SetHealth(ctx, pair.KeptID, merge.Text(kept.Diet, gone.Diet),
			merge.Text(kept.Allergies, gone.Allergies)); err != nil {
			return err
		}
		var enrolments [2][]merge.Enrolment
		for i, id := range []int64{pair.KeptID, pair.GoneID} {
			if enrolments[i], err = q.EnrolmentsOfChild(ctx, id); err != nil {
				return err
			}
		}
		if err := q.JoinEnrolments(ctx, pair, merge.Enrolments(enrolments[0], enrolments[1])); err != nil {
			return err
		}
	}
	return nil
}

// effects counts what moves.
func (o *Office) effects(ctx context.Context, q db.Q, d desk.Actor, p mergePlan, was db.MergeImage) (*MergeEffects,
	error) {
	c, err := o.Town(ctx, q, d)
	if err != nil {
		return nil, err
	}
	count := func(table string) int { return was.Count(table, p.of.GoneID) }
	e := &MergeEffects{Moved: count("family_children") - len(p.of.Pairs), Joined: len(p.of.Pairs),
		Adults: count("guardians"), Days: was.Days(p.of.GoneID), Validations: count("validations"),
		Lines: count("ledger"), OnlinePayments: count("payments"), Absences: count("absences"), Feeds: count("feeds"),
		Mails: count("mails"), Operations: count("operation_rows")}
	for _, one := range p.drafts {
		if one.Live && one.FamilyID == p.of.GoneID {
			e.Drafts++
		}
	}
	_, kept, err := q.MoneyOf(ctx, p.of.KeptID)
	if err != nil {
		return nil, err
	}
	_, gone, err := q.MoneyOf(ctx, p.of.GoneID)
	for _, w := range c.Wallets {
		e.Balances = append(e.Balances, MergedBalance{w.Name, kept[w.ID], gone[w.ID], kept[w.ID] + gone[w.ID]})
	}
	return e, err
}

// adultsOf names who may sign in for a family.
func adultsOf(ctx context.Context, q db.Q, familyID int64) (all []string, err error) {
	lines, err := q.GuardiansOf(ctx, familyID)
	for _, l := range lines {
		if l.WithdrawnAt.IsZero() && l.DisabledAt.IsZero() {
			all = append(all, desk.Guardian{Login: l.Login, Name: l.Name}.Who())
		}
	}
	return all, err
}

// keepsBooks reports whether the actor may correct money.
func keepsBooks(ctx context.Context, q db.Q, d desk.Actor) (bool, error) {
	all, err := q.RolesOf(ctx, d.AccountID)
	return slices.ContainsFunc(all, func(at db.RoleAt) bool {
		return at.StructureID == d.StructureID && access.May(access.Role(at.Role), access.KeepBooks)
	}), err
}
