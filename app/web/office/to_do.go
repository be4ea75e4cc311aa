package office

import (
	"fmt"
	"html/template"
	"net/url"

	"cartable/app/web/site"
)

// task is a number of the first page: what there is to do, how old the oldest is, and where it is done.
type task struct {
	URL   template.URL
	N     int
	Words string // "demandes à répondre"
	Age   string // "la plus ancienne : hier"
	Bad   bool   // something failed
	Lines []taskLine
}

// taskLine is a part of a task that has its own page.
type taskLine struct {
	URL   template.URL // empty: the visitor may not open it
	Words string
}

// fewLines is how many parts of a task are shown.
const fewLines = 6

// taskOf returns a task with the words for its number. calm says that there is nothing to do.
func (v todayView) all() (tasks []task, calm []string) {
	add := func(may bool, t task, one, many, none string) {
		switch {
		case !may:
		case t.N == 0:
			calm = append(calm, none)
		default:
			if t.Words = many; t.N == 1 {
				t.Words = one
			}
			tasks = append(tasks, t)
		}
	}
	add(v.SeeDay, v.unmarked(), "enfant à pointer, jours passés", "enfants à pointer, jours passés", "pointages")
	add(v.SeeRequests, task{URL: toAnswerPath, N: v.ToAnswer, Age: string(v.Ages.ToAnswer)}, "demande à répondre",
		"demandes à répondre", "demandes à répondre")
	add(v.SeeRequests, task{URL: "/mairie/attente", N: v.Queues, Age: string(v.Ages.Queues)},
		"jour avec une place libre et une liste d'attente", "jours avec des places libres et une liste d'attente",
		"listes d'attente")
	add(v.SeeMails, task{URL: "/mairie/courriels?etat=a-voir", N: v.BadMails, Age: string(v.Ages.BadMails), Bad: true},
		"courriel non remis", "courriels non remis", "courriels")
	add(v.SeeRuns, v.night(), "nuit à vérifier", "nuits à vérifier", "nuit")
	add(v.SeeRuns, task{URL: "/mairie/nuits", N: v.Blocked, Bad: true}, "tâche arrêtée après plusieurs essais",
		"tâches arrêtées après plusieurs essais", "")
	if v.Online != nil {
		add(true, task{URL: "/mairie/regie/paiements?etat=a-voir", N: v.Online.Anomalies, Age: string(v.Ages.Anomalies),
			Bad: true}, "anomalie de paiement à trancher", "anomalies de paiement à trancher", "paiements en ligne")
	}
	add(v.SeeQuotients, task{URL: "/mairie/quotients", N: v.Quotients, Age: string(v.Ages.Quotients)},
		"quotient qui se termine", "quotients qui se terminent", "quotients")
	add(v.SeeDay, v.short(), "jour sans assez d'animateurs", "jours sans assez d'animateurs", "animateurs")
	add(v.SeeDiets, task{URL: dietRequestsPath, N: v.Diets, Age: string(v.Ages.Diets)}, "régime demandé",
		"régimes demandés", "régimes demandés")
	add(v.SeeDiets, task{URL: leavingsPath, N: v.Pickups, Age: string(v.Ages.Pickups)}, "sortie demandée",
		"sorties demandées", "sorties demandées")
	add(v.SeeErasures, task{URL: "/mairie/rgpd", N: v.Erasures, Age: string(v.Ages.Erasures)}, "effacement demandé",
		"effacements demandés", "effacements")
	return tasks, calm
}

// Tasks are the numbers that the visitor may see and that are not zero.
func (v todayView) Tasks() []task {
	tasks, _ := v.all()
	return tasks
}

// Calm names what there is nothing to do about, among what the visitor may see.
func (v todayView) Calm() (names []string) {
	_, calm := v.all()
	for _, name := range calm {
		if name != "" {
			names = append(names, name)
		}
	}
	return names
}

func (v todayView) unmarked() task {
	t := task{URL: toMarkPath, N: v.UnmarkedSum, Age: string(v.Ages.Unmarked)}
	for i, u := range v.ToDo.Unmarked {
		if i < fewLines {
			t.Lines = append(t.Lines, taskLine{unmarkedURL(u.Code, u.Date),
				fmt.Sprintf("%s, %s\u00a0: %d", u.Name, u.Date.Short(), u.Children)})
		}
	}
	return t
}

func (v todayView) night() task {
	if v.NightWrong == "" {
		return task{}
	}
	return task{URL: template.URL(fmt.Sprintf("/mairie/nuits/%d", v.NightWrongID)), N: 1, // #nosec G203 -- a number
		Age: v.NightWrong, Bad: true}
}

// short says on which days animators are missing.
func (v todayView) short() task {
	t := task{URL: "/mairie", N: len(v.Short)}
	for i, s := range v.Short {
		day := fmt.Sprintf("%s %d", site.Capital(s.Date.WeekdayName()), s.Date.Day())
		if s.Tomorrow {
			day += " (demain)"
		}
		if i == 0 {
			t.Age, t.Bad = "le premier\u00a0: "+s.Date.Near(v.Day), s.Tomorrow
		}
		line := taskLine{Words: fmt.Sprintf("%s, %s\u00a0: %s, %s, il en faut %d.", day, s.Pool,
			site.Plural(s.Children, "enfant", "enfants"), site.Plural(s.Have, "animateur", "animateurs"), s.Need)}
		if v.SeePlaces {
			line.URL = site.Address("/mairie/places", url.Values{"jour": {s.Date.String()}, "groupe": {s.Code}})
			t.URL = line.URL
		}
		t.Lines = append(t.Lines, line)
	}
	return t
}
