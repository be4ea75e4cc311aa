package pricing

import (
	"fmt"
	"strings"

	"cartable/app/domain/money"
)

// colon is a French colon, with the non-breaking space before it.
const colon = "\u00a0: "

// Why explains a price in French, for parents and staff. Most prices are only added up: the words are made when asked.
func (q Quote) Why() string {
	switch {
	case q.open:
		return "Tarif à préciser par la mairie" + colon + "taux d'effort sans plafond"
	case q.line == nil:
		return "Aucun tarif en vigueur à cette date"
	case q.Highest:
		return whyHighest(q.QF)
	case q.QF == nil: // its value does not matter to a flat scale
		return whyLine(q.line, 0)
	}
	return whyLine(q.line, *q.QF)
}

// whyLine explains the line that gave the price for a QF.
func whyLine(t *Tariff, qf money.Cents) string {
	switch {
	case t.RatePPM > 0:
		return whyRate(t, qf)
	case t.QFMin != nil && t.QFMax != nil:
		return "QF " + qf.String() + ", tranche de " + t.QFMin.String() + " à " + t.QFMax.String()
	case t.QFMin != nil:
		return "QF " + qf.String() + ", tranche à partir de " + t.QFMin.String()
	case t.QFMax != nil:
		return "QF " + qf.String() + ", tranche de moins de " + t.QFMax.String()
	}
	return "Tarif unique"
}

func whyRate(t *Tariff, qf money.Cents) string {
	why := fmt.Sprintf("Taux d'effort %s du QF %s", percent(t.RatePPM), qf)
	free := effort(t.RatePPM, qf)
	switch {
	case t.Ceiling != nil && t.unitPrice(qf) == *t.Ceiling && free != *t.Ceiling:
		return fmt.Sprintf("%s, plafond de %s", why, t.Ceiling)
	case t.Floor != nil && free < *t.Floor:
		return fmt.Sprintf("%s, plancher de %s", why, t.Floor)
	}
	return why
}

func whyHighest(qf *money.Cents) string {
	if qf == nil {
		return "Aucun quotient familial connu" + colon + "tarif le plus élevé"
	}
	return fmt.Sprintf("QF %s, hors des tranches du barème%starif le plus élevé", qf, colon)
}

// percent formats millionths as a French percentage: 3600 is "0,36 %".
func percent(ppm int64) string {
	text := fmt.Sprintf("%d,%04d", ppm/10_000, ppm%10_000)
	text = strings.TrimSuffix(strings.TrimRight(text, "0"), ",")
	return text + "\u00a0%"
}
