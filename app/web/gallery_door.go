package web

import (
	"time"

	"cartable/app/domain/paging"
	"cartable/app/domain/password"
	"cartable/app/office"
	"cartable/app/portal"
)

// doorSamples are the pages of the door and of one's own account.
func doorSamples() []Sample {
	outside := Layout{Title: "Mot de passe oublié", Now: galleryNow, Loc: galleryZone, CSRF: "jeton", NoNav: true}
	wrong := func(l Layout, field, says string) Layout { l.FieldErrors = map[string]string{field: says}; return l }
	mine, work := familyLayout("Profil", "profile"), officeLayout("Profil", "profile")
	rules := portal.Welcome{Rules: password.Rules(password.Min)}
	broken := portal.Welcome{Rules: rules.Rules, Broken: map[string]bool{"length": true}}
	ending := mine
	ending.Idle = 7200

	here := portal.SessionOf{ID: "a1", Here: true, Device: "Firefox sur Android", Since: galleryNow.Add(-time.Hour), SeenAt: galleryNow}
	profile := portal.Profile{Login: "martin", Family: true, Room: true, Wants: portal.MailChoices{Reports: true},
		Addresses: []portal.Address{{Address: "paul.martin@example.org", First: true, Confirmed: true}, {Address: "une-adresse-tres-longue.qui-ne-tient-pas@mairie-de-saint-martin-sur-loire.example.org"},
			{Address: "anne@example.org", Confirmed: true}, {Address: "ancienne@example.org", Confirmed: true, BouncedAt: galleryNow.Add(-70 * time.Hour)}},
		Sessions: []portal.SessionOf{here, {ID: "b2", Device: "Safari sur iPad", Since: galleryNow.Add(-20 * time.Hour), SeenAt: galleryNow.Add(-19 * time.Hour)}, {ID: "c3", Since: galleryNow, SeenAt: galleryNow}}}
	asked, refused := profile, profile
	asked.Erasure = portal.Erasure{State: "asked", AskedAt: galleryNow}
	refused.Erasure = portal.Erasure{State: "refused", AskedAt: galleryNow, Answer: "une dette de 12,40\u00a0€ reste à régler.", DecidedAt: galleryNow}
	bare := portal.Profile{Login: "martin", Family: true, Room: true, Sessions: []portal.SessionOf{here}}

	row := office.ErasureRow{ID: 3, Code: "F0012", Family: "Martin Paul", Login: "martin", AskedAt: galleryNow, State: "asked", Open: true}
	tied, done, no, back := row, row, row, row
	tied.Hindrances = []string{"3\u00a0réservation(s) à venir\u00a0: annulez-les d'abord.", "Un porte-monnaie est à −12,40\u00a0€\u00a0: soldez-le d'abord."}
	done.State, done.Open, done.DecidedAt = "done", false, galleryNow
	no.State, no.Open, no.Answer = "refused", false, "Une dette reste à régler."
	back.State, back.Open = "withdrawn", false

	return []Sample{
		{Name: "forgotten", Title: "Mot de passe oublié", Template: "door/forgotten", Layout: outside, View: ForgottenPage{}},
		{Name: "forgotten-asked", Title: "Mot de passe oublié, demandé", Template: "door/forgotten", Layout: outside, View: ForgottenPage{Asked: true}},
		{Name: "forgotten-wrong", Title: "Mot de passe oublié, sans identifiant", Template: "door/forgotten", Layout: wrong(outside, "identifiant", "Indiquez votre identifiant."), View: ForgottenPage{Address: "paul@example.org"}},
		{Name: "forgotten-address", Title: "Mot de passe oublié, adresse fausse", Template: "door/forgotten", Layout: wrong(outside, "adresse", "«\u00a0paul\u00a0» n'est pas une adresse électronique."), View: ForgottenPage{Login: "martin", Address: "paul"}},
		{Name: "new-password", Title: "Nouveau mot de passe", Template: "door/new-password", Layout: outside, View: rules},
		{Name: "new-password-wrong", Title: "Nouveau mot de passe, refus", Template: "door/new-password", Layout: wrong(outside, "mot_de_passe", "Ce mot de passe ne suit pas toutes les règles."), View: broken},
		{Name: "address", Title: "Adresse à confirmer", Template: "door/address", Layout: outside, View: AddressPage{Address: "paul.martin@example.org", Path: "/confirmer-adresse/q8Zt3"}},
		{Name: "address-done", Title: "Adresse confirmée", Template: "door/address", Layout: outside, View: AddressPage{Done: true}},
		{Name: "profile", Title: "Profil", Template: "account/profile", Layout: ending, View: ProfilePage{Profile: profile}},
		{Name: "profile-asked", Title: "Profil, effacement demandé", Template: "account/profile", Layout: mine, View: ProfilePage{Profile: asked}},
		{Name: "profile-refused", Title: "Profil, adresse fausse, effacement refusé", Template: "account/profile", Layout: wrong(mine, "adresse", "«\u00a0paul\u00a0» n'est pas une adresse électronique."), View: ProfilePage{Profile: refused, Typed: "paul"}},
		{Name: "profile-bare", Title: "Profil, rien encore", Template: "account/profile", Layout: mine, View: ProfilePage{Profile: bare}},
		{Name: "profile-staff", Title: "Profil, mairie", Template: "account/profile", Layout: work, View: ProfilePage{Profile: portal.Profile{Login: "c.dubois", Sessions: []portal.SessionOf{here}}}},
		{Name: "change-password", Title: "Changer son mot de passe", Template: "account/password", Layout: mine, View: rules},
		{Name: "change-password-again", Title: "Changer son mot de passe, pas deux fois le même", Template: "account/password", Layout: wrong(mine, "confirmation", "Les deux mots de passe ne sont pas les mêmes."), View: broken},
		{Name: "erasures", Title: "Mairie, effacements", Template: "staff/erasures", Layout: officeLayout("Demandes d'effacement", "erasures"), View: office.Erasures{Rows: []office.ErasureRow{row, done, no, back}, Page: paging.At(1).Of(60)}},
		{Name: "erasures-none", Title: "Mairie, aucun effacement", Template: "staff/erasures", Layout: officeLayout("Demandes d'effacement", "erasures"), View: office.Erasures{Page: paging.At(1).Of(0)}},
		{Name: "erasure", Title: "Mairie, effacer", Template: "staff/erasure", Layout: officeLayout("Demande d'effacement", "erasures"), View: row},
		{Name: "erasure-tied", Title: "Mairie, pas encore effaçable, refus sans motif", Template: "staff/erasure", Layout: wrong(officeLayout("Demande d'effacement", "erasures"), "motif", "Dites pourquoi."), View: tied},
		{Name: "erasure-done", Title: "Mairie, effacée", Template: "staff/erasure", Layout: officeLayout("Demande d'effacement", "erasures"), View: done},
	}
}
