package web

import "cartable/app/domain/access"

// priceRoutes returns the routes of the town's prices and of the families' quotients.
func (d *desks) priceRoutes() []Route {
	const one, quotients = "/mairie/tarifs/:code", "/mairie/quotients"
	return []Route{
		line(get, "/mairie/tarifs", access.SeeTariffs, free, active, d.settings.TariffsPage),
		line(get, one, access.SeeTariffs, free, active, d.settings.TariffPage),
		line(get, one+"/grille", access.SetTariffs, asks, active, d.settings.TariffFormPage),
		line(post, one+"/grille", access.SetTariffs, asks, active, d.settings.SetTariffs),
		line(get, quotients, access.SetQuotients, asks, active, d.settings.QuotientsPage),
		line(post, quotients, access.SetQuotients, asks, active, d.settings.SetQuotients),
		line(post, quotients+"/familles", access.SetQuotients, free, active, d.settings.FindFamilies),
		line(post, "/mairie/regles/maladie", access.SetRules, asks, active, d.settings.SetSickRule),
		line(post, "/mairie/regles/quotients", access.SetRules, asks, active, d.settings.SetBackdating),
		line(get, quotients+"/fichier", access.SetQuotients, asks, active, d.settings.QuotientFilePage),
		line(post, quotients+"/fichier", access.SetQuotients, asks, active, d.settings.ReadQuotientFile),
		line(get, quotients+"/echeances", access.SetQuotients, free, active, d.settings.QuotientExpiriesPage),
		line(get, quotients+"/echeances/export.csv", access.SetQuotients, free, active, d.settings.QuotientExpiriesCSV),
	}
}
