// Package kitchen counts meals by what is on the plate: the kind of meal that the file of a child asks for, and how the
// number that was ordered becomes the number that is served. It reads nothing; start with Of (diet.go) and Changes.
package kitchen

import "slices"

// Kind is what is on a plate.
type Kind string

// The kinds. A child whose file says anything that is not understood is never Standard: somebody reads it.
const (
	Standard   Kind = "standard"
	NoPork     Kind = "no-pork"
	Vegetarian Kind = "vegetarian"
	Allergy    Kind = "pai"    // an allergy, or a projet d'accueil individualisé
	Other      Kind = "other"  // a diet that only a person understands
	Packed     Kind = "packed" // the family brings the meal
	Picnic     Kind = "picnic" // for an outing of a class, or asked by hand
	Adult      Kind = "adult"  // asked by hand
	Erased     Kind = ""       // of a child whose family was erased
)

// Kinds are all kinds in the order of a table.
var Kinds = []Kind{Standard, NoPork, Vegetarian, Allergy, Other, Packed, Picnic, Adult, Erased}

// ByHand are the kinds that staff ask for, without a child.
var ByHand = []Kind{Adult, Picnic}

var words = map[Kind]string{Standard: "Standard", NoPork: "Sans porc", Vegetarian: "Végétarien", Allergy: "PAI",
	Other: "Autre régime", Packed: "Panier repas", Picnic: "Pique-nique", Adult: "Adulte", Erased: "Dossier effacé"}

// Word returns a kind for a screen.
func (k Kind) Word() string { return words[k] }

// Ordered reports whether the caterer makes the meal: a family brings its own.
func (k Kind) Ordered() bool { return k != Packed }

// Along returns the kind of a meal that is taken along: a picnic. One with a diet keeps it, for who makes it.
func (k Kind) Along(along bool) Kind {
	if along && k == Standard {
		return Picnic
	}
	return k
}

// SiteWord names a site for people; children without a school have none.
func SiteWord(school string) string {
	if school == "" {
		return "Sans école"
	}
	return school
}

// Plate is the meal of a child on a day.
type Plate struct {
	Child         int64
	School, Class string
	Kind          Kind
}

// Change is a plate that came or went after the number was frozen.
type Change struct {
	Plate
	By int // +1 or -1
}

// Changes returns what turns the plates that were frozen into those of now: a child who came, one who went, and two for
// a child whose meal, school or class is another. Frozen and the changes always add up to now.
func Changes(frozen, now []Plate) (all []Change) {
	was := map[int64]Plate{}
	for _, p := range frozen {
		was[p.Child] = p
	}
	for _, p := range now {
		before, there := was[p.Child]
		delete(was, p.Child)
		if there && before == p {
			continue
		}
		if there {
			all = append(all, Change{before, -1})
		}
		all = append(all, Change{p, +1})
	}
	for _, p := range frozen {
		if _, gone := was[p.Child]; gone {
			all = append(all, Change{p, -1})
		}
	}
	return all
}

// Cell is what a kitchen counts: meals of a kind at a site.
type Cell struct {
	School string
	Kind   Kind
}

// Counts are numbers of meals.
type Counts map[Cell]int

// Add adds numbers of meals.
func (c Counts) Add(more Counts) {
	for cell, n := range more {
		c[cell] += n
	}
}

// Total is how many meals of some kinds there are; without kinds, of all.
func (c Counts) Total(kinds ...Kind) (n int) {
	for cell, one := range c {
		if len(kinds) == 0 || slices.Contains(kinds, cell.Kind) {
			n += one
		}
	}
	return n
}

// CountPlates counts plates by site and kind.
func CountPlates(plates []Plate) Counts {
	c := Counts{}
	for _, p := range plates {
		c[Cell{p.School, p.Kind}]++
	}
	return c
}

// Difference returns what is to be ordered more, or less, for the caterer to make what is counted now: ordered is the
// sum of all that was sent. What a family brings is not ordered.
func Difference(ordered, now Counts) Counts {
	d := Counts{}
	for cell, n := range now {
		if cell.Kind.Ordered() && n != ordered[cell] {
			d[cell] = n - ordered[cell]
		}
	}
	for cell, n := range ordered {
		if _, still := now[cell]; !still && n != 0 {
			d[cell] = -n
		}
	}
	return d
}

// Swapped says why a child has another meal than was counted: its class goes out, or does not any more, if that alone
// is different; otherwise its file changed.
func Swapped(was, is Plate) string {
	taken := was
	taken.Kind = is.Kind
	switch {
	case taken == is && was.Kind == Standard && is.Kind == Picnic:
		return "sortie de la classe\u00a0: pique-nique"
	case taken == is && was.Kind == Picnic && is.Kind == Standard:
		return "la classe ne sort plus\u00a0: repas sur place"
	}
	return "dossier modifié (régime, école ou classe)"
}
