package app

import (
	"context"

	"cartable/app/demo"
	"cartable/app/desk"
	"cartable/app/domain/wallet"
	"cartable/app/office"
)

// markDemoDays has the animator mark the sheets of the two weeks before, and of the last of their days every second one
// alone, with another that is half done: the board of what nobody has marked begins with one day. The sheets of the day
// before are closed, so that a mark that changes there is a correction.
func markDemoDays(ctx context.Context, a *App) error {
	ids, err := a.DB.Read().StructureIDs(ctx)
	if err != nil || len(ids) == 0 {
		return err
	}
	d, found, err := demoStaff(ctx, a.Office.Base, demo.Animator, ids[0])
	if err != nil || !found {
		return err
	}
	board, err := a.Office.ToMark(ctx, d)
	if err != nil || len(board.Days) == 0 {
		return err
	}
	last := len(board.Days) - 1
	for i, day := range board.Days {
		var all []office.SiteSeen
		for j, s := range day.Sites {
			if i < last || j%2 == 0 {
				all = append(all, s.SiteSeen)
			}
		}
		if _, err := a.Office.MarkSites(ctx, d, all, "Feuilles papier saisies"); err != nil {
			return err
		}
	}
	if last > 0 {
		for _, s := range board.Days[last-1].Sites {
			if err := a.Office.CloseDaySheet(ctx, d, s.Code, s.Date, 0); err != nil {
				return err
			}
		}
	}
	if sites := board.Days[last].Sites; len(sites) > 1 {
		return markHalf(ctx, a, d, sites[1])
	}
	return nil
}

// markHalf has the animator mark every second child of a sheet.
func markHalf(ctx context.Context, a *App, d desk.Actor, s office.ToMarkSite) error {
	sheet, err := a.Office.DaySheet(ctx, d, s.Code, s.Date)
	if err != nil {
		return err
	}
	for i, child := range sheet.Children {
		if i%2 == 1 || child.School != s.School || !child.Status.Placed() {
			continue
		}
		if err := a.Office.Mark(ctx, d, office.Mark{Activity: s.Code, Date: s.Date, ReservationID: child.ID,
			Attendance: wallet.Present}); err != nil {
			return err
		}
	}
	return nil
}
