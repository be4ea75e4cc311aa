package fold

import "testing"

func TestTextWithoutItsAccents(t *testing.T) {
	if len([]rune(Accented)) != len([]rune(Plain)) || len(Plain) != len([]rune(Plain)) {
		t.Fatal("every accented letter has one of ASCII")
	}
	for name, want := range map[string][3]string{
		"Lefèvre-d'Élan": {"Lefevre-d'Elan", "lefevre-d'elan", "lefevre d elan"},
		"ŒUVRÉ Lætitia":  {"OEUVRE Laetitia", "oeuvre laetitia", "oeuvre laetitia"},
		"Muñoz Yıldız":   {"Munoz Yildiz", "munoz yildiz", "munoz yildiz"},
		"L’Haÿ":          {"L’Hay", "l’hay", "l hay"},
		"Иванов":         {"Иванов", "иванов", "иванов"},
		"":               {},
	} {
		if got := [3]string{Bare(name), Lower(name), Words(name)}; got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}
