package office

import (
	"context"
	"slices"

	"cartable/app/domain/civil"
	"cartable/app/domain/statement"
	"cartable/app/domain/town"
)

// TaxDesk is what staff know of a year before they have its statements made.
type TaxDesk struct {
	Structure  string
	Year       int
	Years      []int    // latest first
	Unfinished bool     // the year is not over: what is certified will grow
	Young      int      // families with a child under six: each may have a statement
	Care       []string // the categories that count, by name
	Meals      []string // activities whose name says that food is in their price, and nobody said how much of it
	families   []int64
}

// FamilyTax is the statement of one family of a run.
type FamilyTax struct {
	statement.Tax
	Family statement.Addressee
}

// TaxDesk prepares the statements of a year; 0 is the last one that is over. A year to come is NotFound.
func (o *Office) TaxDesk(ctx context.Context, d Desk, year int) (TaxDesk, error) {
	q := o.DB.Read()
	c, err := o.town(ctx, q, d)
	if err != nil {
		return TaxDesk{}, err
	}
	now, _, _ := c.Today(o.Now()).YMD()
	if year == 0 {
		year = now - 1
	}
	if year > now || year < 2000 {
		return TaxDesk{}, notHere()
	}
	desk := TaxDesk{Structure: c.Structure.Name, Year: year, Years: []int{now, now - 1, now - 2, now - 3}, Unfinished: year == now}
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
	desk.families, err = q.FamiliesWithYoung(ctx, d.StructureID, from, to)
	desk.Young = len(desk.families)
	return desk, err
}

// taxBatch is how many families' ledgers are read at a time: what is held in memory does not grow with the town.
const taxBatch = 100

// Taxes hands over the statements of a year one by one, in the order of the families; a family to whom nothing is certified
// has none.
func (o *Office) Taxes(ctx context.Context, d Desk, year int, each func(FamilyTax) error) error {
	desk, err := o.TaxDesk(ctx, d, year)
	if err != nil {
		return err
	}
	q := o.DB.Read()
	c, err := o.town(ctx, q, d)
	if err != nil {
		return err
	}
	from, to := statement.Born(desk.Year)
	for batch := range slices.Chunk(desk.families, taxBatch) {
		children, err := q.ChildrenBorn(ctx, batch, from, to)
		if err != nil {
			return err
		}
		addressed, err := q.FamilyAddressees(ctx, batch...)
		if err != nil {
			return err
		}
		lines := map[int64][]statement.Line{}
		if err := q.TaxLines(ctx, batch, civil.New(desk.Year, 12, 31), func(family int64, l statement.Line) {
			lines[family] = append(lines[family], l)
		}); err != nil {
			return err
		}
		for _, id := range batch {
			tax := statement.Yearly(desk.Year, c, children[id], lines[id])
			if tax.Total == 0 {
				continue
			}
			if err := each(FamilyTax{tax, addressed[id]}); err != nil {
				return err
			}
		}
	}
	return nil
}
