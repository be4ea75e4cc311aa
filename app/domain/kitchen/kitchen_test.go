package kitchen

import (
	"maps"
	"testing"

	"pgregory.net/rapid"
)

func TestWhatAFileSays(t *testing.T) {
	for _, c := range []struct {
		diet, allergies string
		want            Kind
	}{
		{"", "", Standard}, {"Aucun", "Aucune", Standard}, {"néant", "-", Standard}, {"RAS", "Non.", Standard},
		{"Sans porc", "", NoPork}, {"sans porc.", "aucune", NoPork}, {"Pas de porc", "", NoPork},
		{"Sans viande", "", Vegetarian}, {"Végétarienne", "", Vegetarian}, {"sans porc, sans viande", "", Vegetarian},
		{"Sans porc et sans gluten", "", Other}, {"Végétalien", "", Other}, {"Sans poisson", "", Other},
		{"mange peu", "", Other}, {";", "", Other},
		{"", "Arachide", Allergy}, {"Sans porc", "lactose", Allergy}, {"PAI", "", Allergy},
		{"Allergie à l'œuf", "", Allergy}, {"", "Aucune sauf arachide", Allergy}, {"", "PAI : gluten", Allergy},
		{"Panier repas fourni par la famille", "PAI : arachide", Packed}, {"", "panier-repas", Packed},
		{"Panier repas", "", Packed},
	} {
		if got := Of(c.diet, c.allergies); got != c.want {
			t.Errorf("diet %q, allergies %q: %q, want %q", c.diet, c.allergies, got, c.want)
		}
	}
}

// Whatever is typed as an allergy, the child is never counted among those who eat anything.
func TestNoAllergyIsStandard(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		diet, allergies := rapid.String().Draw(t, "diet"), rapid.String().Draw(t, "allergies")
		of := Of(diet, allergies)
		if of == Standard && (len(plainly(diet)) > 25 || len(plainly(allergies)) > 25) {
			t.Fatalf("diet %q, allergies %q: counted as standard", diet, allergies)
		}
		if got := Of(diet, "arachide "+allergies); got == Standard || got == NoPork || got == Vegetarian {
			t.Fatalf("diet %q with an allergy is %q", diet, got)
		}
	})
}

func plates() *rapid.Generator[[]Plate] {
	return rapid.Custom(func(t *rapid.T) (all []Plate) {
		for child := range int64(8) {
			if rapid.Bool().Draw(t, "there") {
				all = append(all, Plate{child, rapid.SampledFrom([]string{"A", "B"}).Draw(t, "school"),
					rapid.SampledFrom([]string{"CP", "CE1"}).Draw(t, "class"),
					rapid.SampledFrom(Kinds).Draw(t, "kind")})
			}
		}
		return all
	})
}

func TestFrozenAndItsChangesAreNow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		frozen, now := plates().Draw(t, "frozen"), plates().Draw(t, "now")
		sum := map[Plate]int{}
		for _, p := range frozen {
			p.Child = 0
			sum[p]++
		}
		for _, c := range Changes(frozen, now) {
			c.Child = 0
			sum[c.Plate] += c.By
		}
		for _, p := range now {
			p.Child = 0
			sum[p]--
		}
		for p, n := range sum {
			if n != 0 {
				t.Fatalf("%v: %+d", p, n)
			}
		}
		if len(Changes(now, now)) != 0 {
			t.Fatal("nothing moved, and there are changes")
		}
	})
}

func TestAnOrderAndItsDifferencesAreNow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ordered := Counts{}
		for range rapid.IntRange(1, 4).Draw(t, "versions") {
			now := CountPlates(plates().Draw(t, "now"))
			ordered.Add(Difference(ordered, now))
			maps.DeleteFunc(now, func(cell Cell, n int) bool { return !cell.Kind.Ordered() })
			for cell, n := range now {
				if ordered[cell] != n {
					t.Fatalf("%v: %d ordered, %d counted", cell, ordered[cell], n)
				}
			}
			if ordered.Total() != now.Total() || len(Difference(ordered, now)) != 0 {
				t.Fatalf("%v ordered, %v counted", ordered, now)
			}
		}
	})
}
