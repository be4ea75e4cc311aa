package account

import (
	"slices"
	"time"

	"cartable/app/account"
	"cartable/app/domain/paging"
	"cartable/app/domain/password"
	"cartable/app/web/site"
)

// doorSamples returns samples of the sign-in pages and of the visitor's own account.
func doorSamples() []site.Sample {
	outside := site.Layout{Title: "Connexion", Town: "Saint-Martin-sur-Loire", Contacts: site.SampleContacts[:1],
		Now: site.SampleNow, Loc: site.SampleZone, CSRF: "jeton"}
	demo := outside
	demo.Demo, demo.Contacts = &site.Demo{Mails: 1}, site.SampleContacts
	ended := outside
	ended.Ended, ended.Hint = site.SessionEndedKept.Sentence(), site.SampleHint
	logins := site.DemoLogins{{Login: "martin", Password: "cartable", Name: "Anne Martin", Story: "Deux enfants"},
		{Login: "durand", Password: "cartable", Name: "Paul Durand", Story: "Solde bas", More: true},
		{Login: "mairie", Password: "cartable", Name: "Accueil", Story: "Familles et demandes", Staff: true}}
	lost := site.Layout{Title: "Mot de passe oublié", Now: site.SampleNow, Loc: site.SampleZone, CSRF: "jeton",
		NoNav: true}
	wrong := func(l site.Layout, field, says string) site.Layout {
		l.FieldErrors = map[string]string{field: says}
		return l
	}
	mine, work := site.FamilyLayout("Profil", "profile"), site.OfficeLayout("Profil", "profile")
	rules := account.Welcome{Rules: password.Rules(password.Min)}
	broken := account.Welcome{Rules: rules.Rules, Broken: map[string]bool{"length": true}}
	ending := mine
	ending.Idle = 7200

	here := account.SessionOf{ID: "a1", Here: true, Device: "Firefox sur Android",
		Since: site.SampleNow.Add(-time.Hour), SeenAt: site.SampleNow}
	profile := account.Profile{Login: "martin", Name: "Claire MARTIN", Family: true,
		Adults:   []account.Adult{{Name: "Claire MARTIN", Here: true}, {Name: "Paul MARTIN"}, {}},
		Children: sampleChildren(), Room: true, Wants: account.MailChoices{Reports: true},
		Addresses: []account.Address{{Address: "paul.martin@example.org", First: true, Confirmed: true},
			{Address: "une-adresse-tres-longue.qui-ne-tient-pas@mairie-de-saint-martin-sur-loire.example.org"},
			{Address: "anne@example.org", Confirmed: true}, {Address: "ancienne@example.org", Confirmed: true,
				BouncedAt: site.SampleNow.Add(-70 * time.Hour)}},
		Sessions: []account.SessionOf{here,
			{ID: "b2", Device: "Safari sur iPad", Since: site.SampleNow.Add(-20 * time.Hour),
				SeenAt: site.SampleNow.Add(-19 * time.Hour)},
			{ID: "c3", Since: site.SampleNow, SeenAt: site.SampleNow}}}
	asked, refused := profile, profile
	asked.Erasure = account.Erasure{State: "asked", AskedAt: site.SampleNow}
	refused.Erasure = account.Erasure{State: "refused", AskedAt: site.SampleNow, Answer: "une dette de 12,40\u00a0€ " +
		"reste à régler.", DecidedAt: site.SampleNow}
	bare := account.Profile{Login: "martin", Family: true, Room: true, Sessions: []account.SessionOf{here},
		Adults: []account.Adult{{Here: true}}, Children: sampleChildren()[:1]}
	dietWrong := wrong(mine, "regime", "Écrivez ce qui change\u00a0: c'est déjà ce que la mairie a noté.")
	dietWrong.FieldErrors["pai"] = "Ce texte est trop long\u00a0: 1000 caractères au plus."
	dieting := account.DietAsk{ChildID: 1, Diet: "Sans porc", Allergies: "x"}
	alone := bare
	alone.Children, alone.Sessions = nil, nil
	accepted := []account.AcceptedDocument{
		{Document: account.Document{Kind: "rgpd", Title: "Protection de vos données (RGPD)",
			Version: 2, Body: "Un paragraphe.\n\nUn autre."}, At: site.SampleNow},
		{Document: account.Document{Kind: "cgu",
			Title: "Conditions générales d'utilisation", Version: 1, Body: "Un paragraphe."}, At: site.SampleNow},
		{Document: account.Document{Kind: "rgpd", Title: "Protection de vos données (RGPD)", Version: 1,
			Body: "Un ancien paragraphe."}, At: site.SampleNow.Add(-9000 * time.Hour)},
	}

	return []site.Sample{
		{Name: "sign-in", Title: "Connexion", Template: "account/sign-in", Layout: outside,
			View: site.SignIn{Next: "/"}},
		{Name: "sign-in-ended", Title: "Connexion, session finie", Template: "account/sign-in", Layout: ended,
			View: site.SignIn{Next: site.LeftPath}},
		{Name: "sign-in-error", Title: "Connexion refusée", Template: "account/sign-in", Layout: outside,
			View: site.SignIn{Login: "martin", Error: "L'identifiant ou le mot de passe est " +
				"incorrect. Vérifiez-les, ou contactez votre mairie."}},
		{Name: "sign-in-demo", Title: "Connexion, démonstration", Template: "account/sign-in", Layout: demo,
			View: site.SignIn{Demo: logins}},
		{Name: "password", Title: "Première connexion", Template: "account/first-sign-in",
			Layout: site.BareLayout("Votre mot de passe"),
			View:   account.Welcome{Rules: password.Rules(password.Min)}},
		{Name: "password-wrong", Title: "Première connexion, refus", Template: "account/first-sign-in",
			Layout: wrong(site.FamilyLayout("Votre mot de passe", ""), "mot_de_passe",
				"Ce mot de passe ne respecte pas toutes les règles."),
			View: account.Welcome{Rules: password.Rules(password.Min), Broken: map[string]bool{"length": true}}},
		{Name: "terms", Title: "RGPD et conditions", Template: "account/terms",
			Layout: site.BareLayout("Avant de continuer"),
			View: []account.Document{{Kind: "rgpd", Title: "Protection de vos données (RGPD)", Version: 1,
				Body: "Un paragraphe.\n\nUn autre."}}},
		{Name: "terms-wrong", Title: "RGPD et conditions, case oubliée", Template: "account/terms",
			Layout: wrong(site.BareLayout("Avant de continuer"), "rgpd", "Cochez «\u00a0Protection de vos données "+
				"(RGPD)\u00a0» pour dire que vous en avez pris connaissance."),
			View: []account.Document{{Kind: "rgpd", Title: "Protection de vos données (RGPD)", Version: 1,
				Body: "Un paragraphe."}}},
		{Name: "no-family", Title: "Accès fermé", Template: "account/no-family",
			Layout: site.BareLayout("Accès fermé")},
		{Name: "forgotten", Title: "Mot de passe oublié", Template: "account/forgotten", Layout: lost,
			View: ForgottenPage{}},
		{Name: "forgotten-asked", Title: "Mot de passe oublié, demandé", Template: "account/forgotten", Layout: lost,
			View: ForgottenPage{Asked: true}},
		{Name: "forgotten-wrong", Title: "Mot de passe oublié, sans identifiant", Template: "account/forgotten",
			Layout: wrong(lost, "identifiant", "Indiquez votre identifiant\u00a0: il est sur le courrier de la "+
				"mairie."),
			View: ForgottenPage{Address: "paul@example.org"}},
		{Name: "forgotten-address", Title: "Mot de passe oublié, adresse fausse", Template: "account/forgotten",
			Layout: wrong(lost, "adresse", wrongAddress),
			View:   ForgottenPage{Login: "martin", Address: "paul"}},
		{Name: "new-password", Title: "Nouveau mot de passe", Template: "account/new-password", Layout: lost,
			View: rules},
		{Name: "new-password-wrong", Title: "Nouveau mot de passe, refus", Template: "account/new-password",
			Layout: wrong(lost, "mot_de_passe", "Ce mot de passe ne respecte pas toutes les règles."), View: broken},
		{Name: "address", Title: "Adresse à confirmer", Template: "account/confirm-address", Layout: lost,
			View: ConfirmAddressPage{Address: "paul.martin@example.org", Path: "/confirmer-adresse/q8Zt3"}},
		{Name: "address-done", Title: "Adresse confirmée", Template: "account/confirm-address", Layout: lost,
			View: ConfirmAddressPage{Done: true}},
		{Name: "profile", Title: "Profil", Template: "account/profile", Layout: ending,
			View: ProfilePage{Profile: profile}},
		{Name: "profile-diet", Title: "Profil, régime à corriger", Template: "account/profile",
			Layout: dietWrong,
			View: ProfilePage{Profile: profile, Diet: dieting,
				Moved: "Une demande pour cet enfant attend déjà la réponse de la mairie. Votre texte est gardé " +
					"ci-dessous."}},
		{Name: "profile-asked", Title: "Profil, effacement demandé", Template: "account/profile", Layout: mine,
			View: ProfilePage{Profile: asked}},
		{Name: "profile-refused", Title: "Profil, adresse fausse, effacement refusé", Template: "account/profile",
			Layout: wrong(mine, "adresse", wrongAddress),
			View:   ProfilePage{Profile: refused, Typed: "paul"}},
		{Name: "profile-bare", Title: "Profil, rien encore", Template: "account/profile", Layout: mine,
			View: ProfilePage{Profile: bare}},
		{Name: "profile-alone", Title: "Profil, sans enfant", Template: "account/profile", Layout: mine,
			View: ProfilePage{Profile: alone}},
		{Name: "accepted", Title: "Textes acceptés", Template: "account/accepted",
			Layout: site.FamilyLayout("Textes acceptés", "profile"), View: accepted},
		{Name: "accepted-none", Title: "Textes acceptés, aucun", Template: "account/accepted",
			Layout: site.OfficeLayout("Textes acceptés", "profile"), View: []account.AcceptedDocument(nil)},
		{Name: "profile-staff", Title: "Profil, mairie", Template: "account/profile", Layout: work,
			View: ProfilePage{Profile: account.Profile{Login: "c.dubois", Sessions: []account.SessionOf{here}}}},
		{Name: "change-password", Title: "Changer son mot de passe", Template: "account/password", Layout: mine,
			View: rules},
		{Name: "change-password-again", Title: "Changer son mot de passe, pas deux fois le même",
			Template: "account/password",
			Layout: wrong(mine, "confirmation", "Les deux mots de passe ne sont pas les mêmes. Saisissez-les "+
				"à nouveau."), View: broken},
	}
}

// journalSamples returns samples of the journal as a family sees it.
func journalSamples() []site.Sample {
	mine := site.FamilyLayout("Historique de votre dossier", "profile")
	away := mine
	away.Town = ""
	journal := account.JournalPage{Page: paging.At(1).Of(72), Rows: []account.JournalRow{
		{At: site.SampleNow, What: "Données de santé consultées par le service.", About: "Restauration scolaire, " +
			"lundi 23 novembre 2026"},
		{At: site.SampleNow, Ours: true, What: "Une adresse courriel a été retirée.", Was: "c…@exemple.fr",
			Became: "aucune", Reason: "ancienne adresse"}}}
	return []site.Sample{
		{Name: "own-journal", Title: "Journal de la famille", Template: "account/journal", Layout: mine, View: journal},
		{Name: "own-journal-away", Title: "Journal de la famille, sans structure", Template: "account/journal",
			Layout: away, View: journal},
		{Name: "own-journal-none", Title: "Journal de la famille, vide", Template: "account/journal", Layout: mine,
			View: account.JournalPage{}},
	}
}

func Samples() []site.Sample {
	return slices.Concat(accountSamples(), journalSamples(), aboutSamples())
}

// wrongAddress is what is said of an address that is none.
const wrongAddress = "«\u00a0paul\u00a0» n'est pas une adresse courriel, comme prenom.nom@exemple.fr."
