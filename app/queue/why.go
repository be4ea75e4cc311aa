package queue

import (
	"fmt"
	"time"

	"cartable/app/domain/allocation"
	"cartable/app/domain/booking"
	"cartable/app/domain/town"
	"cartable/db"
)

// Why returns why each request of a waiting list can be given, or offered, no place at an instant; empty for those that
// can. rows are all that wait for the same places on the date: whoever is before, by the rule of the night, has the
// place. A place may be given although little time is left: staff have spoken to the family.
func Why(c *town.Catalogue, rows []db.Asked, places map[int64]allocation.Pool, now time.Time,
	a Acts) map[int64]string {
	why := map[int64]string{}
	var requests []allocation.Request
	for _, r := range rows {
		one, activity := Request(c, r, now), c.ActivityByID(r.ActivityID)
		if why[r.ID] = booking.NoPlaceWhy(c, activity, r.Date, r.Right, now); why[r.ID] == "" && a.What == Propose {
			if _, ok := c.OfferUntil(activity, r.Date, now, a.Hours); !ok {
				why[r.ID] = "Trop peu de temps pour répondre à une proposition\u00a0: donnez la place, après un appel."
			}
		}
		one.Late = one.Late || why[r.ID] != ""
		requests = append(requests, one)
	}
	won := map[int64]bool{}
	for _, d := range allocation.Settle(requests, places) {
		won[d.ID] = d.New == booking.Accepted
	}
	for i, r := range rows {
		if why[r.ID] == "" && !won[r.ID] {
			why[r.ID] = noPlace(requests, i, won)
		}
	}
	return why
}

// noPlace returns why a request wins no place: others come before, or there is none.
func noPlace(requests []allocation.Request, i int, won map[int64]bool) string {
	before := 0
	for _, other := range requests {
		if won[other.ID] && other.Before(requests[i]) < 0 {
			before++
		}
	}
	switch before {
	case 0:
		return "Il n'y a pas de place libre ce jour-là."
	case 1:
		return "La place libre est à la demande qui la précède, ici ou pour une activité qui partage ses places. " +
			"Pour servir celle-ci d'abord, placez-la en tête, avec un motif."
	}
	return fmt.Sprintf("Les places libres sont aux %d demandes qui la précèdent. Pour servir celle-ci d'abord, "+
		"placez-la en tête, avec un motif.", before)
}
