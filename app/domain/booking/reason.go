package booking

import (
	"maps"
	"slices"
	"strings"

	"cartable/app/domain/town"
)

// Reason is a stable code for why a day cannot be booked or cancelled, or why a line was not treated.
type Reason string

// The reasons. Their sentences are in the table below, and nowhere else.
const (
	ClosedDay       Reason = "closed"
	PublicHoliday   Reason = "public-holiday"
	SchoolHolidays  Reason = "school-holidays"
	SchoolDay       Reason = "school-day"
	OutOfSeason     Reason = "out-of-season"
	NotEnrolled     Reason = "not-enrolled"
	NotOfAge        Reason = "not-of-age"
	NotOfSchool     Reason = "not-of-school"
	NotOfLevel      Reason = "not-of-level"
	NotOfClass      Reason = "not-of-class"
	TooLateToBook   Reason = "too-late-to-book"
	TooLateToCancel Reason = "too-late-to-cancel"
	ClosedForClass  Reason = "closed-for-class" // for the child's school or class alone
	NotYetOpen      Reason = "not-yet-open"     // staff set the instant at which bookings of that day open
	DebtBlocks      Reason = "debt"
	Overlap         Reason = "overlap"
	OverlapThere    Reason = "overlap-other-family" // with the other household's choice, which only they can cancel
	NoPlace         Reason = "full"
	WaitlistFull    Reason = "waitlist-full"
	AlreadyBooked   Reason = "already-booked"
	NothingToCancel Reason = "nothing-to-cancel"
	AlreadySettled  Reason = "settled"
	OtherFamily     Reason = "other-family"
	NoPlaceInTime   Reason = "no-place-in-time"
	NotYours        Reason = "not-yours"
	Unavailable     Reason = "unavailable" // booked by the other household, where the structure hides it
	OtherHomeDay    Reason = "other-home"  // the child is in its other home that day
	NotOffered      Reason = "not-offered"
	SwapLost        Reason = "swap-lost" // one half of an exchange is not possible any more: neither was done
	// the other half of an exchange cannot be given up any more: nothing was taken
	SwapKept Reason = "swap-kept"
	ListOnly Reason = "list-only" // of a day that several days at once do not ask for: a place would be waited for
	Unbooked Reason = "unbooked"  // of a reservation that staff made for a child who came
	// of a reservation that the town ended: a closure, an activity that is offered less
	TownCancelled Reason = "town"
	Answered      Reason = "answered"   // of a request that staff refused, in their words
	Unanswered    Reason = "unanswered" // of a request that staff did not answer in time
	// of a day for which a place is held until the family answers
	PlaceOffered Reason = "place-offered"
	// of a request that left the waiting list: its family said no, or nothing, or the town hall took it off
	OfferDeclined Reason = "offer-declined"
	OfferLapsed   Reason = "offer-lapsed"
	TakenOff      Reason = "taken-off"
	Sick          Reason = "sick"       // of a day that a child was told to be ill on
	WouldWait     Reason = "would-wait" // of a day that is given up: it would be asked for anew
)

type words struct {
	short    string // follows "Non traitée, "
	sentence string // {} is replaced by the detail
	next     string // the advice
}

var reasons = map[Reason]words{
	ClosedDay: {"jour fermé", "L'activité n'est pas ouverte ce jour{}.", ""},
	ClosedForClass: {"jour fermé pour la classe",
		"L'activité n'est pas ouverte ce jour pour la classe de votre enfant{}.", ""},
	PublicHoliday:  {"jour férié", "Jour férié{}.", ""},
	SchoolHolidays: {"vacances scolaires", "L'activité n'a lieu que les jours d'école{}.", ""},
	SchoolDay:      {"jour d'école", "L'activité n'a lieu que pendant les vacances scolaires.", ""},
	OutOfSeason:    {"hors période", "L'activité n'est pas proposée à cette date.", ""},
	NotEnrolled: {"enfant non inscrit", "Votre enfant n'est pas inscrit à cette activité à cette date.",
		"Contactez la mairie pour l'inscrire."},
	NotOfAge: {"hors tranche d'âge", "Ce jour-là, votre enfant n'a pas l'âge de cette activité{}.",
		"Choisissez une activité de son âge, ou contactez la mairie."},
	NotOfSchool: {"réservée à d'autres écoles",
		"Cette activité n'accueille pas les enfants de l'école de votre enfant{}.",
		"Choisissez une activité de son école, ou contactez la mairie."},
	NotOfLevel: {"réservée à d'autres niveaux", "Cette activité n'accueille pas la classe de votre enfant{}.",
		"Choisissez une activité de son niveau, ou contactez la mairie."},
	NotOfClass: {"réservée à d'autres classes", "Cette activité n'accueille pas la classe de votre enfant{}.",
		"Choisissez une activité de son niveau, ou contactez la mairie."},
	TooLateToBook: {"hors délai", "Le délai pour réserver ce jour est passé{}.",
		"Choisissez un autre jour, ou contactez la mairie."},
	TooLateToCancel: {"hors délai", "Le délai pour annuler ce jour est passé{}.", "En cas d'absence, prévenez la " +
		"mairie."},
	NotYetOpen: {"réservations pas encore ouvertes", "Réservations ouvertes{}.",
		"Revenez à ce moment-là pour réserver ce jour."},
	DebtBlocks: {"solde insuffisant", "Votre solde est trop bas pour réserver cette activité. Versez au moins{} " +
		"pour débloquer les réservations.", "Annuler reste possible."},
	Overlap: {"horaires incompatibles", "Les horaires sont incompatibles avec{}.",
		"Annulez d'abord l'autre activité."},
	OverlapThere: {"horaires incompatibles", "Votre enfant a déjà une réservation à ces heures, faite par son autre " +
		"foyer.",
		"Mettez-vous d'accord avec l'autre parent, ou contactez la mairie."},
	NoPlace: {"activité complète", "Il n'y a plus de place ce jour-là, et l'activité n'a pas de liste d'attente.",
		"Choisissez un autre jour."},
	WaitlistFull: {"activité complète", "Il n'y a plus de place ce jour, et la liste d'attente est complète.",
		"Choisissez un autre jour."},
	AlreadyBooked:   {"déjà demandée", "Ce jour est déjà réservé ou demandé.", ""},
	NothingToCancel: {"rien à annuler", "Ce jour n'est plus réservé.", ""},
	AlreadySettled: {"journée passée", "Cette journée est pointée ou facturée : elle ne peut plus être modifiée.",
		"En cas d'erreur, contactez la mairie."},
	OtherFamily: {"réservée par l'autre foyer", "Ce jour est réservé par l'autre foyer de votre enfant, qui est " +
		"seul à pouvoir l'annuler.", "Pour le modifier, mettez-vous d'accord avec l'autre parent ou contactez la " +
		"mairie."},
	Unavailable: {"jour non disponible", "Ce jour n'est pas disponible pour votre enfant.",
		"Choisissez un autre jour, ou contactez la mairie."},
	OtherHomeDay: {"chez l'autre foyer", "Ce jour-là, votre enfant est chez son autre foyer.",
		"Seul l'autre foyer réserve ce jour. Si la garde a changé, contactez la mairie."},
	NoPlaceInTime: {"activité complète", "Aucune place ne s'est libérée à temps.", ""},
	Answered:      {"refusée par la mairie", "La mairie a refusé cette demande{}.", ""},
	Unanswered: {"sans réponse à temps", "La mairie n'a pas répondu à temps à cette demande.",
		"Contactez la mairie."},
	Sick: {"malade", "Votre enfant est signalé malade ce jour-là{}.",
		"S'il peut venir, ou en cas d'erreur, prévenez la mairie."},
	Unbooked: {"présent sans réservation", "Votre enfant est venu sans réservation.", ""},
	SwapLost: {"l'échange n'est plus possible", "La place demandée en échange n'est plus disponible : rien n'a été " +
		"changé ce jour-là.",
		"Pour annuler tout de même, annulez ce jour seul, puis validez."},
	SwapKept: {"l'échange n'est plus possible",
		"Le jour à rendre en échange ne peut plus être annulé : rien n'a été réservé à sa place.",
		"Pour réserver tout de même, demandez ce jour seul, puis validez."},
	ListOnly: {"liste d'attente", "Ce jour est complet.",
		"Pour le demander en liste d'attente, cochez-le sur le calendrier."},
	TownCancelled: {"annulée par la mairie", "La mairie a annulé ce jour{}.", ""},
	PlaceOffered: {"place proposée", "Une place vous est proposée pour ce jour{}.",
		"Répondez-y depuis votre page d'accueil."},
	OfferDeclined: {"place déclinée", "Vous avez décliné la place proposée.", ""},
	OfferLapsed: {"proposition sans réponse",
		"Vous n'avez pas répondu à temps à la place proposée : elle n'est plus gardée pour vous.",
		"Vous pouvez demander ce jour à nouveau, s'il est encore temps de réserver."},
	TakenOff:   {"retirée par la mairie", "La mairie a retiré cette demande de la liste d'attente{}.", ""},
	NotOffered: {"activité arrêtée", "Cette activité n'est plus proposée.", ""},
	WouldWait:  {"liste d'attente", "Une nouvelle demande irait en liste d'attente{}.", ""},
	NotYours:   {"enfant ou activité inconnus", "Cette demande ne concerne pas votre famille.", ""},
}

// leftList are the reasons why a request ends on the waiting list, without being cancelled by its family, each with the
// words of the story that staff read.
var leftList = map[Reason]string{
	OfferLapsed:   "Proposition de place restée sans réponse",
	OfferDeclined: "Proposition de place déclinée",
	TakenOff:      "Retirée de la liste d'attente par la mairie",
}

// LeftList reports whether a request ended on the waiting list for this reason, and not because its family cancelled.
func (r Reason) LeftList() bool { return leftList[r] != "" }

// LeftWords returns how the story of a day says that a request left the waiting list; empty for any other reason.
func (r Reason) LeftWords() string { return leftList[r] }

// LeftListReasons returns the reasons for which a request leaves a waiting list.
func LeftListReasons() []Reason { return slices.Sorted(maps.Keys(leftList)) }

// Short returns the reason for a table: "activité complète".
func (r Reason) Short() string { return reasons[r].short }

// Sentence returns the reason as a sentence, with its detail.
func (r Reason) Sentence(detail string) string {
	if detail != "" {
		switch r {
		case WouldWait: // the sentence needs no change
		case PlaceOffered:
			detail = ", jusqu'au " + detail
		case Overlap, DebtBlocks, NotYetOpen:
			detail = " " + detail
		case TooLateToBook, TooLateToCancel:
			detail = " (jusqu'au " + detail + ")"
		default:
			detail = " (" + strings.TrimRight(detail, ". ") + ")"
		}
	}
	return strings.Replace(reasons[r].sentence, "{}", detail, 1)
}

// Next returns what a parent can do about it; empty when there is nothing.
func (r Reason) Next() string { return reasons[r].next }

// Explain returns the reason as a sentence, and then what a parent can do about it.
func (r Reason) Explain(detail string) string {
	return strings.TrimSpace(r.Sentence(detail) + " " + r.Next())
}

// ReasonOf converts the reason for which a date is closed.
func ReasonOf(why town.Closed) Reason {
	switch why {
	case town.ClosedForPupil:
		return ClosedForClass
	case town.PublicHoliday:
		return PublicHoliday
	case town.SchoolHolidays:
		return SchoolHolidays
	case town.SchoolDay:
		return SchoolDay
	case town.OutOfSeason:
		return OutOfSeason
	}
	return ClosedDay
}
