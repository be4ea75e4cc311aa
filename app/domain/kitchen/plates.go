package kitchen

import "fmt"

// PlatesBack is for how many days plates that were thrown may still be said, or corrected.
const PlatesBack = 62

// PlatesFixed says why no plates can be said of a day; empty if they can. ago is how many days it is past.
func PlatesFixed(ago int) string {
	switch {
	case ago < 0:
		return "Ce jour n'est pas encore venu."
	case ago > PlatesBack:
		return "Ce jour est passé depuis plus de deux mois\u00a0: ses nombres ne changent plus."
	}
	return ""
}

// MostThrown bounds the plates of a site: the meals that were cooked there, or what was said before.
func MostThrown(meals, said int) int { return max(meals, said) }

// Share is how many of a hundred meals were thrown, in tenths: "4,2 %". Empty if there was none.
func Share(thrown, meals int) string {
	if meals == 0 {
		return ""
	}
	tenths := (thrown*1000 + meals/2) / meals
	return fmt.Sprintf("%d,%d\u00a0%%", tenths/10, tenths%10)
}
