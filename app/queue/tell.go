package queue

import (
	"context"
	"errors"
	"fmt"
	"time"

	"cartable/app/domain/civil"
	"cartable/app/domain/town"
	"cartable/app/mail"
	"cartable/db"
)

// ProposalPath is the page of a link.
const ProposalPath = "/proposition"

// tell writes to the families that are offered a place, once each.
func (s *Queue) tell(ctx context.Context) error {
	ids, err := s.DB.Read().UntoldOffers(ctx)
	failed := []error{err}
	for _, id := range ids {
		failed = append(failed, s.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
			if mine, err := q.TellOffer(ctx, id); err != nil || !mine {
				return err
			}
			held, found, err := q.HoldOffer(ctx, id, false)
			if err != nil || !found || held.State != db.OfferOpen {
				return err
			}
			return s.write(ctx, q, held)
		}))
	}
	if len(ids) > 0 {
		s.Ring()
	}
	return errors.Join(failed...)
}

// write queues the mail of an offer, to each address of the family.
func (s *Queue) write(ctx context.Context, q db.Q, held db.Held) error {
	c, err := s.Catalogues.Current(ctx, q, held.StructureID)
	if err != nil {
		return err
	}
	if c.ActivityByID(held.Request.ActivityID) == nil {
		return nil
	}
	return s.mail(ctx, q, held.StructureID, held.FamilyID, about(held.ID), s.offerMail(c, held),
		func(address string) string { return s.SealSecret(s.mailed(held.ID, address)) })
}

// offerMail is the mail of an offer.
func (s *Queue) offerMail(c *town.Catalogue, held db.Held) mail.OperationMail {
	return mail.OperationMail{Structure: c.Structure.Name, Offer: civil.Instant(held.Until, c.Loc),
		Days: []mail.OperationDay{{Date: held.Request.Date, Child: held.Request.FirstName,
			Activity: c.ActivityByID(held.Request.ActivityID).Name, What: "place proposée"}},
		URL: s.BaseURL + ProposalPath + "/" + db.SecretMark}
}

// about names the mails of an offer.
func about(offerID int64) string { return fmt.Sprintf("proposition-%d", offerID) }

// mail queues a mail to each address of a family. secret gives what replaces db.SecretMark in it, sealed; nil =
// nothing.
func (s *Queue) mail(ctx context.Context, q db.Q, structureID, familyID int64, about string, m mail.OperationMail,
	secret func(address string) string) error {
	addresses, err := q.Reaching(ctx, familyID)
	if err != nil || len(addresses[familyID]) == 0 {
		return err
	}
	subject, text, html, err := mail.ComposeOperationMail(m)
	if err != nil {
		return err
	}
	for i, address := range addresses[familyID] {
		one := db.Mail{StructureID: structureID, FamilyID: familyID, Kind: "offer", Address: address, Subject: subject,
			Body: text, Html: html, CreatedAt: s.Now().UTC(), About: fmt.Sprintf("%s-%d@%s", about, i, s.MailHost)}
		if secret != nil {
			one.Sealed = secret(address)
		}
		if _, err := q.QueueMail(ctx, &one, time.Now()); err != nil {
			return err
		}
	}
	return nil
}
