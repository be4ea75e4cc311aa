package settings

import (
	"context"
	"slices"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/grid"
	"cartable/app/domain/money"
	"cartable/app/domain/pricing"
	"cartable/app/domain/town"
)

// FamilyRow is a family that was found.
type FamilyRow = desk.FamilyRow

// SharedGrid is activities with the same prices, now and from now on. Its code is that of the first of them.
type SharedGrid struct {
	Code       string
	Activities []desk.Choice
	HalfHour   bool // a unit is half an hour, not a day
	Grid       grid.Grid
	Since      civil.Date // 0: no price is in force
	Next       civil.Date // the first day of the next generation; 0 = none
	Ahead      grid.Grid  // that generation
}

// Tariffs returns the grids of the activities that have not ended, in the order of the catalogue; those without any
// price are one grid more, for each unit.
func (o *Settings) Tariffs(ctx context.Context, d desk.Actor) ([]SharedGrid, error) {
	c, err := o.Town(ctx, o.DB.Read(), d)
	if err != nil {
		return nil, err
	}
	return sharedGrids(c, c.Today(o.Now())), nil
}

func sharedGrids(c *town.Catalogue, today civil.Date) []SharedGrid {
	var all []SharedGrid
	for _, a := range c.Activities {
		if a.To < today {
			continue
		}
		one := desk.Choice{Code: a.Code, Name: a.Name}
		at := slices.IndexFunc(all, func(g SharedGrid) bool { return shares(c.Activity(g.Code), a, today) })
		if at >= 0 {
			all[at].Activities = append(all[at].Activities, one)
			continue
		}
		g := SharedGrid{Code: a.Code, Activities: []desk.Choice{one}, HalfHour: a.Unit == town.UnitHalfHour,
			Grid: grid.On(a.Tariffs, today)}
		for _, from := range grid.Generations(a.Tariffs) {
			if from <= today {
				g.Since = from
			} else if g.Next == 0 {
				g.Next, g.Ahead = from, grid.On(a.Tariffs, from)
			}
		}
		all = append(all, g)
	}
	return all
}

// shares reports whether two activities have the same unit and the same prices today and later.
func shares(a, b *town.Activity, today civil.Date) bool {
	if a.Unit != b.Unit || !grid.On(a.Tariffs, today).Equal(grid.On(b.Tariffs, today)) {
		return false
	}
	ahead := func(one *town.Activity) []civil.Date {
		return slices.DeleteFunc(grid.Generations(one.Tariffs), func(from civil.Date) bool { return from <= today })
	}
	of := ahead(a)
	return slices.Equal(of, ahead(b)) && !slices.ContainsFunc(of, func(from civil.Date) bool {
		return !grid.On(a.Tariffs, from).Equal(grid.On(b.Tariffs, from))
	})
}

// TariffPage is a grid with its generations.
type TariffPage struct {
	SharedGrid
	Generations []Generation // the newest first
	OneEuro     bool         // a meal whose grid may take part in « Cantine à 1 € »
}

// Generation is the prices from a day on.
type Generation struct {
	From, To civil.Date // To 0: no later one is known
	State    GenerationState
	Grid     grid.Grid
	Without  []Without // the price of a family without a QF
}

// GenerationState is where a generation stands today.
type GenerationState string

// The states.
const (
	GenerationPast  GenerationState = "passée"
	GenerationNow   GenerationState = "en vigueur"
	GenerationAhead GenerationState = "à venir"
)

// Without is what a family without a QF pays for a unit.
type Without struct {
	Resident *bool
	Price    *money.Cents // nil: nothing gives one
}

// Tariff returns the grid of an activity; NotFound for an activity of another structure.
func (o *Settings) Tariff(ctx context.Context, d desk.Actor, code string) (TariffPage, error) {
	c, err := o.Town(ctx, o.DB.Read(), d)
	if err != nil {
		return TariffPage{}, err
	}
	shared, err := gridOf(c, code, c.Today(o.Now()))
	if err != nil {
		return TariffPage{}, err
	}
	a := c.Activity(code)
	page := TariffPage{SharedGrid: shared,
		OneEuro: a.Category != nil && a.Category.Nature == town.Food && shared.Grid.OneEuro()}
	dates := grid.Generations(a.Tariffs)
	for i, from := range dates {
		g := Generation{From: from, State: GenerationPast, Grid: grid.On(a.Tariffs, from)}
		if i+1 < len(dates) {
			g.To = dates[i+1] - 1
		}
		switch {
		case from > c.Today(o.Now()):
			g.State = GenerationAhead
		case from == shared.Since:
			g.State = GenerationNow
		}
		g.Without = without(g.Grid, a.Tariffs, from)
		page.Generations = append(page.Generations, g)
	}
	slices.Reverse(page.Generations)
	return page, nil
}

// gridOf returns the grid of an activity, which stands first; one that has ended shares with nobody.
func gridOf(c *town.Catalogue, code string, today civil.Date) (SharedGrid, error) {
	a := c.Activity(code)
	if a == nil {
		return SharedGrid{}, desk.NotHere()
	}
	for _, g := range sharedGrids(c, today) {
		if slices.ContainsFunc(g.Activities, func(one desk.Choice) bool { return one.Code == code }) {
			g.Code = code
			return g, nil
		}
	}
	one := *c
	one.Activities = []*town.Activity{a}
	g := sharedGrids(&one, a.To)[0]
	return g, nil
}

func without(g grid.Grid, tariffs []pricing.Tariff, day civil.Date) []Without {
	var all []Without
	for _, resident := range g.Residents() {
		one := Without{Resident: resident}
		if q := pricing.For(tariffs, day, resident == nil || *resident, nil, 1); q.Known {
			one.Price = &q.Unit
		}
		all = append(all, one)
	}
	return all
}
