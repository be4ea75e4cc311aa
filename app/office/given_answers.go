package office

import (
	"context"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/paging"
	"cartable/app/domain/town"
	"cartable/db"
)

// GivenAnswers are the answers that staff gave, the last first.
type GivenAnswers struct {
	Rows []GivenAnswer
	paging.Page
}

// GivenAnswer is an answer to one request.
type GivenAnswer struct {
	ID                 int64
	At                 time.Time
	Login              string
	Family, FamilyCode string
	Child, Activity    string
	Date               civil.Date
	Became             booking.Status
	Words              string
	State              booking.Status // of the request now: a night or the family may have changed it since
	Told               string         // how the family heard of it; empty: not yet, so it may be taken back
}

// GivenAnswers returns the answers of a structure.
func (o *Office) GivenAnswers(ctx context.Context, d desk.Actor, page int) (GivenAnswers, error) {
	q := o.DB.Read()
	c, err := o.Town(ctx, q, d)
	if err != nil {
		return GivenAnswers{}, err
	}
	rows, p, err := q.GivenAnswers(ctx, d.StructureID, paging.At(page))
	if err != nil {
		return GivenAnswers{}, err
	}
	list := GivenAnswers{Page: p}
	for _, r := range rows {
		one := GivenAnswer{ID: r.ID, At: r.At, Login: r.Login, Family: r.Family, FamilyCode: r.FamilyCode,
			Child: r.Child, Date: r.Date, Became: booking.Status(r.Became), Words: r.Words, State: r.State,
			Told: told(r)}
		if a := c.ActivityByID(r.ActivityID); a != nil {
			one.Activity = a.Name
		}
		list.Rows = append(list.Rows, one)
	}
	return list, nil
}

// told returns how a family heard of an answer; empty if it did not yet.
func told(r db.GivenAnswer) string {
	switch {
	case r.Told:
		return "par courriel, aussitôt"
	case r.RunID != 0:
		return "par le compte rendu de la nuit"
	}
	return ""
}

// MayBack reports whether an answer can be taken back: the family has not heard of it, and the request is still as the
// answer made it.
func (g GivenAnswer) MayBack() bool { return g.Told == "" && g.State == g.Became }

// TakeBack takes back an answer that the family has not heard of: the request awaits an answer again.
func (o *Office) TakeBack(ctx context.Context, d desk.Actor, answerID int64) error {
	return o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		one, found, err := q.HoldAnswer(ctx, d.StructureID, answerID, false)
		if err != nil {
			return err
		}
		if !found {
			return desk.NotHere()
		}
		if err := q.LockChildren(ctx, []int64{one.ChildID}); err != nil { // its homes stay as they are
			return err
		}
		c, err := o.Catalogues.Current(ctx, q, d.StructureID)
		if err != nil {
			return err
		}
		if c, _, err = o.Catalogues.Locked(ctx, q, c, func(c *town.Catalogue) []booking.SlotKey {
			return slotsOf(c, []db.Asked{asAsked(one)})
		}); err != nil {
			return err
		}
		if one, found, err = q.HoldAnswer(ctx, d.StructureID, answerID, true); err != nil {
			return err
		}
		requests, err := q.AskedRows(ctx, d.StructureID, []int64{one.ReservationID}, true)
		if err != nil {
			return err
		}
		_, running, err := q.RunningRun(ctx, d.StructureID)
		switch {
		case err != nil:
			return err
		case !found:
			return nil // another clerk has taken it back
		case running:
			return fault.Conflictf("Le traitement de la nuit est en cours\u00a0: recommencez dans un instant.")
		case told(one) != "":
			return fault.Conflictf("La famille est déjà prévenue de cette réponse\u00a0: elle ne peut plus être " +
				"reprise.")
		case !booking.Status(one.Became).Holds() && requests[0].OtherHome:
			return fault.Conflictf("Ce jour est maintenant celui de l'autre foyer de l'enfant\u00a0: cette demande " +
				"ne revient pas.")
		}
		back, err := q.TakeBackAnswer(ctx, one)
		if err == nil && !back {
			err = fault.Conflictf("Cette demande a changé depuis la réponse\u00a0: elle ne peut plus être reprise.")
		}
		if err != nil {
			return err
		}
		name := ""
		if a := c.ActivityByID(one.ActivityID); a != nil {
			name = a.Name
		}
		return q.AddJournal(ctx, o.Entry(d, journal.AnswerTakenBack, requests[0].FamilyID, one.Child+", "+name+", "+
			one.Date.Medium(), booking.Status(one.Became).Word(), booking.Pending.Word(), ""))
	})
}

// asAsked returns the request of an answer, for its slots.
func asAsked(one db.GivenAnswer) (r db.Asked) {
	r.ActivityID, r.Date = one.ActivityID, one.Date
	return r
}
