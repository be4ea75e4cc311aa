package people

import (
	"slices"

	"cartable/app/desk"
	"cartable/app/domain/access"
	"cartable/app/domain/paging"
	"cartable/app/people"
	"cartable/app/web/site"
)

func Samples() []site.Sample { return slices.Concat(accessSamples(), agentSamples(), erasureSamples()) }

// accessSamples returns samples of the pages that give access to adults.
func accessSamples() []site.Sample {
	unfiltered := desk.Families{FamilyQuery: desk.FamilyQuery{Access: desk.Without},
		Schools: []string{"Jules-Ferry", "Les Tilleuls"},
		Activities: []desk.Choice{{Code: "CANTINE", Name: "Restauration scolaire"},
			{Code: "MERCREDI", Name: "Mercredi"}}, Page: paging.At(1).Of(50),
		Rows: []desk.FamilyRow{{Code: "F001", Name: "Martin Claire", Children: []string{"Léa", "Noé"},
			Logins: []string{"martin"}}}}
	list := unfiltered
	list.FamilyQuery, list.Page = desk.FamilyQuery{Text: "martin", School: "Jules-Ferry", Activity: "CANTINE",
		Access: desk.Unused}, paging.At(1).Of(72)
	families := site.OfficeLayout("Familles", "families")
	plan := people.ProvisionPlan{Families: unfiltered, Letters: 40}
	again := people.ProvisionPlan{Families: list, Letters: 72}
	act := site.OfficeLayout("Retirer les droits", "families")
	bad := act
	bad.FieldErrors = map[string]string{"motif": "Dites pourquoi."}
	withdraw := site.Confirm{Title: "Retirer les droits", Object: "Paul Martin (martin-4821), famille Martin Claire",
		Effects: WithdrawGuardian.effects(people.GuardianPage{}),
		Action:  "/mairie/familles/F001/responsables/2/retirer",
		Button:  "Retirer les droits", Danger: true, Seen: true, Back: "/mairie/familles/F001"}
	print := site.Confirm{Title: "Nouveau mot de passe", Object: "c.dubois", Effects: StaffPassword.effects,
		Action: "/mairie/comptes/2/mot-de-passe", Button: "Imprimer", Print: true, Back: "/mairie/comptes/2",
		Hidden: []site.Hidden{{Name: "role", Value: "agent"}}}
	send := site.Confirm{Title: MailPassword.title, Object: "Paul Martin (martin-4821), famille Martin Claire",
		Effects: MailPassword.effects(people.GuardianPage{}), Action: "/mairie/familles/F001/responsables/2/envoyer",
		Button: MailPassword.button, Seen: true, Pick: []string{"claire.martin@exemple.fr", "paul.martin@exemple.fr"},
		Picked: "paul.martin@exemple.fr", Back: "/mairie/familles/F001"}
	return []site.Sample{
		{Name: "family-access", Title: "Mairie, créer un accès", Template: "people/access", Layout: families,
			View: accessForm{AccessAsked: people.AccessAsked{Family: people.FamilyName{Code: "F001", Civility: "Mme",
				LastName: "Martin", FirstName: "Claire"}, Known: 2}}},
		{Name: "family-access-wrong", Title: "Mairie, créer un accès, refusé", Template: "people/access", Layout: bad,
			View: accessForm{Name: "Anne",
				AccessAsked: people.AccessAsked{Family: people.FamilyName{Code: "F002", Civility: "M.",
					LastName: "Petit", FirstName: "Nicolas"}}}},
		{Name: "confirm", Title: "Mairie, retirer des droits", Template: "site/confirm", Layout: act, View: withdraw},
		{Name: "confirm-mail", Title: "Mairie, envoyer un mot de passe", Template: "site/confirm", Layout: act,
			View: send},
		{Name: "confirm-wrong", Title: "Mairie, confirmer sans motif", Template: "site/confirm", Layout: bad,
			View: print},
		{Name: "letters", Title: "Mairie, lettres en nombre", Template: "people/provision", Layout: families,
			View: provisionView{ProvisionPlan: plan}},
		{Name: "letters-again", Title: "Mairie, nouvelles lettres", Template: "people/provision", Layout: families,
			View: provisionView{ProvisionPlan: again}},
		{Name: "letters-none", Title: "Mairie, aucune lettre", Template: "people/provision", Layout: families,
			View: provisionView{}},
	}
}

// agentSamples returns samples of the pages of staff accounts.
func agentSamples() []site.Sample {
	row := people.StaffRow{AccountID: 2, Login: "c.dubois", Roles: []access.Role{access.Administrator, access.Manager},
		SignedIn: site.SampleNow, Self: true}
	fresh := people.StaffRow{AccountID: 3, Login: "a.petit", Roles: []access.Role{access.Agent}, Given: true,
		GivenUntil: site.SampleNow}
	gone := people.StaffRow{AccountID: 4, Login: "m.roux", Gone: []access.Role{access.Agent}}
	shut := people.StaffRow{AccountID: 5, Login: "p.leroy", Roles: []access.Role{access.Agent}, Disabled: true}
	shared, parent := row, fresh
	shared.Elsewhere, parent.Elsewhere = true, true
	layout := site.OfficeLayout("Comptes des agents", "accounts")
	bad := layout
	bad.FieldErrors = map[string]string{"identifiant": "Donnez un identifiant d'un seul mot."}
	journal := people.Journal{JournalQuery: people.JournalQuery{Login: "admin", Action: "run.start",
		From: site.SampleDay - 30, To: site.SampleDay}, Rows: site.SampleJournal,
		Page: paging.At(1).Within(paging.Counted + 1),
		Actions: []desk.Choice{{Code: "run.start", Name: "Traitement de la nuit lancé"},
			{Code: "health.read", Name: "Données de santé consultées"}}}
	sample := func(name, title, template string, view any) site.Sample {
		return site.Sample{Name: name, Title: "Mairie, " + title, Template: template, Layout: layout, View: view}
	}
	return []site.Sample{
		sample("agents", "comptes des agents", "people/staff-accounts",
			people.StaffList{Rows: []people.StaffRow{row, fresh, gone, shut}}),
		sample("agent", "un compte", "people/staff-account", row), sample("agent-new-one", "un compte jamais utilisé",
			"people/staff-account", fresh),
		sample("agent-shut", "un compte désactivé", "people/staff-account", shut),
		sample("agent-shared", "un compte partagé", "people/staff-account", shared),
		sample("agent-parent", "le compte d'un parent", "people/staff-account", parent),
		sample("agent-add", "ajouter un compte", "people/new-staff-account", accountForm{}),
		{Name: "agent-add-wrong", Title: "Mairie, ajouter un compte, refusé", Template: "people/new-staff-account",
			Layout: bad, View: accountForm{Login: "c dubois", Roles: []string{"agent"}}},
		sample("roles", "qui peut faire quoi", "people/roles", rolesTable()),
		sample("journal", "journal", "people/journal", journal),
		sample("journal-none", "journal vide", "people/journal", people.Journal{}),
	}
}

// erasureSamples returns samples of the requests for erasure.
func erasureSamples() []site.Sample {
	wrong := func(l site.Layout, field, says string) site.Layout {
		l.FieldErrors = map[string]string{field: says}
		return l
	}
	row := people.ErasureRow{ID: 3, Code: "F0012", Family: "Martin Paul", Login: "martin", AskedAt: site.SampleNow,
		State: "asked", Open: true}
	tied, done, no, back := row, row, row, row
	tied.Hindrances = []string{"3\u00a0réservation(s) à venir\u00a0: annulez-les d'abord.",
		"Un porte-monnaie est à −12,40\u00a0€\u00a0: soldez-le d'abord."}
	done.State, done.Open, done.DecidedAt = "done", false, site.SampleNow
	no.State, no.Open, no.Answer = "refused", false, "Une dette reste à régler."
	back.State, back.Open = "withdrawn", false
	account := people.AccountFactor{ID: 12, Login: "c.dubois", Since: site.SampleNow, Codes: 3, Passkeys: 1}
	own, none := account, people.AccountFactor{ID: 12, Login: "c.dubois", Reason: ""}
	own.Own = true
	return []site.Sample{
		{Name: "erasures", Title: "Mairie, effacements", Template: "people/erasures",
			Layout: site.OfficeLayout("Demandes d'effacement", "erasures"),
			View:   people.Erasures{Rows: []people.ErasureRow{row, done, no, back}, Page: paging.At(1).Of(60)}},
		{Name: "erasures-none", Title: "Mairie, aucun effacement", Template: "people/erasures",
			Layout: site.OfficeLayout("Demandes d'effacement", "erasures"),
			View:   people.Erasures{Page: paging.At(1).Of(0)}},
		{Name: "erasure", Title: "Mairie, effacer", Template: "people/erasure",
			Layout: site.OfficeLayout("Demande d'effacement", "erasures"), View: row},
		{Name: "erasure-tied", Title: "Mairie, pas encore effaçable, refus sans motif", Template: "people/erasure",
			Layout: wrong(site.OfficeLayout("Demande d'effacement", "erasures"), "motif", "Dites pourquoi."),
			View:   tied},
		{Name: "erasure-done", Title: "Mairie, effacée", Template: "people/erasure",
			Layout: site.OfficeLayout("Demande d'effacement", "erasures"), View: done},
		{Name: "account-factor", Title: "Mairie, second facteur d'un compte", Template: "people/account-factor",
			Layout: site.OfficeLayout("Second facteur", "accounts"), View: account},
		{Name: "account-factor-wrong", Title: "Mairie, second facteur, sans motif", Template: "people/account-factor",
			Layout: wrong(site.OfficeLayout("Second facteur", "accounts"), "motif",
				"Dites pourquoi, en quelques mots."), View: none},
		{Name: "account-factor-own", Title: "Mairie, son propre second facteur", Template: "people/account-factor",
			Layout: site.OfficeLayout("Second facteur", "accounts"), View: own},
	}
}
