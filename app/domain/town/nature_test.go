package town

import "testing"

func TestNatureOf(t *testing.T) {
	for name, want := range map[string]Nature{
		"Restauration": Food, "CANTINE": Food, "Goûter": Food, "Accueil avec repas": Food,
		"Périscolaire": Care, "PÉRISCOLAIRE": Care, "ALSH": Care, "Accueil de loisirs": Care, "Mercredis": Care,
		"Crèche":           Care,
		"École de musique": Other, "Transport": Other, "": Other,
	} {
		if got := NatureOf(NatureByName, name); got != want {
			t.Errorf("%q is %s, want %s", name, got, want)
		}
	}
	if NatureOf(Other, "Périscolaire") != Other || NatureOf(Care, "Cantine") != Care {
		t.Error("what was said has the last word")
	}
}

func TestNamesMeal(t *testing.T) {
	for name, want := range map[string]bool{"Mercredi journée avec repas": true, "Matin + Repas": true,
		"Après-midi sans repas": false, "Accueil du soir (goûter compris)": true, "Accueil": false} {
		if got := (&Activity{Name: name}).NamesMeal(); got != want {
			t.Errorf("%q: %t", name, got)
		}
	}
}
