package town

import (
	"slices"
	"strings"
	"unicode"

	"cartable/app/domain/fold"
)

// Levels are levels of a French primary school; none is no limit. AllLevels has all of them, the youngest first.
type Levels []string

// AllLevels are the levels, and LevelNames their names where these are more than their code.
var (
	AllLevels  = Levels{"TPS", "PS", "MS", "GS", "CP", "CE1", "CE2", "CM1", "CM2"}
	LevelNames = map[string]string{"TPS": "Toute petite section", "PS": "Petite section", "MS": "Moyenne section",
		"GS": "Grande section"}
)

// nursery is how many of the levels are those of the école maternelle.
const nursery = 4

// RankOf returns the place of a class in a list: its level, the youngest first, then classes that are no level. A class
// of two levels stands with its first.
func RankOf(class string) int {
	if levels := LevelsIn(class); len(levels) > 0 {
		return slices.Index(AllLevels, levels[0])
	}
	return len(AllLevels)
}

// LevelsIn returns the levels that the text of a class names, such as "CE1-CE2 de Mme Durand", "Grande section" or
// "maternelle"; none if it names none.
func LevelsIn(text string) (all Levels) {
	words := strings.FieldsFunc(fold.Lower(text),
		func(r rune) bool { return !unicode.In(r, unicode.Letter, unicode.Digit) })
	has := func(some ...string) bool {
		return slices.ContainsFunc(some, func(word string) bool { return slices.Contains(words, word) })
	}
	sections := has("section", "sections")
	youngest := has("toute", "tout", "tres")
	for i, level := range AllLevels {
		kind := "elementaire"
		if i < nursery {
			kind = "maternelle"
		}
		named := has(strings.ToLower(level), kind)
		switch level {
		case "TPS":
			named = named || sections && youngest
		case "PS":
			named = named || sections && !youngest && has("petite", "petites")
		case "MS":
			named = named || sections && has("moyenne", "moyennes")
		case "GS":
			named = named || sections && has("grande", "grandes")
		}
		if named {
			all = append(all, level)
		}
	}
	return all
}

// readLevels reads a list of levels; wrong is the first that is none.
func readLevels(list []string) (all Levels, wrong string) {
	for _, one := range list {
		if !slices.Contains(AllLevels, one) {
			return nil, one
		}
	}
	for _, level := range AllLevels {
		if slices.Contains(list, level) {
			all = append(all, level)
		}
	}
	return all, ""
}

// ParseLevels reads levels as String writes them, and leaves out what is none.
func ParseLevels(text string) Levels {
	all, _ := readLevels(slices.DeleteFunc(strings.Split(text, ";"), func(one string) bool {
		return !slices.Contains(AllLevels, one)
	}))
	return all
}

// String returns the levels as a cell: "PS;MS;GS".
func (l Levels) String() string { return strings.Join(l, ";") }

// Words returns the levels in French: "maternelle", "CP et CE1"; "" for no limit. A limit that leaves out the toute
// petite section alone, which few schools have, is still the maternelle.
func (l Levels) Words() string {
	switch {
	case len(l) == 0:
		return ""
	case slices.Equal(l, AllLevels[:nursery]), slices.Equal(l, AllLevels[1:nursery]):
		return "maternelle"
	case slices.Equal(l, AllLevels[nursery:]):
		return "élémentaire"
	case len(l) == 1:
		return l[0]
	}
	return strings.Join(l[:len(l)-1], ", ") + " et " + l[len(l)-1]
}
