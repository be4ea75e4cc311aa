package ratio_test

import (
	"math/rand/v2"
	"testing"

	"cartable/app/domain/ratio"
)

// The articles, as they are written (DOMAIN.md 10.46).
func TestFor(t *testing.T) {
	for _, c := range []struct {
		care    ratio.Care
		pedt    bool
		minutes int
		want    ratio.Ratio
		law     string
	}{
		{ratio.Extracurricular, false, 120, ratio.Ratio{Under6: 8, Over6: 12}, "CASF, R.227-15"},
		{ratio.Extracurricular, true, 600, ratio.Ratio{Under6: 8, Over6: 12}, "CASF, R.227-15"},
		{ratio.School, false, 301, ratio.Ratio{Under6: 8, Over6: 12}, "CASF, R.227-16, I"},
		{ratio.School, false, 300, ratio.Ratio{Under6: 10, Over6: 14}, "CASF, R.227-16, I"},
		{ratio.School, true, 301, ratio.Ratio{Under6: 10, Over6: 14},
			"CASF, R.227-16, II\u00a0; code de l'éducation, R.551-13"},
		{ratio.School, true, 300, ratio.Ratio{Under6: 14, Over6: 18},
			"CASF, R.227-16, II\u00a0; code de l'éducation, R.551-13"},
	} {
		if got, ok := ratio.For(c.care, c.pedt, c.minutes); !ok || got.Ratio != c.want || got.Law != c.law {
			t.Errorf("%s, PEDT %t, %d min: %+v", c.care, c.pedt, c.minutes, got)
		}
	}
	if _, ok := ratio.For(ratio.Undeclared, true, 60); ok {
		t.Error("a care that is not declared has a legal ratio")
	}
}

func TestNeedRoundsEachAgeUp(t *testing.T) {
	r := ratio.Ratio{Under6: 10, Over6: 14}
	for c, want := range map[ratio.Children]int{{}: 0, {Under6: 1}: 1, {Under6: 10}: 1, {Under6: 11}: 2, {Over6: 14}: 1,
		{Over6: 15}: 2, {Under6: 1, Over6: 1}: 2, {Under6: 10, Over6: 14}: 2, {Under6: 27}: 3} {
		if got := r.Need(c); got != want {
			t.Errorf("%+v: %d, want %d", c, got, want)
		}
	}
}

func TestPlaces(t *testing.T) {
	r := ratio.Ratio{Under6: 8, Over6: 12}
	two := 2
	for i, c := range []struct {
		team     ratio.Team
		expected ratio.Children
		want     int
	}{
		{ratio.Team{}, ratio.Children{}, 0},
		{ratio.Team{Animators: 3}, ratio.Children{}, 24},
		{ratio.Team{Animators: 3}, ratio.Children{Over6: 5}, 36},
		{ratio.Team{Animators: 3}, ratio.Children{Under6: 9, Over6: 5}, 28},
		{ratio.Team{Animators: 3}, ratio.Children{Under6: 90}, 24},
		{ratio.Team{Animators: 3, Under6: &two}, ratio.Children{Over6: 5}, 28},
		{ratio.Team{Animators: 1, Under6: &two}, ratio.Children{}, 8},
		{ratio.Team{Animators: 3, Director: true}, ratio.Children{}, 32},
		{ratio.Team{Animators: 4, Director: true}, ratio.Children{Over6: 1}, 50}, // 60 with the director, 48 without
		{ratio.Team{Animators: 5, Director: true}, ratio.Children{Over6: 1}, 60},
	} {
		if got := r.Places(c.team, c.expected); got != c.want {
			t.Errorf("%d: %d, want %d", i, got, c.want)
		}
	}
}

func TestMissing(t *testing.T) {
	r := ratio.Ratio{Under6: 10, Over6: 14}
	for i, c := range []struct {
		team ratio.Team
		here ratio.Children
		want int
	}{
		{ratio.Team{Animators: 2}, ratio.Children{Under6: 27}, 1},
		{ratio.Team{Animators: 2, Director: true}, ratio.Children{Under6: 27}, 0},
		{ratio.Team{Animators: 3, Director: true}, ratio.Children{Over6: 50}, 0},
		{ratio.Team{Animators: 3, Director: true}, ratio.Children{Over6: 51}, 1},
		{ratio.Team{Animators: 9}, ratio.Children{}, 0},
	} {
		if got := r.Missing(c.team, c.here); got != c.want {
			t.Errorf("%d: %d, want %d", i, got, c.want)
		}
	}
}

// Half a day in the morning and half a day in the afternoon are not there together.
func TestPeak(t *testing.T) {
	r := ratio.Ratio{Under6: 8, Over6: 12}
	morning := ratio.Span{Start: 480, End: 720, Children: ratio.Children{Under6: 9, Over6: 10}}
	afternoon := ratio.Span{Start: 720, End: 1080, Children: ratio.Children{Under6: 3, Over6: 20}}
	day := ratio.Span{Start: 480, End: 1080, Children: ratio.Children{Under6: 1, Over6: 1}}
	if got := r.Peak([]ratio.Span{morning, afternoon}); got != afternoon.Children {
		t.Errorf("as many needed, but more children: %+v", got)
	}
	if got := r.Peak([]ratio.Span{morning, day, afternoon}); got != (ratio.Children{Under6: 4, Over6: 21}) {
		t.Errorf("with those of the whole day: %+v", got)
	}
	if got := r.Peak(nil); got != (ratio.Children{}) {
		t.Errorf("nobody: %+v", got)
	}
}

// With the places that the law allows, nobody is missing, whatever the ages turn out to be as the team was split.
func TestPlacesNeedNoMoreThanTheTeam(t *testing.T) {
	for i := range 5000 {
		draw := rand.New(rand.NewPCG(uint64(i), 2))
		r := ratio.Table[draw.IntN(len(ratio.Table))].Ratio
		team := ratio.Team{Animators: draw.IntN(9), Director: draw.IntN(2) == 0}
		young := draw.IntN(team.Animators + 1)
		team.Under6 = &young
		places := r.Places(team, ratio.Children{})
		for under := 0; under <= places; under++ {
			c := ratio.Children{Under6: under, Over6: places - under}
			if c.Under6 <= young*r.Under6 && c.Over6 <= (team.Counted(places)-young)*r.Over6 && r.Missing(team, c) > 0 {
				t.Fatalf("%+v, %+v: %d places, and %+v lack %d", r, team, places, c, r.Missing(team, c))
			}
		}
		if more := (ratio.Team{Animators: team.Animators + 1, Director: team.Director, Under6: &young}); r.Places(more,
			ratio.Children{}) < places {
			t.Fatalf("one more animator, and fewer places: %+v", team)
		}
	}
}
