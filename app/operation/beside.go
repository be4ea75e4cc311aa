package operation

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/effect"
	"cartable/app/domain/income"
	"cartable/app/domain/money"
	"cartable/app/domain/ratio"
	"cartable/app/domain/town"
	"cartable/db"
)

// What a clerk should read beside what families lose or win: the law on animators, and what a year would earn.

// Year is what the debited days of the last twelve months would have earned under the prices before and after.
type Year struct {
	Was, Is  money.Cents
	Compared Compared
	Coming   civil.Date // the prices before are no longer those of today, but some that begin then; 0: they are
}

// Compared is the number of families that would pay more, less or the same.
type Compared = db.Compared

// More is what the town would earn more.
func (y Year) More() money.Cents { return y.Is - y.Was }

// yearOf computes it for a change of tariffs; nil for others, and for a town that debited nothing in that year.
func yearOf(ctx context.Context, q db.Q, before, after *town.Catalogue, changes town.Changes, today civil.Date) (*Year,
	error) {
	from, coming := map[string]civil.Date{}, civil.Date(0)
	for _, one := range changes {
		for _, n := range []town.Noun{one.Before, one.After} {
			if t, priced := n.(town.TariffEntry); priced && (from[t.Activity] == 0 || t.From < from[t.Activity]) {
				from[t.Activity] = t.From
			}
		}
	}
	var all []db.Priced
	for _, a := range after.Activities {
		was, day := before.Activity(a.Code), from[a.Code]
		if day == 0 || was == nil {
			continue
		}
		old := income.Prices{Tariffs: was.Tariffs, On: day - 1}
		if since := old.Since(); since > today {
			coming = max(coming, since)
		}
		for _, one := range income.Stretches(old, income.Prices{Tariffs: a.Tariffs, On: day}) {
			all = append(all, db.Priced{ActivityID: a.ID, Stretch: one})
		}
	}
	if len(all) == 0 {
		return nil, nil
	}
	sums, compared, err := q.Income(ctx, before.Structure.ID, today-365, today-1, all)
	if err != nil || compared == (db.Compared{}) {
		return nil, err
	}
	y := Year{Compared: compared, Coming: coming}
	for _, s := range sums {
		y.Was, y.Is = y.Was+s.Was, y.Is+s.Is
	}
	return &y, nil
}

// papersOf names tax statements.
func papersOf(ctx context.Context, q db.Q, all []effect.Statement) (papers []Paper, err error) {
	ids := make([]int64, len(all))
	for i, s := range all {
		ids[i] = s.FamilyID
	}
	families, err := q.FamiliesNamed(ctx, ids)
	for _, s := range all {
		f := families[s.FamilyID]
		papers = append(papers, Paper{Named{f.Code, f.Name}, s.Year, s.Back})
	}
	return papers, err
}

// namedArchived is how many archived families are named; the list has all of them.
const namedArchived = 5

// archivedWords names the archived families whose days or money change: nobody writes to them.
func archivedWords(ctx context.Context, q db.Q, ids []int64) ([]string, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	families, err := q.FamiliesNamed(ctx, ids[:min(len(ids), namedArchived)])
	if err != nil {
		return nil, err
	}
	var names []string
	for _, id := range ids[:min(len(ids), namedArchived)] {
		names = append(names, families[id].Name+" ("+families[id].Code+")")
	}
	if more := len(ids) - len(names); more > 0 {
		names = append(names, fmt.Sprintf("et %d de plus", more))
	}
	words := "Une famille archivée est concernée, et n'est pas prévenue\u00a0: "
	if len(ids) > 1 {
		words = fmt.Sprintf("%d familles archivées sont concernées, et ne sont pas prévenues\u00a0: ", len(ids))
	}
	return []string{words + strings.Join(names, ", ") + "."}, nil
}

// tooMany says where changes give more places than the animators who are said to be there may look after.
func tooMany(ctx context.Context, q db.Q, after *town.Catalogue, changes town.Changes) (all []string, err error) {
	var pools []int64
	var from, to civil.Date
	var given []town.CapacityEntry
	for _, one := range changes {
		entry, places := one.After.(town.CapacityEntry)
		if p := after.Pool(entry.Pool); places && p != nil && entry.Capacity != nil {
			if given = append(given, entry); from == 0 || entry.Date < from {
				from = entry.Date
			}
			pools, to = append(pools, p.ID), max(to, entry.Date)
		}
	}
	if len(given) == 0 {
		return nil, nil
	}
	var teams desk.Teams
	if err := q.Together(ctx, teams.ReadTeams(after, slices.Compact(pools), from, to)...); err != nil {
		return nil, err
	}
	for _, entry := range given {
		p := after.Pool(entry.Pool)
		s := teams.On(after, p, entry.Date)
		if s.Team == nil || s.Law == nil || *entry.Capacity <= s.Legal {
			continue
		}
		all = append(all, fmt.Sprintf("%s, %s\u00a0: %d places, mais les animateurs présents peuvent encadrer %d "+
			"enfants (%s).", p.Name, entry.Date.Long(), *entry.Capacity, s.Legal, s.Law.Law))
	}
	return all, nil
}

// undeclared says which activities would no longer have a legal number of animators, because they are no longer
// declared to the State.
func undeclared(before, after *town.Catalogue, today civil.Date) (all []string) {
	for _, is := range after.Activities {
		was := before.Activity(is.Code)
		day := max(today, is.From)
		if was == nil || before.CareOn(was, day) == ratio.Undeclared || after.CareOn(is, day) != ratio.Undeclared ||
			is.Sort == town.SortMeal {
			continue
		}
		all = append(all, "«\u00a0"+is.Name+"\u00a0» n'est pas déclarée\u00a0: le taux d'encadrement légal ne s'y "+
			"applique plus, et la CAF ne la finance pas. Si elle est déclarée à l'État, indiquez-le.")
	}
	return all
}
