package office

import (
	"context"
	"fmt"
	"strings"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/wallet"
	"cartable/db"
)

// FamilyDays is a month of a family's reservations, each with its story: it answers a parent who says that they never
// cancelled a day.
type FamilyDays struct {
	Code, Name string
	Month      civil.Month
	Days       []FamilyDay
}

// FamilyDay is a date with the reservations that the family has, or had.
type FamilyDay struct {
	Date civil.Date
	Rows []DayRow
}

// DayRow is a reservation.
type DayRow struct {
	Child, Activity string
	ActivityCode    string
	Start, End      civil.TimeOfDay
	Status          booking.Status
	Transmitted     bool
	Why             string // it was refused
	Attendance      wallet.Attendance
	Story           []DayEvent
}

// DayEvent is something that happened to a reservation: what, and who did it; empty for the portal itself.
type DayEvent struct {
	At        time.Time
	What, Who string
}

// markedRead bounds the lines of the journal about attendance that are read for a month: some thirty a day.
const markedRead = 1000

// FamilyDays returns a month of a family of the structure; NotFound for any other family.
func (o *Office) FamilyDays(ctx context.Context, d desk.Actor, code string, month civil.Month) (FamilyDays, error) {
	q := o.DB.Read()
	c, err := o.Town(ctx, q, d)
	if err != nil {
		return FamilyDays{}, err
	}
	family, err := desk.FamilyOf(ctx, q, d, code)
	if err != nil {
		return FamilyDays{}, err
	}
	page := FamilyDays{Code: family.Code, Name: family.LastName + " " + family.FirstName, Month: month}
	from, to := month.First(), month.Last()
	var days []db.FamilyDay
	var events []db.DayEvent
	var marks []db.JournalLine
	// A day is ticked on that day or later, and corrected long afterwards at the latest.
	err = q.Together(ctx, db.ReadFamilyDays(family.ID, from, to, &days), db.ReadDayEvents(family.ID, from, to, &events),
		db.ReadAttendanceLines(family.ID, from.At(0, c.Loc), to.AddDays(62).At(0, c.Loc), markedRead, &marks))
	if err != nil {
		return FamilyDays{}, err
	}
	story, ends := map[int64][]DayEvent{}, map[int64]string{}
	for _, r := range days {
		ends[r.ID] = r.Reason.LeftWords()
	}
	for _, e := range events {
		words := eventWords(e)
		if left := ends[e.ReservationID]; left != "" && e.What == db.DayMoved && e.Kind == "cancel" {
			words = left
		}
		story[e.ReservationID] = append(story[e.ReservationID], DayEvent{e.At, words, e.Login})
	}
	for _, r := range days {
		a := c.ActivityByID(r.ActivityID)
		if a == nil {
			continue
		}
		row := DayRow{Child: r.FirstName, Activity: a.Name, ActivityCode: a.Code, Start: a.Start, End: a.End,
			Status: r.Status, Transmitted: r.Transmitted, Attendance: r.Attendance, Story: story[r.ID]}
		if r.Status == booking.Refused || r.Reason.LeftList() {
			row.Why = r.Reason.Sentence(r.Words)
		}
		row.addMarks(marks, r.ID, markSubject(r.FirstName, r.LastName, a.Name, r.Date))
		if n := len(page.Days); n == 0 || page.Days[n-1].Date != r.Date {
			page.Days = append(page.Days, FamilyDay{Date: r.Date})
		}
		last := &page.Days[len(page.Days)-1]
		last.Rows = append(last.Rows, row)
	}
	return page, nil
}

// addMarks adds the lines of the journal about the attendance of that child on that day.
func (r *DayRow) addMarks(marks []db.JournalLine, reservation int64, subject string) {
	for _, t := range marks {
		if !tellsOf(t.ReservationID, t.Subject, reservation, subject) || !r.Status.Placed() {
			continue
		}
		what := "Pointage\u00a0: " + t.Became
		if t.Reason != "" {
			what += " (" + t.Reason + ")"
		}
		r.Story = append(r.Story, DayEvent{t.At, what, t.Login})
	}
}

// tellsOf reports whether a line of the journal is about a line of a sheet: one that was written before that was noted
// says so by its subject.
func tellsOf(noted int64, said string, reservation int64, subject string) bool {
	return noted == reservation || noted == 0 && said == subject
}

// markSubject names a child on a day in the journal.
func markSubject(first, last, activity string, d civil.Date) string {
	return fmt.Sprintf("%s %s, %s, %s", first, last, activity, d.Medium())
}

var movedWords = map[string]string{
	"book portal": "Réservation demandée sur le portail", "cancel portal": "Annulation demandée sur le portail",
	"book staff": "Réservation enregistrée par la mairie", "cancel staff": "Annulation enregistrée par la mairie",
	"book import": "Réservation reprise d'un fichier", "cancel import": "Annulation reprise d'un fichier",
}

// eventWords says what happened.
func eventWords(e db.DayEvent) string {
	switch e.What {
	case db.DayMoved:
		words := movedWords[e.Kind+" "+e.Origin]
		if e.Channel != "" {
			words += ", " + e.Channel.Words() + "\u00a0: " + e.Why
		}
		if e.Number != "" {
			words += ", n°\u00a0" + e.Number
		}
		if e.Withdrawn {
			words += ", retirée ensuite par la famille"
		}
		return words
	case db.DayTold, db.DayDecided:
		if e.Withdrawn {
			return "Nuit du " + e.Night.Long() + "\u00a0: rien à traiter, la demande avait été retirée"
		}
		return "Nuit du " + e.Night.Long() + "\u00a0: " + strings.ToLower(e.Outcome.Word())
	}
	if e.Amount > 0 {
		return "Recrédité " + e.Amount.String()
	}
	return "Facturé " + (-e.Amount).String()
}
