package treasury

// deskTab is a tab of the treasurer's desk.
type deskTab struct{ Key, URL, Label string }

// deskTabs are the tabs of the treasurer's desk; another page of the desk adds its own here.
var deskTabs = []deskTab{
	{"accounts", "/mairie/regie", "Comptes"},
	{"debts", "/mairie/regie/impayes", "Impayés"},
	{"cashbook", "/mairie/regie/journal", "Journal"},
	{"payments", onlinePaymentsPath, "Paiements en ligne"},
	{"reconcile", reconcilePath, "Rapprochement"},
	{"taxes", taxDeskPath, "Attestations fiscales"},
}
