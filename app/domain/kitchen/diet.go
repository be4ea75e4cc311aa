package kitchen

import (
	"slices"
	"strings"

	"cartable/app/domain/fold"
)

// What a file says when there is nothing to say, folded. A tick, « x », is no such word: it says that there is one.
var nothing = []string{"", "aucun", "aucune", "aucun regime", "aucun regime particulier", "aucune allergie",
	"aucune allergie connue", "neant", "non", "rien", "rien a signaler", "ras", "sans", "sans allergie",
	"sans regime", "standard", "normal", "regime normal", "pas d allergie", "pas d allergies", "pas d allergie connue",
	"pas de regime", "0", "n/a"}

var (
	withoutPork = []string{"sans porc", "pas de porc", "ni porc", "porc interdit", "ne mange pas de porc"}
	withoutMeat = []string{"sans viande", "pas de viande", "vegetarien", "vegetarienne", "regime vegetarien",
		"menu vegetarien", "repas vegetarien", "ne mange pas de viande"}
	broughtAlong = []string{"panier repas", "avec panier repas", "panier repas fourni", "panier repas de la famille",
		"panier repas famille", "panier repas fourni par la famille", "panier repas apporte par la famille",
		"panier fourni", "panier fourni par la famille", "repas fourni par la famille",
		"repas apporte par la famille"}
)

// doubts are words after which a meal that the family brings may be brought on some days only, or no more.
var doubts = []string{"0", "non", "sans", "aucun", "rien", "neant", "pas", "plus", "ni", "jamais", "ne", "n", "sauf",
	"seulement", "uniquement", "parfois", "si", "ou", "quand", "lorsque", "hors", "depuis", "jusqu", "jusque", "avant",
	"apres", "partir", "fin", "fini", "refus", "refuse", "refusee", "ancien", "ancienne", "arret", "arrete", "panier",
	"repas", "lundi", "lundis", "mardi", "mardis", "mercredi", "mercredis", "jeudi", "jeudis", "vendredi", "vendredis",
	"sortie", "sorties", "certains", "jour", "jours", "semaine", "attente", "demande", "cours", "voir"}

// plainly returns a text of a file in folded words, without punctuation at its ends.
func plainly(text string) string {
	text = strings.NewReplacer("'", " ", "’", " ", "-", " ", "\u2010", " ", "\u2011", " ", "–", " ").Replace(text)
	words := strings.Fields(strings.ReplaceAll(fold.Words(text), "p.a.i", "pai"))
	for i, word := range words {
		words[i] = strings.Trim(word, ".!?:*\"«»[]()")
	}
	return strings.Join(strings.Fields(strings.Join(words, " ")), " ")
}

// LongestText is the maximum length of what is typed of a diet, or of allergies, in characters. What two files say
// together may be longer, and stays.
const LongestText = 1000

// said is a part of what a file says, and what it means.
type said int

// What a part means, from the weakest to the strictest.
const (
	saysNothing said = iota
	saysNoPork
	saysNoMeat
	saysBrought // the family brings the meal
	saysOther   // not understood
	saysAllergy
)

// read returns what each part of a text says. inAllergies is true for the text of allergies, where whatever is not
// understood is one.
func read(text string, inAllergies bool) (all []said) {
	if slices.Contains(nothing, plainly(text)) {
		return nil
	}
	for _, part := range parts(text) {
		all = append(all, meaning(part, inAllergies))
	}
	if len(all) == 0 {
		return []said{notUnderstood(inAllergies)} // nothing but punctuation
	}
	return all
}

func notUnderstood(inAllergies bool) said {
	if inAllergies {
		return saysAllergy
	}
	return saysOther
}

// meaning returns what a part says.
func meaning(part string, inAllergies bool) said {
	words := strings.Fields(part)
	brought := strings.Join(slices.DeleteFunc(slices.Clone(words), func(w string) bool { return w == "pai" }), " ")
	switch {
	case slices.Contains(nothing, part):
		return saysNothing
	case slices.Contains(broughtAlong, brought):
		return saysBrought
	case inAllergies, slices.Contains(words, "pai"), strings.Contains(part, "allerg"):
		return saysAllergy
	case slices.Contains(withoutMeat, part):
		return saysNoMeat
	case slices.Contains(withoutPork, part):
		return saysNoPork
	}
	return saysOther
}

// Of returns the kind of the meal of a child, from the texts of its file. Parts of a text are read each: the strictest
// decides, and one that says nothing adds nothing. A meal that the family brings is nobody's to cook, whatever else is
// said: but only where it is said without any doubt.
func Of(diet, allergies string) Kind {
	dietSays, allergiesSay := read(diet, false), read(allergies, true)
	all := slices.Concat(dietSays, allergiesSay)
	if slices.Contains(all, saysBrought) {
		if sure(diet, dietSays) && sure(allergies, allergiesSay) {
			return Packed
		}
		all = append(all, saysOther) // somebody reads it, and a meal is cooked meanwhile
	}
	if len(all) == 0 {
		return Standard
	}
	switch slices.Max(all) {
	case saysAllergy:
		return Allergy
	case saysOther:
		return Other
	case saysNoMeat:
		return Vegetarian
	case saysNoPork:
		return NoPork
	}
	return Standard
}

// sure reports whether a text leaves no doubt of a meal that the family brings: where it says so, all else in it is
// understood; and elsewhere nothing takes it back.
func sure(text string, says []said) bool {
	here := slices.Contains(says, saysBrought)
	if strings.Contains(text, "?") {
		return false
	}
	for _, part := range parts(text) {
		words := strings.Fields(part)
		switch meaning(part, false) {
		case saysBrought, saysNoPork, saysNoMeat:
			continue
		case saysNothing:
			if here && slices.ContainsFunc(words, isDoubt) && len(words) == 1 {
				return false // « panier repas : non »
			}
			continue
		case saysAllergy: // it is named as one
		default:
			if here {
				return false
			}
		}
		if slices.ContainsFunc(words, isDoubt) || strings.ContainsAny(part, "0123456789") {
			return false
		}
	}
	return true
}

func isDoubt(word string) bool { return slices.Contains(doubts, word) }

// parts splits a text where several things are listed, also where two files of a child were joined.
func parts(text string) (all []string) {
	text = strings.ReplaceAll(text+" ", ". ", ";")
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(",;/+()&\r\n", r) }) {
		for _, one := range strings.Split(plainly(part), " et ") {
			if one != "" {
				all = append(all, one)
			}
		}
	}
	return all
}
