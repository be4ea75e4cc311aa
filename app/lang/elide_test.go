package lang

import "testing"

func TestDeBeforeAVowel(t *testing.T) {
	for _, c := range []struct {
		format string
		args   []any
		want   string
	}{
		{"Jours de %s", []any{"avril"}, "Jours d'avril"},
		{"Jours de %s", []any{"mars"}, "Jours de mars"},
		{"L'absence de %s, signalée %s", []any{"Émile", "ici"}, "L'absence d'Émile, signalée ici"},
		{"%d %% de %s et de %s", []any{3, "Œuvrard", "Hugo"}, "3 % d'Œuvrard et de Hugo"},
		{"Mode %s, code %s", []any{"un", "un"}, "Mode un, code un"},
		{"de %s à %s", []any{"8 h", "une"}, "de 8 h à une"},
		{"De %s", []any{""}, "De "},
		{"reste 5 %", nil, "reste 5 %!(NOVERB)"},
	} {
		if got := Elided(c.format, c.args...); got != c.want {
			t.Errorf("%q: %q, want %q", c.format, got, c.want)
		}
	}
	if De("Ilyes") != "d'Ilyes" || De("Léa") != "de Léa" {
		t.Error(De("Ilyes"), De("Léa"))
	}
}
