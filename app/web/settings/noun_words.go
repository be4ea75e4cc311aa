package settings

import (
	"cartable/app/domain/town"
	"cartable/app/web/site"
)

// The words of the catalogue's forms.

// The kinds of nouns that have pages, for the table of routes.
const (
	Activity = town.NounActivity
	Pool     = town.NounPool
	Category = town.NounCategory
	Wallet   = town.NounWallet
)

// kindWords are the words of a kind of noun.
type kindWords struct {
	Kind             town.NounKind
	Path             string // of the list
	Key              string // of the bar
	Many, One        string
	The, New, NewEnd string // "l'activité", "Nouvelle activité", the end of the address of a new one
	For              string // what it is for, where there is none
}

var kinds = []kindWords{
	{town.NounActivity, "/mairie/activites", "activities", "Activités", "Activité", "l'activité",
		"Nouvelle activité", "nouvelle",
		"Une activité est ce que les familles réservent\u00a0: la cantine, l'accueil du soir, le mercredi."},
	{town.NounPool, "/mairie/groupes-de-places", "activities", "Groupes de places", "Groupe de places",
		"le groupe de places", "Nouveau groupe de places", "nouveau",
		"Un groupe de places compte les enfants d'une salle ou d'une équipe. Plusieurs activités peuvent y puiser."},
	{town.NounCategory, "/mairie/categories", "activities", "Catégories", "Catégorie", "la catégorie",
		"Nouvelle catégorie", "nouvelle",
		"Une catégorie réunit les activités qui se paient sur un même porte-monnaie."},
	{town.NounWallet, "/mairie/porte-monnaie", "activities", "Porte-monnaie", "Porte-monnaie", "le porte-monnaie",
		"Nouveau porte-monnaie", "nouveau",
		"Un porte-monnaie est le compte prépayé de chaque famille, alimenté par une régie."},
}

func wordsOf(kind town.NounKind) kindWords {
	for _, k := range kinds {
		if k.Kind == kind {
			return k
		}
	}
	return kindWords{}
}

// formPart is a part of a form, under its own heading.
type formPart struct {
	Legend string
	Fields []string
}

// groups are the parts of the forms. A field that none of them names comes last.
var groups = map[town.NounKind][]formPart{
	town.NounActivity: {
		{"L'activité", []string{"code", "name", "category", "kind", "declared"}},
		{"Pour qui", []string{"age_from", "age_to", "levels", "schools", "classes", "max_enrolled"}},
		{"Quand", []string{"weekdays", "from", "to", "start", "end", "term"}},
		{"Places", []string{"pools", "allot", "offer_hours", "notice_hours", "compatible_with"}},
		{"Délais", []string{"book_by", "cancel_by", "kitchen_by"}},
		{"Prix", []string{"unit", "meal", "late_fee", "late_grace"}},
	},
}

// limitWords are the words of a field that may have no value.
type limitWords struct{ None, Some, After, Asks string }

var limits = map[string]limitWords{
	"capacity": {"Pas de limite", "Limitées à", "places (0\u00a0: aucune place)",
		"Choisissez «\u00a0Pas de limite\u00a0» ou indiquez un nombre de places\u00a0; 0 veut dire aucune place."},
	"waitlist": {"Pas de limite", "Limitée à", "enfants (0\u00a0: aucune liste d'attente)",
		"Choisissez «\u00a0Pas de limite\u00a0» ou indiquez un nombre d'enfants\u00a0; 0 veut dire aucune liste " +
			"d'attente."},
	"age_from": {"Pas de limite", "À partir de", "ans, le jour même",
		"Choisissez «\u00a0Pas de limite\u00a0» ou indiquez un âge."},
	"age_to": {"Pas de limite", "Jusqu'à", "ans, le jour même",
		"Choisissez «\u00a0Pas de limite\u00a0» ou indiquez un âge."},
	"max_enrolled": {"Pas de limite", "Au plus", "enfants inscrits le même jour (0\u00a0: plus personne)",
		"Choisissez «\u00a0Pas de limite\u00a0» ou indiquez un nombre d'enfants."},
	"notice_hours": {"Comme d'habitude, 12 heures avant le début", "Autre\u00a0:", "heures avant le début",
		"Choisissez «\u00a0Comme d'habitude\u00a0» ou indiquez un nombre d'heures\u00a0; 0 veut dire jusqu'au début."},
	"offer_hours": {"Donnée aussitôt, par la nuit", "Proposée\u00a0: la famille a", "heures pour répondre",
		"Choisissez «\u00a0Donnée aussitôt\u00a0» ou indiquez un nombre d'heures, au moins 1."},
	"late_grace": {"Aucune", "Pendant", "minutes après la fin",
		"Choisissez «\u00a0Aucune\u00a0» ou indiquez un nombre de minutes."},
	"debt_floor": {"Jamais", "Quand le solde descend à", "€ (en négatif\u00a0: −30,00 pour une dette de 30 €)",
		"Choisissez «\u00a0Jamais\u00a0» ou indiquez un montant."},
}

func wordOf(f town.Field) limitWords {
	if w, known := limits[f.Name]; known {
		return w
	}
	return limitWords{"Aucun", "Indiquer\u00a0:", "", "Choisissez «\u00a0Aucun\u00a0» ou indiquez une valeur."}
}

// labels replace the label of a field where a form has room for more.
var labels = map[string]string{
	"debt_floor": "Fermer les réservations à une famille en dette", "book_by": "Réserver",
	"cancel_by": "Annuler", "kitchen_by": "Cuisine", "meal": "Part de nourriture dans le prix (€)",
	"notice_hours": "La nuit ne donne plus de place", "term": "Jours de l'année", "waitlist": "Liste d'attente",
	"compatible_with": "Peut être réservée en même temps que", "nature": "Nature, pour l'attestation fiscale",
	"late_fee": "Pénalité de retard (€)", "late_grace": "Tolérance avant la pénalité",
	"offer_hours": "À qui attend, une place libérée est",
	"allot":       "Les places sont attribuées", "levels": "Niveaux", "schools": "Écoles",
	"classes": "Classes",
}

func labelOf(f town.Field) string {
	if l, known := labels[f.Name]; known {
		return l
	}
	return site.Capital(f.Label)
}

// hints are sentences under a field.
var hints = map[string]string{
	"code":         "Un mot court sans espace, comme CANTINE. Il ne change plus une fois enregistré.",
	"pools":        "Cochez ceux où l'activité prend ses places. Sans groupe, le nombre de places n'a pas de limite.",
	"declared":     "À la direction départementale\u00a0: le taux d'encadrement légal s'applique.",
	"kind":         "Pour l'encadrement et les déclarations à la CAF.",
	"age_from":     "Une famille ne peut pas réserver avant cet âge. Ce qui est accepté le reste.",
	"max_enrolled": "Au-delà, une nouvelle inscription est refusée. Les enfants déjà inscrits le restent.",
	"levels": "Aucun coché\u00a0: tous. Le niveau est celui de la classe de l'enfant\u00a0; s'il n'est pas connu, " +
		"l'enfant n'est pas refusé.",
	"schools": "Aucune cochée\u00a0: toutes. Ce qui est accepté le reste.",
	"classes": "Aucune cochée\u00a0: toutes. Une classe vaut pour son année scolaire\u00a0; un enfant dont la classe " +
		"n'est pas connue n'est pas refusé.",
	"late_fee": "Due une fois par jour quand l'enfant part après la fin. Laissez 0 s'il n'y en a pas.",
	"meal":     "Laissez 0 s'il n'y a ni repas ni goûter dans le prix.",
	"numcli":   "Six chiffres, donnés par la DGFiP. Sans lui, pas de paiement en ligne.",
	"unit":     "Le prix se compte par journée, ou par demi-heure de présence.",
}

// asks are the sentences for a required field that is empty.
var asks = map[string]string{
	"code": "Donnez un code, comme CANTINE.", "name": "Donnez un nom.", "category": "Choisissez une catégorie.",
	"wallet": "Choisissez un porte-monnaie.", "weekdays": "Cochez au moins un jour.",
	"from": "Indiquez le premier jour.", "to": "Indiquez le dernier jour.", "start": "Indiquez l'heure de début.",
	"end": "Indiquez l'heure de fin.",
}

func missing(f town.Field) string {
	if a, known := asks[f.Name]; known {
		return a
	}
	return "Indiquez ce champ\u00a0: " + f.Label + "."
}
