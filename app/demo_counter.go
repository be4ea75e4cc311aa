package app

import (
	"context"
	"slices"

	"cartable/app/counter"
	"cartable/app/demo"
	"cartable/app/desk"
	"cartable/app/domain/booking"
	"cartable/app/portal"
)

// bookByPhone books two days for the family that calls the town hall, as its manager does: the next one whose limit has
// passed, if there is one, and the next one that is free.
func bookByPhone(ctx context.Context, a *App) error {
	q := a.DB.Read()
	clerk, _, err := q.AccountByLogin(ctx, demo.Newswriter)
	if err != nil {
		return err
	}
	caller, _, err := q.AccountByLogin(ctx, demo.Caller)
	if err != nil {
		return err
	}
	homes, err := a.Account.Families(ctx, caller.ID)
	if err != nil || len(homes) == 0 {
		return err
	}
	d := desk.Actor{StructureID: homes[0].StructureID, AccountID: clerk.ID, Origin: desk.FromCommand}
	acting, err := a.Counter.Acting(ctx, d, homes[0].Code)
	if err != nil {
		return err
	}
	first, err := a.Portal.Month(ctx, acting.Viewer, portal.MonthQuery{})
	if err != nil {
		return err
	}
	var boxes portal.Boxes
	for _, choice := range first.Activities {
		month, err := a.Portal.Month(ctx, acting.Viewer, portal.MonthQuery{ChildID: first.Child.ID,
			Activity: choice.Code, Month: first.Month})
		if err != nil {
			return err
		}
		if boxes = callersDays(month); len(boxes.Shown) > 0 {
			break
		}
	}
	if len(boxes.Shown) == 0 {
		return nil
	}
	if _, err := a.Portal.Save(ctx, acting.Viewer, boxes); err != nil {
		return err
	}
	recap, err := a.Portal.Recap(ctx, acting.Viewer)
	if err != nil {
		return err
	}
	_, err = a.Counter.Validate(ctx, d, acting, recap.RecapKey, counter.Said{Channel: booking.ByPhone,
		Reason: "appel de Mme Traoré, garde imprévue", Passes: recap.Must})
	return err
}

// callersDays ticks the first day of a month that is late, and the first that is not.
func callersDays(month portal.Month) portal.Boxes {
	boxes := portal.Boxes{ChildID: month.Child.ID, Activity: month.Activity.Code, Month: month.Month}
	seen := map[booking.Pass]bool{}
	for _, day := range month.Days() {
		if day.State == booking.Available && !seen[day.Needs] && day.Needs&^booking.PassBooking == 0 {
			seen[day.Needs] = true
			boxes.Shown = append(boxes.Shown, day.Date)
		}
	}
	boxes.Ticked = slices.Clone(boxes.Shown)
	return boxes
}
