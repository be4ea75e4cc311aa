package office

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/journal"
	"cartable/app/mail"
	"cartable/db"
)

// write stores the answers, writes to the families that cannot wait for the next report, and to the journal.
func (w *answering) write(ctx context.Context, rows []db.Asked) error {
	if len(rows) == 0 {
		return nil
	}
	last := lastAtOnce(w.town.Today(w.now))
	settled := make([]db.Settled, len(rows))
	answers := make([]db.StaffAnswer, len(rows))
	entries := make([]db.JournalEntry, len(rows))
	atOnce := map[int64][]mail.OperationDay{}
	people := map[int64][]string{} // the addresses of families that cannot wait; without one, they wait for the night
	for i, r := range rows {
		told := false
		if r.Date <= last {
			if err := w.addresses(ctx, r.FamilyID, people); err != nil {
				return err
			}
			told = len(people[r.FamilyID]) > 0
		}
		answer := w.answer(r, told)
		settled[i] = db.Settled{Reservation: r.Reservation, Answer: answer}
		answers[i] = db.StaffAnswer{StructureID: w.by.StructureID, ReservationID: r.ID, FamilyID: r.FamilyID,
			AccountID: w.by.AccountID, At: w.now, Was: string(r.Status), Became: string(answer.State),
			Words: w.say.Words, Told: told}
		entries[i] = w.Entry(w.by, journal.RequestAnswered, r.FamilyID, markSubject(r.FirstName, r.LastName,
			w.nameOf(r), r.Date), r.Status.Word(), answer.State.Word(), w.say.Words)
		if told {
			atOnce[r.FamilyID] = append(atOnce[r.FamilyID], mail.OperationDay{Date: r.Date, Child: r.FirstName,
				Activity: w.nameOf(r), What: w.inWords(answer)})
		}
	}
	if _, err := w.q.Settle(ctx, settled, time.Time{}); err != nil {
		return err
	}
	if err := w.q.AddAnswers(ctx, answers); err != nil {
		return err
	}
	for _, family := range slices.Sorted(maps.Keys(atOnce)) {
		if err := w.tell(ctx, family, people[family], answers, atOnce[family]); err != nil {
			return err
		}
	}
	return w.q.AddJournal(ctx, entries...)
}

// answer returns what is stored of the answer to a request: a place may be declined as one that the night gives
// (DOMAIN.md 7.12), from when the family is told.
func (w *answering) answer(r db.Asked, told bool) db.Answer {
	answer := db.Answer{State: w.say.Say}
	switch {
	case answer.State.Placed():
		a := w.town.ActivityByID(r.ActivityID)
		heard := w.now
		if !told {
			heard = w.town.NextNight(w.now)
		}
		if until := w.town.FreeUntil(a, r.Date, heard); until.After(w.town.CancelLimit(a, r.Date)) {
			answer.FreeUntil = until
		}
	case !answer.State.Waits():
		answer.Reason = booking.Answered
	}
	return answer
}

// inWords returns an answer in the words of a mail.
func (w *answering) inWords(answer db.Answer) string {
	words := strings.ToLower(answer.State.Word())
	switch {
	case w.say.Words != "":
		return words + " (" + w.say.Words + ")"
	case !answer.FreeUntil.IsZero():
		return words + ". Vous pouvez refuser cette place sans frais jusqu'au " + civil.Instant(answer.FreeUntil,
			w.town.Loc)
	}
	return words
}

// addresses reads the addresses of a family that wants to be written to, once.
func (w *answering) addresses(ctx context.Context, family int64, people map[int64][]string) error {
	if _, known := people[family]; known {
		return nil
	}
	all, err := w.q.Addressees(ctx, w.by.StructureID, family, family)
	people[family] = all[family].Addresses
	return err
}

// tell writes to a family at once.
func (w *answering) tell(ctx context.Context, family int64, addresses []string, answers []db.StaffAnswer,
	days []mail.OperationDay) error {
	subject, text, html, err := mail.ComposeOperationMail(mail.OperationMail{Structure: w.town.Structure.Name,
		Answer: true, Days: days, URL: w.BaseURL + "/suivi"})
	if err != nil {
		return err
	}
	first := slices.IndexFunc(answers, func(a db.StaffAnswer) bool { return a.FamilyID == family })
	for i, address := range addresses {
		one := db.Mail{StructureID: w.by.StructureID, FamilyID: family, Kind: "answer", Address: address,
			Subject: subject, Body: text, Html: html, CreatedAt: w.now,
			About: fmt.Sprintf("reponse-%d-%d@%s", answers[first].ID, i, w.MailHost)}
		if _, err := w.q.QueueMail(ctx, &one, time.Now()); err != nil {
			return err
		}
	}
	return nil
}
