package app

import (
	"context"

	"cartable/app/demo"
	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/office"
)

// publishDemoNews writes the announcements of the first town, as its manager does.
func publishDemoNews(ctx context.Context, a *App, today civil.Date) error {
	q := a.DB.Read()
	ids, err := q.StructureIDs(ctx)
	if err != nil || len(ids) == 0 {
		return err
	}
	clerk, _, err := q.AccountByLogin(ctx, demo.Newswriter)
	if err != nil {
		return err
	}
	c, err := a.Office.Catalogues.Current(ctx, q, ids[0])
	if err != nil {
		return err
	}
	d := desk.Actor{StructureID: ids[0], Revision: c.Structure.Revision, AccountID: clerk.ID, Origin: desk.FromCommand}
	for _, n := range demo.News(today) {
		if err := a.Office.PublishNews(ctx, d, office.NewsForm{Title: n.Title, Body: n.Body, Target: n.Target,
			From: n.From.String(), To: n.To.String(), Pinned: n.Pinned,
			MustRead: n.MustRead}); err != nil {
			return err
		}
	}
	return nil
}
