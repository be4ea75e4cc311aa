package meeting

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"cartable/app/domain/civil"
)

func TestOf(t *testing.T) {
	last := func(text string) Last[string] { return Last[string]{Said: text, Known: true} }
	for _, c := range []struct {
		last         Last[string]
		file, stored string
		want         Outcome
	}{
		{last("a"), "a", "a", Same}, {last("a"), "b", "b", Same}, {Last[string]{}, "b", "b", Same},
		{last("a"), "b", "a", File}, {last("a"), "a", "b", Kept}, {last("a"), "b", "c", Conflict},
		{Last[string]{}, "a", "b", Conflict}, {last(""), "a", "", File},
	} {
		if got := Of(c.last, c.file, c.stored); got != c.want {
			t.Errorf("Of(%v, %q, %q) = %v, want %v", c.last, c.file, c.stored, got, c.want)
		}
	}
}

func TestOfList(t *testing.T) {
	for _, c := range []struct {
		last, file, stored string
		want               Outcome
	}{
		{"a b", "a b", "a b", Same}, {"a b", "a b", "b a", Kept}, {"a b", "b a", "a b", File},
		{"a b", "a", "a b c", Conflict},
		{"a b", "a b c", "a b c d", Kept}, // the file has caught up
		{"a b", "b", "b c", Kept},         // the value that the file removes is already gone
		{"a b", "b a", "a b c", Conflict}, // another order is another value
		{"a b", "a b c", "b", Conflict},   // the value that the file adds is not there
		{"a b", "a b", "", Kept}, {"", "a", "", File}, {"", "a", "b", Conflict},
	} {
		got := OfList(Last[[]string]{Said: strings.Fields(c.last), Known: true}, strings.Fields(c.file),
			strings.Fields(c.stored))
		if got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
	if got := OfList(Last[[]string]{}, []string{"a"}, []string{"a", "b"}); got != Conflict {
		t.Errorf("nobody knows who wrote it: %v", got)
	}
}

// A person's change is never overwritten, and a repeated value of the file never changes anything.
func TestNoEditIsLost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.SampledFrom([]string{"", "a", "b", "c"})
		last, file, stored := value.Draw(t, "last"), value.Draw(t, "file"), value.Draw(t, "stored")
		o := Of(Last[string]{Said: last, Known: true}, file, stored)
		if o == File && (stored != last || file == last) {
			t.Fatalf("%q, %q, %q: written over", last, file, stored)
		}
		if o == Conflict && file == last {
			t.Fatal("the same file again is a conflict")
		}
	})
}

func TestCompare(t *testing.T) {
	born := civil.New(2019, 2, 2)
	tom := Person{LastName: "Petit", FirstName: "Tom", Birth: born}
	hugo := Person{LastName: "Petit", FirstName: "Hugo", Contacts: []string{"hugo@example.org", "1 rue Haute"}}
	for _, c := range []struct {
		name        string
		file, known Person
		want        Likeness
	}{
		{"the same", tom, tom, Alike},
		{"accents, capitals and hyphens", Person{LastName: "PÉTIT", FirstName: "tom", Birth: born}, tom, Alike},
		{"a double surname since", Person{LastName: "Petit-Grand", FirstName: "Zoé", Birth: born}, tom, Alike},
		{"one trait of three", Person{LastName: "Petit", FirstName: "Tom", Birth: born + 1}, tom, Alike},
		{"two of three", Person{LastName: "Petit", FirstName: "Zoé", Birth: born + 1}, tom, Doubtful},
		{"all", Person{LastName: "Garçon", FirstName: "Zoé", Birth: born + 1}, tom, Else},
		{"a particle is no name", Person{LastName: "de Garçon", FirstName: "Zoé", Birth: born + 1},
			Person{LastName: "de Petit", FirstName: "Tom", Birth: born}, Else},
		{"another parent, one address", Person{LastName: "Grand", FirstName: "Anne",
			Contacts: []string{"HUGO@example.org"}}, hugo, Doubtful},
		{"another family", Person{LastName: "Grand", FirstName: "Anne", Contacts: []string{"anne@example.org"}}, hugo,
			Else},
		{"another family, and no address", Person{LastName: "Grand", FirstName: "Anne"}, hugo, Else},
		{"another parent, of the same child", Person{LastName: "Grand", FirstName: "Anne",
			Contacts: []string{"anne@example.org"}, Children: []string{"E1", "E9"}},
			Person{LastName: "Petit", FirstName: "Hugo", Contacts: []string{"hugo@example.org"},
				Children: []string{"E1"}}, Doubtful},
		{"another family, with other children", Person{LastName: "Grand", FirstName: "Anne", Children: []string{"E9"}},
			Person{LastName: "Petit", FirstName: "Hugo", Children: []string{"E1"}}, Else},
		{"another surname alone", Person{LastName: "Grand"}, Person{LastName: "Petit"}, Doubtful},
		{"nothing is known", Person{}, tom, Alike},
	} {
		if got := Compare(c.file, c.known); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestBirth(t *testing.T) {
	today := civil.New(2026, 11, 29)
	for d, want := range map[civil.Date]BirthLooks{
		today: Born, today + 1: NotBorn, civil.New(2031, 1, 1): NotBorn, civil.New(2019, 3, 4): Born,
		civil.New(1996, 1, 1): Born,
		civil.New(1995, 1, 1): Old, civil.New(1919, 3, 4): Old, civil.New(1915, 3, 4): TooOld,
		civil.New(19, 3, 4): TooOld,
	} {
		if got := Birth(d, today); got != want {
			t.Errorf("%v: %v, want %v", d, got, want)
		}
	}
}
