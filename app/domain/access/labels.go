package access

// Roles are all roles, in the order of the table that staff read.
var Roles = []Role{Administrator, Manager, Agent, Kitchen, Treasurer, Guardian}

// RoleNames are the roles in French.
var RoleNames = map[Role]string{Guardian: "Responsable (parent)", Administrator: "Administrateur",
	Manager: "Gestionnaire", Agent: "Agent", Kitchen: "Cuisine", Treasurer: "Régisseur"}

// RoleDuties describe in a few words the purpose of each role.
var RoleDuties = map[Role]string{
	Administrator: "comptes, rôles et réglages, et tout ce que fait un gestionnaire",
	Manager:       "familles, demandes, activités",
	Agent:         "pointage, régimes et allergies",
	Kitchen:       "repas à préparer et régimes, sans adresse ni argent",
	Treasurer:     "paiements et exports",
	Guardian:      "sa famille, et rien d'autre",
}

// Labelled is an action with its wording for staff.
type Labelled struct {
	Action Action
	Label  string
}

// Labels are the actions in the order of the page of roles. An action of the route table that is missing here, or one
// here that no route uses, fails the tests.
var Labels = []Labelled{
	{Public, "Pages ouvertes à tous"},
	{DemoMails, "Courriels de la démonstration"},
	{Welcome, "Première connexion, déconnexion"},
	{SignedIn, "Accueil, choix de la famille ou de la structure"},
	{Book, "Réserver et suivre pour sa famille"},
	{SeeOwnJournal, "Lire le journal de son dossier"},
	{SeeDay, "Voir les enfants attendus et les feuilles du jour"},
	{SeeHealth, "Lire les régimes et allergies (chaque lecture est notée)"},
	{SeeKitchen, "Voir les repas de la cuisine, et les régimes par prénom et classe (chaque lecture est notée)"},
	{KeepKitchen, "Ajouter des repas d'adultes, envoyer les commandes au traiteur, noter les assiettes " +
		"jetées, écrire les menus"},
	{SeeRequests, "Voir les demandes et les listes d'attente"},
	{BookForFamily, "Réserver pour une famille qui le demande à la mairie"},
	{AnswerRequests, "Répondre aux demandes, accepter ou refuser"},
	{SeeFamilies, "Chercher une famille et lire son dossier"},
	{SetResidence, "Enregistrer la résidence d'une famille"},
	{ManageGuardians, "Créer, retirer et rendre l'accès d'un responsable, imprimer sa lettre"},
	{Provision, "Créer des comptes en nombre et imprimer leurs lettres"},
	{SeeRuns, "Voir les nuits"},
	{StartRun, "Lancer le traitement de la nuit"},
	{SeeMails, "Voir les courriels envoyés"},
	{Pay, "Payer pour sa famille"},
	{MarkDay, "Pointer les présences"},
	{SeeBooks, "Voir les comptes des familles, les dettes et le journal de caisse"},
	{KeepBooks, "Saisir un règlement, rembourser, annuler une ligne, régulariser"},
	{Certify, "Établir les attestations fiscales"},
	{SetNature, "Classer les catégories en garde ou en nourriture"},
	{SeeOnlinePayments, "Voir les paiements en ligne"},
	{SetOnlinePayments, "Interroger la plateforme de paiement, décider d'une anomalie"},
	{Platform, "Recevoir les messages de la plateforme de paiement"},
	{Forget, "Répondre aux demandes d'effacement"},
	{SeeRoles, "Lire ce tableau"},
	{ManageStaff, "Gérer les comptes et les rôles des agents"},
	{AddFamilies, "Ajouter une famille"},
	{EditFamilies, "Modifier la fiche d'une famille ou d'un enfant (chaque lecture de régimes et allergies est " +
		"notée), ajouter un enfant"},
	{MergeFamilies, "Réunir deux dossiers d'une même famille"},
	{LoadFamilies, "Ajouter des familles depuis des fichiers"},
	{SeeRules, "Voir les réglages de la structure"},
	{SetRules, "Changer les règles de la structure, appliquer les tarifs"},
	{SetYear, "Régler l'année\u00a0: activités, places, calendrier, fermetures"},
	{SeeTariffs, "Lire les tarifs"},
	{SetTariffs, "Préparer les tarifs"},
	{SetQuotients, "Saisir les quotients des familles"},
	{SeeOperations, "Voir les opérations de la mairie et leurs effets"},
	{ManageNews, "Publier les actualités"},
	{SeeJournal, "Lire et exporter le journal de la structure"},
}

// Label returns the wording of an action for staff; empty when it has none.
func Label(a Action) string {
	for _, l := range Labels {
		if l.Action == a {
			return l.Label
		}
	}
	return ""
}
