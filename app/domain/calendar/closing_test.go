package calendar

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"cartable/app/domain/civil"
	"cartable/app/domain/town"
)

func TestAClosureIsPlanned(t *testing.T) {
	thursday := monday + 3
	for name, tc := range map[string]struct {
		closing func(c *town.Catalogue) Closing
		want    string
		already string
	}{
		"the whole town": {func(c *town.Catalogue) Closing {
			return Closing{From: thursday, To: thursday, Town: true, Label: "Grève"}
		}, "Fermeture, jeudi 3 décembre 2026 (création)\u00a0: motif Grève", ""},
		"until Monday, the week-end being closed already": {func(c *town.Catalogue) Closing {
			return Closing{From: thursday + 1, To: thursday + 4, Town: true}
		}, "Fermeture, vendredi 4 décembre 2026 (création); Fermeture, lundi 7 décembre 2026 (création)",
			"le samedi 5 décembre et le dimanche 6 décembre"},
		"a strike with a service": {func(c *town.Catalogue) Closing {
			return Closing{From: thursday, To: thursday, Town: true, Label: "Grève", Service: "Service d'accueil",
				Activities: c.Activities[1:]}
		}, "Fermeture, jeudi 3 décembre 2026 (création)\u00a0: motif Grève; Ouverture de CENTRE, jeudi 3 décembre " +
			"2026 " +
			"(création)\u00a0: ouverte oui\u00a0; motif Service d'accueil", ""},
		"one activity": {func(c *town.Catalogue) Closing {
			return Closing{From: thursday, To: thursday, Activities: c.Activities, Label: "Sortie"}
		}, "Ouverture de MIDI, jeudi 3 décembre 2026 (création)\u00a0: ouverte non\u00a0; motif Sortie", ""},
		"an activity that had been opened": {func(c *town.Catalogue) Closing {
			c.Activities[0].Openings[thursday-1] = true
			return Closing{From: thursday - 1, To: thursday - 1, Activities: c.Activities[:1]}
		}, "Ouverture de MIDI, mercredi 2 décembre 2026\u00a0: ouverte oui → non", ""},
		"closed already": {func(c *town.Catalogue) Closing {
			c.Structure.Closures[thursday] = "Pont"
			return Closing{From: thursday, To: thursday, Town: true}
		}, "", "le jeudi 3 décembre"},
	} {
		s := small()
		x := tc.closing(s.Town)
		plan := x.Plan(s.Town)
		var said []string
		for _, one := range plan.Changes {
			said = append(said, one.String())
			if err := one.Check(s).Err(); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		if got := strings.Join(said, "; "); got != tc.want {
			t.Errorf("%s: %s", name, got)
		}
		if got := Dates(plan.Already); got != tc.already {
			t.Errorf("%s: already closed %q", name, got)
		}
	}
}

// Whatever the town: a closure leaves nothing of it open but what it spares, opens nothing but the service, and the
// inverse brings back what was.
func TestAClosureCloses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyTown(t)
		c := s.Town
		x := Closing{From: anyDate(t), Town: rapid.Bool().Draw(t, "town"), Label: "Grève", Service: "Accueil"}
		x.To = x.From + civil.Date(rapid.IntRange(0, 12).Draw(t, "days"))
		if rapid.Bool().Draw(t, "one") {
			x.Activities = c.Activities[:1]
		}
		plan := x.Plan(c)
		after, err := plan.Changes.Apply(s)
		if err != nil {
			t.Fatal(err)
		}
		if len(plan.Days)+len(plan.Already) != int(x.To-x.From)+1 {
			t.Fatalf("%v %v", plan.Days, plan.Already)
		}
		for i, a := range c.Activities {
			named := slices.Contains(x.Activities, a)
			for d := x.From - 1; d <= x.To+1; d++ {
				was, is := open(c, a, d), open(after.Town, after.Town.Activities[i], d)
				closes := x.From <= d && d <= x.To && slices.Contains(plan.Days, d)
				switch {
				case !closes && was != is:
					t.Fatalf("%s changes on %s", a.Code, d)
				case closes && x.Town && named && !is:
					t.Fatalf("%s is no service on %s", a.Code, d)
				case closes && x.Town && !named && is && !a.Openings[d], closes && !x.Town && named && is:
					t.Fatalf("%s is open on %s", a.Code, d)
				}
			}
		}
		before, err := plan.Changes.Inverse().Apply(after)
		if err != nil || See(Days(before.Town, before.Town.Activities[0], year, 0)) !=
			See(Days(c, c.Activities[0], year, 0)) {
			t.Fatalf("the inverse brings back something else, %v", err)
		}
	})
}

func TestWordsOfAClosure(t *testing.T) {
	s := small()
	strike, _ := MotiveOf("greve")
	x := Closing{From: monday + 3, To: monday + 8, Town: true, Service: "Service d'accueil",
		Activities: s.Town.Activities[1:]}
	plan := x.Plan(s.Town)
	if got := x.Letter(plan,
		strike.Cause); got != "En raison d'un mouvement de grève, les services de la commune sont "+
		"fermés du jeudi 3 au mardi 8 décembre 2026. Service d'accueil\u00a0: Centre. Ces journées ne vous "+
		"seront pas facturées." {
		t.Error(got)
	}
	x = Closing{From: monday, To: monday, Activities: s.Town.Activities[:1]}
	if got := x.Letter(x.Plan(s.Town),
		"En raison d'une sortie"); got != "En raison d'une sortie, «\u00a0Restauration\u00a0» "+
		"n'a pas lieu le lundi 30 novembre 2026. Cette journée ne vous sera pas "+
		"facturée." {
		t.Error(got)
	}
	if got := (Closed{Days: []civil.Date{monday, monday + 1, monday + 4}}).When(); got != "du lundi 30 novembre au "+
		"mardi 1er décembre 2026 et le vendredi 4 décembre 2026" {
		t.Error(got)
	}
	if (Closed{}).When() != "" {
		t.Error("no day has words")
	}
	for _, m := range Motives {
		if got, ok := MotiveOf(m.Code); !ok || got != m {
			t.Errorf("%s: %+v", m.Code, got)
		}
	}
	if _, ok := MotiveOf("rien"); ok {
		t.Error("a motive that does not exist")
	}
}

// A class is out: it does not eat at school, and its evening stays as it is.
func TestAClassClosesButForWhatStaysOpen(t *testing.T) {
	s := small()
	s.Town.Activities[1].Term = town.TermSchool
	school := &town.School{ID: 1, Code: "E1", Name: "École Jules-Ferry"}
	school.Classes = []*town.Class{{ID: 2, Code: "CE1", Name: "CE1"}}
	s.Town.Schools = append(s.Town.Schools, school)
	x := Closing{From: monday, To: monday, School: school, Class: school.Classes[0], Label: "Sortie",
		Service: "Reste ouvert", Activities: s.Town.Activities[1:]}
	plan := x.Plan(s.Town)
	if len(plan.Changes) != 1 {
		t.Fatalf("%v", plan.Changes)
	}
	after, err := plan.Changes.Apply(s)
	if err != nil {
		t.Fatal(err)
	}
	for i, a := range after.Town.Activities[:2] {
		pupil := town.Pupil{School: 1, Class: 2}
		if why, _ := after.Town.OpenFor(a, monday, pupil); (why == town.Open) != (i == 1) {
			t.Errorf("%s: %v", a.Name, why)
		}
		if why, _ := after.Town.OpenFor(a, monday, town.Pupil{School: 1}); why != town.Open {
			t.Errorf("%s for the others: %v", a.Name, why)
		}
	}
	if got := x.Letter(plan, "En raison d'une sortie"); got != "En raison d'une sortie, une partie des activités n'a "+
		"pas lieu pour la classe CE1 (École Jules-Ferry) le lundi 30 novembre 2026. Reste ouvert\u00a0: Centre. "+
		"Ce qui n'a pas lieu ne vous sera pas facturé." {
		t.Error(got)
	}
	x.Class, x.Past, x.Activities = nil, true, nil
	if got := x.Letter(x.Plan(s.Town), "En raison d'une sortie"); got != "En raison d'une sortie, il n'y a ni "+
		"restauration ni accueil pour l'école Jules-Ferry le lundi 30 novembre 2026. Ce qui vous a été facturé vous "+
		"est rendu." {
		t.Error(got)
	}
}

func TestClosedDaysOpenAgain(t *testing.T) {
	s := small()
	s.Town.Structure.Closures[monday] = "Neige"
	changes := Reopen(s.Town, []civil.Date{monday, monday + 1})
	if len(changes) != 1 || changes[0].String() != "Fermeture, lundi 30 novembre 2026 (retrait)\u00a0: motif Neige" {
		t.Errorf("%v", changes)
	}
}
