package site

import (
	"strings"

	"github.com/gofiber/fiber/v2"
)

// Notice is a message that a page shows once, after an action. The address contains its code word, never a text.
type Notice string

// The code words. Two notices with the same word do not compile: each is a key of the sentences below.
const ( // #nosec G101 -- words
	Abandoned              Notice = "abandon"
	RecapMoved             Notice = "recap"
	DraftResumed           Notice = "repris"
	DraftPartlyResumed     Notice = "repris-partie"
	NothingToResume        Notice = "repris-deja"
	MonthCopied            Notice = "copies"
	NothingToCopy          Notice = "copies-rien"
	DraftNotResumed        Notice = "repris-rien"
	RunStarted             Notice = "lancee"
	OperationApplied       Notice = "appliquee"
	AnimatorsSetPlacesWait Notice = "animateurs-et-places"
	OperationUndone        Notice = "reprise"
	OperationDiscarded     Notice = "abandonnee"
	OperationRestarted     Notice = "relancee"
	NothingToRun           Notice = "rien"
	PasswordChosen         Notice = "motdepasse"
	PartlyKept             Notice = "partiel"
	FeedEnded              Notice = "agenda"
	RightsSet              Notice = "droits"
	OtherFamilyLeft        Notice = "autre-famille"
	AccessMailed           Notice = "acces-envoye"
	AccountSet             Notice = "compte"
	RolesSet               Notice = "roles"
	RuleSet                Notice = "regles"
	TaxStatementsAsked     Notice = "attestations"
	NatureSet              Notice = "nature"
	SettingsSaved          Notice = "reglages"
	LookSet                Notice = "apparence"
	TextPublished          Notice = "texte"
	FamilyAdded            Notice = "famille"
	FamilyArchived         Notice = "archive"
	FamilyReopened         Notice = "dossier-rouvert"
	FamilyOpen             Notice = "dossier-ouvert"
	FamilyLeaves           Notice = "demenagement"
	FamiliesLoaded         Notice = "familles"
	FileSaved              Notice = "fiche"
	FilesMerged            Notice = "reunis"
	FilesMergedBefore      Notice = "reunis-avant"
	MergeUndone            Notice = "reunion-annulee"
	FileAccessEnded        Notice = "fiche-acces"
	CustodySet             Notice = "garde"
	CoupleSplit            Notice = "separation"
	FileUnchanged          Notice = "fiche-inchangee"
	ChildAdded             Notice = "enfant"
	EnrolmentSet           Notice = "inscription"
	EnrolmentEnded         Notice = "inscription-finie"
	ChildrenEnrolled       Notice = "inscriptions"
	EnrolmentsEnded        Notice = "inscriptions-finies"
	ChildrenEnrolledBefore Notice = "inscriptions-faites"
	CatalogueSet           Notice = "catalogue"
	NothingChanged         Notice = "inchange"
	ReleaseSet             Notice = "ouverture"
	ReleaseRemoved         Notice = "ouverture-retiree"
	SchoolSet              Notice = "ecole"
	CalendarSet            Notice = "calendrier"
	DaysReopened           Notice = "rouvert"
	DaysClosed             Notice = "ferme"
	MoneyReceived          Notice = "encaisse"
	MoneyRefunded          Notice = "rembourse"
	ResidenceSet           Notice = "residence"
	RequestsAnswered       Notice = "repondu"
	AnswerTakenBack        Notice = "reponse-reprise"
	WaitlistWorked         Notice = "attente"
	OfferTakenBack         Notice = "proposition-retiree"
	AbsenceTold            Notice = "absence"
	AbsenceToldUnsent      Notice = "absence-sans-recu"
	AbsenceToldOnly        Notice = "absence-seule"
	AbsenceToldBefore      Notice = "absence-deja"
	AbsenceTakenBack       Notice = "absence-reprise"
	MealsAsked             Notice = "repas"
	MealsOrdered           Notice = "bon"
	PlatesSaid             Notice = "assiettes"
	MenusSaved             Notice = "menus"
	DietAsked              Notice = "regime-demande"
	DietWithdrawn          Notice = "regime-retire"
	DietAnswered           Notice = "regime-repondu"
	PickupAsked            Notice = "sortie-demandee"
	PickupEnded            Notice = "sortie-retiree"
	PickupAnswered         Notice = "sortie-repondue"
	PickupNoted            Notice = "sortie-notee"
	OrderSentAgain         Notice = "bon-renvoye"
	AnswerNoted            Notice = "traiteur"
	FileRead               Notice = "rapproche"
	LineReversed           Notice = "annulee"
	Regularised            Notice = "regularise"
	Ticked                 Notice = "pointe"
	AllTicked              Notice = "tous"
	MarksClosed            Notice = "feuille-close"
	MarksReopened          Notice = "feuille-rouverte"
	SitesTicked            Notice = "coches"
	CameUnbooked           Notice = "venu"
	TabletWithdrawn        Notice = "tablette"
	FactorDropped          Notice = "arrete"
	FactorReplaced         Notice = "telephone"
	PasskeyAdded           Notice = "cle"
	PasskeyRemoved         Notice = "sanscle"
	IdentityLinked         Notice = "lie"
	IdentityUnlinked       Notice = "delie"
	FactorReset            Notice = "facteur"
	PasswordReset          Notice = "nouveau"
	PasswordChanged        Notice = "change"
	AddressAdded           Notice = "adresse"
	LinkSentAgain          Notice = "lien"
	AddressRemoved         Notice = "retiree"
	AddressFirst           Notice = "premiere"
	MailsChosen            Notice = "choix"
	SessionClosed          Notice = "fermee"
	OtherSessionsClosed    Notice = "fermees"
	ErasureAsked           Notice = "effacement"
	ErasureWithdrawn       Notice = "retrait"
	FamilyErased           Notice = "efface"
	ErasureAnswered        Notice = "refus"
	SignedOut              Notice = "deconnecte"
	AllSignedOut           Notice = "deconnectes"
	PaymentAsked           Notice = "interrogee"
	PaymentSeen            Notice = "vu"
	PaymentDecided         Notice = "decide"
	AnimatorsSet           Notice = "animateurs"
	PlacesSet              Notice = "places"
	NewsRead               Notice = "lu"
	NewsPublished          Notice = "publiee"
	NewsWithdrawn          Notice = "actualite-retiree"
	SessionEnded           Notice = "fin"
	SessionEndedKept       Notice = "fin-saisie"
	ResetAsked             Notice = "demande"
	ChangeApplied          Notice = "applique"
)

// sentences are the texts of the notices.
var sentences = map[Notice]string{ // #nosec G101 -- sentences
	SessionEnded: "Votre session a pris fin. Reconnectez-vous\u00a0: vous retrouverez la page où vous étiez.",
	SessionEndedKept: "Votre session a pris fin. Votre saisie est conservée\u00a0: reconnectez-vous avec le même " +
		"compte pour l'envoyer.",
	MealsAsked:     "Les repas sont enregistrés.",
	PlatesSaid:     "Les assiettes jetées sont notées.",
	DietAsked:      "Votre demande est transmise à la mairie. Rien ne change avant sa réponse.",
	DietWithdrawn:  "Votre demande est retirée.",
	PickupAsked:    "Votre demande est transmise à la mairie. Rien ne change avant sa réponse.",
	PickupEnded:    "La ligne est retirée\u00a0: elle ne compte plus.",
	PickupAnswered: "La réponse est enregistrée\u00a0: la famille peut la lire.",
	PickupNoted:    "C'est noté\u00a0: les animateurs le lisent sur la feuille du jour.",
	DietAnswered:   "La réponse est enregistrée\u00a0: la famille peut la lire.",
	MenusSaved:     "Les menus sont enregistrés. Les parents les lisent sur le portail.",
	MealsOrdered:   "Le bon est enregistré. Il part au traiteur dans la minute, si son adresse est réglée.",
	OrderSentAgain: "Le bon est renvoyé au traiteur.",
	AnswerNoted:    "La réponse du traiteur est notée.",
	AnimatorsSet:   "Les animateurs sont enregistrés.",
	PlacesSet:      "Les places sont changées. Aucune famille n'est concernée.",
	NewsRead:       "Merci\u00a0: votre lecture est enregistrée.",
	NewsPublished:  "L'actualité est enregistrée. Les familles concernées la voient aux dates choisies.",
	NewsWithdrawn:  "L'actualité est retirée\u00a0: plus aucune famille ne la voit.",
	Abandoned:      "Vos changements ont été retirés. Vos réservations n'ont pas changé.",
	NothingToResume: "Il n'y a plus rien à rétablir\u00a0: vous avez choisi d'autres jours depuis, ou ces jours sont " +
		"déjà repris.",
	MonthCopied:   "Les jours sont recopiés. Vérifiez-les, puis validez.",
	NothingToCopy: "Il n'y a pas de réservation à recopier ce mois-ci. Choisissez d'abord des jours.",
	RecapMoved:    "Votre demande a changé depuis ce récapitulatif. Voici où elle en est.",
	DraftResumed:  "Votre saisie est reprise où vous l'aviez laissée. Vérifiez-la, puis validez.",
	DraftPartlyResumed: "Votre saisie est reprise, sauf les jours qui ne sont plus possibles. Vérifiez-la, " +
		"puis validez.",
	DraftNotResumed: "Aucun jour de votre ancienne saisie n'est encore possible. Choisissez d'autres jours.",
	AnimatorsSetPlacesWait: "Les animateurs présents sont enregistrés. Les places ne changent qu'avec votre accord, " +
		"ci-dessous.",
	OperationApplied: "L'opération est appliquée. S'il y a des courriels, ils partiront dans dix minutes\u00a0: si " +
		"vous l'annulez d'ici là, aucun ne part.",
	OperationUndone: "L'opération est en cours d'annulation. Ce qui revient, et ce qui ne peut pas revenir, " +
		"s'affiche ci-dessous.",
	OperationRestarted: "Le traitement est relancé. Son avancement s'affiche ci-dessous.",
	OperationDiscarded: "L'opération est abandonnée\u00a0: rien n'a changé pour les familles.",
	RunStarted:         "Le traitement est lancé. Son avancement s'affiche ci-dessous.",
	NothingToRun: "Rien à traiter\u00a0: toutes les demandes sont transmises et toutes les journées passées sont " +
		"facturées.",
	PasswordChosen:     "Le mot de passe a bien été enregistré.",
	PartlyKept:         "Une partie de vos choix n'a pas pu être retenue. La raison est indiquée pour chaque activité.",
	FeedEnded:          "L'agenda est arrêté : son adresse ne fonctionne plus.",
	RightsSet:          "Les droits sont modifiés. Le changement s'applique immédiatement.",
	OtherFamilyLeft:    "L'accès à l'autre famille est fermé. Voici celle qui vous reste.",
	AccessMailed:       "Le courriel sera envoyé dans la minute, avec l'identifiant et le nouveau mot de passe.",
	AccountSet:         "Le changement est enregistré, et noté dans le journal.",
	RolesSet:           "Les rôles sont enregistrés. Ils s'appliquent immédiatement.",
	RuleSet:            "La règle est enregistrée. Elle s'applique immédiatement.",
	TaxStatementsAsked: "Les attestations sont en préparation. L'avancement s'affiche ci-dessous.",
	CatalogueSet:       "C'est enregistré. Aucune famille n'est concernée.",
	FilesMerged:        "Les deux dossiers sont réunis. Vous pouvez l'annuler pendant 24 heures.",
	FilesMergedBefore:  "Le dossier demandé a été réuni avec celui-ci.",
	MergeUndone:        "La réunion est annulée : les deux dossiers sont comme avant.",
	CustodySet:         "La garde est enregistrée. Chaque foyer la lit dans son journal et sur son calendrier.",
	CoupleSplit: "Le couple est séparé\u00a0: voici le nouveau compte famille. Les exceptions de garde se notent " +
		"sur la page de chaque enfant.",
	FileSaved: "La fiche est enregistrée. La famille lit ce changement dans son journal.",
	FileAccessEnded: "La fiche est enregistrée. L'ancienne adresse a pu recevoir un mot de passe provisoire\u00a0: " +
		"il ne fonctionne plus. Donnez-en un nouveau à chaque adulte, ci-dessous.",
	FileUnchanged:          "Rien n'a changé\u00a0: la fiche était déjà ainsi.",
	EnrolmentSet:           "L'inscription est enregistrée. Aucune réservation n'est concernée.",
	EnrolmentEnded:         "Le dernier jour de l'inscription est changé. Aucune réservation n'est concernée.",
	EnrolmentsEnded:        "Les inscriptions se terminent. Aucune réservation n'est concernée.",
	ChildrenEnrolledBefore: "C'était déjà fait\u00a0: rien n'est fait deux fois. L'opération est dans cette liste.",
	ChildrenEnrolled:       "Les inscriptions sont enregistrées. Aucune réservation n'est concernée.",
	ChildAdded:             "L'enfant est enregistré.",
	NothingChanged:         "Rien n'a changé\u00a0: les réglages étaient déjà ceux-là.",
	ReleaseSet:             "L'ouverture des réservations est enregistrée. Les familles la voient sur leur calendrier.",
	SchoolSet:              "Le changement est enregistré.",
	ReleaseRemoved:         "L'ouverture est retirée\u00a0: ces jours peuvent être réservés dans leurs délais.",
	NatureSet:              "Le réglage est enregistré. Il sera appliqué aux prochaines attestations.",
	SettingsSaved:          "Les réglages sont enregistrés. Ils s'appliquent immédiatement.",
	LookSet:                "L'apparence est enregistrée. Toutes les pages de la commune la montrent déjà.",
	TextPublished:          "Le texte est publié. Chacun devra l'accepter à sa prochaine visite.",
	RequestsAnswered: "Les réponses sont enregistrées. Elles peuvent être reprises tant que la famille n'est " +
		"pas prévenue.",
	WaitlistWorked:  "C'est fait. Les familles qui ont une adresse de courriel sont prévenues.",
	OfferTakenBack:  "La proposition est retirée\u00a0: la demande garde son rang.",
	AnswerTakenBack: "La réponse est reprise\u00a0: la demande attend de nouveau.",
	AbsenceTold:     "L'absence est enregistrée. Un reçu part par courriel.",
	AbsenceToldUnsent: "L'absence est enregistrée. Aucun reçu ne part\u00a0: la famille n'a pas d'adresse, ou ne " +
		"veut pas de courriels.",
	AbsenceToldOnly:   "L'absence est enregistrée.",
	AbsenceToldBefore: "L'absence était déjà enregistrée\u00a0: rien n'a changé.",
	AbsenceTakenBack:  "L'absence est annulée. Les jours sont de nouveau réservés, et la famille en est prévenue.",
	FamilyAdded:       "La famille est enregistrée. Donnez-lui maintenant son accès au portail.",
	FamilyArchived: "Le dossier est archivé\u00a0: les accès de ses adultes sont fermés. Il se retrouve parmi les " +
		"dossiers archivés.",
	FamilyReopened: "Le dossier est rouvert, avec les accès que l'archivage avait fermés.",
	FamilyOpen:     "Ce dossier est déjà ouvert\u00a0: rien n'a changé.",
	FamilyLeaves:   "Les inscriptions se terminent. Aucune réservation n'est concernée.",
	FamiliesLoaded: "Les familles sont enregistrées. Imprimez maintenant leurs lettres d'accès.",
	CalendarSet:    "Le calendrier est changé. Personne n'était concerné.",
	DaysReopened:   "Les jours sont rouverts. Les familles peuvent de nouveau les réserver.",
	DaysClosed:     "Les jours sont fermés. Personne n'était concerné.",
	MoneyReceived:  "Le règlement est enregistré, le solde est à jour.",
	MoneyRefunded:  "Le remboursement est enregistré. La famille le voit dans son historique, avec son motif.",
	ResidenceSet: "La résidence est enregistrée. Les journées déjà facturées gardent leur prix\u00a0: le régisseur " +
		"peut les régulariser.",
	FileRead:            "Le fichier a été lu. L'avancement de la comparaison s'affiche ci-dessous.",
	LineReversed:        "La ligne est annulée. La famille voit l'annulation et son motif.",
	Regularised:         "La régularisation est faite. La famille voit les lignes reprises et leur motif.",
	Ticked:              "Le pointage est enregistré.",
	AllTicked:           "Tous les enfants qui n'étaient pas pointés le sont maintenant, présents.",
	TabletWithdrawn:     "La tablette est retirée\u00a0: elle oublie tout dès qu'elle retrouve le réseau.",
	MarksClosed:         "La feuille est close. Un pointage qui change encore demande un motif.",
	MarksReopened:       "La feuille est rouverte.",
	SitesTicked:         "Les enfants de ces lignes sont pointés présents, comme réservé.",
	CameUnbooked:        "L'enfant est sur la feuille, présent sans réservation.",
	FactorDropped:       "La validation en deux étapes est arrêtée.",
	FactorReplaced:      "Le changement est enregistré\u00a0: seuls les codes du nouveau téléphone sont valables.",
	PasskeyAdded:        "La clé d'accès est enregistrée. Elle suffit désormais pour vous connecter.",
	PasskeyRemoved:      "La clé d'accès est supprimée\u00a0: elle ne permet plus de se connecter.",
	IdentityLinked:      "Votre compte est lié à FranceConnect.",
	IdentityUnlinked:    "Votre compte n'est plus lié à FranceConnect.",
	FactorReset:         "Les codes de validation de ce compte ont été réinitialisés.",
	PasswordReset:       "Votre nouveau mot de passe est enregistré. Connectez-vous avec lui.",
	PasswordChanged:     "Votre mot de passe est changé. Vos autres appareils sont déconnectés.",
	AddressAdded:        "Adresse enregistrée. Pour la confirmer, ouvrez le lien que nous venons d'y envoyer.",
	LinkSentAgain:       "Un nouveau lien a été envoyé à cette adresse.",
	AddressRemoved:      "L'adresse est retirée.",
	AddressFirst:        "Les tickets de paiement seront désormais envoyés à cette adresse.",
	MailsChosen:         "Vos choix sont enregistrés.",
	SessionClosed:       "L'appareil est déconnecté.",
	OtherSessionsClosed: "Vos autres appareils sont déconnectés.",
	ErasureAsked:        "Votre demande est transmise à la mairie.",
	ErasureWithdrawn:    "Votre demande d'effacement est retirée.",
	FamilyErased:        "La famille est effacée. Ses écritures comptables sont conservées, sans nom.",
	ErasureAnswered:     "La réponse est enregistrée\u00a0: la famille peut la lire.",
	SignedOut:           "Ce compte est déconnecté de tous ses appareils. L'action est notée dans le journal.",
	AllSignedOut:        "Tous les autres comptes sont déconnectés. L'action est notée dans le journal.",
	PaymentAsked:        "La plateforme a été interrogée. Sa réponse est ci-dessous.",
	PaymentSeen:         "Ce paiement est marqué comme vu.",
	PaymentDecided:      "La décision est enregistrée.",
	ChangeApplied:       "Le changement est fait\u00a0: aucune famille n'est concernée.",
	ResetAsked:          "", // the page itself has it, beside what to do now
}

// Sentence returns the text of the notice.
func (n Notice) Sentence() string { return sentences[n] }

const noticeParam = "fait"

// On returns the address of a page with a notice.
func (n Notice) On(address string) string {
	if n == "" {
		return address
	}
	page, part, found := strings.Cut(address, "#")
	joint := "?"
	if strings.Contains(page, "?") {
		joint = "&"
	}
	page += joint + noticeParam + "=" + string(n)
	if found {
		page += "#" + part
	}
	return page
}

// Say redirects to a page with a notice: the answer to a successful form.
func Say(c *fiber.Ctx, n Notice, address string) error {
	return c.Redirect(n.On(address), fiber.StatusSeeOther)
}

// Said returns the notice in the address; an unknown one has no text.
func Said(c *fiber.Ctx) Notice { return Notice(c.Query(noticeParam)) }
