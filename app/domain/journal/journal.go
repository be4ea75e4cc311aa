// Package journal names the actions recorded in the journal: each has a code that never changes, a wording for staff,
// and a wording for the family concerned. It records nothing; start with Of.
package journal

import (
	"slices"
	"strings"
)

// Action is the stable code of a recorded action.
type Action string

// The actions.
const (
	RunStarted               Action = "run.start"
	GuardianAdded            Action = "guardian.add"
	GuardianWithdrawn        Action = "guardian.withdraw"
	GuardianRestored         Action = "guardian.restore"
	PasswordGiven            Action = "account.password"
	PasswordMailed           Action = "account.mail"
	LettersMade              Action = "account.letters"
	StaffAdded               Action = "staff.add"
	StaffRoles               Action = "staff.roles"
	AccountDisabled          Action = "account.disable"
	AccountEnabled           Action = "account.enable"
	HealthRead               Action = "health.read"
	PresenceRule             Action = "structure.presence"
	BillingRule              Action = "structure.billing"
	SessionOpened            Action = "session.open" // by staff: families see theirs in their profile
	SessionsEnded            Action = "session.end-account"
	AllSessionsEnded         Action = "session.end-all"
	ClockSet                 Action = "clock.set"
	Imported                 Action = "import.done"
	FamilyAdded              Action = "family.add"
	FamilyEdited             Action = "family.edit"
	FamilyArchived           Action = "family.archive"
	FamilyReopened           Action = "family.reopen"
	FamiliesMerged           Action = "family.merge"
	MergeUndone              Action = "family.unmerge"
	ChildAdded               Action = "child.add"
	ChildEdited              Action = "child.edit"
	EnrolmentSet             Action = "enrolment.set"
	NatureRule               Action = "category.nature"
	MealRule                 Action = "activity.meal"
	StructureSet             Action = "structure.set" // several of its rules, or another one
	TextPublished            Action = "text.publish"
	WalletSet                Action = "wallet.set"
	CategorySet              Action = "category.set"
	PoolSet                  Action = "pool.set"
	ActivitySet              Action = "activity.set"
	OpeningSet               Action = "opening.set"
	ClosureSet               Action = "closure.set"
	SchoolClosureSet         Action = "closure.school"
	ReleaseSet               Action = "release.set"
	SchoolSet                Action = "school.set"
	ClassSet                 Action = "class.set"
	CapacitySet              Action = "capacity.set"
	TariffSet                Action = "tariff.set"
	QuotientSet              Action = "quotient.set"
	OperationDone            Action = "operation.done"
	OperationUndone          Action = "operation.undone"
	OperationRestarted       Action = "operation.restarted"
	TaxStatementsAsked       Action = "taxes.ask"
	AttendanceMarked         Action = "attendance.tick"
	CameUnbooked             Action = "attendance.unbooked"
	DebitsRegularised        Action = "ledger.regularise"
	LineReversed             Action = "ledger.reverse"
	CounterPaymentReceived   Action = "payment.receive"
	RefundMade               Action = "refund.make"
	FamilyMoved              Action = "family.residence"
	OnlinePaymentDecided     Action = "payment.decide"
	OnlinePaymentSeen        Action = "payment.seen"
	OnlinePaymentsReconciled Action = "payment.reconcile"
	FamilyErased             Action = "erasure.done"
	ErasureRefused           Action = "erasure.refused"
	PasswordChanged          Action = "password.change"
	PasswordReset            Action = "password.reset"
	AddressAdded             Action = "address.add"
	AddressConfirmed         Action = "address.confirm"
	AddressRemoved           Action = "address.remove"
	AddressFirst             Action = "address.first"
	FactorOn                 Action = "factor.on"
	FactorOff                Action = "factor.off"
	FactorHeld               Action = "factor.held"
	CodesRenewed             Action = "factor.codes"
	CodeUsed                 Action = "factor.code-used"
	FactorReplaced           Action = "factor.replace"
	FactorReset              Action = "factor.reset"
	PasskeyAdded             Action = "passkey.add"
	PasskeyRemoved           Action = "passkey.remove"
	PasskeyRefused           Action = "passkey.refuse"
	IdentityLinked           Action = "franceconnect.link"
	IdentityUnlinked         Action = "franceconnect.unlink"
	MailChoice               Action = "mail.choice"
	SessionEnded             Action = "session.end"
	OtherSessionsEnded       Action = "session.end-others"
	DataExported             Action = "data.export"
	ErasureAsked             Action = "erasure.ask"
	ErasureWithdrawn         Action = "erasure.withdraw"
	NewsPublished            Action = "news.publish"
	NewsChanged              Action = "news.change"
	NewsWithdrawn            Action = "news.withdraw"
	AnimatorsSet             Action = "animators.set"
	QueueMoved               Action = "booking.queue"
	OfferAnswered            Action = "booking.offer-answer"
	RequestAnswered          Action = "booking.answer"
	AnswerTakenBack          Action = "booking.take-back"
	BookedForFamily          Action = "booking.for-family"
	AbsenceTold              Action = "absence.tell"
	AbsenceTakenBack         Action = "absence.take-back"
	MealsAsked               Action = "kitchen.extra"
	MealsOrdered             Action = "kitchen.order"
	OrderAnswered            Action = "kitchen.answer"
	DaySheetClosed           Action = "sheet.close"
	DaySheetReopened         Action = "sheet.reopen"
	PlatesThrown             Action = "kitchen.plates"
	MenuSet                  Action = "kitchen.menu"
	DietAsked                Action = "diet.ask"
	DietWithdrawn            Action = "diet.withdraw"
	DietAnswered             Action = "diet.answer"
	PickupAsked              Action = "pickup.ask"
	PickupEnded              Action = "pickup.end"
	PickupAnswered           Action = "pickup.answer"
	PickupNoted              Action = "pickup.note"
	CustodySet               Action = "custody.set"
	FamilySplit              Action = "family.split"
	TabletPrepared           Action = "tablet.prepare"
	TabletWithdrawn          Action = "tablet.withdraw"
	TapKept                  Action = "attendance.kept"
)

type words struct {
	staff  string // the action, for staff
	family string // the same, for the family concerned
}

var table = map[Action]words{
	RunStarted: {"Traitement de la nuit lancé", ""},
	GuardianAdded: {"Accès d'un responsable créé",
		"Un accès au portail a été créé pour un responsable de votre famille."},
	GuardianWithdrawn: {"Droits d'un responsable retirés", "L'accès d'un responsable de votre famille a été retiré."},
	GuardianRestored:  {"Droits d'un responsable rendus", "L'accès d'un responsable de votre famille a été rendu."},
	PasswordGiven: {"Nouveau mot de passe provisoire", "Un nouveau mot de passe provisoire a été donné à un " +
		"responsable de votre famille."},
	PasswordMailed: {"Mot de passe provisoire envoyé par courriel", "Un nouveau mot de passe provisoire a été " +
		"envoyé par courriel à un responsable de votre famille."},
	LettersMade:     {"Lettres d'accès imprimées en nombre", ""},
	StaffAdded:      {"Compte d'agent ajouté", ""},
	StaffRoles:      {"Rôles d'un agent changés", ""},
	AccountDisabled: {"Compte désactivé", "Le compte d'un responsable de votre famille a été désactivé."},
	AccountEnabled:  {"Compte réactivé", "Le compte d'un responsable de votre famille a été réactivé."},
	HealthRead:      {"Données de santé consultées", "Données de santé consultées par le service."},
	BillingRule:     {"Facturation des journées sans pointage changée", ""},
	NatureRule:      {"Nature d'une catégorie changée (garde, nourriture)", ""},
	MealRule:        {"Part de nourriture d'une activité changée", ""},
	StructureSet:    {"Règles de la commune changées", ""},
	TextPublished:   {"Texte légal publié", ""},
	FamilyAdded:     {"Famille ajoutée", "Votre famille a été enregistrée par la mairie."},
	FamilyEdited:    {"Fiche d'une famille changée", "La fiche de votre famille a été changée par la mairie."},
	FamilyArchived: {"Dossier d'une famille archivé", "Le dossier de votre famille a été archivé par la mairie, et " +
		"ses accès sont fermés."},
	FamilyReopened: {"Dossier d'une famille rouvert", "Le dossier de votre famille a été rouvert par la mairie."},
	FamiliesMerged: {"Deux dossiers réunis", "Deux dossiers de votre famille ont été réunis par la mairie."},
	MergeUndone: {"Réunion de deux dossiers annulée",
		"La réunion de deux dossiers de votre famille a été annulée par la mairie."},
	ChildAdded:  {"Enfant ajouté", "Un enfant a été ajouté à votre famille par la mairie."},
	ChildEdited: {"Fiche d'un enfant changée", "La fiche de votre enfant a été changée par la mairie."},
	EnrolmentSet: {"Inscription d'un enfant changée", "Une inscription de votre enfant a été changée par la " +
		"mairie."},
	WalletSet:        {"Porte-monnaie changé", ""},
	CategorySet:      {"Catégorie changée", ""},
	PoolSet:          {"Groupe de places changé", ""},
	ActivitySet:      {"Activité changée", ""},
	OpeningSet:       {"Ouverture d'une activité changée", ""},
	ClosureSet:       {"Fermeture changée", ""},
	SchoolClosureSet: {"Fermeture pour une école ou une classe changée", ""},
	ReleaseSet:       {"Ouverture des réservations changée", ""},
	SchoolSet:        {"École changée", ""},
	ClassSet:         {"Classe changée", ""},
	CapacitySet:      {"Places d'un jour changées", ""},
	TariffSet:        {"Tarif changé", ""},
	QuotientSet:      {"Quotient d'une famille changé", "Le quotient familial de votre famille a changé."},
	OperationDone: {"Opération de la mairie",
		"La mairie a changé des réservations ou des montants de votre famille."},
	OperationUndone: {"Opération de la mairie annulée",
		"La mairie a annulé un changement qui concernait votre famille."},
	OperationRestarted: {"Opération arrêtée, reprise", ""},
	TaxStatementsAsked: {"Attestations fiscales de toutes les familles demandées", ""},
	PresenceRule:       {"Règle de présence entre deux foyers changée", ""},
	SessionOpened:      {"Connexion d'un agent", ""},
	SessionsEnded: {"Connexions d'un compte fermées", "Les connexions d'un responsable de votre famille ont été " +
		"fermées par la mairie."},
	AllSessionsEnded: {"Toutes les connexions fermées", ""},
	ClockSet:         {"Horloge de la commune réglée", ""},
	Imported:         {"Fichiers importés", ""},

	OfferAnswered:   {"Réponse à une proposition de place", "Votre famille a répondu à une proposition de place."},
	QueueMoved:      {"Liste d'attente", "La mairie a traité une demande de votre famille en liste d'attente."},
	RequestAnswered: {"Réponse à une demande", "La mairie a répondu à une demande de votre famille."},
	AnswerTakenBack: {"Réponse à une demande reprise", "La mairie a repris sa réponse à une demande de votre famille."},

	BookedForFamily: {"Réservation pour une famille",
		"La mairie a réservé ou annulé des jours pour votre famille, à sa demande."},
	AbsenceTold:      {"Absence d'un enfant signalée", "L'absence de votre enfant a été signalée."},
	AbsenceTakenBack: {"Absence d'un enfant annulée", "La mairie a annulé l'absence signalée de votre enfant."},

	AttendanceMarked: {"Présence pointée", "La présence de votre enfant a été pointée."},
	TapKept: {"Pointage hors connexion gardé sans effet",
		"Un pointage de votre enfant, fait sans réseau, n'a rien changé."},
	TabletPrepared:  {"Tablette préparée pour la journée", ""},
	TabletWithdrawn: {"Tablette retirée", ""},
	CameUnbooked:    {"Enfant venu sans réservation", "Votre enfant a été noté présent sans réservation."},
	DebitsRegularised: {"Facturation régularisée", "Des journées facturées sur votre compte ont été " +
		"régularisées."},
	LineReversed:           {"Ligne de compte annulée", "Une ligne de votre compte a été annulée."},
	CounterPaymentReceived: {"Règlement saisi", "Un règlement a été saisi sur votre compte."},
	FamilyMoved: {"Résidence d'une famille changée", "La résidence de votre famille, qui décide du " +
		"tarif, a été changée."},
	RefundMade:               {"Remboursement enregistré", "Un crédit de votre compte vous a été remboursé."},
	OnlinePaymentDecided:     {"Anomalie de paiement tranchée", "Un paiement en ligne de votre famille a été examiné."},
	OnlinePaymentSeen:        {"Paiement signalé, vu", "Un paiement en ligne de votre famille a été examiné."},
	OnlinePaymentsReconciled: {"Fichier de la plateforme rapproché", ""},
	FamilyErased:             {"Famille effacée", "Votre demande d'effacement a été acceptée."},
	ErasureRefused:           {"Effacement refusé", "Votre demande d'effacement a reçu une réponse."},
	PasswordChanged:          {"Mot de passe changé", "Un mot de passe a été changé."},
	PasswordReset:            {"Mot de passe retrouvé par lien", "Un mot de passe oublié a été remplacé."},
	AddressAdded:             {"Adresse courriel ajoutée", "Une adresse courriel a été ajoutée."},
	AddressConfirmed:         {"Adresse courriel confirmée", "Une adresse courriel a été confirmée."},
	AddressRemoved:           {"Adresse courriel retirée", "Une adresse courriel a été retirée."},
	AddressFirst:             {"Première adresse changée", "L'adresse qui reçoit les tickets de paiement a changé."},
	FactorOn:                 {"Codes de validation installés", "La validation en deux étapes a été installée."},
	FactorOff:                {"Codes de validation arrêtés", "La validation en deux étapes a été arrêtée."},
	FactorHeld:               {"Codes de validation bloqués un temps", "Trop de codes faux ont été essayés."},
	CodesRenewed:             {"Codes de secours renouvelés", "Les codes de secours ont été renouvelés."},
	CodeUsed:                 {"Code de secours utilisé", "Un code de secours a été utilisé."},
	FactorReplaced: {"Téléphone des codes de validation changé", "Le téléphone utilisé pour les codes a " +
		"changé."},
	FactorReset: {"Codes de validation réinitialisés", "La validation en deux étapes a été " +
		"réinitialisée."},
	PasskeyAdded:   {"Clé d'accès ajoutée", "Une clé d'accès a été ajoutée."},
	PasskeyRemoved: {"Clé d'accès retirée", "Une clé d'accès a été retirée."},
	PasskeyRefused: {"Clé d'accès refusée (copie possible)", "Une clé d'accès a été refusée\u00a0: elle " +
		"semblait copiée."},
	IdentityLinked:     {"FranceConnect relié", "Un compte a été relié à FranceConnect."},
	IdentityUnlinked:   {"FranceConnect détaché", "Un compte a été détaché de FranceConnect."},
	MailChoice:         {"Choix des courriels changé", "Le choix des courriels à recevoir a changé."},
	SessionEnded:       {"Appareil déconnecté", "Un appareil a été déconnecté."},
	OtherSessionsEnded: {"Autres appareils déconnectés", "Tous les autres appareils ont été déconnectés."},
	DataExported:       {"Données téléchargées", "Les données de la famille ont été téléchargées."},
	ErasureAsked:       {"Effacement demandé", "L'effacement du dossier a été demandé."},
	ErasureWithdrawn:   {"Demande d'effacement retirée", "La demande d'effacement a été retirée."},
	NewsPublished:      {"Actualité publiée", ""},
	NewsChanged:        {"Actualité modifiée", ""},
	NewsWithdrawn:      {"Actualité retirée", ""},
	AnimatorsSet:       {"Animateurs d'un jour changés", ""},
	MealsAsked:         {"Repas d'adultes ou d'une sortie", ""},
	MealsOrdered:       {"Commande au traiteur", ""},
	OrderAnswered:      {"Réponse du traiteur notée", ""},
	DaySheetClosed:     {"Feuille du jour close", ""},
	DaySheetReopened:   {"Feuille du jour rouverte", ""},
	PlatesThrown:       {"Assiettes jetées", ""},
	MenuSet:            {"Menu d'un jour", ""},
	DietAsked: {"Changement de régime demandé",
		"Un changement de régime ou d'allergies a été demandé à la mairie."},
	DietWithdrawn: {"Demande de régime retirée",
		"La demande de changement de régime ou d'allergies a été retirée."},
	PickupAsked: {"Sortie demandée",
		"Votre famille a demandé comment un enfant peut sortir."},
	PickupEnded:    {"Sortie retirée", "Ce qui était noté de la sortie d'un enfant a été retiré."},
	PickupAnswered: {"Sortie demandée, répondue", "La mairie a répondu à une demande sur la sortie d'un enfant."},
	PickupNoted:    {"Sortie notée", "La mairie a noté comment un enfant peut sortir."},
	DietAnswered:   {"Demande de régime répondue", "La mairie a répondu à une demande de changement de régime."},
	CustodySet: {"Garde d'un enfant de deux foyers changée", "La mairie a noté quels jours votre enfant passe dans " +
		"chacun de ses foyers."},
	FamilySplit: {"Couple séparé en deux comptes famille", "La mairie a séparé votre compte famille en deux."},
}

// Label returns the wording of an action for staff, or its code when the table has no entry for it.
func (a Action) Label() string {
	if w, ok := table[a]; ok {
		return w.staff
	}
	return string(a)
}

// Routine reports whether an action is frequent daily work: it is recorded in the journal, but not in the process log.
func (a Action) Routine() bool {
	area, _, _ := strings.Cut(string(a), ".")
	return slices.Contains([]string{"attendance", "health", "ledger", "mail", "payment", "run"}, area)
}

// ForFamily returns the wording of an action for the family concerned.
func (a Action) ForFamily() string {
	if w := table[a]; w.family != "" {
		return w.family
	}
	if w := table[a]; w.staff != "" {
		return w.staff + "."
	}
	return "Votre dossier a été modifié."
}

// Known reports whether the table has an entry for an action.
func (a Action) Known() bool { _, ok := table[a]; return ok }

// All returns the actions in the order of their wording for staff, for a menu.
func All() []Action {
	all := make([]Action, 0, len(table))
	for a := range table {
		all = append(all, a)
	}
	slices.SortFunc(all, func(a, b Action) int { return strings.Compare(a.Label(), b.Label()) })
	return all
}
