package kitchen

import (
	"testing"

	"pgregory.net/rapid"

	"cartable/app/domain/merge"
)

// A diet or an allergy of which a part is not understood is asked of the caterer (13.1): a meal is cooked.
func TestSomebodyCooksForWhoIsNotFullyUnderstood(t *testing.T) {
	for _, c := range []struct {
		diet, allergies string
		want            Kind
	}{
		{"", "PAI arachide, pas de panier repas", Allergy},
		{"Sans panier repas", "Allergie au lait", Allergy},
		{"Sans porc (panier repas le vendredi seulement)", "", Other},
		{"", "Allergie œuf. Panier repas refusé par la famille", Allergy},
		{"Plus de panier repas depuis septembre", "Arachide", Allergy},
		{"Plus de panier repas depuis septembre", "", Other},
		{"Panier repas, le vendredi", "", Other}, {"Panier repas (jusqu'au 12 mars)", "", Other},
		{"Panier repas : non", "", Other}, {"Panier repas, non", "", Other}, {"Aucun panier repas", "", Other},
		{"Panier repas", "pas de panier repas", Allergy}, {"Panier repas", "Arachide, seulement le jeudi", Allergy},
		{"Panier repas ?", "", Other}, {"Non, panier repas", "", Other},
		{"PAI arachide avec panier repas", "", Allergy},
		{"Panier repas et repas du midi", "", Other}, {"", "Panier repas, arachide", Allergy},
		{"", "x", Allergy}, {"", "X", Allergy}, {"x", "", Other}, {"", "oui", Allergy}, {"1", "", Other},
		{"Aucun sauf porc", "", Other}, {"Sans", "gluten", Allergy}, {"sans / gluten", "", Other},
	} {
		if kind := Of(c.diet, c.allergies); kind != c.want {
			t.Errorf("diet %q, allergies %q: %q, want %q", c.diet, c.allergies, kind, c.want)
		}
	}
}

// The family brings the meal where its file says so, and nothing but that.
func TestWhoBringsItsMeal(t *testing.T) {
	for _, c := range [][2]string{{"Panier repas", ""}, {"", "PAI, panier repas"}, {"Panier repas", "Aucune"},
		{"", "PAI arachide, panier repas"}, {"Sans porc, panier repas", "RAS"}, {"Panier-repas fourni.", "Arachide"},
		{merge.Text("Panier repas", "RAS"), ""}, {"", merge.Text("PAI : arachide", "Panier repas")}} {
		if kind := Of(c[0], c[1]); kind != Packed {
			t.Errorf("diet %q, allergies %q: %q", c[0], c[1], kind)
		}
	}
}

// Words as towns type them.
func TestDietsAsTownsWriteThem(t *testing.T) {
	for said, want := range map[string]Kind{"SANS PORC.": NoPork, "sans-porc": NoPork, "Sans porc !": NoPork,
		"sans\u00a0porc": NoPork, "sans\u2011porc": NoPork, "P.A.I.": Allergy, "PAI.": Allergy, "(PAI)": Allergy,
		"n/a": Standard, "-": Standard, "RAS": Standard, "Aucun.": Standard, "Pas d'allergies": Standard,
		"Sans porc, RAS": NoPork, "Sans porc\nSans viande": Vegetarian, "Non\nRAS": Standard} {
		if got := Of(said, ""); got != want {
			t.Errorf("diet %q: %q, not %q", said, got, want)
		}
		if got := Of("", said); want != Standard && got != Allergy || want == Standard && got != Standard {
			t.Errorf("allergies %q: %q", said, got)
		}
	}
}

// Two files of one child are joined: one that says nothing changes nothing of its meal.
func TestAFileThatSaysNothingAddsNothing(t *testing.T) {
	for _, c := range [][2]string{{"RAS", "Aucune"}, {"Aucune allergie", "Néant"}, {"-", "Non"}, {"Non", "RAS"}} {
		if both := merge.Text(c[0], c[1]); Of("", both) != Standard || Of(both, "") != Standard {
			t.Errorf("%q with %q became %q, a %q", c[0], c[1], both, Of("", both))
		}
		for _, said := range []struct {
			text string
			kind Kind
		}{{"Sans porc", NoPork}, {"Sans viande", Vegetarian}, {"Sans gluten", Other}, {"PAI", Allergy}} {
			for _, both := range []string{merge.Text(said.text, c[0]), merge.Text(c[1], said.text)} {
				if Of(both, "") != said.kind {
					t.Errorf("the diet became %q, %q", both, Of(both, ""))
				}
			}
		}
	}
}

// Whatever two files say, the meal of both together is no less strict than that of each: cooked, if one of them is not
// brought along.
func TestTwoFilesTogetherAreAsStrictAsEach(t *testing.T) {
	words := rapid.SampledFrom([]string{"", "RAS", "Non", "Sans porc", "sans viande", "PAI arachide", "lait", "x",
		"panier repas", "pas de panier repas", "sans gluten", "le vendredi", "Aucun", "sauf", "0"})
	rank := map[Kind]int{Standard: 0, NoPork: 1, Vegetarian: 2, Other: 3, Allergy: 4}
	rapid.Check(t, func(t *rapid.T) {
		kept, gone := words.Draw(t, "kept"), words.Draw(t, "gone")
		a, b, both := Of(kept, ""), Of(gone, ""), Of(merge.Text(kept, gone), "")
		if both != Packed && (a != Packed && rank[both] < rank[a] || b != Packed && rank[both] < rank[b]) ||
			both == Packed && a != Packed && b != Packed {
			t.Fatalf("%q is %q, %q is %q, both %q", kept, a, gone, b, both)
		}
	})
}

func TestWhyAMealIsAnother(t *testing.T) {
	at := func(k Kind, class string) Plate { return Plate{Child: 1, School: "Moulin", Class: class, Kind: k} }
	for _, c := range []struct {
		was, is Plate
		want    string
	}{
		{at(Standard, "CE1"), at(Picnic, "CE1"), "sortie de la classe\u00a0: pique-nique"},
		{at(Picnic, "CE1"), at(Standard, "CE1"), "la classe ne sort plus\u00a0: repas sur place"},
		{at(Picnic, "CE1"), at(Allergy, "CE1"), "dossier modifié (régime, école ou classe)"},
		{at(Standard, "CE1"), at(Picnic, "CE2"), "dossier modifié (régime, école ou classe)"},
		{at(Standard, "CE1"), at(NoPork, "CE1"), "dossier modifié (régime, école ou classe)"},
	} {
		if got := Swapped(c.was, c.is); got != c.want {
			t.Errorf("%v, then %v: %q", c.was, c.is, got)
		}
	}
}
