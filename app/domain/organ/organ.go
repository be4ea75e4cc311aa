// Package organ judges how what the portal leans on does: Redis, the mail server, the payment platform, the night, the
// disk, and the workers themselves. Web and workers share no memory: each process says what it sees (app/pulse), and
// what they said together is judged here. Start with Judge.
package organ

import (
	"slices"
	"time"
)

// Organ is something that the portal leans on. Its text is stored.
type Organ string

// The organs. Web and Worker are the processes themselves: they say that they live, and nothing else.
const (
	Redis   Organ = "redis"
	Mail    Organ = "mail"
	Payment Organ = "payment"
	Night   Organ = "night"
	Disk    Organ = "disk"
	Worker  Organ = "worker"
	Web     Organ = "web"
)

// Stale is for how long what a process said holds. A process says all it knows each minute: after three it is gone.
const Stale = 3 * time.Minute

// Word is the last that a process said of an organ. Instants are of the machines' clocks.
type Word struct {
	Organ  Organ
	Who    string // which process
	Ailing bool
	Since  time.Time // that it has been so
	Said   time.Time // when it was last seen to be so
	Seen   time.Time // when the process last told that it lives
	Text   string    // what was said; empty when all is well
}

// Ailment is an organ that does not do well.
type Ailment struct {
	Organ Organ
	Since time.Time // zero: for as long as anybody knows
	Text  string    // for whoever operates
}

// sentences are what staff read: what is the matter, followed by since when, and then what it means and what to do.
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

// order is that of a page: what is worst comes first.
var order = []Organ{Disk, Worker, Night, Mail, Payment, Redis}

// What says in French what is the matter, to be followed by "depuis".
func (a Ailment) What() string { return sentences[a.Organ][0] }

// Then says in French what it means, and what to do.
func (a Ailment) Then() string { return sentences[a.Organ][1] }

// Judge tells what ails, from the last words of all processes. An organ ails when a process that lives says so, unless
// another one has seen it well a good while later: what is away for one may answer another, and whoever was wrong once
// may have nothing more to say for hours. Workers ail when the site has run for a while and none of them lives.
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
