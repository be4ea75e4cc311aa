package office

import (
	"context"
	"fmt"
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
// says who sends, on whose tablet and when it was tapped. What a database that does not answer leaves is not answered,
// and sent again.
func (o *Office) SendTaps(ctx context.Context, d desk.Actor, id string, taps []Tap) (answers []TapAnswer, err error) {
	if len(taps) > MostTaps {
		return nil, fault.Invalidf("pointages", "Envoyez %d pointages au plus à la fois.", MostTaps)
	}
	t, found, err := o.DB.Read().TabletOf(ctx, d.StructureID, hashOf(id))
	if err != nil {
		return nil, err
	}
	if !found || t.WithdrawnAt != nil || o.Now().After(t.Until.AddDate(0, 0, tapsWait)) {
		return nil, tabletGone()
	}
	login, err := o.DB.Read().LoginOf(ctx, t.AccountID)
	if err != nil {
		return nil, err
	}
	for _, one := range taps {
		if !tapNonce.MatchString(one.Nonce) {
			return answers, fault.Invalidf("pointages", "Un pointage de cette tablette est illisible.")
		}
		answer, err := o.take(ctx, d, t, login, one)
		switch kind := fault.KindOf(err); {
		case err == nil:
		case kind == fault.Invalid, kind == fault.NotFound, kind == fault.Conflict:
			answer = TapAnswer{Nonce: one.Nonce, ReservationID: one.ReservationID, Result: tap.Refused,
				Words: fault.Message(err)}
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
func (o *Office) take(ctx context.Context, d desk.Actor, t db.Tablet, login string, one Tap) (answer TapAnswer,
	err error) {
	if !one.Attendance.Known() {
		return answer, fault.Invalidf("presence", "Choisissez présent, absence justifiée ou absence non justifiée.")
	}
	if one.Units < 0 || one.Units > mostUnits {
		return answer, fault.Invalidf("demi-heures", "Indiquez un nombre de demi-heures entre 1 et %d.", mostUnits)
	}
	if one.Stamp != "" && (one.Attendance != wallet.Present || one.Stamp != tap.Arrival && one.Stamp != tap.Departure) {
		return answer, fault.Invalidf("presence", "Un enfant absent n'a pas d'heure d'arrivée ni de départ.")
	}
	err = o.onDaySheet(ctx, d, one.Activity, one.Date, func(ctx context.Context, q db.Q, c *town.Catalogue,
		a *town.Activity) error {
		if one.Date != civil.Of(t.PreparedAt.In(c.Loc)) {
			return fault.Invalidf("jour", "Ce pointage n'est pas du jour de cette tablette.")
		}
		now := o.Now().UTC()
		row := db.Tap{TabletID: t.ID, Nonce: one.Nonce, StructureID: d.StructureID, ReservationID: one.ReservationID,
			AccountID: d.AccountID, Attendance: one.Attendance, Units: one.Units, Stamp: one.Stamp, DeviceAt: one.At.UTC(),
			At: tap.Instant(one.At, one.Offset, t.PreparedAt, t.Until, now), ReceivedAt: now}
		fresh, err := q.AddTap(ctx, &row)
		if err != nil {
			return err
		}
		if !fresh {
			stored, other, err := q.TapBy(ctx, t.ID, one.Nonce)
			answer = tapAnswer(c, stored, other)
			return err
		}
		roll, err := q.HoldRoll(ctx, d.StructureID, a.ID, one.Date, one.ReservationID)
		if err != nil {
			return err
		}
		other := ""
		if len(roll) == 0 {
			row.Result = tap.Refused
		} else if other, err = o.judgeTap(ctx, q, d, c, a, t, login, roll[0], &row); err != nil {
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
	login string, r db.Roll, row *db.Tap) (other string, err error) {
	last, err := q.LastMarked(ctx, r.ID)
	if err != nil {
		return "", err
	}
	stored := tap.Mark{Attendance: r.Attendance, At: last.At}
	if r.Attended != nil {
		stored.Units = *r.Attended
	}
	mark := Mark{Attendance: row.Attendance, Units: row.Units, At: row.At, tabletID: t.ID,
		Reason: tappedWords(c, row.At, row.ReceivedAt, login)}
	mark.stampedBy(*row, r.PastDay, civil.TimeOf(row.At.In(c.Loc)))
	tapped := tap.Mark{Attendance: row.Attendance, At: row.At}
	marked := markedAs(a, r.PastDay, mark)
	switch {
	case mark.stamps():
		tapped.Units = stored.Units // half hours follow from the hour, and contradict nobody
	case marked.Attended != nil:
		tapped.Units = *marked.Attended
	}
	row.Before = r.Attendance
	if row.Result = tap.Judge(stored, tapped, last.TabletID == t.ID); row.Result.Conflict() {
		if row.BeforeBy = last.AccountID; !last.At.IsZero() {
			row.BeforeAt = &last.At
		}
		if other, err = q.LoginOf(ctx, row.BeforeBy); err != nil {
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
	return other, q.AddJournal(ctx, o.markEntry(d, journal.TapKept, r, a, was, mark.Reason))
}

// stampedBy makes a tap the arrival or the departure of a child, unless another one is stored, or the child would have
// left before it came.
func (t *Mark) stampedBy(row db.Tap, p db.PastDay, at civil.TimeOfDay) {
	before := *t
	switch {
	case row.Stamp == tap.Arrival && p.Arrived == nil:
		t.Arrived = Stamp{Set: true, At: at}
	case row.Stamp == tap.Departure && p.Departed == nil:
		t.Departed = Stamp{Set: true, At: at}
	}
	if t.stay(p.Stay).Turned() {
		*t = before
	}
}

// tappedWords says when and on whose tablet a mark was tapped, for the journal and the family.
func tappedWords(c *town.Catalogue, at, received time.Time, login string) string {
	words := "Pointé hors connexion à " + civil.TimeOf(at.In(c.Loc)).Human()
	if day := civil.Of(at.In(c.Loc)); day != civil.Of(received.In(c.Loc)) {
		words += " le " + day.Medium()
	}
	return words + ", tablette de " + login
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
	switch row.Result {
	case tap.Newer:
		answer.Words = fmt.Sprintf("Était pointé %s%s\u00a0: votre pointage de %s, plus récent, le remplace.",
			row.Before.Word(), by, at(row.At))
	case tap.Older:
		answer.Words = fmt.Sprintf("Pointé %s%s\u00a0: votre pointage de %s (%s) est gardé à l'historique.",
			row.Before.Word(), by, at(row.At), row.Attendance.Word())
	case tap.Replaced:
		answer.Words = "Vous avez pointé autrement depuis."
	case tap.Refused:
		answer.Words = "Cet enfant n'est plus sur la feuille de ce jour\u00a0: rien n'est pointé."
	}
	return answer
}
