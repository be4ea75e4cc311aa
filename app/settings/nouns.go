package settings

import (
	"context"
	"slices"

	"cartable/app/desk"
	"cartable/app/domain/town"
)

// NounList is the pools, the categories or the wallets of a town: those in use, and those that only archived activities
// use. What nothing has used yet is in use.
type NounList struct {
	Current, Archived []NounLine
}

// NounLine is a noun in a list.
type NounLine struct {
	Code, Name string
	Said       []town.Difference // its values in French
	Used       []string          // names of the activities, or of the categories, that use it
}

// Nouns returns the pools, the categories or the wallets of a town.
func (o *Settings) Nouns(ctx context.Context, d desk.Actor, kind town.NounKind) (NounList, error) {
	c, err := o.Town(ctx, o.DB.Read(), d)
	if err != nil {
		return NounList{}, err
	}
	var list NounList
	today := c.Today(o.Now())
	s := &town.Settings{Town: c}
	for _, n := range s.All(kind) {
		line := NounLine{Code: town.Key(n)}
		for _, one := range c.Diff(nil, n) {
			if one.Field == "name" {
				line.Name = one.Became
			} else {
				line.Said = append(line.Said, one)
			}
		}
		users := usersOf(c, kind, line.Code)
		for _, a := range users {
			if !Archived(a, today) {
				line.Used = append(line.Used, a.Name)
			}
		}
		if len(users) > 0 && len(line.Used) == 0 {
			list.Archived = append(list.Archived, line)
		} else {
			list.Current = append(list.Current, line)
		}
	}
	return list, nil
}

// usersOf returns the activities that use a noun.
func usersOf(c *town.Catalogue, kind town.NounKind, code string) []*town.Activity {
	return slices.DeleteFunc(slices.Clone(c.Activities), func(a *town.Activity) bool {
		switch kind {
		case town.NounPool:
			return !slices.ContainsFunc(a.Pools, func(p *town.Pool) bool { return p.Code == code })
		case town.NounCategory:
			return a.Category.Code != code
		}
		return a.Category.Wallet.Code != code
	})
}
