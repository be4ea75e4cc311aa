package web

import (
	"cartable/app/domain/access"
	"cartable/app/domain/paging"
	"cartable/app/office"
	"cartable/app/portal"
)

var galleryJournal = []office.JournalRow{
	{At: galleryNow, Who: "admin", Action: "Droits d'un responsable retirés", Family: "Martin Claire", FamilyCode: "F001", Subject: "Paul Martin (martin-4821)", Was: "accès ouvert", Became: "accès retiré", Reason: "Jugement du 3 novembre", Origin: "192.0.2.10"},
	{At: galleryNow, Action: "Transmission lancée", Subject: "Nuit du lundi 23 novembre 2026"},
}

// familiesSamples are the pages of families and of their adults.
func familiesSamples() []Sample {
	choices := []office.Choice{{Code: "CANTINE", Name: "Restauration scolaire"}, {Code: "MERCREDI", Name: "Mercredi"}}
	list := office.Families{FamilyQuery: office.FamilyQuery{Text: "martin", School: "Jules-Ferry", Activity: "CANTINE", Access: office.Unused}, Schools: []string{"Jules-Ferry", "Les Tilleuls"},
		Activities: choices, Page: paging.At(1).Of(72), Rows: []office.FamilyRow{
			{Code: "F001", Name: "Martin Claire", Children: []string{"Léa", "Noé"}, Logins: []string{"martin", "martin-4821"}, Gone: []string{"martin-0001"}},
			{Code: "F002", Name: "de La Rochefoucauld-Montbel Marie-Clémentine", Children: []string{"Côme"}}}}
	unfiltered := list
	unfiltered.FamilyQuery, unfiltered.Size = office.FamilyQuery{Access: office.Without}, 0
	family := office.Family{Code: "F001", Civility: "Mme", LastName: "Martin", FirstName: "Claire", Resident: true, Address: "3 rue des Lilas",
		Emails: []office.Email{{Address: "claire.martin@exemple.fr", Confirmed: true}, {Address: "paul.martin@exemple.fr"}, {Address: "vieille@exemple.fr", Bounced: galleryNow}},
		Guardians: []office.Guardian{{AccountID: 1, Login: "martin", Name: "Claire Martin", SignedIn: galleryNow}, {AccountID: 2, Login: "martin-4821", Given: true, GivenUntil: galleryNow.AddDate(0, 0, 30)},
			{AccountID: 3, Login: "martin-1000", Given: true, Expired: true}, {AccountID: 4, Login: "martin-2000", Withdrawn: galleryNow}, {AccountID: 5, Login: "martin-3000", Disabled: true}, {AccountID: 6, Login: "dubois", Elsewhere: true}},
		Children: []office.CardChild{{Code: "E1", FirstName: "Léa", LastName: "Martin", BirthDate: galleryDay - 3000, School: "Jules-Ferry", Class: "CE1", OtherFamily: "F009",
			Enrolments: []office.Enrolled{{Activity: "Restauration scolaire", From: galleryDay - 80, To: galleryDay + 200}}}, {Code: "E2", FirstName: "Noé", LastName: "Martin", BirthDate: galleryDay - 1800}},
		Quotients: []office.Quotient{{From: galleryDay - 300, QF: 97800}, {From: galleryDay - 700, To: galleryDay - 301, QF: 84200}}, Balances: []office.WalletBalance{{Wallet: "Services scolaires", Amount: 4235}},
		Validations: []office.Validation{{Number: "261123-ABCD-EFGH", Login: "martin", At: galleryNow, Adds: 4, Cancels: 1}}, Journal: galleryJournal}
	bare := office.Family{Code: "F002", Civility: "M.", LastName: "Petit", FirstName: "Nicolas"}
	plan := office.ProvisionPlan{Families: unfiltered, Letters: 60}
	again := office.ProvisionPlan{Families: list, Letters: 72}
	act := officeLayout("Retirer les droits", "families")
	bad := act
	bad.FieldErrors = map[string]string{"motif": "Dites pourquoi."}
	withdraw := Confirm{Title: "Retirer les droits", Object: "Paul Martin (martin-4821), famille Martin Claire", Effects: withdrawGuardian.effects(office.GuardianPage{}), Action: "/mairie/familles/F001/responsables/2/retirer",
		Button: "Retirer les droits", Danger: true, Seen: true, Back: "/mairie/familles/F001"}
	print := Confirm{Title: "Nouveau mot de passe", Object: "c.dubois", Effects: staffPassword.effects, Action: "/mairie/comptes/2/mot-de-passe", Button: "Imprimer", Print: true, Back: "/mairie/comptes/2", Hidden: []Hidden{{"role", "agent"}}}
	send := Confirm{Title: mailPassword.title, Object: "Paul Martin (martin-4821), famille Martin Claire", Effects: mailPassword.effects(office.GuardianPage{}), Action: "/mairie/familles/F001/responsables/2/envoyer",
		Button: mailPassword.button, Seen: true, Pick: []string{"claire.martin@exemple.fr", "paul.martin@exemple.fr"}, Picked: "paul.martin@exemple.fr", Back: "/mairie/familles/F001"}
	families, mine := officeLayout("Familles", "families"), familyLayout("Ce qui a touché votre dossier", "profile")
	away := mine
	away.Town = ""
	trail := portal.TrailPage{Page: paging.At(1).Of(72), Rows: []portal.TrailRow{
		{At: galleryNow, What: "Données de santé consultées par le service.", About: "Restauration scolaire, lundi 23 novembre 2026"},
		{At: galleryNow, Ours: true, What: "Une adresse électronique a été retirée.", Was: "c…@exemple.fr", Became: "aucune", Reason: "ancienne adresse"}}}
	return []Sample{
		{Name: "families", Title: "Mairie, familles", Template: "staff/families", Layout: families, View: list},
		{Name: "families-all", Title: "Mairie, familles sans compte", Template: "staff/families", Layout: families, View: unfiltered},
		{Name: "families-none", Title: "Mairie, aucune famille", Template: "staff/families", Layout: families, View: office.Families{}},
		{Name: "families-results", Title: "Mairie, familles trouvées", Template: "families#results", Fragment: true, View: page{families, list}},
		{Name: "family", Title: "Mairie, une famille", Template: "staff/family", Layout: families, View: familyView{family, true}},
		{Name: "family-read", Title: "Mairie, une famille, lecture seule", Template: "staff/family", Layout: families, View: familyView{family, false}},
		{Name: "family-bare", Title: "Mairie, une famille sans rien", Template: "staff/family", Layout: families, View: familyView{bare, true}},
		{Name: "family-access", Title: "Mairie, créer un accès", Template: "staff/access", Layout: families, View: accessForm{Family: family, Known: 2}},
		{Name: "family-access-wrong", Title: "Mairie, créer un accès, refusé", Template: "staff/access", Layout: bad, View: accessForm{Family: bare, Name: "Anne"}},
		{Name: "confirm", Title: "Mairie, retirer des droits", Template: "staff/confirm", Layout: act, View: withdraw},
		{Name: "confirm-mail", Title: "Mairie, envoyer un mot de passe", Template: "staff/confirm", Layout: act, View: send},
		{Name: "confirm-wrong", Title: "Mairie, confirmer sans motif", Template: "staff/confirm", Layout: bad, View: print},
		{Name: "letters", Title: "Mairie, lettres en nombre", Template: "staff/provision", Layout: families, View: provisionView{ProvisionPlan: plan}},
		{Name: "letters-again", Title: "Mairie, nouvelles lettres", Template: "staff/provision", Layout: families, View: provisionView{ProvisionPlan: again}},
		{Name: "letters-none", Title: "Mairie, aucune lettre", Template: "staff/provision", Layout: families, View: provisionView{}},
		{Name: "own-trail", Title: "Journal de la famille", Template: "parent/trail", Layout: mine, View: trail},
		{Name: "own-trail-away", Title: "Journal de la famille, sans structure", Template: "parent/trail", Layout: away, View: trail},
		{Name: "own-trail-none", Title: "Journal de la famille, vide", Template: "parent/trail", Layout: mine, View: portal.TrailPage{}},
	}
}

// agentSamples are the pages of those who work for the structure.
func agentSamples() []Sample {
	row := office.StaffRow{AccountID: 2, Login: "c.dubois", Roles: []access.Role{access.Administrator, access.Manager}, SignedIn: galleryNow, Self: true}
	fresh := office.StaffRow{AccountID: 3, Login: "a.petit", Roles: []access.Role{access.Agent}, Given: true, GivenUntil: galleryNow}
	gone := office.StaffRow{AccountID: 4, Login: "m.roux", Gone: []access.Role{access.Agent}}
	shut := office.StaffRow{AccountID: 5, Login: "p.leroy", Roles: []access.Role{access.Agent}, Disabled: true}
	shared, parent := row, fresh
	shared.Elsewhere, parent.Elsewhere = true, true
	layout := officeLayout("Comptes des agents", "accounts")
	bad := layout
	bad.FieldErrors = map[string]string{"identifiant": "Donnez un identifiant d'un seul mot."}
	health := office.Health{Code: "CANTINE", Activity: "Restauration scolaire", Date: galleryDay, Expected: 140, Diets: []office.DietCount{{Diet: "Sans porc", N: 12}},
		Children: []office.ChildHealth{{LastName: "Roux", FirstName: "Gabin", School: "Jules-Ferry", Class: "CP", Diet: "Panier repas", Allergies: "PAI\u00a0: arachide"}, {LastName: "Martin", FirstName: "Léa", Class: "CE1", Diet: "Sans porc"}}}
	journal := office.Journal{JournalQuery: office.JournalQuery{Login: "admin", Action: "run.start", From: galleryDay - 30, To: galleryDay}, Rows: galleryJournal, Page: paging.At(1).Of(72), Actions: []office.Choice{{Code: "run.start", Name: "Transmission lancée"}, {Code: "health.read", Name: "Données de santé consultées"}}}
	sample := func(name, title, template string, view any) Sample {
		return Sample{Name: name, Title: "Mairie, " + title, Template: template, Layout: layout, View: view}
	}
	return []Sample{
		sample("agents", "comptes des agents", "staff/agents", office.StaffList{Rows: []office.StaffRow{row, fresh, gone, shut}}),
		sample("agent", "un compte", "staff/agent", row), sample("agent-new-one", "un compte jamais utilisé", "staff/agent", fresh),
		sample("agent-shut", "un compte désactivé", "staff/agent", shut), sample("agent-shared", "un compte partagé", "staff/agent", shared), sample("agent-parent", "le compte d'un parent", "staff/agent", parent),
		sample("agent-add", "ajouter un compte", "staff/account-new", accountForm{}),
		{Name: "agent-add-wrong", Title: "Mairie, ajouter un compte, refusé", Template: "staff/account-new", Layout: bad, View: accountForm{Login: "c dubois", Roles: []string{"agent"}}},
		sample("roles", "qui peut faire quoi", "staff/roles", rolesTable()),
		sample("rules", "règles", "staff/rules", rulesView{Shared: 14}), sample("rules-hidden", "règles, présence non partagée", "staff/rules", rulesView{Hides: true, Ticked: true, Shared: 1}),
		sample("journal", "journal", "staff/journal", journal), sample("journal-none", "journal vide", "staff/journal", office.Journal{}),
		sample("health", "régimes et allergies", "staff/health", health), sample("health-none", "aucun régime", "staff/health", office.Health{Code: "CANTINE", Activity: "Restauration scolaire", Date: galleryDay}),
	}
}
