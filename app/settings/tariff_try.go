package settings

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/income"
	"cartable/app/domain/money"
	"cartable/app/domain/pricing"
	"cartable/app/domain/town"
	"cartable/db"
)

// Try is « Que paierait cette famille ? » as typed: it is no family of the town, and is not stored.
type Try struct {
	QF       string // empty: not known
	Outside  bool   // the family does not live in the town
	Children string
	Days     map[string]string // by activity: days of a week on which each child comes
}

// weeks is the length of the month that is compared.
const weeks = 4

// Calculation is what the prices of a form would change.
type Calculation struct {
	Family []FamilyCost // of the tried family, by activity
	Months Cost         // of the tried family, in all
	Lines  []income.Line
	Year   income.Sum
	Coming civil.Date // what is compared is not with the prices of today, but with some that begin then; 0: it is
	Compared
	Without []Without
	OneEuro bool
	Doubts  fault.Many
}

// Compared is the number of families that would pay more, less or the same.
type Compared = db.Compared

// Cost is a price before and after; nil: nothing gives one.
type Cost struct{ Was, Is *money.Cents }

// FamilyCost is what the tried family pays for an activity in four weeks.
type FamilyCost struct {
	Name           string
	Unit           Cost
	Month          Cost
	Days, Children int
}

// Calculate returns what the prices of a form would change for a family, and for the town: its income on the debited
// days of the last twelve months, under the prices that the new ones replace and under these.
func (o *Settings) Calculate(ctx context.Context, d desk.Actor, f TariffForm) (Calculation, *Clash, error) {
	s, err := o.Operations.Settings(ctx, d)
	if err != nil {
		return Calculation{}, nil, err
	}
	p, clash, err := o.planTariffs(s, f, false)
	if err != nil || clash != nil {
		return Calculation{}, clash, err
	}
	calculation := Calculation{Doubts: p.doubts, OneEuro: p.grid.OneEuro() &&
		slices.ContainsFunc(p.activities, func(a *town.Activity) bool { return a.Category.Nature == town.Food })}
	calculation.Without = without(p.grid, p.grid.Tariffs(p.from), p.from)
	if calculation.Family, calculation.Months, err = f.Try.costs(p); err != nil {
		return Calculation{}, nil, err
	}
	var all []db.Priced
	var stretches []income.Stretch
	today := s.Town.Today(o.Now())
	for _, a := range p.activities {
		if since := p.before(a).Since(); since > today {
			calculation.Coming = max(calculation.Coming, since)
		}
		for _, one := range income.Stretches(p.before(a), p.newly(a)) {
			all, stretches = append(all, db.Priced{ActivityID: a.ID, Stretch: one}), append(stretches, one)
		}
	}
	var sums []income.Sum
	sums, calculation.Compared, err = o.DB.Read().Income(ctx, d.StructureID, today-365, today-1, all)
	if err != nil {
		return Calculation{}, nil, err
	}
	calculation.Lines = income.Table(p.grid, stretches, sums)
	calculation.Year = income.Total(calculation.Lines)
	return calculation, nil, nil
}

// before returns the prices that the new ones replace: those in force just before their first day.
func (p plan) before(a *town.Activity) income.Prices {
	return income.Prices{On: p.from, Tariffs: slices.DeleteFunc(slices.Clone(a.Tariffs), func(t pricing.Tariff) bool {
		return t.From >= p.from || t.From == p.base
	})}
}

func (p plan) newly(a *town.Activity) income.Prices {
	return income.Prices{On: p.from, Tariffs: p.after.Town.Activity(a.Code).Tariffs}
}

// costs returns the prices of the tried family, with the faults of its fields.
func (t Try) costs(p plan) (all []FamilyCost, sum Cost, err error) {
	var wrong fault.Many
	var held []pricing.Quotient
	if strings.TrimSpace(t.QF) != "" {
		qf, err := money.ParseFrench(t.QF)
		if err != nil {
			wrong.Addf("essai-qf", "%s", fault.Message(err))
		}
		held = []pricing.Quotient{{From: p.from, QF: qf}}
	}
	children := few(&wrong, "essai-enfants", t.Children, 1, 12)
	sum = Cost{new(money.Cents), new(money.Cents)}
	for _, a := range p.activities {
		usual := 0
		for _, on := range a.Weekdays {
			if on {
				usual++
			}
		}
		one := FamilyCost{Name: a.Name, Children: children,
			Days: few(&wrong, "essai-jours-"+a.Code, t.Days[a.Code], min(usual, 7), 7)}
		units := a.Quantity() * one.Days * weeks * children
		price := func(of income.Prices) (unit, month *money.Cents) {
			q := pricing.For(of.Tariffs, of.On, !t.Outside, held, units)
			if !q.Known {
				return nil, nil
			}
			return &q.Unit, &q.Total
		}
		one.Unit.Was, one.Month.Was = price(p.before(a))
		one.Unit.Is, one.Month.Is = price(p.newly(a))
		sum.Was, sum.Is = plus(sum.Was, one.Month.Was), plus(sum.Is, one.Month.Is)
		all = append(all, one)
	}
	return all, sum, wrong.Err()
}

func plus(a, b *money.Cents) *money.Cents {
	if a == nil || b == nil {
		return nil
	}
	return new(*a + *b)
}

// few reads a small number; an empty one is the usual.
func few(wrong *fault.Many, field, text string, usual, most int) int {
	if text = strings.TrimSpace(text); text == "" {
		return usual
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > most {
		wrong.Addf(field, "Indiquez un nombre entre 0 et %d.", most)
	}
	return n
}
