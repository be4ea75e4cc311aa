package app

import (
	"context"
	"strconv"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/settings"
)

// enterDemoAnimators says who is there this week and the next in each structure: one animator is missing on the first
// day ahead that needs two, and nobody said it yet for the last days.
func enterDemoAnimators(ctx context.Context, a *App, today civil.Date) error {
	ids, err := a.DB.Read().StructureIDs(ctx)
	if err != nil {
		return err
	}
	for _, id := range ids {
		c, err := a.Settings.Catalogues.Current(ctx, a.DB.Read(), id)
		if err != nil {
			return err
		}
		d := desk.Actor{StructureID: id, Revision: c.Structure.Revision, Origin: desk.FromCommand}
		short := false
		for _, day := range []civil.Date{today, today + 7} {
			page, err := a.Settings.Places(ctx, d, settings.PlacesQuery{Day: day})
			if err != nil {
				return err
			}
			var f settings.PlacesForm
			for _, row := range page.Rows {
				if row.Law == nil || row.Date < today || row.Date > today+9 {
					continue
				}
				n := row.Need
				if !short && row.Date > today && n > 1 {
					n, short = n-1, true
				}
				f.Rows = append(f.Rows, settings.PlacesTyped{Key: row.Key, TeamShown: row.TeamShown(),
					Animators: strconv.Itoa(n)})
			}
			if err := a.Settings.SetAnimators(ctx, d, f); err != nil {
				return err
			}
		}
	}
	return nil
}
