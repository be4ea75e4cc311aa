package app

import (
	"context"
	"strings"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/settings"
)

// demoLeavers is the class whose study ends before the others'.
const demoLeavers = "CM2"

// endLeaversStudy ends the study of the oldest class two weeks before that of the others, as one opération of many
// enrolments, which can be undone for a day. Where days are booked after it, it waits to be applied.
func (a *App) endLeaversStudy(ctx context.Context, d desk.Actor, today civil.Date) error {
	c, err := a.Catalogues.Current(ctx, a.DB.Read(), d.StructureID)
	if err != nil {
		return err
	}
	d.Revision = c.Structure.Revision
	study := c.Activity("ETUDE")
	if study == nil || study.To-14 <= today {
		return nil
	}
	ask := settings.EnrolAsk{Ends: true, Last: (study.To - 14).String(), Activities: []string{study.Code}}
	for _, one := range desk.ClassChoices(c) {
		if strings.HasSuffix(one.Name, ", "+demoLeavers) {
			ask.Class = one.Code
		}
	}
	shown, err := a.Settings.RehearseEnrolments(ctx, d, ask)
	if ask.Class == "" || err != nil || shown.Comes == 0 {
		return err
	}
	_, _, _, err = a.Settings.EnrolChildren(ctx, d, ask, shown.Seen, "les CM2 visitent leur collège fin juin")
	return err
}
