package password

import (
	"strings"
	"testing"

	"cartable/app/domain/fold"
)

func TestCheck(t *testing.T) {
	context := []string{"martin", "Claire Martin", "Mairie de Saint-Aubin-sur-Dropt"}
	for _, c := range []struct{ password, broken string }{
		{"", "length common"},
		{"court", "length common"},
		{"onze caract", "length"},
		{"le vélo bleu de Noé", ""},
		{"pommedeterrerouge", ""},
		{"cheval-agrafe-pile", ""},
		{"Tr0ub4dor&3zz", ""},
		{"éééèèèàààçççùùù êtes", ""},
		{"motdepasse123", "common"},
		{"MotDePasse2026", "common"},
		{"azertyuiop12", "common"},
		{"123456789012", "common"},
		{"abcdefghijkl", "common"},
		{"aaaaaaaaaaaa", "common"},
		{"abcabcabcabc", "common"},
		{"!!2026-2026!!", "common"},
		{"qwerty123456", "common"},
		{"portailfamille1", "common"},
		{"martin123456", "common context"},
		{"claire-2026-ab", "context"},
		{"saint-aubin-33", "context"},
		{"SaintAubinSurDropt2026", "context"},
		{"Sàint-Àubin 2026!", "context"},
		{"Mairie de Saint-Aubin 2027", "context"},
		{"martin aime les pommes cuites", ""},
		{strings.Repeat("mot de passe ", 11), "long common"},
		{strings.Repeat("x", 1<<20), "long common"},
	} {
		var codes []string
		for _, r := range Check(c.password, Min, context...) {
			codes = append(codes, r.Code)
		}
		name := c.password[:min(len(c.password), 30)]
		if got := strings.Join(codes, " "); got != c.broken {
			t.Errorf("%q breaks %q, want %q", name, got, c.broken)
		}
	}
	for _, commune := range []string{"Gex", "Ars-en-Ré", "Évry-Courcouronnes", "L'Haÿ-les-Roses", "Mairie d'Eu",
		"Łódź"} {
		for _, year := range []string{"2026", "-2026", " 1998 !", "20262026", "-en-2026"} {
			name := strings.TrimPrefix(commune, "Mairie d'")
			for _, typed := range []string{name + year, strings.ToUpper(name) + year, fold.Lower(name) + year,
				strings.ReplaceAll(fold.Lower(name), "-", "") + year} {
				if year == "-en-2026" && !strings.Contains(commune, "-en-") {
					continue
				}
				if broken := Check(typed, 4, commune); len(broken) == 0 {
					t.Errorf("%q is good in %s", typed, commune)
				}
			}
		}
	}
	if len(Check("quinze caracter", MinStaff)) == 0 {
		t.Error("staff need sixteen characters")
	}
}
