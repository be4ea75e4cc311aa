package app

import (
	"context"
	"time"

	"cartable/app/demo"
	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/household"
)

// shareDemoChild arranges the weeks of the child of two homes, as its parents did in this autumn: even weeks with one,
// odd weeks with the other, and two days exchanged in a fortnight.
func shareDemoChild(ctx context.Context, a *App, today civil.Date) error {
	q := a.DB.Read()
	clerk, _, err := q.AccountByLogin(ctx, demo.Newswriter)
	if err != nil {
		return err
	}
	home, found, err := demoHomeOf(ctx, q, demo.Separated)
	if err != nil || !found {
		return err
	}
	d := desk.Actor{StructureID: home.Family.StructureID, AccountID: clerk.ID, Origin: desk.FromCommand}
	base := a.Households.Base
	separated := base.Now().Add(-40 * 24 * time.Hour)
	base.Now = func() time.Time { return separated }
	then := &household.Households{Base: base}
	child, form, err := then.Custody(ctx, d, home.Family.Code, home.ChildID)
	if err != nil || !child.Two() {
		return err
	}
	form.Rule, form.Changes = household.EvenFirst, "1"
	monday := (today + 7).Week().Monday()
	if monday.Week().Number%2 != 0 {
		monday += 7
	}
	form.Exceptions = []household.ExceptionForm{{From: (monday + 3).String(), To: (monday + 4).String(),
		Home: child.Homes[1].Code}}
	shown, err := then.Rehearse(ctx, d, home.Family.Code, home.ChildID, form)
	if err != nil {
		return err
	}
	form.Seen, form.Reason = shown.Seen, "Séparation des parents, rythme convenu ensemble"
	_, err = then.Arrange(ctx, d, home.Family.Code, home.ChildID, form)
	return err
}
