package fold

import "testing"

func TestTextWithoutItsAccents(t *testing.T) {
	if len([]rune(Struck)) != len([]rune(Plain)) || len(Plain) != len([]rune(Plain)) {
		t.Fatal("every struck letter has one of ASCII")
	}
	for name, want := range map[string][3]string{
		"Lefèvre-d'Élan": {"Lefevre-d'Elan", "lefevre-d'elan", "lefevre d elan"},
		"ŒUVRÉ Lætitia":  {"OEUVRE Laetitia", "oeuvre laetitia", "oeuvre laetitia"},
		"Muñoz Yıldız":   {"Munoz Yildiz", "munoz yildiz", "munoz yildiz"},
		"L’Haÿ":          {"L’Hay", "l’hay", "l hay"},
		"Nguyễn Đặng":    {"Nguyen Dang", "nguyen dang", "nguyen dang"},
		"Łukaszewski":    {"Lukaszewski", "lukaszewski", "lukaszewski"},
		"Şimşek İğdır":   {"Simsek Igdir", "simsek igdir", "simsek igdir"},
		"Đorđević":       {"Dordevic", "dordevic", "dordevic"},
		"Ştefănescu":     {"Stefanescu", "stefanescu", "stefanescu"},
		"E\u0301toile":   {"Etoile", "etoile", "etoile"},
		"Straße Þór":     {"Strasse THor", "strasse thor", "strasse thor"},
		"Иванов":         {"Иванов", "иванов", "иванов"},
		"":               {},
	} {
		if got := [3]string{Bare(name), Lower(name), Words(name)}; got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}
