package mail

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/fold"
	"cartable/app/domain/plain"
	"cartable/app/lang"
)

// Report is the mail that a family receives the morning after (DOMAIN.md 7.5), exactly as in the example on the last
// page of the user's manual of Carte+.
type Report struct {
	Civility, LastName, FirstName string
	Structure                     string
	Received                      int // movements of the family that the night settled: Bookings + Cancellations
	Bookings, Cancellations       int
	Left                          int // requests that left a waiting list otherwise: a note says why
	Sections                      []Section
	Notes                         []Note
	URL                           string         // of the portal; empty: not given
	Lang                          *lang.Language // nil: French
}

// Section is one outcome. Title is in the manual's capitals, without its stars.
type Section struct {
	Title      string
	Activities []SectionActivity
}

// Note is additional information for a family, under a title in the manual's capitals: one sentence per line.
type Note struct {
	Title string
	Lines []string
}

// SectionActivity is an activity in a section.
type SectionActivity struct {
	Name     string
	Children []SectionChild
}

// SectionChild is a child and the days that had this outcome.
type SectionChild struct {
	LastName, FirstName string
	Days                []civil.Date
}

// Line is one movement settled by the night, or one decision about an earlier one. Outcome is that of movements: an
// outcome that is no status, a withdrawn request, has no section.
type Line struct {
	Outcome             booking.Status
	Activity            string
	LastName, FirstName string
	Date                civil.Date
}

// SectionsOf sorts lines by outcome, then by activity and child in alphabetical order, then by date. The order of lines
// does not matter, and a duplicate day is listed once.
func SectionsOf(lines []Line) []Section {
	type key struct{ activity, last, first string }
	var sections []Section
	for _, outcome := range booking.Sections() {
		days := map[key][]civil.Date{}
		for _, l := range lines {
			if l.Outcome == outcome {
				k := key{l.Activity, l.LastName, l.FirstName}
				days[k] = append(days[k], l.Date)
			}
		}
		keys := make([]key, 0, len(days))
		for k := range days {
			keys = append(keys, k)
		}
		slices.SortFunc(keys, func(a, b key) int {
			return cmp.Or(alphabetical(a.activity, b.activity), alphabetical(a.last, b.last),
				alphabetical(a.first, b.first))
		})
		section := Section{Title: outcome.Heading()}
		for _, k := range keys {
			if n := len(section.Activities); n == 0 || section.Activities[n-1].Name != k.activity {
				section.Activities = append(section.Activities, SectionActivity{Name: k.activity})
			}
			a := &section.Activities[len(section.Activities)-1]
			dates := days[k]
			slices.Sort(dates)
			a.Children = append(a.Children, SectionChild{LastName: k.last, FirstName: k.first,
				Days: slices.Compact(dates)})
		}
		if len(keys) > 0 {
			sections = append(sections, section)
		}
	}
	return sections
}

// alphabetical compares in French order: accents and capitals count last.
func alphabetical(a, b string) int {
	return cmp.Or(strings.Compare(fold.Lower(a), fold.Lower(b)), strings.Compare(a, b))
}

// Compose composes the report: a subject, a text and the same text in HTML. Names may contain anything: none can add a
// line or a header.
func Compose(r Report) (subject, text, html string, err error) {
	page := newPage(r)
	text, html, err = reportLayout.compose(r.Lang, page)
	return page.Subject, text, html, err
}

var reportLayout = layoutOf("report")

// page is the data of both templates.
type page struct {
	Subject    string
	Salutation string
	Intro      string
	Counts     string
	Kinds      []string
	Sections   []pageSection
	Notes      []Note
	Close      string
	URL        string
}

type pageSection struct {
	Title      string
	Activities []pageActivity
}

type pageActivity struct {
	Name     string
	Children []pageChild
}

type pageChild struct{ Who, Dates string }

func newPage(r Report) page {
	l := r.Lang
	p := page{
		Subject:    l.Format("Compte rendu de vos demandes de réservation : %s", plain.OneLine(r.Structure)),
		Salutation: phrase(r.Civility, r.LastName, r.FirstName),
		Intro: l.Format("Veuillez trouver ci-dessous un compte rendu des modifications apportées à vos demandes de "+
			"réservation sur la structure : %s.", plain.OneLine(r.Structure)),
		Close: l.Format("Vous pouvez consulter l'état de vos réservations sur notre site Internet."),
		URL:   plain.OneLine(r.URL),
	}
	if p.Salutation == "" {
		p.Salutation = l.Format("Madame, Monsieur,")
	}
	p.Counts, p.Kinds = counts(r)
	p.Counts = l.Tr(p.Counts)
	for i, kind := range p.Kinds {
		p.Kinds[i] = l.Tr(kind)
	}
	for _, s := range r.Sections {
		section := pageSection{Title: l.Tr(plain.OneLine(s.Title))}
		for _, a := range s.Activities {
			activity := pageActivity{Name: plain.OneLine(a.Name)}
			for _, c := range a.Children {
				days := make([]string, len(c.Days))
				for i, d := range c.Days {
					days[i] = l.Tr(d.Short())
				}
				activity.Children = append(activity.Children, pageChild{phrase(c.LastName, c.FirstName),
					strings.Join(days, ", ")})
			}
			section.Activities = append(section.Activities, activity)
		}
		p.Sections = append(p.Sections, section)
	}
	for _, n := range r.Notes {
		note := Note{Title: l.Tr(plain.OneLine(n.Title))}
		for _, line := range n.Lines {
			note.Lines = append(note.Lines, l.Line(plain.OneLine(line)))
		}
		p.Notes = append(p.Notes, note)
	}
	return p
}

// counts returns the manual's sentence and its list. A kind without requests is left out; a family that requested
// nothing this time gets a sentence that explains the mail.
func counts(r Report) (sentence string, kinds []string) {
	switch {
	case r.Received == 0 && len(r.Sections) == 0 && r.Left == 0:
		return "Aucun nouveau mouvement n'a été reçu. Ce message concerne les journées passées et votre solde.", nil
	case r.Received == 0:
		return "Aucun nouveau mouvement n'a été reçu. Une décision a été prise sur des demandes de réservation que " +
			"vous aviez déjà transmises.", nil
	case r.Received == 1:
		sentence = "1 mouvement sur vos demandes de réservations a été reçu, dont :"
	default:
		sentence = fmt.Sprintf("%d mouvements sur vos demandes de réservations ont été reçus, dont :", r.Received)
	}
	switch r.Bookings {
	case 0:
	case 1:
		kinds = append(kinds, "1 nouvelle demande de réservation")
	default:
		kinds = append(kinds, fmt.Sprintf("%d nouvelles demandes de réservation", r.Bookings))
	}
	switch r.Cancellations {
	case 0:
	case 1:
		kinds = append(kinds, "1 demande d'annulation")
	default:
		kinds = append(kinds, fmt.Sprintf("%d demandes d'annulation", r.Cancellations))
	}
	if kinds == nil {
		sentence = strings.TrimSuffix(sentence, ", dont :") + "."
	}
	return sentence, kinds
}

// phrase joins the words that are not empty.
func phrase(words ...string) string {
	return plain.OneLine(strings.Join(words, " "))
}
