package office

import (
	"strings"

	"cartable/app/domain/news"
	"cartable/app/domain/plain"
	"cartable/app/domain/town"
)

// audience returns which families an announcement is for, in words.
func audience(c *town.Catalogue, n news.Item) string {
	activity := "une activité qui n'existe plus"
	if a := c.ActivityByID(n.ActivityID); a != nil {
		activity = a.Name
	}
	switch n.Target {
	case news.School:
		return town.NamedSchool(n.School)
	case news.Class:
		return "École " + n.School + ", classe " + n.Class
	case news.Activity:
		return "Inscrits à " + activity
	case news.Present:
		words := "Attendus du " + n.PresentFrom.Numeric() + " au " + n.PresentTo.Numeric()
		if n.PresentFrom == n.PresentTo {
			words = "Attendus le " + n.PresentFrom.Numeric()
		}
		if n.ActivityID != 0 {
			words += ", " + activity
		}
		return words
	}
	for _, t := range news.Targets {
		if t.Target == n.Target {
			return t.French
		}
	}
	return string(n.Target)
}

// mostNewsWords is how much of an announcement a line of the journal repeats, in characters.
const mostNewsWords = 400

// newsWords describes an announcement for the journal.
func newsWords(n news.Item) string {
	words := []string{"du " + n.From.Numeric() + " au " + n.To.Numeric()}
	for _, t := range news.Targets {
		if t.Target == n.Target {
			words = append(words, strings.ToLower(t.French))
		}
	}
	for _, one := range []string{n.School, n.Class} {
		if one != "" {
			words = append(words, one)
		}
	}
	if n.Pinned {
		words = append(words, "épinglée")
	}
	if n.MustRead {
		words = append(words, "à lire")
	}
	return strings.Join(words, ", ") + "\u00a0: " + plain.Short(plain.OneLine(n.Body), mostNewsWords)
}
