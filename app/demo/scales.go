package demo

import (
	"cartable/app/domain/money"
	"cartable/app/domain/pricing"
)

// step is a bracket of QF [from, next step's from) in euros, with its price in cents.
type step struct{ from, price int }

// scale is the prices of an activity.
type scale struct {
	residents []step // the last one has no end
	others    []step // empty: as residents
	rate      *pricing.Tariff
}

// Real scales of real towns, as each publishes them for its residents (roncq.fr, famillesrurales.org/hauterives,
// lesourn.fr).
var (
	// Roncq, 1 September 2025: a meal, and a half hour of care.
	roncqMeal = scale{
		residents: []step{{0, 50}, {400, 175}, {640, 235}, {860, 305}, {1150, 355}, {1500, 405}, {1700, 460},
			{1900, 490}},
		others: []step{{0, 650}},
	}
	roncqHalfHour = scale{
		residents: []step{{0, 16}, {400, 70}, {640, 85}, {860, 110}, {1150, 125}, {1500, 135}, {1700, 140},
			{1900, 145}},
		others: []step{{0, 205}},
	}
	// Hauterives (Familles rurales): a Wednesday, whole or half; 2 more for other towns.
	hauterivesDay = scale{
		residents: []step{{0, 1000}, {360, 1100}, {565, 1200}, {716, 1300}, {816, 1400}, {1001, 1500}, {1201, 1600}},
		others:    []step{{0, 1200}, {360, 1300}, {565, 1400}, {716, 1500}, {816, 1600}, {1001, 1700}, {1201, 1800}},
	}
	hauterivesHalf = scale{
		residents: []step{{0, 500}, {360, 550}, {565, 600}, {716, 650}, {816, 700}, {1001, 750}, {1201, 800}},
		others:    []step{{0, 700}, {360, 750}, {565, 800}, {716, 850}, {816, 900}, {1001, 950}, {1201, 1000}},
	}
	// Le Sourn: a day of holidays with its meal.
	leSourn = scale{
		residents: []step{{0, 1050}, {951, 1160}, {1251, 1385}},
		others:    []step{{0, 1640}},
	}
	study = scale{residents: []step{{0, 190}}}
	rink  = scale{residents: []step{{0, 600}}}
	// Taux d'effort for music: 0.60 % of the QF, between 3 and 9 euros.
	music = scale{rate: &pricing.Tariff{RatePPM: 6000, Floor: cents(300), Ceiling: cents(900)}}
)

func cents(c int) *money.Cents {
	m := money.Cents(c)
	return &m
}

// lines returns the tariffs of a scale, without their first day.
func (s scale) lines() []pricing.Tariff {
	if s.rate != nil {
		return []pricing.Tariff{*s.rate}
	}
	if len(s.others) == 0 {
		return brackets(s.residents, nil)
	}
	return append(brackets(s.residents, new(true)), brackets(s.others, new(false))...)
}

func brackets(steps []step, resident *bool) []pricing.Tariff {
	var lines []pricing.Tariff
	for i, s := range steps {
		line := pricing.Tariff{Resident: resident, Price: cents(s.price)}
		if s.from > 0 {
			line.QFMin = cents(s.from * 100)
		}
		if i+1 < len(steps) {
			line.QFMax = cents(steps[i+1].from * 100)
		}
		lines = append(lines, line)
	}
	return lines
}
