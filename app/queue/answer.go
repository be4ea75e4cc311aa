package queue

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/money"
	"cartable/db"
)

// Proposal is an offered place as its family reads it.
type Proposal struct {
	Token           string
	Child, Activity string
	Date            civil.Date
	Start, End      civil.TimeOfDay
	Until           time.Time
	Free            time.Time // until when the place may be given up free of charge, once it is taken
	Loc             *time.Location
	State           string // "open", or what became of it: the states of db
	Price           money.Cents
	Waits           bool // the request is on the waiting list again: staff took the offer back
}

// Open reports whether the family may still answer.
func (p Proposal) Open() bool { return p.State == db.OfferOpen }

// MayCancel reports whether the place, once taken, could still be given up free of charge when it was offered.
func (p Proposal) MayCancel() bool { return p.Free.After(p.Until) }

// Taken reports whether the family took the place.
func (p Proposal) Taken() bool { return p.State == db.OfferAccepted }

// Declined reports whether the family declined the place.
func (p Proposal) Declined() bool { return p.State == db.OfferDeclined }

// link is what a token opens: one offer, for one reader, who must still be one of the family's at each click.
type link struct {
	offer   int64
	account int64  // who is signed in where the link is shown, or
	address string // to which the mail was sent
}

// Token returns the secret of the link by which an adult of the family, who is signed in, answers an offer.
func (s *Queue) Token(offerID, accountID int64) string {
	return s.Seal(fmt.Sprintf("%d %d ", offerID, accountID))
}

// mailed returns the secret of the link of a mail: it answers without signing in.
func (s *Queue) mailed(offerID int64, address string) string {
	return s.Seal(fmt.Sprintf("%d 0 %s", offerID, address))
}

// read opens a token; NotFound for one that is not ours.
func (s *Queue) read(token string) (l link, err error) {
	text, err := s.Open(token)
	parts := strings.SplitN(text, " ", 3)
	if err == nil && len(parts) == 3 {
		l.address = parts[2]
		if l.offer, err = strconv.ParseInt(parts[0], 10, 64); err == nil {
			if l.account, err = strconv.ParseInt(parts[1], 10, 64); err == nil {
				return l, nil
			}
		}
	}
	return link{}, fault.NotFoundf("Ce lien n'est pas complet. Ouvrez-le depuis le courriel, ou connectez-vous au " +
		"portail.")
}

// gone is what the reader of a link gets whose rights have ended, or whose offer does not exist.
func gone() error { return fault.NotFoundf("Cette proposition n'existe plus.") }

// Proposal returns the offer of a link.
func (s *Queue) Proposal(ctx context.Context, token string) (Proposal, error) {
	l, err := s.read(token)
	if err != nil {
		return Proposal{}, err
	}
	q := s.DB.Read()
	held, _, err := q.HoldOffer(ctx, l.offer, false)
	if err != nil {
		return Proposal{}, err
	}
	if may, err := mayAnswer(ctx, q, held, l); err != nil || !may {
		return Proposal{}, cmp.Or(err, gone())
	}
	return s.proposal(ctx, q, token, held)
}

// mayAnswer reports whether a link is one of the family's to which the place was offered, and the request still is: one
// that went to the child's other home says nothing of it to this one.
func mayAnswer(ctx context.Context, q db.Q, held db.Held, l link) (bool, error) {
	may, err := q.MayAnswer(ctx, held.FamilyID, l.account, l.address)
	return may && held.Request.FamilyID == held.FamilyID, err
}

func (s *Queue) proposal(ctx context.Context, q db.Q, token string, held db.Held) (Proposal, error) {
	c, err := s.Catalogues.Current(ctx, q, held.StructureID)
	if err != nil {
		return Proposal{}, err
	}
	r := held.Request
	one := Proposal{Token: token, Child: r.FirstName, Date: r.Date, Until: held.Until, Loc: c.Loc, State: held.State,
		Price: r.Price, Waits: r.Status.Queued()}
	if a := c.ActivityByID(r.ActivityID); a != nil {
		one.Activity, one.Start, one.End, one.Free = a.Name, a.Start, a.End, c.CancelLimit(a, r.Date)
	}
	if held.State == db.OfferVoid && r.Status.Placed() {
		one.State = db.OfferAccepted // staff or the night gave it since
	}
	if one.Open() && (r.Status != booking.Offered || s.Now().After(held.Until)) {
		one.State = db.OfferLapsed
	}
	return one, nil
}

// Answer takes the place of a link, or declines it: the place then goes to the next in line. The same answer again is
// no error, another one is: the first stands.
func (s *Queue) Answer(ctx context.Context, token string, take bool) (p Proposal, err error) {
	l, err := s.read(token)
	if err != nil {
		return Proposal{}, err
	}
	err = s.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		d, held, err := s.holdOffer(ctx, q, l.offer)
		if err != nil {
			return err
		}
		may, err := mayAnswer(ctx, q, held, l)
		if err != nil || !may || d == nil {
			return cmp.Or(err, gone())
		}
		if err := d.answer(ctx, held, take, l.account); err != nil {
			return err
		}
		if held, _, err = q.HoldOffer(ctx, l.offer, false); err == nil {
			p, err = s.proposal(ctx, q, token, held)
		}
		return err
	})
	if err == nil {
		s.Ring()
	}
	return p, err
}

func (d *date) answer(ctx context.Context, held db.Held, take bool, by int64) error {
	state := db.OfferDeclined
	if take {
		state = db.OfferAccepted
	}
	r := held.Request
	switch {
	case held.State == state:
		return nil
	case held.State == db.OfferAccepted:
		return fault.Conflictf("Vous avez déjà accepté cette place. Pour y renoncer, annulez le jour dans le " +
			"calendrier.")
	case held.State == db.OfferDeclined:
		return fault.Conflictf("Vous avez déjà décliné cette place\u00a0: elle n'est plus gardée pour vous.")
	case held.State == db.OfferVoid && r.Status.Placed():
		return fault.Conflictf("Votre enfant a déjà une place ce jour-là\u00a0: voyez vos réservations.")
	case held.State == db.OfferVoid && r.Status == booking.Offered:
		return fault.Conflictf("Une autre proposition vous est faite pour ce jour\u00a0: répondez-y depuis votre " +
			"page d'accueil.")
	case held.State == db.OfferVoid && r.Status.Queued():
		return fault.Conflictf("Cette proposition a été retirée\u00a0: votre demande garde son rang sur la " +
			"liste d'attente.")
	case held.State == db.OfferVoid:
		return fault.Conflictf("Cette place n'est plus réservée pour vous.")
	case held.State != db.OfferOpen || r.Status != booking.Offered || d.now.After(held.Until):
		return fault.Conflictf("Le temps pour répondre est passé\u00a0: cette place n'est plus réservée pour vous.")
	case !take:
		if err := d.leave(ctx, held, state, by); err != nil {
			return err
		}
		return d.noteAnswer(ctx, held, booking.Cancelled, by)
	}
	a := d.town.ActivityByID(r.ActivityID)
	// What was true at the offer is asked again.
	if why := booking.NoPlaceWhy(d.town, a, r.Date, r.Right, d.now); why != "" {
		return fault.Conflictf("Cette place ne peut plus être donnée. %s", why)
	}
	if _, err := d.q.EndOffer(ctx, held.ID, state, d.now, by); err != nil {
		return err
	}
	if err := d.q.Take(ctx, r.Reservation); err != nil {
		return err
	}
	return d.noteAnswer(ctx, held, booking.Accepted, by)
}

// noteAnswer writes the answer of a family to the journal. An answer by the link of a mail has no account.
func (d *date) noteAnswer(ctx context.Context, held db.Held, became booking.Status, by int64) error {
	name := d.town.ActivityByID(held.Request.ActivityID).Name
	return d.q.AddJournal(ctx, db.JournalEntry{At: d.now, StructureID: held.StructureID, AccountID: by,
		FamilyID: held.FamilyID, Action: journal.OfferAnswered, Subject: subject(held.Request, name),
		Was: booking.Offered.Word(), Became: became.Word()})
}

// subject names a request in the journal.
func subject(r db.Asked, activity string) string {
	return strings.TrimSpace(fmt.Sprintf("%s %s, %s, %s", r.FirstName, r.LastName, activity, r.Date.Medium()))
}
