package treasury

import (
	"context"

	"cartable/app/desk"
	"cartable/app/domain/statement"
	"cartable/app/domain/town"
)

// TaxDesk is what staff see of a year before they start its statements.
type TaxDesk struct {
	Structure  string
	Year       int
	Years      []int    // latest first
	Unfinished bool     // the year is not over: the certified amounts will grow
	Young      int      // families with a child under six: each may have a statement
	Care       []string // the names of the categories that count
	Meals      []string // activities whose name suggests that food is included, without a declared amount
	Run        *TaxRun  // the latest; nil if there is none, or it has been purged
}

// TaxStatements returns the page of the statements of a year; 0 is the last complete one. It returns NotFound for a
// future year.
func (o *Treasury) TaxStatements(ctx context.Context, d desk.Actor, year int) (TaxDesk, error) {
	q := o.DB.Read()
	c, err := o.Town(ctx, q, d)
	if err != nil {
		return TaxDesk{}, err
	}
	now, _, _ := c.Today(o.Now()).YMD()
	if year == 0 {
		year = now - 1
	}
	if year > now || year < 2000 {
		return TaxDesk{}, desk.NotHere()
	}
	desk := TaxDesk{Structure: c.Structure.Name, Year: year, Years: []int{now, now - 1, now - 2, now - 3},
		Unfinished: year == now}
	for _, k := range c.Categories {
		if k.Nature == town.Care {
			desk.Care = append(desk.Care, k.Name)
		}
	}
	for _, a := range c.Activities {
		if a.Category.Nature == town.Care && a.Meal == 0 && a.NamesMeal() {
			desk.Meals = append(desk.Meals, a.Name)
		}
	}
	from, to := statement.Born(year)
	families, err := q.FamiliesWithYoung(ctx, d.StructureID, from, to)
	if err != nil {
		return desk, err
	}
	desk.Young = len(families)
	desk.Run, err = taxRunOf(ctx, q, d.StructureID, year)
	return desk, err
}
