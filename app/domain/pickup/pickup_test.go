package pickup

import (
	"testing"

	"pgregory.net/rapid"

	"cartable/app/domain/civil"
)

var day = civil.New(2026, 11, 30)

func TestOn(t *testing.T) {
	gran := Rule{Kind: Person, Name: "Jeanne Petit", From: day - 5}
	past := Rule{Kind: Person, Name: "Ana Costa", From: day - 5, To: day - 1}
	later := Rule{Kind: Person, Name: "Ana Costa", From: day + 1}
	barred := Rule{Kind: Barred, Name: "PETIT Jeanné", From: day}
	early, late := Rule{Kind: Alone, Hour: 16 * 60, From: day}, Rule{Kind: Alone, Hour: 17 * 60, From: day, To: day}
	door := On(day, []Rule{gran, past, later, late, early})
	if len(door.Persons) != 1 || door.Persons[0] != gran || len(door.Barred) != 0 {
		t.Errorf("who may come: %+v", door)
	}
	if door.Alone == nil || *door.Alone != 17*60 {
		t.Errorf("of two hours the later counts: %v", door.Alone)
	}
	if door := On(day, []Rule{gran, barred}); len(door.Persons) != 0 || len(door.Barred) != 1 {
		t.Errorf("who is barred may not come, whatever is allowed: %+v", door)
	}
	if door := On(day-1, []Rule{gran, barred}); len(door.Persons) != 1 {
		t.Errorf("before the judgment: %+v", door)
	}
	if !On(day, nil).Empty() || On(day, []Rule{early}).Empty() {
		t.Error("empty")
	}
}

// Whoever stands at the door on a date is allowed on it and barred by nothing on it, in whatever order the rules come.
func TestNobodyBarredIsEverAtTheDoor(t *testing.T) {
	names := []string{"Jeanne Petit", "petit jeanne", "Paul Petit", "Ana Costa"}
	rapid.Check(t, func(t *rapid.T) {
		rules := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Rule {
			r := Rule{Kind: rapid.SampledFrom([]Kind{Person, Barred, Alone}).Draw(t, "kind"),
				Name: rapid.SampledFrom(names).Draw(t, "name"),
				From: day + civil.Date(rapid.IntRange(-3, 3).Draw(t, "from"))}
			if rapid.Bool().Draw(t, "ends") {
				r.To = r.From + civil.Date(rapid.IntRange(0, 4).Draw(t, "days"))
			}
			return r
		}), 0, 8).Draw(t, "rules")
		d := day + civil.Date(rapid.IntRange(-4, 8).Draw(t, "day"))
		door := On(d, rules)
		for _, p := range door.Persons {
			for _, r := range rules {
				if r.Kind == Barred && r.On(d) && r.Same(p) {
					t.Fatalf("%q is barred on %s", p.Name, d)
				}
			}
		}
		want := 0
		for _, r := range rules {
			barred := false
			for _, b := range rules {
				barred = barred || b.Kind == Barred && b.On(d) && b.Same(r)
			}
			if r.Kind == Person && r.On(d) && !barred {
				want++
			}
		}
		if len(door.Persons) != want {
			t.Fatalf("%d may come, not %d", want, len(door.Persons))
		}
	})
}

func TestRead(t *testing.T) {
	good := Typed{Kind: Person, Name: " Jeanne  Petit ", Link: "grand-mère", Phone: "0612345678"}
	r, err := good.Read(day)
	if err != nil || r != (Rule{Kind: Person, Name: "Jeanne Petit", Link: "grand-mère", Phone: "06 12 34 56 78",
		From: day}) {
		t.Errorf("%+v, %v", r, err)
	}
	early := good
	early.From, early.To = "2020-01-01", "2026-12-18"
	if r, err := early.Read(day); err != nil || r.From != day || r.To != civil.New(2026, 12, 18) {
		t.Errorf("nothing holds before today: %+v, %v", r, err)
	}
	alone := Typed{Kind: Alone, Hour: "17:00", Name: "x"}
	if r, err := alone.Read(day); err != nil || r.Hour != 17*60 || r.Name != "" {
		t.Errorf("%+v, %v", r, err)
	}
	for name, bad := range map[string]Typed{
		"no name":         {Kind: Person, Link: "oncle"},
		"no link":         {Kind: Person, Name: "Paul Petit"},
		"no judgment":     {Kind: Barred, Name: "Paul Petit"},
		"no hour":         {Kind: Alone},
		"at night":        {Kind: Alone, Hour: "03:00"},
		"too far":         {Kind: Alone, Hour: "17:00", From: "9999-01-01"},
		"no such date":    {Kind: Alone, Hour: "17:00", From: "2027-02-30"},
		"over before now": {Kind: Alone, Hour: "17:00", To: "2026-11-29"},
		"no number":       {Kind: Person, Name: "Paul Petit", Link: "oncle", Phone: "12"},
	} {
		if r, err := bad.Read(day); err == nil {
			t.Errorf("%s: %+v", name, r)
		}
	}
}

func TestSameAndNear(t *testing.T) {
	barred := Rule{Name: "Jeanne Petit"}
	for name, want := range map[string][2]bool{
		"PETIT jeanne": {true, true}, "Mme Jeanne Petit": {true, true}, "M. Petit, Jeanne": {true, true},
		"Jeanne-Marie Petit": {false, true}, "Paul Petit": {false, true}, "Paul Durand": {false, false},
	} {
		other := Rule{Name: name}
		if got := [2]bool{barred.Same(other), barred.Near(other)}; got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
