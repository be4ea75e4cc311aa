package app

import (
	"context"
	"errors"
	"time"

	"cartable/app/absence"
	"cartable/app/demo"
	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/sickness"
)

// tellDemoAbsence sets what the first town grants to a child who is ill, and notes this morning's call: a parent rang
// at five past eight.
func tellDemoAbsence(ctx context.Context, a *App, today civil.Date) error {
	q := a.DB.Read()
	ids, err := q.StructureIDs(ctx)
	if err != nil || len(ids) == 0 {
		return err
	}
	clerk, _, err := q.AccountByLogin(ctx, demo.Newswriter)
	if err != nil {
		return err
	}
	parent, found, err := q.AccountByLogin(ctx, demo.Ill)
	if err != nil || !found {
		return err
	}
	c, err := a.Office.Catalogues.Current(ctx, q, ids[0])
	if err != nil {
		return err
	}
	d := desk.Actor{StructureID: ids[0], Revision: c.Structure.Revision, AccountID: clerk.ID, Origin: desk.FromCommand}
	if _, err := a.Settings.SetStructure(ctx, d, nil, map[string]string{"sick_until": "09:00", "sick_paper": "7"},
		"Règlement de la restauration et des accueils"); err != nil {
		return err
	}
	if c, err = a.Office.Catalogues.Current(ctx, a.DB.Read(), ids[0]); err != nil {
		return err
	}
	d.Revision = c.Structure.Revision
	families, err := a.DB.Read().FamiliesOf(ctx, parent.ID)
	if err != nil || len(families) == 0 {
		return err
	}
	children, err := a.DB.Read().ChildrenOf(ctx, families[0].FamilyID, today)
	if err != nil || len(children) == 0 {
		return err
	}
	rang := today.At(8*60+5, c.Loc)
	at := func() time.Time { return rang }
	if now := a.Clock.Now(); now.Before(rang) {
		at = a.Clock.Now
	}
	base := a.Absences.Base
	base.Now = at
	calls := &absence.Absences{Base: base, BaseURL: a.Absences.BaseURL, MailHost: a.Absences.MailHost}
	_, err = calls.Tell(ctx, absence.Teller{Actor: d}, children[0].ID, []civil.Date{today, today + 1}, sickness.ByPhone)
	var nothing *fault.Error
	if errors.As(err, &nothing) && fault.KindOf(err) == fault.Invalid { // nothing is booked: there is no story
		return nil
	}
	return err
}
