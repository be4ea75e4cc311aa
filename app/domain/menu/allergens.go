package menu

import (
	"slices"
	"strings"

	"cartable/app/domain/fault"
	"cartable/app/domain/fold"
)

// AllergensField and VegetarianField name what a form or a file says beside the dishes, and DateField the day.
const (
	DateField       = "date"
	VegetarianField = "vegetarien"
	AllergensField  = "allergenes"
)

// Allergens are codes of allergens in the order of the law, apart by a space; None alone says that there is none of
// them. Empty: the kitchen has not said, which is not the same.
type Allergens string

// None says that a meal has none of the allergens of the law.
const None = "none"

// Allergen is a substance that must be declared.
type Allergen struct {
	Code, Word string
	names      []string // as files write it, folded
}

// Law are the substances of annex II of the regulation (UE) 1169/2011, in its order.
var Law = []Allergen{
	{"gluten", "Gluten", []string{"gluten", "cereales contenant du gluten", "ble"}},
	{"crustaceans", "Crustacés", []string{"crustaces", "crustace"}},
	{"eggs", "Œufs", []string{"oeufs", "oeuf"}},
	{"fish", "Poissons", []string{"poissons", "poisson"}},
	{"peanuts", "Arachides", []string{"arachides", "arachide"}},
	{"soya", "Soja", []string{"soja"}},
	{"milk", "Lait", []string{"lait"}},
	{"nuts", "Fruits à coque", []string{"fruits a coque", "fruit a coque"}},
	{"celery", "Céleri", []string{"celeri"}},
	{"mustard", "Moutarde", []string{"moutarde"}},
	{"sesame", "Sésame", []string{"sesame", "graines de sesame"}},
	{"sulphites", "Sulfites", []string{"sulfites", "sulfite", "anhydride sulfureux et sulfites"}},
	{"lupin", "Lupin", []string{"lupin"}},
	{"molluscs", "Mollusques", []string{"mollusques", "mollusque"}},
}

// Of returns codes as they are kept: in the order of the law, each once. What is no code stays at the end, and is
// refused by Check.
func Of(codes []string) Allergens {
	rank := func(code string) int {
		if i := slices.IndexFunc(Law, func(a Allergen) bool { return a.Code == code }); i >= 0 {
			return i
		}
		return len(Law)
	}
	all := slices.Clone(codes)
	slices.SortStableFunc(all, func(a, b string) int { return rank(a) - rank(b) })
	return Allergens(strings.Join(slices.Compact(all), " "))
}

// Codes returns the codes.
func (a Allergens) Codes() []string { return strings.Fields(string(a)) }

// Has reports whether an allergen, or None, is declared.
func (a Allergens) Has(code string) bool { return slices.Contains(a.Codes(), code) }

// Named returns the words of the allergens that are declared.
func (a Allergens) Named() (words []string) {
	for _, one := range Law {
		if a.Has(one.Code) {
			words = append(words, one.Word)
		}
	}
	return words
}

// Words returns what is declared, in words.
func (a Allergens) Words() string {
	switch {
	case a == "":
		return "non renseignés"
	case a.Has(None):
		return "aucun"
	}
	return strings.ToLower(strings.Join(a.Named(), ", "))
}

// check refuses what no form sends, and a menu that has none and some at once.
func (a Allergens) check() error {
	codes := a.Codes()
	for _, code := range codes {
		if code != None && !slices.ContainsFunc(Law, func(l Allergen) bool { return l.Code == code }) {
			return fault.Invalidf(AllergensField, "Choisissez les allergènes dans la liste.")
		}
	}
	if a.Has(None) && len(codes) > 1 {
		return fault.Invalidf(AllergensField, "Cochez «\u00a0aucun\u00a0», ou les allergènes, pas les deux.")
	}
	return nil
}

// readAllergens reads the cell of a file: names apart by a comma. unknown is what is no allergen of the law.
func readAllergens(cell string) (a Allergens, unknown []string) {
	var codes []string
	for _, name := range strings.FieldsFunc(cell, func(r rune) bool { return r == ',' || r == '/' || r == '+' }) {
		said := strings.Join(strings.Fields(fold.Words(name)), " ")
		i := slices.IndexFunc(Law, func(l Allergen) bool { return slices.Contains(l.names, said) })
		switch {
		case said == "":
		case said == "aucun":
			codes = append(codes, None)
		case i < 0:
			unknown = append(unknown, strings.TrimSpace(name))
		default:
			codes = append(codes, Law[i].Code)
		}
	}
	return Of(codes), unknown
}
