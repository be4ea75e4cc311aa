package town

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"cartable/app/domain/civil"
)

func TestLevelsOfAClass(t *testing.T) {
	for text, want := range map[string]string{
		"CP": "CP", "ce1-ce2 de Mme Durand": "CE1;CE2", "CM1/CM2": "CM1;CM2", "GS - CP": "GS;CP",
		"Petite section": "PS", "Toute petite section": "TPS", "très petite section A": "TPS",
		"Petite et moyenne sections": "PS;MS", "Grande section": "GS", "maternelle": "TPS;PS;MS;GS",
		"Élémentaire": "CP;CE1;CE2;CM1;CM2", "Mme Grande": "", "ULIS": "", "": "", "Les CPE": "",
	} {
		if got := LevelsIn(text).String(); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	if got := (&Class{Name: "CP", Level: "CE1"}).Levels().String(); got != "CE1" {
		t.Errorf("what was said has the last word: %q", got)
	}
}

func TestLevelsAreSaid(t *testing.T) {
	for cell, want := range map[string]string{
		"": "", "PS;MS;GS": "maternelle", "TPS;PS;MS;GS": "maternelle", "CP;CE1;CE2;CM1;CM2": "élémentaire",
		"CP": "CP", "GS;CP": "GS et CP", "PS;CP;CM2": "PS, CP et CM2", "6e;CP": "CP",
	} {
		if got := ParseLevels(cell).Words(); got != want {
			t.Errorf("%q: %q, want %q", cell, got, want)
		}
	}
	_, found := Read(NounActivity, nil, map[string]string{"levels": "CP;6e", "schools": "E1;E1"})
	for field, want := range map[string]string{"levels": "« 6e » n'est pas un niveau",
		"schools": "« E1 » est deux fois dans la liste"} {
		if on := found.On(field); len(on) != 1 || on[0].Wrong != want {
			t.Errorf("%s: %v", field, on)
		}
	}
}

// What an activity admits is asked of the child's school, and of its class in the school year of the day; what is not
// known is not asked.
func TestAdmits(t *testing.T) {
	s := herisson(t)
	c := s.Town
	ferry, tilleuls, soir := c.School("E1"), c.School("E2"), c.Activity("SOIR")
	ce2, cm1, none := ferry.Class("C1"), ferry.Class("C2"), &Class{ID: 99, Name: "ULIS"}
	ferry.Classes = append(ferry.Classes, none)
	soir.To = date(t, "2028-07-01")
	of := func(s *School, k *Class) (p Pupil) {
		if s != nil {
			p.School = s.ID
		}
		if k != nil {
			p.Class = k.ID
		}
		return p
	}
	for _, tc := range []struct {
		name    string
		schools []*School
		levels  Levels
		pupil   Pupil
		date    string
		why     Turned
		instead string
	}{
		{"everybody", nil, nil, of(ferry, ce2), "2026-12-11", Admitted, ""},
		{"its school", []*School{tilleuls, ferry}, nil, of(ferry, nil), "2026-12-11", Admitted, ""},
		{"another school", []*School{tilleuls}, nil, of(ferry, ce2), "2026-12-11", BySchool, "Les Tilleuls seulement"},
		{"no school", []*School{tilleuls}, nil, Pupil{}, "2026-12-11", Admitted, ""},
		{"its level", nil, Levels{"CE2"}, of(ferry, ce2), "2026-12-11", Admitted, ""},
		{"another level", nil, Levels{"CP", "CE1"}, of(ferry, ce2), "2026-12-11", ByLevel, "CP et CE1 seulement"},
		{"the level of its name", nil, Levels{"CP"}, of(ferry, cm1), "2026-12-11", ByLevel, "CP seulement"},
		{"a class of the year before", nil, Levels{"CP"}, of(ferry, ce2), "2027-09-10", Admitted, ""},
		{"a class of any year", nil, Levels{"CP"}, of(ferry, cm1), "2027-09-10", ByLevel, "CP seulement"},
		{"no class", nil, Levels{"CP"}, of(ferry, nil), "2026-12-11", Admitted, ""},
		{"a class without a level", nil, Levels{"CP"}, of(ferry, none), "2026-12-11", Admitted, ""},
		{"the school first", []*School{tilleuls}, Levels{"CP"}, of(ferry, ce2), "2026-12-11", BySchool,
			"Les Tilleuls seulement"},
	} {
		soir.Schools, soir.Levels = tc.schools, tc.levels
		if why, instead := c.Admits(soir, tc.pupil, date(t, tc.date)); why != tc.why || instead != tc.instead {
			t.Errorf("%s: %q %q", tc.name, why, instead)
		}
	}
	soir.Schools, soir.Levels = nil, nil
	for _, tc := range []struct {
		name    string
		classes []*Class
		pupil   Pupil
		date    string
		instead string
	}{
		{"its class", []*Class{cm1, ce2}, of(ferry, ce2), "2026-12-11", ""},
		{"another class", []*Class{ce2}, of(ferry, cm1), "2026-12-11", ce2.Name + " (Jules-Ferry) seulement"},
		{"its class of the year before", []*Class{cm1}, of(ferry, ce2), "2027-09-10", ""},
		{"no class", []*Class{ce2}, of(ferry, nil), "2026-12-11", ""},
	} {
		soir.Classes = tc.classes
		why, instead := c.Admits(soir, tc.pupil, date(t, tc.date))
		if instead != tc.instead || (why == ByClass) != (tc.instead != "") {
			t.Errorf("%s: %q %q", tc.name, why, instead)
		}
	}
	if lacks := c.Lacks(soir, of(ferry, nil), date(t, "2026-12-11")); lacks != "classe" {
		t.Errorf("lacks %q", lacks)
	}
	if by := s.usedBy(s.Stored(ClassEntry{School: "E1", Code: ce2.Code})); by != "l'activité Soir" {
		t.Errorf("a class is used by %q", by)
	}
	other := s.Clone()
	other.Town.School("E1").Class(ce2.Code).Name = "Autre"
	if ce2.Name == "Autre" || other.Town.Activity("SOIR").Classes[0].Name != "Autre" {
		t.Error("a clone shares the classes that it admits")
	}
	entry := s.Stored(ActivityEntry{Code: "SOIR"}).(ActivityEntry)
	if entry.Schools = []string{"E2"}; len(s.Check(entry).On("classes")) == 0 {
		t.Error("a class of a school that is not admitted is taken")
	}
	soir.Classes = nil
	soir.Ages, soir.Schools, soir.Levels = Ages{From: new(3)}, []*School{ferry, tilleuls}, AllLevels[1:4]
	if got := soir.AdmitsWords(); got != "à partir de 3\u00a0ans, maternelle, Jules-Ferry, Les Tilleuls" {
		t.Errorf("%q", got)
	}
	if by := s.usedBy(s.Stored(SchoolEntry{Code: "E2"})); by != "l'activité Soir" {
		t.Errorf("used by %q", by)
	}
	twin := s.Clone().Town
	twin.School("E1").Name = "Autre"
	if soir.Schools[0].Name != "Jules-Ferry" || twin.Activity("SOIR").Schools[0].Name != "Autre" {
		t.Error("a clone shares the schools that it admits")
	}
}

// Whoever admits more turns nobody away who was admitted.
func TestAdmittingMoreTurnsNobodyAway(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, a := &Catalogue{Loc: paris}, &Activity{}
		for id := range int64(3) {
			level := rapid.SampledFrom(append(Levels{""}, AllLevels...)).Draw(t, "level")
			c.Schools = append(c.Schools, &School{ID: id + 1, Classes: []*Class{{ID: 10 + id, Level: level}}})
		}
		some := func(of string) (schools []*School, levels Levels) {
			for _, s := range c.Schools {
				if rapid.Bool().Draw(t, of) {
					schools = append(schools, s)
				}
			}
			for _, level := range AllLevels {
				if rapid.Bool().Draw(t, of) {
					levels = append(levels, level)
				}
			}
			return schools, levels
		}
		a.Schools, a.Levels = some("few")
		p := Pupil{School: rapid.Int64Range(0, 3).Draw(t, "school")}
		if p.School != 0 && rapid.Bool().Draw(t, "has a class") {
			p.Class = p.School + 9
		}
		d := civil.New(2026, 12, 1)
		was, _ := c.Admits(a, p, d)
		more, levels := some("more")
		if len(a.Schools) > 0 {
			a.Schools = append(slices.Clone(a.Schools), more...)
		}
		if len(a.Levels) > 0 {
			a.Levels = append(slices.Clone(a.Levels), levels...)
		}
		if is, _ := c.Admits(a, p, d); was == Admitted && is != Admitted {
			t.Fatalf("%+v is turned away by %s", p, is)
		}
	})
}
