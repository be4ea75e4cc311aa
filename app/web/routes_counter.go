package web

import "cartable/app/domain/access"

// counterRoutes returns the routes by which staff book for a family: the booking pages of parents, under the family.
func (d *desks) counterRoutes() []Route {
	const at = "/mairie/familles/:code/reserver"
	all := []Route{
		line(get, at, access.BookForFamily, free, active, d.family.MonthPage),
		line(post, at+"/brouillon", access.BookForFamily, free, active, d.family.SaveDraft),
		line(get, at+"/jour/:date", access.BookForFamily, free, active, d.family.DayPage),
		line(post, at+"/jour", access.BookForFamily, free, active, d.family.SaveDay),
		line(post, at+"/verifier", access.BookForFamily, free, active, d.family.Check),
		line(get, at+"/verifier", access.BookForFamily, free, active, d.family.RecapPage),
		line(post, at+"/valider", access.BookForFamily, free, active, d.family.ValidateFor),
		line(get, at+"/abandonner", access.BookForFamily, free, active, d.family.AbandonPage),
		line(post, at+"/abandonner", access.BookForFamily, free, active, d.family.Abandon),
		line(post, at+"/reprendre", access.BookForFamily, free, active, d.family.Resume),
		line(get, at+"/confirmation/:number", access.BookForFamily, free, active, d.family.ConfirmationPage),
	}
	for i, one := range all {
		all[i] = one.First(d.family.Acts)
	}
	return all
}
