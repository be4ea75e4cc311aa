package queue

import (
	"context"
	"fmt"

	"cartable/app/desk"
	"cartable/app/domain/booking"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/plain"
	"cartable/app/mail"
	"cartable/db"
)

// TakeBack takes an offer back before the family has answered: its request keeps its rank, and the place is free. It is
// not offered to it again by day.
func (s *Queue) TakeBack(ctx context.Context, by desk.Actor, offerID int64, words string) error {
	words = plain.OneLine(words)
	if err := checkWords(words); err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		d, held, err := s.holdOffer(ctx, q, offerID)
		r := held.Request
		switch {
		case err != nil:
			return err
		case d == nil || held.StructureID != by.StructureID:
			return desk.NotHere()
		case held.State == db.OfferVoid:
			return nil // another clerk has taken it back
		case held.State != db.OfferOpen || r.Status != booking.Offered:
			return fault.Conflictf("La famille a répondu, ou le temps est passé\u00a0: la proposition ne se " +
				"retire plus.")
		}
		if _, err := q.EndOffer(ctx, offerID, db.OfferVoid, d.now, by.AccountID); err != nil {
			return err
		}
		if err := q.Back(ctx, r.Reservation); err != nil {
			return err
		}
		name := d.town.ActivityByID(r.ActivityID).Name
		if err := s.mail(ctx, q, by.StructureID, held.FamilyID, fmt.Sprintf("retrait-%d", offerID), mail.OperationMail{
			Structure: d.town.Structure.Name, Answer: true, URL: s.BaseURL + "/suivi",
			Days: []mail.OperationDay{{Date: r.Date, Child: r.FirstName, Activity: name,
				What: "proposition retirée, votre demande garde son rang sur la liste d'attente (" + words + ")"}},
		}, nil); err != nil {
			return err
		}
		return q.AddJournal(ctx, s.Entry(by, journal.QueueMoved, held.FamilyID, subject(r, name), r.Status.Word(),
			booking.Waitlisted.Word(), words))
	})
}
