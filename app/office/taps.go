package office

import (
	"context"
	"regexp"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/tap"
	"cartable/app/domain/town"
	"cartable/app/domain/wallet"
	"cartable/db"
)

// Tap is a mark that was tapped on a tablet without a network.
type Tap struct {
	Nonce         string // drawn by the tablet: a tap that is sent again does nothing
	Activity      string // code
	Date          civil.Date
	ReservationID int64
	Attendance    wallet.Attendance
	Units         int
	Number        int64         // of the taps of the tablet, in their order; 0 = not said
	Reason        string        // as typed: of a correction
	Stamp         string        // tap.Arrival, tap.Departure: the child came or left at that instant; empty: neither
	At            time.Time     // on the clock of the tablet
	Offset        time.Duration // of that clock, as the tablet measured it when it last spoke with the portal
}

// TapAnswer is what became of a tap.
type TapAnswer struct {
	Nonce         string            `json:"nonce"`
	ReservationID int64             `json:"id"`
	Result        tap.Result        `json:"result"`
	Words         string            `json:"words"`      // empty: it was done as asked
	Attendance    wallet.Attendance `json:"attendance"` // that the sheet has now
}

// MostTaps is how many taps are sent at once.
const MostTaps = 50

// tapsWait is for how many days after its own a tablet may send what was tapped.
const tapsWait = 7

var tapNonce = regexp.MustCompile(`^[0-9a-f-]{32,40}$`)

// SendTaps takes what was tapped on a tablet, each in a transaction of its own, once (DOMAIN.md 13.21). The journal
// says who sends and when it was tapped. A tap that is refused is kept with the reason: it is what nobody else knows.
// What a database that does not answer leaves is not answered, and sent again.
func (o *Office) SendTaps(ctx context.Context, d desk.Actor, id string, taps []Tap) (answers []TapAnswer, err error) {
	if len(taps) > MostTaps {
		return nil, fault.Invalidf("pointages", "Envoyez %d pointages au plus à la fois.", MostTaps)
	}
	t, found, err := o.DB.Read().TabletOf(ctx, hashOf(id))
	if err != nil {
		return nil, err
	}
	if found && t.StructureID != d.StructureID { // they wait until somebody of that town signs in
		return nil, fault.Forbiddenf("Ces pointages sont ceux d'une autre mairie.")
	}
	if !found || t.WithdrawnAt != nil || o.Now().After(t.Until.AddDate(0, 0, tapsWait)) {
		return nil, tabletGone()
	}
	for _, one := range taps {
		if !tapNonce.MatchString(one.Nonce) { // nobody knows what it was
			answers = append(answers, TapAnswer{Nonce: one.Nonce, Result: tap.Refused,
				Words: "Un pointage de cette tablette est illisible."})
			continue
		}
		answer, err := o.take(ctx, d, t, one)
		switch fault.KindOf(err) {
		case fault.Invalid, fault.NotFound, fault.Conflict:
			answer, err = o.keepRefused(ctx, d, t, one, fault.Message(err))
		}
		switch {
		case err == nil:
		case len(answers) > 0:
			return answers, nil
		default:
			return nil, err
		}
		answers = append(answers, answer)
	}
	return answers, nil
}

// take takes one tap.
func (o *Office) take(ctx context.Context, d desk.Actor, t db.Tablet, one Tap) (answer TapAnswer, err error) {
	if !one.Attendance.Known() {
		return answer, fault.Invalidf("presence", "Choisissez présent, absence justifiée ou absence non justifiée.")
	}
	if one.Units < 0 || one.Units > mostUnits {
		return answer, fault.Invalidf("demi-heures", "Indiquez un nombre de demi-heures entre 1 et %d.", mostUnits)
	}
	if one.Stamp != "" && (one.Attendance != wallet.Present || one.Stamp != tap.Arrival && one.Stamp != tap.Departure) {
		return answer, fault.Invalidf("presence", "Un enfant absent n'a pas d'heure d'arrivée ni de départ.")
	}
	if one.Reason != "" {
		if one.Reason, err = journal.Reason(one.Reason); err != nil {
			return answer, err
		}
	}
	err = o.onDaySheet(ctx, d, one.Activity, one.Date, func(ctx context.Context, q db.Q, c *town.Catalogue,
		a *town.Activity) error {
		if one.Date != civil.Of(t.PreparedAt.In(c.Loc)) {
			return fault.Invalidf("jour", "Ce pointage n'est pas du jour de cette tablette.")
		}
		row := o.tapRow(d, t, one)
		fresh, err := q.AddTap(ctx, &row)
		if err != nil {
			return err
		}
		if !fresh {
			answer, err = storedAnswer(ctx, q, c, t, one.Nonce)
			return err
		}
		roll, err := q.HoldRoll(ctx, d.StructureID, a.ID, one.Date, one.ReservationID)
		if err != nil {
			return err
		}
		if len(roll) == 0 {
			return fault.NotFoundf("Cet enfant n'est plus sur la feuille de ce jour\u00a0: rien n'est pointé.")
		}
		other, err := o.judgeTap(ctx, q, d, c, a, t, roll[0], one.Reason, &row)
		if err != nil {
			return err
		}
		answer = tapAnswer(c, row, other)
		return q.EndTap(ctx, row)
	})
	return answer, err
}

// judgeTap decides between a tap and the last mark of a child whose line is held, and marks the child if the tap is
// newer. It returns who had marked otherwise.
func (o *Office) judgeTap(ctx context.Context, q db.Q, d desk.Actor, c *town.Catalogue, a *town.Activity, t db.Tablet,
	r db.Roll, reason string, row *db.Tap) (other string, err error) {
	last, err := q.LastMarked(ctx, r.ID)
	if err != nil {
		return "", err
	}
	stored, own := tap.Mark{Attendance: r.Attendance, At: last.At}, last.TabletID == t.ID
	if own {
		if stored.Number, err = q.LastNumber(ctx, t.ID, r.ID); err != nil {
			return "", err
		}
	}
	counts := r.Quantity
	if r.Attended != nil {
		stored.Units, counts = *r.Attended, *r.Attended
	}
	mark := Mark{Attendance: row.Attendance, Units: row.Units, At: row.At, tabletID: t.ID,
		Reason: reason, tapped: tappedWords(c, *row)}
	if own && last.At.After(row.At) { // the clock of the tablet went back: its order counts
		mark.At = last.At
	}
	mark.stampedBy(*row, r.PastDay, civil.TimeOf(row.At.In(c.Loc)))
	plain := row.Units == 0 && row.Attendance == wallet.Present && r.Attendance == wallet.Present && !mark.stamps()
	if plain { // what was counted, or follows from hours, stays
		mark.Units = counts
	}
	tapped := tap.Mark{Attendance: row.Attendance, At: row.At, Number: row.Number}
	marked := markedAs(a, r.PastDay, mark)
	switch {
	case plain, mark.stamps():
		tapped.Units = stored.Units // half hours follow from the hour, and contradict nobody
	case marked.Attended != nil:
		tapped.Units = *marked.Attended
	}
	row.Before = r.Attendance
	if row.Result = tap.Judge(stored, tapped, own); row.Result.Conflict() {
		if row.BeforeBy = last.AccountID; !last.At.IsZero() {
			row.BeforeAt = &last.At
		}
		if row.Before == row.Attendance { // they differ in half hours
			row.BeforeUnits = counts
		}
		if other, err = otherOf(ctx, q, *row); err != nil {
			return "", err
		}
	}
	switch {
	case row.Result == tap.Same && !row.At.After(last.At) && !mark.stamps():
		return other, nil
	case row.Result.Counts():
		return other, o.mark(ctx, q, d, c, a, []db.Roll{r}, mark)
	}
	was := markWords(r.PastDay)
	r.Attendance, r.Attended = marked.Attendance, marked.Attended
	return other, q.AddJournal(ctx, o.markEntry(d, journal.TapKept, r, a, was, tappedAnd(mark.tapped, reason)))
}

// stampedBy makes a tap the arrival or the departure of a child, unless another one is stored, or the child would have
// left before it came.
func (t *Mark) stampedBy(row db.Tap, p db.PastDay, at civil.TimeOfDay) {
	before := *t
	switch {
	case row.Stamp == tap.Arrival && p.Attendance.Absent():
		// What was kept beside an absence is not when the child came.
		t.Arrived, t.Departed = Stamp{Set: true, At: at}, Stamp{Set: true, None: true}
	case row.Stamp == tap.Arrival && p.Arrived == nil:
		t.Arrived = Stamp{Set: true, At: at}
	case row.Stamp == tap.Departure && p.Departed == nil:
		t.Departed = Stamp{Set: true, At: at}
	}
	if t.stay(p.Stay).Turned() {
		*t = before
	}
}
