package settings

import (
	"context"
	"fmt"
	"strconv"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/town"
	"cartable/db"
)

// Start is how far a structure is on its way from nothing to its first booking. It is computed from what is stored:
// nothing else remembers a step as done.
type Start struct {
	Steps  []Step
	Hidden bool // staff no longer want to see it
}

// Step is one part of the way.
type Step struct {
	Title   string
	Has     string   // what there is, in words; empty = nothing yet
	Missing []string // what is missing, and why it matters; none = the step is done
	URL     string   // of the page that does it
	Do      string   // the label of its link
	Waits   bool     // an earlier step has to be done first
}

// Done reports whether nothing is missing.
func (s Step) Done() bool { return len(s.Missing) == 0 }

// Left returns how many steps are not done.
func (s Start) Left() (n int) {
	for _, one := range s.Steps {
		if !one.Done() {
			n++
		}
	}
	return n
}

// Start returns the first steps of the structure.
func (o *Settings) Start(ctx context.Context, d desk.Actor) (Start, error) {
	c, err := o.Town(ctx, o.DB.Read(), d)
	if err != nil {
		return Start{}, err
	}
	n, err := o.DB.Read().StartCounts(ctx, d.StructureID)
	if err != nil {
		return Start{}, err
	}
	return Start{Steps: stepsOf(c, n, c.Today(o.Now())), Hidden: c.Structure.StartHidden}, nil
}

// StartHidden reports whether staff no longer want to see the first steps, without a statement.
func (o *Settings) StartHidden(ctx context.Context, d desk.Actor) (bool, error) {
	c, err := o.Town(ctx, o.DB.Read(), d)
	if err != nil {
		return false, err
	}
	return c.Structure.StartHidden, nil
}

// HideStart hides the first steps, or shows them again.
func (o *Settings) HideStart(ctx context.Context, d desk.Actor, hide bool) error {
	return o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error { return q.HideStart(ctx, d.StructureID, hide) })
}

// stepsOf returns the steps of a town, in order. A step waits while one before it, on which it depends, is not done.
func stepsOf(c *town.Catalogue, n db.Counts, today civil.Date) []Step {
	steps := []Step{identityStep(c), walletStep(c), categoryStep(c), activityStep(c, today), calendarStep(c, today),
		tariffStep(c, today), familyStep(n), openStep(n)}
	const wallets, categories, activities, families = 1, 2, 3, 6
	for step, after := range map[int]int{categories: wallets, activities: categories, activities + 1: activities,
		activities + 2: activities, families: activities, families + 1: families} {
		steps[step].Waits = !steps[after].Done()
	}
	return steps
}

func identityStep(c *town.Catalogue) Step {
	s := Step{Title: "La structure", Has: c.Structure.Name, URL: "/mairie/reglages", Do: "Compléter les réglages"}
	if c.Structure.Phone == "" && c.Structure.Email == "" {
		s.Missing = append(s.Missing, "Un téléphone ou un courriel\u00a0: les familles doivent pouvoir vous joindre.")
	}
	if c.Structure.Address == "" {
		s.Missing = append(s.Missing, "L'adresse\u00a0: elle figure sur les reçus et les attestations.")
	}
	return s
}

func walletStep(c *town.Catalogue) Step {
	s := Step{Title: "Les porte-monnaie", URL: "/mairie/porte-monnaie/nouveau", Do: "Créer un porte-monnaie",
		Has: some(len(c.Wallets), "porte-monnaie", "porte-monnaie")}
	if len(c.Wallets) == 0 {
		s.Missing = append(s.Missing, "Un porte-monnaie\u00a0: c'est le compte prépayé de chaque famille. Un seul "+
			"suffit, ou "+
			"un par régie.")
	}
	return s
}

func categoryStep(c *town.Catalogue) Step {
	s := Step{Title: "Les catégories", URL: "/mairie/categories/nouvelle", Do: "Créer une catégorie",
		Has: some(len(c.Categories), "catégorie", "catégories")}
	if len(c.Categories) == 0 {
		s.Missing = append(s.Missing, "Une catégorie, par exemple «\u00a0Restauration scolaire\u00a0»\u00a0: elle "+
			"dit quel "+
			"porte-monnaie paie, et à partir de quel solde les réservations sont bloquées.")
	}
	return s
}

func activityStep(c *town.Catalogue, today civil.Date) Step {
	current := currentActivities(c, today)
	s := Step{Title: "Les activités et leurs places", URL: "/mairie/activites/nouvelle", Do: "Créer une activité",
		Has: some(len(current), "activité", "activités")}
	if len(current) == 0 {
		s.Missing = append(s.Missing, "Une activité en cours ou à venir\u00a0: c'est ce que les familles réservent.")
		return s
	}
	if places := some(len(c.Pools), "groupe de places", "groupes de places"); places != "" {
		s.Has += ", " + places
	} else {
		s.Has += ", sans limite de places"
	}
	return s
}

func calendarStep(c *town.Catalogue, today civil.Date) Step {
	s := Step{Title: "Le calendrier", URL: "/mairie/calendrier", Do: "Voir le calendrier"}
	days := 0
	for _, a := range currentActivities(c, today) {
		open := 0
		for day := max(today, a.From); day <= min(a.To, today.AddDays(aheadDays)); day++ {
			if why, _ := c.OpenOn(a, day); why == "" {
				open++
			}
		}
		if days += open; open == 0 {
			s.Missing = append(s.Missing, fmt.Sprintf("Des jours ouverts pour %s\u00a0: il n'y en a aucun dans les "+
				"douze mois.",
				a.Name))
		}
	}
	s.Has = some(days, "journée d'activité ouverte", "journées d'activité ouvertes") // of all activities together
	if days == 0 && len(s.Missing) == 0 {
		s.Missing = append(s.Missing, "Des jours ouverts\u00a0: ils viennent de l'activité, des vacances et des "+
			"fermetures.")
	}
	return s
}

// aheadDays is how far ahead open days are looked for.
const aheadDays = 365

func tariffStep(c *town.Catalogue, today civil.Date) Step {
	s := Step{Title: "Les tarifs", URL: "/mairie/tarifs", Do: "Fixer les tarifs"}
	priced := 0
	for _, a := range currentActivities(c, today) {
		if _, whole := mostOf(a, today); whole {
			priced++
			continue
		}
		s.Missing = append(s.Missing, fmt.Sprintf("Un prix pour %s, pour toutes les familles\u00a0: sans lui, les "+
			"journées ne "+
			"sont pas facturées.", a.Name))
	}
	s.Has = some(priced, "activité a un prix", "activités ont un prix")
	if priced == 0 && len(s.Missing) == 0 {
		s.Missing = append(s.Missing, "Un prix pour chaque activité.")
	}
	return s
}

func familyStep(n db.Counts) Step {
	s := Step{Title: "Les familles", URL: "/mairie/nouvelle-famille", Do: "Ajouter une famille",
		Has: atLeast(n.Families, "famille", "familles")}
	if n.Children > 0 {
		s.Has += ", " + atLeast(n.Children, "enfant", "enfants")
	}
	switch {
	case n.Families == 0:
		s.Missing = append(s.Missing, "Les familles et leurs enfants\u00a0: une par une, ou toutes ensemble depuis "+
			"un tableur.")
	case n.Children == 0:
		s.Missing = append(s.Missing, "Les enfants de ces familles.")
	case n.Enrolments == 0:
		s.Missing = append(s.Missing, "Des inscriptions\u00a0: un enfant ne peut réserver que les activités où il "+
			"est inscrit.")
	}
	return s
}

func openStep(n db.Counts) Step {
	s := Step{Title: "L'ouverture aux familles", URL: "/mairie/acces", Do: "Imprimer les lettres d'accès",
		Has: atLeast(n.Guardians, "famille a son accès", "familles ont leur accès")}
	switch left := n.Families - n.Guardians; {
	case n.Guardians == 0:
		s.Missing = append(s.Missing,
			"Un accès pour chaque famille\u00a0: une lettre avec son identifiant et son premier "+
				"mot de passe.")
	case left > 0 && n.Families < db.Many:
		s.Has += ", " + some(left, "famille l'attend", "familles l'attendent")
	}
	return s
}

// currentActivities are those that are not over.
func currentActivities(c *town.Catalogue, today civil.Date) (all []*town.Activity) {
	for _, a := range c.Activities {
		if a.To >= today {
			all = append(all, a)
		}
	}
	return all
}

// atLeast returns "3 familles"; beyond what is counted, "au moins 100 familles".
func atLeast(n int, one, many string) string {
	if n >= db.Many {
		return "au moins " + some(n, one, many)
	}
	return some(n, one, many)
}

// some returns "3 familles"; empty for none.
func some(n int, one, many string) string {
	switch n {
	case 0:
		return ""
	case 1:
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}
