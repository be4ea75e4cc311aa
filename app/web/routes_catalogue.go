package web

import (
	"slices"

	"cartable/app/domain/access"
	"cartable/app/web/settings"
)

// catalogueRoutes returns the routes by which staff change activities, pools, categories and wallets.
func (d *desks) catalogueRoutes() []Route {
	return slices.Concat(d.activityRoutes(), d.poolRoutes(), d.categoryRoutes(), d.walletRoutes())
}

func (d *desks) activityRoutes() []Route {
	const activities = "/mairie/activites"
	return []Route{
		line(get, activities, access.SetYear, free, active, d.settings.ActivitiesPage),
		line(get, activities+"/modifier", access.SetYear, free, active, d.settings.SeveralActivitiesPage),
		line(post, activities+"/modifier", access.SetYear, asks, active, d.settings.SetSeveralActivities),
		line(get, activities+"/delai", access.SetYear, free, active, d.settings.WorkedDates),
		line(get, activities+"/nouvelle", access.SetYear, free, active, d.settings.NewNounPage(settings.Activity)),
		line(post, activities+"/nouvelle", access.SetYear, asks, active, d.settings.AddNoun(settings.Activity)),
		line(get, activities+"/:code", access.SetYear, free, active, d.settings.NounPage(settings.Activity)),
		line(post, activities+"/:code", access.SetYear, asks, active, d.settings.SetNoun(settings.Activity)),
		line(get, activities+"/:code/archiver", access.SetYear, free, active, d.settings.ArchivePage),
		line(post, activities+"/:code/archiver", access.SetYear, asks, active, d.settings.Archive),
	}
}

func (d *desks) poolRoutes() []Route {
	const pools = "/mairie/groupes-de-places"
	return []Route{
		line(get, pools, access.SetYear, free, active, d.settings.NounsPage(settings.Pool)),
		line(get, pools+"/nouveau", access.SetYear, free, active, d.settings.NewNounPage(settings.Pool)),
		line(post, pools+"/nouveau", access.SetYear, asks, active, d.settings.AddNoun(settings.Pool)),
		line(get, pools+"/:code", access.SetYear, free, active, d.settings.NounPage(settings.Pool)),
		line(post, pools+"/:code", access.SetYear, asks, active, d.settings.SetNoun(settings.Pool)),
		line(get, pools+"/:code/retirer", access.SetYear, free, active, d.settings.RemoveNounPage(settings.Pool)),
		line(post, pools+"/:code/retirer", access.SetYear, asks, active, d.settings.RemoveNoun(settings.Pool)),
	}
}

func (d *desks) categoryRoutes() []Route {
	const categories = "/mairie/categories"
	return []Route{
		line(get, categories, access.SetYear, free, active, d.settings.NounsPage(settings.Category)),
		line(get, categories+"/nouvelle", access.SetYear, free, active, d.settings.NewNounPage(settings.Category)),
		line(post, categories+"/nouvelle", access.SetYear, asks, active, d.settings.AddNoun(settings.Category)),
		line(get, categories+"/:code", access.SetYear, free, active, d.settings.NounPage(settings.Category)),
		line(post, categories+"/:code", access.SetYear, asks, active, d.settings.SetNoun(settings.Category)),
		line(get, categories+"/:code/retirer", access.SetYear, free, active,
			d.settings.RemoveNounPage(settings.Category)),
		line(post, categories+"/:code/retirer", access.SetYear, asks, active, d.settings.RemoveNoun(settings.Category)),
	}
}

func (d *desks) walletRoutes() []Route {
	const wallets = "/mairie/porte-monnaie"
	return []Route{
		line(get, wallets, access.SetYear, free, active, d.settings.NounsPage(settings.Wallet)),
		line(get, wallets+"/nouveau", access.SetYear, free, active, d.settings.NewNounPage(settings.Wallet)),
		line(post, wallets+"/nouveau", access.SetYear, asks, active, d.settings.AddNoun(settings.Wallet)),
		line(get, wallets+"/:code", access.SetYear, free, active, d.settings.NounPage(settings.Wallet)),
		line(post, wallets+"/:code", access.SetYear, asks, active, d.settings.SetNoun(settings.Wallet)),
		line(get, wallets+"/:code/retirer", access.SetYear, free, active, d.settings.RemoveNounPage(settings.Wallet)),
		line(post, wallets+"/:code/retirer", access.SetYear, asks, active, d.settings.RemoveNoun(settings.Wallet)),
	}
}
