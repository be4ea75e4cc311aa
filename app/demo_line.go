package app

import (
	"context"
	"slices"
	"strconv"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/town"
	"cartable/app/office"
	"cartable/app/operation"
	"cartable/app/queue"
	"cartable/app/settings"
)

// The demonstration's offer: the activity, the child, and for how long.
const (
	demoOffer      = "MERC_612_MATIN"
	demoWaits      = "Elsa Moreau"
	demoOfferHours = 24
)

// oneMoreAnimator prepares the places that the law allows on a date with one animator more than its children need.
func (a *App) oneMoreAnimator(ctx context.Context, d desk.Actor, pool string, on civil.Date) (int64, bool, error) {
	page, err := a.Settings.Places(ctx, d, settings.PlacesQuery{Day: on})
	if err != nil {
		return 0, false, err
	}
	var f settings.PlacesForm
	for _, row := range page.Rows {
		if row.Pool == pool && row.Date == on {
			f = settings.PlacesForm{Reason: "une animatrice de plus ce jour-là", Rows: []settings.PlacesTyped{{
				Key: row.Key, Shown: row.Shown(), TeamShown: row.TeamShown(), ByTeam: true,
				Animators: strconv.Itoa(row.Need + 1)}}}
		}
	}
	return a.Settings.SetPlaces(ctx, d, f)
}

// offerDemoPlace has one more animator on a full Wednesday, and the places that the law then allows, moves a child to
// the head of its waiting list, and offers it a place: its family has an answer to give, and the town hall an offer to
// watch.
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
		id, applied, err := a.oneMoreAnimator(ctx, d, pool.Code, g.Date)
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
