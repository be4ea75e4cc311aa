package family

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"cartable/app/domain/civil"
	"cartable/app/portal"
	"cartable/app/web/site"
)

func TestAWeekdayThatIsLeftOutShows(t *testing.T) {
	for _, c := range []struct {
		columns []int
		want    string
	}{
		{nil, "n0"}, {[]int{3}, "n1"}, {[]int{1, 2, 3, 4, 5}, "n5"}, {[]int{1, 2, 4, 5}, "n4 g2"},
		{[]int{1, 3, 5}, "n3 g1 g2"},
	} {
		if got := gaps(c.columns); got != c.want {
			t.Errorf("%v: %q, want %q", c.columns, got, c.want)
		}
	}
}

func TestLimitsAreSaidAsDates(t *testing.T) {
	at := func(day, hour, minute int) time.Time {
		return time.Date(2026, 12, day, hour, minute, 59, 0, site.SampleZone)
	}
	day := func(n int) civil.Date { return civil.New(2026, 12, n) }
	for _, c := range []struct {
		limit portal.Limit
		want  string
	}{
		{portal.Limit{Book: true, Until: at(3, 12, 0), From: day(7), To: day(11)},
			"Réserver avant jeudi 3 déc., 12 h, pour les jours du 7 déc. au 11 déc."},
		{portal.Limit{Cancel: true, Until: at(6, 18, 30), From: day(7), To: day(7)},
			"Annuler avant dimanche 6 déc., 18 h 30, pour lundi 7 déc."},
		{portal.Limit{Book: true, Cancel: true, Until: at(1, 23, 59), From: day(1), To: day(1)},
			"Réserver ou annuler avant mardi 1er déc., minuit, pour mardi 1er déc."},
	} {
		line := limitLines([]portal.Limit{c.limit}, site.SampleZone)[0]
		got := strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(line.Act + " " + line.Until + ", " + line.Days)
		if got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

func TestShortNames(t *testing.T) {
	for _, c := range [][2]string{
		{"Accueil du matin, Restauration scolaire, Accueil du soir", "Matin, Restauration, Soir"},
		{"Restauration", "Restauration"},
		{"Accueil du matin, Accueil du soir, Mercredi 6-12 ans – matin, Mercredi 6-12 ans – journée",
			"Matin, Soir, Mercredi, Journée"},
		{"A, A", "A, A"},
	} {
		if got := strings.Join(shortNames(strings.Split(c[0], ", ")), ", "); got != c[1] {
			t.Errorf("%s: %s, want %s", c[0], got, c[1])
		}
	}
}

// Two activities of different names are never given the same word, except when one's name is the word of the other.
func TestShortNamesDiffer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.SampledFrom([]string{"accueil", "matin", "soir", "mercredi", "journée", "du", "ans"})
		var names []string
		for range rapid.IntRange(1, 6).Draw(t, "activities") {
			name := strings.Join(rapid.SliceOfNDistinct(word, 2, 4, rapid.ID).Draw(t, "words"), " ")
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
		short := shortNames(names)
		for i := range short {
			for j := range i {
				if short[i] == short[j] {
					t.Fatalf("%q and %q are both %q", names[i], names[j], short[i])
				}
			}
		}
	})
}
