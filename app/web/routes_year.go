package web

import "cartable/app/domain/access"

// yearRoutes returns the routes by which the town hall sets its year: each form prepares an opération, which is read
// before it is applied.
func (d *desks) yearRoutes() []Route {
	const one = "/mairie/operations/:id"
	return []Route{
		line(get, "/mairie/operations", access.SeeOperations, free, active, d.settings.OperationsPage),
		line(get, one, access.SeeOperations, free, active, d.settings.OperationPage),
		line(get, one+"/avancement", access.SeeOperations, free, passive, d.settings.OperationProgress),
		line(get, one+"/export.csv", access.SeeOperations, free, active, d.settings.OperationCSV),
		line(get, one+"/lettres.pdf", access.SeeOperations, free, active, d.settings.OperationLetters),
		line(post, one+"/appliquer", access.SetYear, asks, active, d.settings.ApplyOperation),
		line(post, one+"/annuler", access.SetYear, asks, active, d.settings.UndoOperation),
		line(post, one+"/relancer", access.SetYear, asks, active, d.settings.RestartOperation),
		line(post, one+"/abandonner", access.SetYear, free, active, d.settings.DiscardOperation),
	}
}

// calendarRoutes returns the routes by which staff open and close days.
func (d *desks) calendarRoutes() []Route {
	return []Route{
		line(get, "/mairie/calendrier", access.SetYear, free, active, d.settings.CalendarPage),
		line(post, "/mairie/calendrier", access.SetYear, asks, active, d.settings.SetCalendar),
		line(post, "/mairie/calendrier/jours", access.SetYear, free, active, d.settings.TurnDays),
		line(post, "/mairie/calendrier/rouvrir", access.SetYear, asks, active, d.settings.ReopenDays),
		line(get, "/mairie/fermer", access.SetYear, free, active, d.settings.ClosingPage),
		line(post, "/mairie/fermer", access.SetYear, asks, active, d.settings.Close),
		line(get, "/mairie/ouvertures", access.SetYear, free, active, d.settings.ReleasesPage),
		line(post, "/mairie/ouvertures", access.SetYear, asks, active, d.settings.SetRelease),
		line(get, "/mairie/ouvertures/retirer", access.SetYear, free, active, d.settings.RemoveReleasePage),
		line(post, "/mairie/ouvertures/retirer", access.SetYear, asks, active, d.settings.RemoveRelease),
		line(get, "/mairie/ecoles", access.SetYear, free, active, d.settings.SchoolsPage),
		line(post, "/mairie/ecoles", access.SetYear, asks, active, d.settings.SetSchool),
	}
}
