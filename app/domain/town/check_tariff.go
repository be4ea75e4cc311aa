package town

import (
	"fmt"
	"slices"

	"cartable/app/domain/money"
	"cartable/app/domain/pricing"
)

// steepRate is the taux d'effort from which a typing error is more likely than a real price: 5 % of a QF of 1 000 € is
// 50 € per unit, while towns adopt between 0,2 % and 2 %.
const steepRate Rate = 50_000

func (s *Settings) checkTariff(n TariffEntry, found *Findings) {
	s.refer(found, "activity", n.Activity, "activities.csv", hasActivity)
	if n.Price == nil && n.Rate == 0 {
		found.fault("price", "la ligne n'a ni prix ni taux", "un prix, ou un taux plus grand que zéro", "rate")
	}
	if n.QFMin != nil && n.QFMax != nil && *n.QFMin >= *n.QFMax {
		found.fault("qf_max", fmt.Sprintf("la tranche de %s à %s est vide", n.QFMin.Plain(), n.QFMax.Plain()),
			"une fin de tranche plus grande que son début", "qf_min")
	}
	if n.Floor != nil && n.Ceiling != nil && *n.Floor > *n.Ceiling {
		found.fault("ceiling", fmt.Sprintf("le plafond (%s) est sous le plancher (%s)", n.Ceiling.Plain(),
			n.Floor.Plain()),
			"un plafond au moins égal au plancher", "floor")
	}
	if found.Err() != nil {
		return // a refused line would leave gaps of its own
	}
	if n.Rate >= steepRate {
		of := pricing.For([]pricing.Tariff{{RatePPM: int64(n.Rate)}}, 1, true, []pricing.Quotient{{QF: 1000_00}}, 1)
		found.warn("rate", fmt.Sprintf("avec ce taux, un QF de %s paie %s l'unité", money.Cents(1000_00), of.Unit),
			aRate)
	}
	s.checkScale(n, found)
}

// checkScale warns about the line among those in force with it: the lines of the same first day and residence together
// replace all earlier ones, so a QF in a gap between their brackets pays the highest price.
func (s *Settings) checkScale(n TariffEntry, found *Findings) {
	a := s.Town.Activity(n.Activity)
	scale := []pricing.Tariff{n.tariff(0)}
	stored := n.in(a)
	for i, t := range a.Tariffs {
		if i != stored && t.From == n.From {
			scale = append(scale, t)
		}
	}
	// Each gap is reported once: by the line that ends where it begins, or by the lowest line if it begins at 0.
	if n.QFMax != nil {
		if who, hole := n.unpriced(scale, *n.QFMax); hole {
			found.warn("qf_max", fmt.Sprintf("aucune ligne ne donne de prix à un QF de %s%s : c'est le plus élevé "+
				"qui serait pris",
				n.QFMax, who), "une ligne pour chaque tranche", "qf_min", "resident")
		}
	}
	if n.QFMin != nil && *n.QFMin > 0 && n.lowest(scale) {
		if who, hole := n.unpriced(scale, *n.QFMin-1); hole {
			found.warn("qf_min", fmt.Sprintf("aucune ligne ne donne de prix à un QF de moins de %s%s : c'est le "+
				"plus élevé qui serait pris",
				n.QFMin, who), "une ligne pour chaque tranche", "qf_max", "resident")
		}
	}
	if n.Rate > 0 && n.Ceiling == nil && n.QFMax == nil {
		if q := pricing.For(scale, n.From, n.Resident == nil || *n.Resident, nil, 1); !q.Known {
			found.warn("ceiling", "sans plafond, une famille dont le quotient n'est pas connu n'a pas de prix",
				"un plafond", "qf_max")
		}
	}
	for _, t := range scale[1:] {
		if !same(t.Resident, n.Resident) {
			continue
		}
		switch {
		case meet(n, t) && start(n.QFMin) >= start(t.QFMin):
			found.warn("qf_min", "la tranche en recouvre une autre : celle qui commence le plus haut l'emporte",
				"des tranches qui se suivent", "qf_max", "resident")
		case n.QFMin != nil && same(t.QFMax, n.QFMin) && n.Rate == 0 && t.RatePPM == 0 && *n.Price < *t.Price:
			found.warn("price", fmt.Sprintf("le prix (%s) est plus bas que celui de la tranche en dessous (%s)",
				*n.Price, *t.Price),
				"des prix qui montent avec le QF", "qf_min", "qf_max")
		}
	}
}

// unpriced reports whether no line of the scale contains a QF, and for which residence if not for all those of the
// line.
func (n TariffEntry) unpriced(scale []pricing.Tariff, qf money.Cents) (who string, hole bool) {
	var found, asked []string
	for _, r := range []struct {
		resident bool
		who      string
	}{{true, " pour les habitants"}, {false, " pour les extérieurs"}} {
		if n.Resident != nil && *n.Resident != r.resident {
			continue
		}
		asked = append(asked, r.who)
		q := pricing.For(scale, n.From, r.resident, []pricing.Quotient{{From: n.From, QF: qf}}, 1)
		if q.Highest || !q.Known {
			found = append(found, r.who)
		}
	}
	switch {
	case len(found) == 0:
		return "", false
	case len(found) == len(asked) && n.Resident == nil:
		return "", true
	}
	return found[0], true
}

// lowest reports whether no line for the same families starts below this one.
func (n TariffEntry) lowest(scale []pricing.Tariff) bool {
	return !slices.ContainsFunc(scale, func(t pricing.Tariff) bool {
		return start(t.QFMin) < *n.QFMin && (t.Resident == nil || n.Resident == nil || *t.Resident == *n.Resident)
	})
}

// meet reports whether two brackets share a QF.
func meet(n TariffEntry, t pricing.Tariff) bool {
	return (t.QFMax == nil || start(n.QFMin) < *t.QFMax) && (n.QFMax == nil || start(t.QFMin) < *n.QFMax)
}

// start returns the beginning of a bracket: a QF is never negative.
func start(min *money.Cents) money.Cents {
	if min == nil {
		return 0
	}
	return *min
}
