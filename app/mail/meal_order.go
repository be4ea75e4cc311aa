package mail

import (
	"fmt"
	"strings"
	"time"

	"cartable/app/domain/civil"
	"cartable/app/domain/kitchen"
	"cartable/app/domain/plain"
)

// MealOrder is an order of meals to a caterer: numbers by site and kind, and no name of a child. Like papers, it is
// French.
type MealOrder struct {
	Structure, Activity string
	Date                civil.Date
	Number              string
	Version             int       // from 2 on, the lines say what is more or fewer
	At                  time.Time // when it was made, in the town's time zone
	Lines               []MealOrderLine
}

// MealOrderLine is a number of meals of a kind at a site.
type MealOrderLine struct {
	School, Kind string
	Number       int
}

// ComposeMealOrder composes the mail: a subject and a text. It depends on nothing but the order: sent again, it is the
// same.
func ComposeMealOrder(m MealOrder) (subject, text string) {
	m.Structure, m.Activity = plain.OneLine(m.Structure), plain.OneLine(m.Activity)
	what := "Commande de repas"
	if m.Version > 1 {
		what = "Rectificatif de la commande de repas"
	}
	subject = fmt.Sprintf("%s du %s : %s, bon %s, version %d", what, m.Date.Numeric(), m.Structure, m.Number, m.Version)
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n%s du %s, %s\nBon n° %s, version %d, établi le %s\n\n", m.Structure, what, m.Date.Long(),
		m.Activity, m.Number, m.Version, civil.Of(m.At).Numeric()+" à "+civil.TimeOf(m.At).Human())
	if m.Version > 1 {
		b.WriteString("Ce bon ne donne que les différences avec les versions précédentes.\n\n")
	}
	school, total := "\x00", 0
	for _, l := range m.Lines {
		if l.School != school {
			school = l.School
			fmt.Fprintf(&b, "%s\n", plain.OneLine(kitchen.SiteWord(school)))
		}
		total += l.Number
		fmt.Fprintf(&b, "  %s : %s\n", l.Kind, m.number(l.Number))
	}
	fmt.Fprintf(&b, "\nTotal : %s\n\nLe bon est joint en PDF. "+
		"Merci de confirmer la réception en répondant à ce message.\n", m.number(total))
	return subject, b.String()
}

// number writes a number of meals; of a later version, with its sign.
func (m MealOrder) number(n int) string {
	if m.Version > 1 && n > 0 {
		return fmt.Sprintf("+%d", n)
	}
	return strings.Replace(fmt.Sprint(n), "-", "\u2212", 1)
}
