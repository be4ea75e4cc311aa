package app

import (
	"context"
	"slices"

	"cartable/app/desk"
	"cartable/app/domain/town"
	"cartable/app/office"
	"cartable/app/operation"
	"cartable/app/queue"
)

// The demonstration's offer: the activity, the child, and for how long.
const (
	demoOffer      = "MERC_612_MATIN"
	demoWaits      = "Elsa Moreau"
	demoOfferHours = 24
)

// offerDemoPlace adds a place to a full Wednesday, moves a child to the head of its waiting list, and offers it the
// place: its family has an answer to give, and the town hall an offer to watch.
func (a *App) offerDemoPlace(ctx context.Context, d desk.Actor, s *town.Settings) error {
	c, err := a.Catalogues.Current(ctx, a.DB.Read(), d.StructureID)
	if err != nil {
		return err
	}
	d.Revision = c.Structure.Revision
	list, err := a.Office.Waitlists(ctx, d, office.WaitQuery{Activity: demoOffer}, 1)
	if err != nil {
		return err
	}
	for _, g := range list.Groups {
		i := slices.IndexFunc(g.Rows, func(r office.WaitRow) bool { return r.Child == demoWaits })
		if i < 0 || g.Capacity == nil {
			continue
		}
		ids := []int64{g.Rows[i].ID}
		pool := s.Town.Activity(demoOffer).Pools[0]
		after := town.CapacityEntry{Pool: pool.Code, Date: g.Date, Capacity: new(g.Taken + 1)}
		id, applied, err := a.Operations.Prepare(ctx, d, operation.Request{Kind: operation.Capacity,
			Title:   "Une place de plus, " + g.Activity + ", " + g.Date.Medium(),
			Reason:  "une animatrice de plus ce jour-là",
			Changes: town.Changes{{Before: s.Stored(after), After: after}}})
		if err != nil {
			return err
		}
		if !applied {
			page, err := a.Operations.Operation(ctx, d, id)
			if err != nil {
				return err
			}
			if err := a.Operations.Apply(ctx, d, id, operation.Consent{Fingerprint: page.Fingerprint}); err != nil {
				return err
			}
		}
		if _, err = a.Queue.Act(ctx, d, queue.Acts{IDs: ids, What: queue.ToFirst,
			Words: "Situation signalée par l'école"}); err != nil {
			return err
		}
		_, err = a.Queue.Act(ctx, d, queue.Acts{IDs: ids, What: queue.Propose, Hours: demoOfferHours})
		return err
	}
	return nil
}
