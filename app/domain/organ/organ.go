// Package organ judges the health of the portal's dependencies: Redis, the mail server, the payment platform, the
// nightly run, the disk, and the workers. Web and workers share no memory: each process reports its observations
// (app/pulse), and they are judged together here. Start with Judge.
package organ

import (
	"slices"
	"time"
)

// Organ is a component that the portal depends on. Its text is stored.
type Organ string

// The organs. Web and Worker are the processes themselves: they only report that they are alive.
const (
	Redis   Organ = "redis"
	Mail    Organ = "mail"
	Payment Organ = "payment"
	Night   Organ = "night"
	Disk    Organ = "disk"
	Worker  Organ = "worker"
	Web     Organ = "web"
)

// Stale is how long a process's report is valid. A process reports every minute: after three minutes it counts as
// stopped.
const Stale = 3 * time.Minute

// Word is the last report of a process about an organ. Instants are of the machines' clocks.
type Word struct {
	Organ  Organ
	Who    string // the process
	Ailing bool
	Since  time.Time // when this state began
	Said   time.Time // when this state was last observed
	Seen   time.Time // when the process last reported that it is alive
	Text   string    // the problem; empty when all is well
}

// Ailment is an organ that does not work properly.
type Ailment struct {
	Organ Organ
	Since time.Time // zero: for as long as records go back
	Text  string    // for the operator
}

// sentences are for staff: the problem, to be followed by its start, then the consequence and the remedy.
var sentences = map[Organ][2]string{
	Disk: {"Le disque de la base de données est plein ou en panne", "Rien de nouveau ne peut être enregistré. " +
		"Prévenez sans attendre la personne qui héberge le portail."},
	Worker: {
		"Les tâches de fond ne tournent plus",
		"Ni traitement de la nuit, ni courriels pour l'instant. Rien n'est " +
			"perdu\u00a0: tout sera fait à leur retour. Prévenez la personne qui héberge le portail.",
	},
	Night: {"Le traitement de la nuit rencontre une erreur", "Il est retenté sans cesse et rien n'est perdu. Si ce " +
		"message reste affiché, prévenez la personne qui héberge le portail."},
	Mail: {
		"Le serveur de courriel ne répond plus",
		"Les courriels attendent et partiront d'eux-mêmes à son retour. Si " +
			"ce message reste affiché, prévenez la personne qui héberge le portail.",
	},
	Payment: {
		"La plateforme de paiement ne répond plus",
		"Les familles ne peuvent pas payer en ligne pour l'instant. Les " +
			"paiements déjà commencés seront vérifiés à son retour\u00a0: vous n'avez rien à faire.",
	},
	Redis: {
		"La file d'attente des tâches (Redis) ne répond plus",
		"Le portail travaille sans lui, un peu plus lentement, et rien n'est perdu. " +
			"Signalez-le à la personne qui héberge le portail.",
	},
}

// order is the order on a page: the worst comes first.
var order = []Organ{Disk, Worker, Night, Mail, Payment, Redis}

// What returns the problem in French, to be followed by "depuis".
func (a Ailment) What() string { return sentences[a.Organ][0] }

// Then returns the consequence and the remedy in French.
func (a Ailment) Then() string { return sentences[a.Organ][1] }

// Judge returns the organs that fail, from the last reports of all processes. An organ fails when a live process
// reports so, unless another one has seen it well a good while later: an organ may be out of reach for one process
// only, and a process that was wrong once may have nothing to report for hours. Workers fail when the site has run for
// a while and none of them is alive.
func Judge(words []Word, now time.Time) (all []Ailment) {
	for _, organ := range order {
		if organ == Worker {
			if since, missing := withoutWorker(words, now); missing {
				all = append(all, Ailment{Organ: Worker, Since: since})
			}
			continue
		}
		if found := ailment(organ, words, now); found != nil {
			all = append(all, *found)
		}
	}
	return all
}

func ailment(organ Organ, words []Word, now time.Time) (worst *Ailment) {
	var well time.Time
	for _, w := range words {
		if w.Organ == organ && !w.Ailing && w.Said.After(well) {
			well = w.Said
		}
	}
	for _, w := range words {
		if w.Organ != organ || !w.Ailing || now.Sub(w.Seen) > Stale || well.Sub(w.Said) > Stale {
			continue
		}
		if worst == nil || w.Since.Before(worst.Since) {
			worst = &Ailment{organ, w.Since, w.Text}
		}
	}
	return worst
}

func withoutWorker(words []Word, now time.Time) (since time.Time, missing bool) {
	lives := func(w Word) bool { return now.Sub(w.Seen) <= Stale }
	site := slices.ContainsFunc(words, func(w Word) bool {
		return w.Organ == Web && lives(w) && now.Sub(w.Since) > Stale
	})
	for _, w := range words {
		if w.Organ != Worker {
			continue
		}
		if lives(w) {
			return time.Time{}, false
		}
		if w.Seen.After(since) {
			since = w.Seen
		}
	}
	return since, site
}
