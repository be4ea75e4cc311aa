package town

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
)

func split(text string) (NounKind, map[string]string) {
	words := strings.Fields(text)
	cells := map[string]string{}
	for _, w := range words[1:] {
		name, value, _ := strings.Cut(w, "=")
		cells[name] = strings.ReplaceAll(value, "_", " ")
	}
	return NounKind(words[0]), cells
}

// picture returns every noun of the settings as text.
func picture(s *Settings) string {
	var b strings.Builder
	for _, kind := range Kinds() {
		for _, n := range s.All(kind) {
			fmt.Fprintln(&b, kind, Key(n), cells(n))
		}
	}
	return b.String()
}

// edits draws a batch as a person would make it, one change after the other.
func edits(t *rapid.T, s *Settings) (batch Changes, after *Settings) {
	now := s.Clone()
	for range rapid.IntRange(1, 8).Draw(t, "changes") {
		n := draw(t, now, rapid.SampledFrom(Kinds()).Draw(t, "kind"))
		one := Change{now.Stored(n), n}
		if one.Before != nil && rapid.Bool().Draw(t, "remove") {
			one.After = nil
		}
		if one.Check(now).Err() != nil || one.Kind() == NounStructure && one.After == nil {
			continue
		}
		if err := one.apply(now); err != nil {
			t.Fatalf("%v passed the check and was refused: %v", one, err)
		}
		batch = append(batch, one)
	}
	return batch, now
}

// Applying and then undoing a change restores the settings, and the journal's text has the same effect as the change.
func TestApplyThenInverseIsIdentity(t *testing.T) {
	s := herisson(t) // never written to
	before := picture(s)
	rapid.Check(t, func(rt *rapid.T) {
		batch, want := edits(rt, s)
		after, err := batch.Apply(s)
		if err != nil || picture(after) != picture(want) {
			rt.Fatalf("%v: %v", batch, err)
		}
		if picture(s) != before {
			rt.Fatal("applying changed the original")
		}
		text, err := json.Marshal(batch)
		if err != nil {
			rt.Fatal(err)
		}
		var read Changes
		if err := json.Unmarshal(text, &read); err != nil {
			rt.Fatalf("%s: %v", text, err)
		}
		back, err := read.Inverse().Apply(after)
		if err != nil || picture(back) != before {
			rt.Fatalf("undone %s: %v\n%s\n%s", text, err, before, picture(back))
		}
	})
}

func TestEveryNounComesBackFromTheJournal(t *testing.T) {
	s := herisson(t)
	for _, kind := range Kinds() {
		all := s.All(kind)
		if len(all) == 0 {
			t.Errorf("no %s to try", kind)
		}
		for _, n := range all {
			for _, c := range []Change{{n, nil}, {nil, n}, {n, n}} {
				text, err := json.Marshal(c)
				if err != nil {
					t.Fatal(err)
				}
				again, _ := json.Marshal(c)
				var back Change
				if err := json.Unmarshal(text, &back); err != nil || string(again) != string(text) {
					t.Fatalf("%s: %v", text, err)
				}
				if (back.Before == nil) != (c.Before == nil) || (back.After == nil) != (c.After == nil) ||
					back.Kind() != kind || back.Key() != Key(n) ||
					len(Diff(c.Before, back.Before))+len(Diff(c.After, back.After)) > 0 &&
						c.Before != nil && c.After != nil ||
					back.String() != c.String() {
					t.Errorf("%s came back as %v", text, back)
				}
			}
		}
	}
	var c Change
	for _, bad := range []string{
		`{}`, `{"noun":"moon","after":{"code":"X"}}`,
		`{"noun":"pool","after":{"code":"X","name":"X","capacity":"many"}}`,
	} {
		if err := json.Unmarshal([]byte(bad), &c); err == nil {
			t.Errorf("%s was read as %v", bad, c)
		}
	}
}

// The journal stores this text: fields may be added, but existing ones never change.
func TestTheJournalsTextIsStable(t *testing.T) {
	s := herisson(t)
	was := s.Town.Pool("SALLE")
	text, err := json.Marshal(Change{poolEntry(was), PoolEntry{"SALLE", "Salle", new(16), nil}})
	want := `{"noun":"pool","key":"SALLE","before":{"capacity":"24","code":"SALLE","name":"Salle","waitlist":"5"},` +
		`"after":{"capacity":"16","code":"SALLE","name":"Salle","waitlist":""}}`
	if err != nil || string(text) != want {
		t.Errorf("%s, %v", text, err)
	}
}

func TestDescribe(t *testing.T) {
	s := herisson(t)
	change := func(text string) Change {
		kind, cells := split(text)
		key, _ := Read(kind, nil, cells)
		was := s.Stored(key)
		is, found := Read(kind, was, cells)
		if err := found.Err(); err != nil {
			t.Fatal(err)
		}
		return Change{was, is}
	}
	for text, want := range map[string]string{
		"pool code=SALLE capacity=16 waitlist=": "Groupe de places « Salle » (SALLE) : places 24 → 16 ; liste " +
			"d'attente 5 → sans limite",
		"pool code=SALLE": "Groupe de places « Salle » (SALLE)",
		"category code=RESTO nature=food debt_floor=": "Catégorie « Restauration » (RESTO) : seuil de dette " +
			"−30,00 € → jamais fermée ; " +
			"nature d'après son nom → nourriture",
		"activity code=MIDI weekdays=3;1 book_by=J-2_12:00": "Activité « Repas » (MIDI) : jours de la semaine " +
			"lundi, mardi, jeudi, vendredi → lundi, mercredi ; " +
			"délai pour réserver sans limite → jusqu'à 2 jours avant, 12 h",
		"structure code=mairie hides_presence=yes billing=ticked": "Structure « Mairie » (mairie) : présence " +
			"cachée à l'autre foyer non → oui ; " +
			"journée que personne n'a pointée facturée comme réservée → facturée une fois pointée",
		"opening activity=MIDI date=2026-10-21 open=no": "Ouverture de MIDI, mercredi 21 octobre 2026 : " +
			"ouverte oui → non",
		"closure date=2026-12-24 label=Pont": "Fermeture, jeudi 24 décembre 2026 (création) : motif Pont",
		"release activity=MIDI from=2027-01-04 on=2026-12-06 at=09:00": "Ouverture des réservations de MIDI, jours à " +
			"partir du 04/01/2027 : jour de l'ouverture 05/12/2026 → 06/12/2026 ; heure de l'ouverture 08:30 → 09:00",
		"tariff activity=SOIR from=2026-09-01 rate=0.0038": "Tarif de SOIR à partir du 01/09/2026 : taux d'effort " +
			"0,36 % → 0,38 %",
		"quotient family=F1 from=2026-01-01 qf=1234.5": "Quotient de la famille F1 à partir du 01/01/2026 : " +
			"QF 540,00 € → 1 234,50 €",
	} {
		c := change(text)
		if got := strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(c.String()); got != want {
			t.Errorf("%s:\n got %q\nwant %q", text, got, want)
		}
	}
	c := change("pool code=SALLE capacity=16")
	if w := c.Describe(nil); w.Was != "places\u00a0: 24" || w.Became != "places\u00a0: 16" {
		t.Errorf("%+v", w)
	}
	if got := (Change{c.Before, nil}).String(); got != "Groupe de places «\u00a0Salle\u00a0» (SALLE) "+
		"(retrait)\u00a0: nom Salle\u00a0; places 24\u00a0; liste d'attente 5" {
		t.Errorf("%q", got)
	}
}

// What a noun refers to is told by its name, and by its code where the catalogue has none. A change from one noun to
// another of the same name is still told.
func TestDescribeNames(t *testing.T) {
	s := herisson(t)
	for _, n := range []Noun{SchoolEntry{Code: "E1", Name: "Jean Moulin"},
		ClassEntry{School: "E1", Code: "C1", Name: "CP de Mme Roy"}, PoolEntry{Code: "P2", Name: "Salle"}} {
		if err := s.Put(n); err != nil {
			t.Fatal(err)
		}
	}
	midi := s.Stored(ActivityEntry{Code: "MIDI"}).(ActivityEntry)
	moved := midi
	moved.Schools, moved.Compatible, moved.Category = []string{"E1", "E9"}, []string{"SOIR"}, "RIEN"
	day := civil.New(2026, 10, 21)
	for _, one := range []struct {
		was, is Noun
		want    string
	}{
		{nil, OpeningEntry{"MIDI", day, false, ""}, "Ouverture de Repas, mercredi 21 octobre 2026 (création)"},
		{nil, CapacityEntry{Pool: "SALLE", Date: day}, "Places de Salle, mercredi 21 octobre 2026 (création)"},
		{nil, SchoolClosureEntry{School: "E1", Class: "C1", Activity: "MIDI", Date: day},
			"Fermeture pour la classe CP de Mme Roy de l'école Jean Moulin, activité Repas, mercredi 21 octobre 2026"},
		{nil, SchoolClosureEntry{School: "E9", Class: "C1", Date: day},
			"Fermeture pour la classe C1 de l'école E9, mercredi 21 octobre 2026"},
		{nil, ReleaseEntry{Activity: "AUTRE", From: day}, "Ouverture des réservations de AUTRE, jours à partir du "},
		{nil, ClassEntry{School: "E1", Code: "C1", Name: "CP"}, "Classe «\u00a0CP\u00a0» (Jean Moulin C1)"},
		{nil, QuotientEntry{Family: "MIDI", From: day}, "Quotient de la famille MIDI à partir du "},
		{midi, moved, "écoles admises toutes → Jean Moulin, E9"},
		{CategoryEntry{Code: "X", Wallet: "A"}, CategoryEntry{Code: "X", Wallet: "B"}, "porte-monnaie A → B"},
		{ActivityEntry{Code: "X", Pools: []string{"SALLE"}}, ActivityEntry{Code: "X", Pools: []string{"P2"}},
			"groupes de places Salle → Salle"},
	} {
		if got := (Change{one.was, one.is}).Sentence(s.Town); !strings.Contains(got, one.want) {
			t.Errorf("%q does not say %q", got, one.want)
		}
	}
	shut := SchoolClosureEntry{School: "E1", Activity: "MIDI", Date: day, Label: "Grève"}
	picnic := shut
	picnic.Picnic = true
	for _, one := range []struct {
		Change
		said bool // that the meal is taken along, or not
	}{{Change{nil, shut}, false}, {Change{shut, nil}, false}, {Change{nil, picnic}, true}, {Change{picnic, nil}, true},
		{Change{shut, picnic}, true}} {
		if got := one.Sentence(s.Town); strings.Contains(got, "repas à emporter") != one.said {
			t.Error(got)
		}
	}
	if midi.Schools != nil || s.Stored(midi).(ActivityEntry).Category == "Restauration" {
		t.Error("naming a noun has changed it")
	}
}

func TestApplyRefusesWhatMoved(t *testing.T) {
	s := herisson(t)
	salle := s.Stored(PoolEntry{Code: "SALLE"}).(PoolEntry)
	mine, other := salle, salle
	mine.Capacity, other.Capacity = new(16), new(20)
	after, err := Changes{{salle, other}}.Apply(s)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]Change{
		"changed meanwhile": {salle, mine}, "created twice": {nil, mine}, "used": {other, nil},
		"refers to nothing": {nil, OpeningEntry{"RIEN", 1, true, ""}}, "another code": {other, PoolEntry{Code: "X",
			Name: "X"}},
		"never was": {PoolEntry{Code: "X", Name: "X"}, nil},
	} {
		if _, err := (Changes{c}).Apply(after); err == nil || fault.KindOf(err) == fault.Internal {
			t.Errorf("%s: %v", name, err)
		}
	}
	if (Change{salle, mine}).Stands(after) || !(Change{salle, other}).Stands(after) {
		t.Error("only a change that still stands may be undone")
	}
	// One change of a batch fails: nothing is applied.
	before := picture(after)
	if got, err := (Changes{{nil, ClosureEntry{1, ""}}, {salle, mine}}).Apply(after); err == nil || got != nil ||
		picture(after) != before {
		t.Errorf("%v, %v", got, err)
	}
}

func TestCompact(t *testing.T) {
	a, b, c := ClosureEntry{1, "a"}, ClosureEntry{1, "b"}, ClosureEntry{2, "c"}
	got := Changes{{nil, a}, {nil, c}, {a, b}, {c, nil}}.Compact()
	if len(got) != 1 || got[0].Before != nil || got[0].After != Noun(b) {
		t.Errorf("%v", got)
	}
}

// Compatibility is symmetric, whichever of the two activities is edited.
func TestCompatibleHoldsBothWays(t *testing.T) {
	s := herisson(t)
	midi := s.Stored(ActivityEntry{Code: "MIDI"}).(ActivityEntry)
	if len(midi.Compatible) != 1 || midi.Compatible[0] != "SOIR" {
		t.Fatalf("%v", midi.Compatible)
	}
	alone := midi
	alone.Compatible = nil
	after, err := Changes{{midi, alone}}.Apply(s)
	if err != nil {
		t.Fatal(err)
	}
	if soir := after.Stored(ActivityEntry{Code: "SOIR"}).(ActivityEntry); len(soir.Compatible) > 0 {
		t.Errorf("the other still names it: %v", soir.Compatible)
	}
}
