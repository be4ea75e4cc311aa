package operation

import (
	"fmt"
	"time"

	"cartable/app/domain/town"
)

// whats says what becomes of a reservation, by its fate.
var whats = map[string]string{"cancelled": "réservation annulée", "withdrawn": "demande retirée",
	"repriced": "journée facturée à nouveau", "locked": "reste, et ne pourra plus être annulée par la famille",
	"overlaps": "reste, et chevauche désormais une autre réservation"}

// warnings are what a clerk should know before applying, in words.
func warnings(c *town.Catalogue, one computed, now time.Time) (all []string) {
	add := func(n int, single, plural string) {
		switch {
		case n == 1:
			all = append(all, single)
		case n > 1:
			all = append(all, fmt.Sprintf(plural, n))
		}
	}
	e, counts := one.effect, one.effect.Counts()
	frozen := 0
	for _, l := range e.Cancelled {
		a := c.ActivityByID(l.ActivityID)
		if limit := c.LastCall(a, l.Date); limit.Before(c.Starts(a, l.Date)) && !now.Before(limit) {
			frozen++ // the kitchen has its number
		}
	}
	add(frozen, "Un repas de la liste est déjà commandé à la cuisine\u00a0: prévenez-la.",
		"%d repas de la liste sont déjà commandés à la cuisine\u00a0: prévenez-la.")
	add(counts.Kept, "Un enfant pointé présent garde sa journée.",
		"%d enfants pointés présents gardent leur journée.")
	add(counts.Excess, "Un enfant est accepté au-delà des places\u00a0: il garde la sienne, et le jour montre +1.",
		"%d enfants sont acceptés au-delà des places\u00a0: ils gardent la leur, et les jours concernés le montrent.")
	add(counts.Outside, "Un enfant que l'activité n'accueille plus garde sa journée déjà acceptée.",
		"%d journées déjà acceptées sont gardées, d'enfants que l'activité n'accueille plus.")
	add(counts.Overlaps, "Deux réservations d'un enfant se chevauchent désormais\u00a0: à régler à la main.",
		"%d enfants ont des réservations qui se chevauchent désormais\u00a0: à régler à la main.")
	add(counts.Locked, "Une famille ne pourra plus annuler une journée de la semaine qui vient.",
		"%d journées de la semaine qui vient ne pourront plus être annulées par les familles.")
	add(len(e.Unpriced), "Une réservation n'a plus de tarif.", "%d réservations n'ont plus de tarif.")
	add(counts.ByPost, "Une famille n'a pas d'adresse courriel\u00a0: sa lettre s'imprimera sur cette page.",
		"%d familles n'ont pas d'adresse courriel\u00a0: leurs lettres s'imprimeront sur cette page.")
	add(counts.Papers, "Une attestation fiscale d'une année passée change\u00a0: remettez-la à la famille si elle l'a "+
		"déjà reçue.", "%d attestations fiscales d'années passées changent\u00a0: remettez-les aux familles qui les "+
		"ont déjà reçues.")
	if one.first != 0 && one.first <= c.Today(now) && !one.nobody() {
		all = append(all, "Le premier jour a commencé\u00a0: cette opération ne pourra pas être annulée.")
	}
	return all
}
