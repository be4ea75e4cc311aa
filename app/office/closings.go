package office

import (
	"context"
	"fmt"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/town"
	"cartable/app/domain/wallet"
	"cartable/db"
)

// Closing is who closed a day's sheet, and when.
type Closing struct {
	Login string // empty: the account was erased
	At    time.Time
}

// CloseDaySheet closes a sheet: what is marked later is a correction, with a reason (DOMAIN.md 13.27). Children whom
// nobody has marked are said: agreed is how many the clerk agreed to leave so. Repeating it changes nothing.
func (o *Office) CloseDaySheet(ctx context.Context, d desk.Actor, code string, date civil.Date, agreed int) error {
	return o.onDaySheet(ctx, d, code, date, func(ctx context.Context, q db.Q, _ *town.Catalogue,
		a *town.Activity) error {
		roll, had, err := o.holdDaySheet(ctx, q, d, a, date)
		if err != nil || had != nil {
			return err
		}
		unmarked := 0
		for _, r := range roll {
			if r.Attendance == wallet.NotMarked {
				unmarked++
			}
		}
		switch {
		case len(roll) == 0:
			return fault.Invalidf("accord", "Personne n'est attendu ce jour-là\u00a0: il n'y a rien à clore.")
		case unmarked > 0 && agreed != unmarked:
			return fault.Invalidf("accord", "%s. Pointez-les, ou cochez la case pour clore quand même.",
				unmarkedWords(unmarked))
		}
		if err := q.CloseDaySheet(ctx, db.Closing{ActivityID: a.ID, Date: date, StructureID: d.StructureID,
			AccountID: d.AccountID, At: o.Now().UTC()}); err != nil {
			return err
		}
		became := "close"
		if unmarked > 0 {
			became += ", " + unmarkedWords(unmarked)
		}
		return q.AddJournal(ctx, o.Entry(d, journal.DaySheetClosed, 0, a.Name+", "+date.Medium(), "ouverte", became,
			""))
	})
}

// ReopenDaySheet opens a sheet again, for a reason: marks need none any more.
func (o *Office) ReopenDaySheet(ctx context.Context, d desk.Actor, code string, date civil.Date, reason string) error {
	reason, err := journal.Reason(reason)
	if err != nil {
		return err
	}
	return o.onDaySheet(ctx, d, code, date, func(ctx context.Context, q db.Q, _ *town.Catalogue,
		a *town.Activity) error {
		_, had, err := o.holdDaySheet(ctx, q, d, a, date)
		if err != nil || had == nil {
			return err
		}
		if err := q.ReopenDaySheet(ctx, *had); err != nil {
			return err
		}
		return q.AddJournal(ctx, o.Entry(d, journal.DaySheetReopened, 0, a.Name+", "+date.Medium(), "close", "ouverte",
			reason))
	})
}

// holdDaySheet locks the rows of a sheet, and reads its closing then: whoever marks it meanwhile is before or after.
func (o *Office) holdDaySheet(ctx context.Context, q db.Q, d desk.Actor, a *town.Activity,
	date civil.Date) ([]db.Roll, *db.Closing, error) {
	roll, err := q.HoldRoll(ctx, d.StructureID, a.ID, date)
	if err != nil {
		return nil, nil, err
	}
	closing, err := q.ClosingOf(ctx, d.StructureID, a.ID, date)
	return roll, closing, err
}

// afterClosing makes the reason of a mark that of a correction, if the sheet is closed. The caller holds the rows. A
// tap that was made before the closing and comes later needs no reason of its own.
func afterClosing(ctx context.Context, q db.Q, d desk.Actor, a *town.Activity, date civil.Date, t Mark) (Mark, error) {
	closing, err := q.ClosingOf(ctx, d.StructureID, a.ID, date)
	switch {
	case err != nil || closing == nil:
	case t.Reason != "":
		t.Reason = "Après la clôture\u00a0: " + t.Reason
	case !t.At.IsZero() && t.At.Before(closing.At):
		t.Reason = "Pointé avant la clôture de la feuille, reçu après"
	default:
		err = fault.Invalidf("motif", "La feuille est close\u00a0: indiquez le motif de la correction.")
	}
	t.Reason = tappedAnd(t.tapped, t.Reason)
	return t, err
}

// tappedAnd puts what is known of a tap before its reason.
func tappedAnd(tapped, reason string) string {
	if tapped == "" || reason == "" {
		return tapped + reason
	}
	return tapped + "\u00a0: " + reason
}

// unmarkedWords says how many children nobody has marked.
func unmarkedWords(n int) string {
	if n == 1 {
		return "1 enfant n'est pas pointé"
	}
	return fmt.Sprintf("%d enfants ne sont pas pointés", n)
}
