package booking

import (
	"cmp"
	"slices"

	"cartable/app/domain/civil"
	"cartable/app/domain/town"
)

// Refusal is days that were refused for one reason, put together so that a list of them stays short.
type Refusal struct {
	Reason     Reason
	Detail     string // empty where it differs from day to day
	Children   []int64
	Activities []*town.Activity
	Dates      []civil.Date // in order, each once
}

// Refusals groups refused days by reason: the dates of a child and an activity, then the children and activities that
// have the same dates. Every refused day is in one group, and the groups are in the order of their first dates.
func Refusals(days []Day) []Refusal {
	type strand struct {
		child, activity int64
		reason          Reason
		detail          string
	}
	at := map[strand]int{}
	var strands []Refusal
	for _, d := range days {
		k := strand{d.ChildID, d.ActivityID, d.Reason, d.Detail}
		if d.Reason == TooLateToBook { // each day has its own limit
			k.detail = ""
		}
		i, known := at[k]
		if !known {
			i = len(strands)
			at[k] = i
			strands = append(strands, Refusal{Reason: k.reason, Detail: k.detail, Children: []int64{d.ChildID},
				Activities: []*town.Activity{d.Activity}})
		}
		strands[i].Dates = append(strands[i].Dates, d.Date)
	}
	for i := range strands {
		slices.Sort(strands[i].Dates)
		strands[i].Dates = slices.Compact(strands[i].Dates)
	}
	groups := merged(strands, func(a, b Refusal) bool { return slices.Equal(a.Activities, b.Activities) })
	groups = merged(groups, func(a, b Refusal) bool { return slices.Equal(a.Children, b.Children) })
	slices.SortStableFunc(groups, func(a, b Refusal) int { return cmp.Compare(a.Dates[0], b.Dates[0]) })
	return groups
}

// merged joins the groups of one reason and the same dates that may be joined.
func merged(all []Refusal, may func(a, b Refusal) bool) (groups []Refusal) {
next:
	for _, one := range all {
		for i, g := range groups {
			if g.Reason == one.Reason && g.Detail == one.Detail && slices.Equal(g.Dates, one.Dates) &&
				may(g, one) {
				groups[i].Children = union(g.Children, one.Children)
				groups[i].Activities = union(g.Activities, one.Activities)
				continue next
			}
		}
		groups = append(groups, one)
	}
	return groups
}

// union appends the values that are missing.
func union[T comparable](all, more []T) []T {
	all = slices.Clone(all)
	for _, one := range more {
		if !slices.Contains(all, one) {
			all = append(all, one)
		}
	}
	return all
}
