package portal

import (
	"cmp"
	"time"

	"cartable/app/domain/town"
	"cartable/db"
)

// offersOf returns the places that are held for a family, with its names for its children. Activities that the town
// does not offer any more are left out.
func offersOf(c *town.Catalogue, all []db.OpenOffer, called map[int64]string, now time.Time) (offers []Offer) {
	for _, o := range all {
		if a := c.ActivityByID(o.ActivityID); a != nil {
			offers = append(offers, Offer{ID: o.ID, ChildID: o.ChildID, Child: cmp.Or(called[o.ChildID], o.Child),
				Activity: a.Name, Date: o.Date, Until: o.Until, Left: max(1, int(o.Until.Sub(now)/time.Second))})
		}
	}
	return offers
}
