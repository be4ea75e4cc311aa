package web

import "cartable/app/domain/access"

// counterRoutes returns the routes by which staff book for a family: the booking pages of parents, under the family.
func (d *desks) counterRoutes() []Route {
	const at = "/mairie/familles/:code/reserver"
	p, act := d.family, access.BookForFamily
	return []Route{
		line(get, at, act, free, active, p.For(p.MonthPage)),
		line(post, at+"/brouillon", act, free, active, p.For(p.SaveDraft)),
		line(get, at+"/jour/:date", act, free, active, p.For(p.DayPage)),
		line(post, at+"/jour", act, free, active, p.For(p.SaveDay)),
		line(post, at+"/verifier", act, free, active, p.For(p.Check)),
		line(get, at+"/verifier", act, free, active, p.For(p.ActingRecapPage)),
		line(post, at+"/valider", act, free, active, p.For(p.ActingValidate)),
		line(get, at+"/abandonner", act, free, active, p.For(p.ActingAbandonPage)),
		line(post, at+"/abandonner", act, free, active, p.For(p.Abandon)),
		line(post, at+"/reprendre", act, free, active, p.For(p.Resume)),
		line(get, at+"/confirmation/:number", act, free, active, p.For(p.ConfirmationPage)),
	}
}
