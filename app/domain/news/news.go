// Package news holds what the town hall tells families on the portal: what an announcement is, which families it is
// for, when it is shown, and how its plain text is read. It stores nothing; start with Item and Blocks.
package news

import (
	"strings"
	"unicode/utf8"

	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
)

// Target is which families an announcement is for. Its text is stored and never changes.
type Target string

// The targets. Each but All needs the values that Item.Check asks for; db decides by them which families are meant.
const (
	All             Target = "all"
	School          Target = "school"   // a child is at the school
	Class           Target = "class"    // a child is in the class
	Activity        Target = "activity" // a child is enrolled in the activity while the announcement is shown
	Present         Target = "present"  // a child has a place between two dates
	Waiting         Target = "waiting"  // a request waits for a place
	WithoutQuotient Target = "no-qf"    // no quotient familial is known for today
)

// Targets are the targets in the order of the form, with their French.
var Targets = []struct {
	Target Target
	French string
}{
	{All, "Toutes les familles"},
	{School, "Les familles d'une école"},
	{Class, "Les familles d'une classe"},
	{Activity, "Les familles inscrites à une activité"},
	{Present, "Les familles qui ont réservé entre deux dates"},
	{Waiting, "Les familles en liste d'attente"},
	{WithoutQuotient, "Les familles sans quotient familial connu"},
}

// Item is an announcement.
type Item struct {
	ID          int64
	Title, Body string // plain text
	Target      Target
	School      string     // School, Class
	Class       string     // Class
	ActivityID  int64      // Activity; Present: only those who come there, 0 = anywhere
	PresentFrom civil.Date // Present
	PresentTo   civil.Date // Present
	From, To    civil.Date // shown on these days, both included
	Pinned      bool       // stays on top of the others
	MustRead    bool       // shown to each adult until they say that they have read it
}

// Shown is an announcement as an adult of a family sees it.
type Shown struct {
	Item
	Unread bool // it must be read, and this adult has not said so yet
}

// The longest texts, in characters, and the longest time that an announcement is shown, in days: what concerns nobody
// any more must leave by itself.
const (
	LongestTitle = 120
	LongestBody  = 5000
	Longest      = 400
)

// State is where an announcement is in its time.
type State string

// The states.
const (
	Coming    State = "coming"
	Online    State = "online"
	Over      State = "over"
	Withdrawn State = "withdrawn"
)

// StateOn returns the state of an announcement on a date.
func (n Item) StateOn(today civil.Date, withdrawn bool) State {
	switch {
	case withdrawn:
		return Withdrawn
	case today < n.From:
		return Coming
	case today > n.To:
		return Over
	}
	return Online
}

// Clean returns the announcement without blanks around its texts, and without the values that its target does not use.
func (n Item) Clean() Item {
	n.Title = strings.Join(strings.Fields(n.Title), " ")
	n.Body = strings.TrimSpace(strings.ReplaceAll(n.Body, "\r\n", "\n"))
	if n.Target != School && n.Target != Class {
		n.School = ""
	}
	if n.Target != Class {
		n.Class = ""
	}
	if n.Target != Activity && n.Target != Present {
		n.ActivityID = 0
	}
	if n.Target != Present {
		n.PresentFrom, n.PresentTo = 0, 0
	}
	return n
}

// Check returns what is wrong with an announcement, by field of its form. was is the announcement as it is stored, nil
// for a new one: a day that has passed may stay, but not be chosen.
func (n Item) Check(today civil.Date, was *Item) error {
	var wrong fault.Many
	n.checkTexts(&wrong)
	n.checkTarget(&wrong)
	switch {
	case n.From == 0:
		wrong.Addf("du", "Indiquez le premier jour où l'actualité est affichée.")
	case n.To == 0:
		wrong.Addf("au", "Indiquez le dernier jour où l'actualité est affichée.")
	case n.To < n.From:
		wrong.Addf("au", "Le dernier jour vient avant le premier\u00a0: vérifiez les dates.")
	case n.To-n.From > Longest:
		wrong.Addf("au", "Une actualité reste affichée %d jours au plus\u00a0: rapprochez le dernier jour.", Longest)
	case n.To < today && (was == nil || was.To != n.To):
		wrong.Addf("au", "Ce jour est passé\u00a0: plus personne ne verrait l'actualité.")
	}
	return wrong.Err()
}

func (n Item) checkTexts(wrong *fault.Many) {
	switch {
	case n.Title == "":
		wrong.Addf("titre", "Donnez un titre à l'actualité.")
	case utf8.RuneCountInString(n.Title) > LongestTitle:
		wrong.Addf("titre", "Ce titre est trop long\u00a0: %d caractères au plus.", LongestTitle)
	}
	switch {
	case n.Body == "":
		wrong.Addf("texte", "Écrivez le texte de l'actualité.")
	case utf8.RuneCountInString(n.Body) > LongestBody:
		wrong.Addf("texte", "Ce texte est trop long\u00a0: %d caractères au plus.", LongestBody)
	}
}

func (n Item) checkTarget(wrong *fault.Many) {
	switch n.Target {
	case All, Waiting, WithoutQuotient:
	case School:
		if n.School == "" {
			wrong.Addf("ecole", "Choisissez l'école.")
		}
	case Class:
		if n.School == "" || n.Class == "" {
			wrong.Addf("classe", "Choisissez la classe.")
		}
	case Activity:
		if n.ActivityID == 0 {
			wrong.Addf("activite", "Choisissez l'activité.")
		}
	case Present:
		switch {
		case n.PresentFrom == 0:
			wrong.Addf("present-du", "Indiquez à partir de quel jour les enfants sont attendus.")
		case n.PresentTo == 0:
			wrong.Addf("present-au", "Indiquez jusqu'à quel jour les enfants sont attendus.")
		case n.PresentTo < n.PresentFrom:
			wrong.Addf("present-au", "Le dernier jour vient avant le premier\u00a0: vérifiez les dates.")
		case n.PresentTo-n.PresentFrom > Longest:
			wrong.Addf("present-au", "Choisissez une période de %d jours au plus.", Longest)
		}
	default:
		wrong.Addf("cible", "Choisissez à quelles familles l'actualité s'adresse.")
	}
}
