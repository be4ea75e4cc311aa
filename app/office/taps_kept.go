package office

import (
	"context"
	"fmt"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/journal"
	"cartable/app/domain/tap"
	"cartable/app/domain/town"
	"cartable/app/domain/wallet"
	"cartable/db"
)

// tapRow is what is stored of a tap.
func (o *Office) tapRow(d desk.Actor, t db.Tablet, one Tap) db.Tap {
	now := o.Now().UTC()
	return db.Tap{TabletID: t.ID, Nonce: one.Nonce, StructureID: d.StructureID, ReservationID: one.ReservationID,
		AccountID: d.AccountID, Attendance: one.Attendance, Units: one.Units, Number: one.Number, Stamp: one.Stamp,
		DeviceAt: one.At.UTC(), At: tap.Instant(one.At, one.Offset, t.PreparedAt, t.Until, now), ReceivedAt: now}
}

// storedAnswer answers a tap that was sent before as it was answered then.
func storedAnswer(ctx context.Context, q db.Q, c *town.Catalogue, t db.Tablet, nonce string) (TapAnswer, error) {
	stored, err := q.TapBy(ctx, t.ID, nonce)
	if err != nil {
		return TapAnswer{}, err
	}
	other, err := otherOf(ctx, q, stored)
	return tapAnswer(c, stored, other), err
}

// otherOf names who had marked a child otherwise.
func otherOf(ctx context.Context, q db.Q, row db.Tap) (string, error) {
	login, family, err := q.MarkedBy(ctx, row.BeforeBy)
	return markedBy(login, family), err
}

// markedBy names an account to staff: what a parent signs in with is not their business.
func markedBy(login string, family bool) string {
	if family {
		return "une famille"
	}
	return login
}

// keepRefused keeps a tap that cannot be done, with the reason, and tells the journal of the family: staff see it on
// the page of the tablets, and mark the child themselves if need be.
func (o *Office) keepRefused(ctx context.Context, d desk.Actor, t db.Tablet, one Tap, why string) (answer TapAnswer,
	err error) {
	err = o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		c, err := o.Catalogues.Current(ctx, q, d.StructureID)
		if err != nil {
			return err
		}
		if !one.Attendance.Known() { // nobody knows what was meant
			one.Attendance = wallet.NotMarked
		}
		if one.Units < 0 || one.Units > mostUnits {
			one.Units = 0
		}
		if one.Stamp != tap.Arrival && one.Stamp != tap.Departure {
			one.Stamp = ""
		}
		row := o.tapRow(d, t, one)
		row.Result, row.Why = tap.Refused, why
		lines, err := q.TappedLine(ctx, d.StructureID, one.ReservationID)
		if err != nil {
			return err
		}
		for _, r := range lines {
			row.Before = r.Attendance
		}
		fresh, err := q.AddTap(ctx, &row)
		if err != nil {
			return err
		}
		if !fresh {
			answer, err = storedAnswer(ctx, q, c, t, one.Nonce)
			return err
		}
		answer = tapAnswer(c, row, "")
		for _, r := range lines {
			activity := ""
			if a := c.ActivityByID(r.ActivityID); a != nil {
				activity = a.Name
			}
			reason, _ := journal.Reason(one.Reason) // why it was refused is for staff, on their page
			if err := q.AddJournal(ctx, o.Entry(d, journal.TapKept, r.FamilyID,
				markSubject(r.Child, r.LastName, activity, r.Date), markWords(r.PastDay), tappedMark(row),
				tappedAnd(tappedWords(c, row), reason))); err != nil {
				return err
			}
		}
		return nil
	})
	return answer, err
}

// tappedWords says when a mark was tapped, for the journal and the family: no family reads who of the staff signs in
// with what.
func tappedWords(c *town.Catalogue, row db.Tap) string {
	words := "Pointé hors connexion à " + civil.TimeOf(row.At.In(c.Loc)).Human()
	if day := civil.Of(row.At.In(c.Loc)); day != civil.Of(row.ReceivedAt.In(c.Loc)) {
		words += " le " + day.Medium()
	}
	return words + " sur la tablette de la mairie"
}

// tappedMark says what was tapped.
func tappedMark(row db.Tap) string {
	words := withUnits(row.Attendance, row.Units)
	switch row.Stamp {
	case tap.Arrival:
		words += ", arrivée"
	case tap.Departure:
		words += ", départ"
	}
	return words
}

// withUnits is an attendance in words, with half hours if they were counted.
func withUnits(a wallet.Attendance, units int) string {
	switch {
	case units == 1:
		return a.Word() + ", 1 demi-heure"
	case units > 1:
		return fmt.Sprintf("%s, %d demi-heures", a.Word(), units)
	}
	return a.Word()
}

// tapAnswer says what became of a tap. other is who had marked otherwise.
func tapAnswer(c *town.Catalogue, row db.Tap, other string) TapAnswer {
	answer := TapAnswer{Nonce: row.Nonce, ReservationID: row.ReservationID, Result: row.Result,
		Attendance: row.Attendance}
	if !row.Result.Counts() {
		answer.Attendance = row.Before
	}
	at := func(t time.Time) string { return civil.TimeOf(t.In(c.Loc)).Human() }
	by := ""
	if other != "" {
		by = " par " + other
	}
	if row.BeforeAt != nil {
		by += " à " + at(*row.BeforeAt)
	}
	was := withUnits(row.Before, row.BeforeUnits)
	switch row.Result {
	case tap.Newer:
		tapped := at(row.At)
		if row.Before == row.Attendance {
			tapped += " (" + tappedMark(row) + ")"
		}
		answer.Words = fmt.Sprintf("Était pointé %s%s\u00a0: votre pointage de %s, plus récent, le remplace.", was, by,
			tapped)
	case tap.Older:
		answer.Words = fmt.Sprintf("Pointé %s%s\u00a0: votre pointage de %s (%s) est gardé à l'historique.", was, by,
			at(row.At), tappedMark(row))
	case tap.Replaced:
		answer.Words = "Vous avez pointé autrement depuis."
	case tap.Refused:
		answer.Words = row.Why
	}
	return answer
}
