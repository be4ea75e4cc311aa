package app

import (
	"context"

	"cartable/app/demo"
	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/town"
	"cartable/app/operation"
	"cartable/app/settings"
)

// setYear gives the demonstration opérations to look at: a strike and a day that were closed this morning and can be
// undone, tariffs in preparation, which an administrator may apply, the last Wednesdays of the year, which open in a
// week, and the study of a class, which ends before that of the others.
func (a *App) setYear(ctx context.Context, today civil.Date) error {
	clerk, _, err := a.DB.Read().AccountByLogin(ctx, "direction")
	if err != nil {
		return err
	}
	ids, err := a.DB.Read().StructureIDs(ctx)
	if err != nil || len(ids) == 0 {
		return err
	}
	d := desk.Actor{StructureID: ids[0], AccountID: clerk.ID, Origin: desk.FromCommand}
	if err := a.closeStrike(ctx, d, demo.Strike(today)); err != nil {
		return err
	}
	s, err := a.Operations.Settings(ctx, d)
	if err != nil {
		return err
	}
	if err := a.closeStudy(ctx, d, s, today); err != nil {
		return err
	}
	if err := a.prepareTariffs(ctx, d, s, today); err != nil {
		return err
	}
	if err := a.offerDemoPlace(ctx, d, s); err != nil {
		return err
	}
	if err := a.openLater(ctx, d, s, today); err != nil {
		return err
	}
	return a.endLeaversStudy(ctx, d, today)
}

// openLater lets families book the Wednesdays of June from an instant of next week on.
func (a *App) openLater(ctx context.Context, d desk.Actor, s *town.Settings, today civil.Date) error {
	wednesdays := s.Town.Activity("MERC_612_JOUR")
	if wednesdays == nil {
		return nil
	}
	year, _, _ := wednesdays.To.YMD()
	june := civil.New(year, 6, 1)
	for june.Weekday() != 3 {
		june++
	}
	if june < today+20 || wednesdays.To < june {
		return nil
	}
	changes := town.Changes{{After: town.ReleaseEntry{Activity: wednesdays.Code, From: june, To: wednesdays.To,
		On: today + 8, At: 8*60 + 30}}}
	id, applied, err := a.Operations.Prepare(ctx, d, operation.Request{Kind: operation.Calendar,
		Title:  "Réservations des mercredis de juin, ouvertes le " + (today + 8).Numeric() + " à 8 h 30",
		Reason: "ouverture à tous au même instant", Changes: changes})
	if err != nil || applied {
		return err
	}
	page, err := a.Operations.Operation(ctx, d, id)
	if err != nil {
		return err
	}
	return a.Operations.Apply(ctx, d, id, operation.Consent{Fingerprint: page.Fingerprint})
}

// closeStrike closes the town on the day of a strike (0: there is none), as the assistant of closures does: the
// requests of its families end, and those without an address for mails have a letter to print.
func (a *App) closeStrike(ctx context.Context, d desk.Actor, on civil.Date) error {
	if on == 0 {
		return nil
	}
	id, applied, err := a.Settings.Close(ctx, d, settings.ClosingForm{Motive: "greve", From: on.String(),
		What: settings.WholeTown, Reason: "préavis de tout le personnel"})
	if err != nil || applied {
		return err
	}
	page, err := a.Operations.Operation(ctx, d, id)
	if err != nil {
		return err
	}
	read := operation.Consent{Fingerprint: page.Fingerprint, Words: page.Words}
	if err := a.Operations.Apply(ctx, d, id, read); err != nil {
		return err
	}
	return a.Operations.Work(ctx, id)
}

// closeStudy closes the supervised study on a day to come, and ends the requests of its families.
func (a *App) closeStudy(ctx context.Context, d desk.Actor, s *town.Settings, today civil.Date) error {
	study := s.Town.Activity("ETUDE")
	if study == nil {
		return nil
	}
	on := today + 14
	for ; on < today+60; on++ {
		if s.Town.IsOpen(study, on) {
			break
		}
	}
	id, applied, err := a.Operations.Prepare(ctx, d, operation.Request{Kind: operation.Closing,
		Title: "Fermer Étude surveillée, " + on.Long(), Reason: "Enseignante absente",
		Words:   "L'accueil du soir reste ouvert : vous pouvez y réserver une place.",
		Changes: town.Changes{{After: town.OpeningEntry{Activity: "ETUDE", Date: on, Label: "Enseignante absente"}}}})
	if err != nil || applied {
		return err
	}
	page, err := a.Operations.Operation(ctx, d, id)
	if err != nil {
		return err
	}
	read := operation.Consent{Fingerprint: page.Fingerprint, Words: page.Words}
	if err := a.Operations.Apply(ctx, d, id, read); err != nil {
		return err
	}
	return a.Operations.Work(ctx, id)
}

// prepareTariffs prepares the prices of the canteen after a vote: three per cent more from January on.
func (a *App) prepareTariffs(ctx context.Context, d desk.Actor, s *town.Settings, today civil.Date) error {
	year, _, _ := today.YMD()
	from := civil.New(year+1, 1, 1)
	var latest civil.Date
	for _, n := range s.All(town.NounTariff) {
		if t := n.(town.TariffEntry); t.Activity == "RESTO_ELEM" && t.From <= today {
			latest = max(latest, t.From)
		}
	}
	var nouns []town.Noun
	for _, n := range s.All(town.NounTariff) {
		t := n.(town.TariffEntry)
		if t.Activity != "RESTO_ELEM" || t.From != latest || t.Price == nil {
			continue
		}
		t.From, t.Price = from, new((*t.Price*103/100+4)/5*5)
		nouns = append(nouns, t)
	}
	changes, err := s.Changes(nouns)
	if err != nil || len(changes) == 0 {
		return err
	}
	_, _, err = a.Operations.Prepare(ctx, d, operation.Request{Kind: operation.Tariffs,
		Title:  "Restauration élémentaire : tarifs au " + from.Numeric(),
		Reason: "délibération du conseil municipal du " + (today - 11).DayMonth(), Changes: changes})
	return err
}
