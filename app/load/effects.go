package load

import (
	"maps"
	"slices"
	"strings"

	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/db"
)

// countEffects counts the effects of the import, after everything is written and before the commit.
func (im *importing) countEffects() error {
	if err := im.listLeft(); err != nil {
		return err
	}
	today := im.today()
	for _, s := range im.structures.all {
		if !s.loaded && s.line == 0 {
			continue
		}
		if err := im.countDebits(s, today); err != nil {
			return err
		}
		over, err := im.q.OverFull(im.ctx, s.id(), today)
		if err != nil {
			return err
		}
		if over > 0 {
			im.tell(Effects, "%s : jours à venir avec plus d'enfants acceptés que de places : %d", s.want.Code, over)
		}
		priced := im.newPrices(s)
		if s.had == nil || len(s.done) == 0 && !priced {
			continue
		}
		ahead, err := im.q.LiveAhead(im.ctx, s.id(), today)
		if err != nil {
			return err
		}
		if err := im.countClosed(s, today, ahead); err != nil {
			return err
		}
		im.countPrices(s, ahead)
	}
	return im.countLedger()
}

// countDebits counts the imported reservations that the next night will debit for past days.
func (im *importing) countDebits(s *structureEntry, today civil.Date) error {
	if counts := im.files["reservations.csv"]; counts == nil || counts.New+counts.Changed == 0 {
		return nil
	}
	late, err := im.q.ToDebit(im.ctx, s.id(), today)
	if err == nil && late.Reservations > 0 {
		im.tell(Effects, "%s : la prochaine nuit facturera %s%s, %s au prix annoncé (voir --debited-before)",
			s.want.Code, many(late.Reservations, "journée passée", "journées passées"), of(late.Families), late.Amount)
	}
	return err
}

// countClosed counts bookings on days that are not open, where the catalogue changed.
func (im *importing) countClosed(s *structureEntry, today civil.Date, ahead []db.Ahead) error {
	c, err := im.q.Catalogue(im.ctx, s.id(), today)
	if err != nil {
		return err
	}
	days, families := 0, map[int64]bool{}
	for _, one := range ahead {
		a := c.ActivityByID(one.ActivityID)
		if a == nil {
			continue
		}
		if why, _ := c.OpenOn(a, one.Date); why != "" {
			days++
			families[one.FamilyID] = true
		}
	}
	if days > 0 {
		im.tell(Effects, "%s : sur des jours à venir qui ne sont pas ouverts : %s%s", s.want.Code,
			many(days, "réservation", "réservations"), of(len(families)))
	}
	return nil
}

// newPrices lists the families and activities whose prices may change from now on, and reports whether there are any.
func (im *importing) newPrices(s *structureEntry) bool {
	moved, quotients, tariffs := 0, map[string]bool{}, map[string]bool{}
	for _, f := range s.families.all {
		if f.line != 0 && f.had != nil && f.had.Resident != f.want.Resident {
			moved++
		}
	}
	for _, q := range s.quotients.all {
		if q.line != 0 && q.family.had != nil && q.changed() {
			quotients[q.family.want.Code] = true
		}
	}
	for _, t := range s.tariffs.all {
		if t.line != 0 && s.activities.get(t.want.Activity).had != nil && t.changed() {
			tariffs[t.want.Activity] = true
		}
	}
	if moved > 0 {
		im.tell(Effects, "%s : familles dont la résidence change : %d", s.want.Code, moved)
	}
	if len(quotients) > 0 {
		im.tell(Effects, "%s : familles dont le quotient change : %d", s.want.Code, len(quotients))
	}
	if len(tariffs) > 0 {
		im.tell(Effects, "%s : activités dont les tarifs changent : %s", s.want.Code,
			strings.Join(slices.Sorted(maps.Keys(tariffs)), ", "))
	}
	return moved+len(quotients)+len(tariffs) > 0
}

// countPrices counts the families that will pay another price than was announced.
func (im *importing) countPrices(s *structureEntry, ahead []db.Ahead) {
	families, activities := map[int64]*familyEntry{}, map[int64]*activityEntry{}
	for _, f := range s.families.all {
		families[f.want.ID] = f
	}
	for _, a := range s.activities.all {
		activities[a.rowID] = a
	}
	prices := priceList{}
	more, days, touched := money.Cents(0), 0, map[int64]bool{}
	for _, one := range ahead {
		f, a := families[one.FamilyID], activities[one.ActivityID]
		if f == nil || a == nil {
			continue
		}
		if now := prices.quote(s, f, a, one.Date).Total; now != one.Price {
			days++
			more += now - one.Price
			touched[one.FamilyID] = true
		}
	}
	if days > 0 {
		im.tell(Effects, "%s : à un autre prix que celui annoncé : %s à venir%s, %s en tout", s.want.Code,
			many(days, "réservation", "réservations"), of(len(touched)), more)
	}
}

// countLedger reports the effect of the new ledger lines on the balances.
func (im *importing) countLedger() error {
	if counts := im.files["ledger.csv"]; counts == nil || counts.New == 0 {
		return nil
	}
	credits, debits, err := im.q.ImportedSums(im.ctx)
	if err == nil {
		im.tell(Effects, "comptes des familles : %s de crédits et %s de débits", credits-im.credits, debits-im.debits)
	}
	return err
}
