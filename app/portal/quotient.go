package portal

import (
	"fmt"
	"slices"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/pricing"
	"cartable/app/domain/town"
)

// quotientRemarks returns remarks on the days of a recap that are priced without a QF (each day uses its own QF, not
// that of today), and on a QF that ends soon.
func quotientRemarks(outcomes []booking.Outcome, f *family) []string {
	days := 0
	var first civil.Date
	for _, o := range outcomes {
		if o.Kind == booking.Add && o.Result != booking.ResultUntreated && o.Quote.Highest && o.Quote.QF == nil {
			days++
			if first == 0 || o.Date < first {
				first = o.Date
			}
		}
	}
	switch {
	case days > 0 && len(f.Quotients) == 0:
		return []string{
			"Aucun quotient familial n'est connu pour votre famille : le tarif le plus élevé est appliqué. " +
				"Transmettez votre attestation à la mairie.",
		}
	case days > 0:
		return []string{fmt.Sprintf("%s, à partir du %s : le tarif le plus élevé y est appliqué. "+
			"Transmettez votre nouvelle attestation à la mairie.",
			plural(days, "Votre quotient familial n'est pas connu pour %d jour",
				"Votre quotient familial n'est pas connu pour %d jours"), first.DayMonth())}
	}
	if ends := quotientEnds(f.Town, f.Quotients, f.Town.Today(f.Now)); ends != "" {
		return []string{ends}
	}
	return nil
}

// quotientEnds warns that a family's QF ends soon, if a price depends on it; otherwise it returns "".
func quotientEnds(c *town.Catalogue, quotients []pricing.Quotient, today civil.Date) string {
	last, soon := pricing.EndsSoon(quotients, today)
	if !soon ||
		!slices.ContainsFunc(c.Activities,
			func(a *town.Activity) bool { return pricing.AsksQuotient(a.Tariffs, last+1) }) {
		return ""
	}
	return fmt.Sprintf(
		"Votre quotient familial est connu jusqu'au %s. Transmettez votre nouvelle attestation à la mairie "+
			"avant cette date\u00a0: sans elle, le tarif le plus élevé sera appliqué ensuite.",
		last.Long(),
	)
}
