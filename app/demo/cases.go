package demo

import "cartable/app/domain/money"

// family is a family to show: the logins of its parents, and what there is to see.
type family struct {
	logins      []string // the first one identifies the family in this package
	story       string   // what there is to see
	more        bool     // not among the first to show
	civility    string
	last, first string
	qf          int // euros; 0 = none on file
	otherTown   bool
	kids        []kidCase
	shares      string                 // the family whose first child lives here too
	balances    map[string]money.Cents // by wallet; drawn when absent
	alsh        bool                   // also registered with the centre de loisirs
	second      string                 // another adult's mail
	partner     string                 // another adult's login, who has not signed in yet: a couple
}

// kidCase is a child of a family to show.
type kidCase struct {
	first           string
	level           int // 0 = petite section to 7 = CM2
	diet, allergies string
	habit           habit
	early           string // an activity in which it is enrolled, and whose levels it has not reached
}

// cases come first in every file. The first one is the parent that a visitor signs in as.
var cases = []family{
	{logins: []string{"martin"}, story: "Léa et Noé : réservations, liste d'attente",
		civility: "Mme", last: "Martin", first: "Claire", qf: 978, second: "paul.martin@example.org",
		balances: map[string]money.Cents{"SCOLAIRE": 4235, "ALSH": 1240}, kids: []kidCase{
			{first: "Léa", level: 4, habit: habit{meals: "1245", evening: "14", study: "2", ahead: 13}},
			{first: "Noé", level: 1, habit: habit{meals: "15", morning: "15", evening: "1", ahead: 13}},
		}},
	{logins: []string{"dubois"}, story: "Un enfant, quotient familial de 312", more: true,
		civility: "Mme", last: "Dubois", first: "Sabrina", qf: 312,
		balances: map[string]money.Cents{"SCOLAIRE": 310},
		kids:     []kidCase{{first: "Ilyes", level: 4, habit: habit{meals: "1245", ahead: 20}}}},
	{logins: []string{Separated}, story: "Parent séparé : Jade est chez lui les semaines paires",
		civility: "M.", last: "Lefèvre", first: "Julien", qf: 1240,
		balances: map[string]money.Cents{"SCOLAIRE": 2815},
		kids:     []kidCase{{first: "Jade", level: 3, habit: habit{meals: "1245", evening: "2", ahead: 27}}}},
	{logins: []string{"costa"}, story: "L'autre foyer de Jade : les semaines impaires", more: true,
		civility: "Mme", last: "Costa", first: "Inês", qf: 655, shares: "lefevre",
		balances: map[string]money.Cents{"SCOLAIRE": 900}},
	{logins: []string{"moreau"}, story: "Hors commune : tarif extérieur", more: true,
		civility: "Mme", last: "Moreau", first: "Karine", qf: 1410, otherTown: true,
		balances: map[string]money.Cents{"SCOLAIRE": 5560},
		kids:     []kidCase{{first: "Elsa", level: 6, habit: habit{meals: "145", morning: "14", ahead: 20}}}},
	{logins: []string{Caller}, story: "Quotient inconnu ; a réservé au téléphone", more: true,
		civility: "Mme", last: "Traoré", first: "Aminata",
		balances: map[string]money.Cents{"SCOLAIRE": 1470}, kids: []kidCase{
			{first: "Moussa", level: 5, habit: habit{meals: "1245", evening: "15", ahead: 20}},
			{first: "Awa", level: 0, habit: habit{meals: "14", ahead: 20}},
		}},
	{logins: []string{"roux"}, story: "Gabin a un PAI (arachide), et n'a pas le niveau de l'étude", more: true,
		civility: "Mme", last: "Roux", first: "Delphine", qf: 1105,
		balances: map[string]money.Cents{"SCOLAIRE": 2260}, kids: []kidCase{
			{first: "Gabin", level: 2, diet: "Panier repas fourni par la famille",
				allergies: "PAI : arachide et fruits à coque", habit: habit{meals: "1245", morning: "1", ahead: 27},
				early: "ETUDE"},
		}},
	{logins: []string{"petit"}, story: "Solde de −24,60 € : périscolaire bloqué",
		civility: "M.", last: "Petit", first: "Nicolas", qf: 590,
		balances: map[string]money.Cents{"SCOLAIRE": -2460},
		kids:     []kidCase{{first: "Timéo", level: 6, habit: habit{meals: "1245", evening: "1245", ahead: 6}}}},
	{logins: []string{"garnier"}, story: "Une demande refusée, et pourquoi", more: true,
		civility: "Mme", last: "Garnier", first: "Sophie", qf: 1320,
		balances: map[string]money.Cents{"SCOLAIRE": 1895, "ALSH": 2200},
		kids:     []kidCase{{first: "Maxence", level: 5, habit: habit{meals: "1245", ahead: 20}}}},
	{logins: []string{"fontaine"}, story: "Première position sur une liste d'attente",
		civility: "M.", last: "Fontaine", first: "Marc", qf: 845,
		balances: map[string]money.Cents{"SCOLAIRE": 760, "ALSH": 3150},
		kids:     []kidCase{{first: "Romane", level: 5, habit: habit{meals: "125", ahead: 20}}}},
	{logins: []string{"leroy"}, story: "171,80 € d'avance ; un couple que la mairie peut séparer", more: true,
		civility: "Mme", last: "Leroy", first: "Hélène", qf: 1780, second: "marc.leroy@example.org",
		partner:  "marc.leroy",
		balances: map[string]money.Cents{"SCOLAIRE": 17180}, kids: []kidCase{
			{first: "Augustin", level: 7, habit: habit{meals: "1245", study: "14", ahead: 34}},
			{first: "Margaux", level: 3, habit: habit{meals: "1245", study: "14", ahead: 34}},
		}},
	{logins: []string{"benali"}, story: "Deux enfants, deux structures", more: true,
		civility: "Mme", last: "Benali", first: "Yasmine", qf: 730, alsh: true,
		balances: map[string]money.Cents{"SCOLAIRE": 1105, "LOISIRS": 3420, "MUSIQUE": -1314}, kids: []kidCase{
			{first: "Sofia", level: 5, habit: habit{meals: "1245", evening: "4", ahead: 20, solfege: true,
				holidays: true}},
			{first: "Adam", level: 2, habit: habit{meals: "14", ahead: 20, eveil: true, holidays: true}},
		}},
}

// Caller is the login of a family that books by telephone.
const Caller = "traore"

// Animator is the login of who marks the children.
const Animator = "animation"

// Cook is the login of the kitchen.
const Cook = "cuisine"

// Separated is the login of a parent whose child lives in two homes.
const Separated = "lefevre"

// Departed is the login of a family that has moved away, and left a credit that is to be refunded.
const Departed = "barbier"

// departed comes last, without children, so that it does not change the random draws of the rest of the town.
var departed = family{logins: []string{Departed}, story: "Partie vivre à Agen : crédit remboursé", more: true,
	civility: "Mme", last: "Barbier", first: "Élodie", otherTown: true,
	balances: map[string]money.Cents{"SCOLAIRE": 4235}}

// Secret is the key of the staff account whose second factor can be tried.
const Secret = "CARTABLEDEMOCARTABLEDEMOCARTABLE" // #nosec G101 -- of the demonstration, which refuses production

// staff are the accounts of the town hall.
var staff = []struct {
	login, role, name, story string
	structures               []string
	secret                   string
}{
	{"admin", "administrator", "Administration", "Tout, dans les deux structures", []string{"mairie", "alsh"}, ""},
	{"accueil", "manager", "Accueil des familles", "Familles, demandes, activités", []string{"mairie"}, ""},
	{Animator, "agent", "Animation", "Feuilles du jour et pointage", []string{"mairie"}, ""},
	{Cook, "kitchen", "Cuisine", "Repas du jour, régimes, commande au traiteur", []string{"mairie"}, ""},
	{"regie", "treasurer", "Régie", "Règlements, dettes, attestations", []string{"mairie"}, ""},
	{"direction", "manager", "Direction", "Avec un code de validation, affiché pour l'essai", []string{"mairie"},
		Secret},
}
