package meeting

import (
	"slices"
	"strings"

	"cartable/app/domain/civil"
	"cartable/app/domain/fold"
)

// Person is the person behind a code, as described by a file or by the portal. Birth is 0 for an adult.
type Person struct {
	LastName, FirstName string
	Birth               civil.Date
	Contacts            []string // mail addresses, and postal addresses
	Children            []string // codes of the children of a family
}

// Likeness is the degree of certainty that two persons are the same.
type Likeness int

// The likenesses.
const (
	Alike    Likeness = iota
	Doubtful          // two or more traits differ, and another agrees: a person should check
	Else              // nothing agrees: the code was given to another person
)

// Compare compares the person in a file with the one that the portal has. A trait missing on either side is ignored.
func Compare(file, known Person) Likeness {
	differ, told := 0, 0
	trait := func(said, same bool) {
		if said {
			told++
			if !same {
				differ++
			}
		}
	}
	trait(file.LastName != "" && known.LastName != "", sharesName(file.LastName, known.LastName))
	trait(file.FirstName != "" && known.FirstName != "", sharesName(file.FirstName, known.FirstName))
	trait(file.Birth != 0 && known.Birth != 0, file.Birth == known.Birth)
	trait(len(file.Contacts) > 0 && len(known.Contacts) > 0, shares(folded(file.Contacts), folded(known.Contacts)))
	trait(len(file.Children) > 0 && len(known.Children) > 0, shares(file.Children, known.Children))
	switch {
	case differ == told && told >= 2:
		return Else
	case differ >= 2 || differ == told && told > 0:
		return Doubtful
	}
	return Alike
}

// sharesName reports whether two names have a word in common: Martin matches Martin-Durand.
func sharesName(a, b string) bool {
	a, b = fold.Words(a), fold.Words(b)
	long := func(word string) bool { return len([]rune(word)) < 3 } // de, le, d: they identify nobody
	return a == b || shares(slices.DeleteFunc(strings.Fields(a), long), slices.DeleteFunc(strings.Fields(b), long))
}

func folded(all []string) []string {
	var words []string
	for _, one := range all {
		words = append(words, fold.Words(one))
	}
	return words
}

func shares(a, b []string) bool { return len(Minus(a, b)) < len(a) }

// Ages in years at which a birth date in a file is reported: nobody is older than the first, and few who are booked for
// are older than the second.
const (
	oldest = 110
	grown  = 30
)

// BirthLooks is the plausibility of the birth date of a person who is booked for.
type BirthLooks int

// The plausibilities of a birth date.
const (
	Born    BirthLooks = iota
	Old                // an adult: possible, in a school of music
	NotBorn            // in the future
	TooOld             // probably the wrong century
)

// Birth checks a birth date.
func Birth(d, today civil.Date) BirthLooks {
	now, _, _ := today.YMD()
	then, _, _ := d.YMD()
	switch age := now - then; {
	case d > today:
		return NotBorn
	case age > oldest:
		return TooOld
	case age > grown:
		return Old
	}
	return Born
}
