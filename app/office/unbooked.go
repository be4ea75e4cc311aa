package office

import (
	"context"
	"strings"

	"cartable/app/desk"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/fold"
	"cartable/app/domain/journal"
	"cartable/app/domain/plain"
	"cartable/app/domain/pricing"
	"cartable/app/domain/town"
	"cartable/app/domain/wallet"
	"cartable/db"
)

// Unbooked is the page to find a child who came without a booking, among those enrolled.
type Unbooked struct {
	Code, Name string
	Date       civil.Date
	Search     string
	Rows       []Candidate
	More       int // found but not shown
}

// Candidate is a child of a household who may have come.
type Candidate db.Candidate

// fewCandidates is how many children a search shows: if there are more, the name is not precise enough.
const fewCandidates = 20

// Unbooked finds children enrolled in an activity on a date and not expected there, by the beginnings of their names.
func (o *Office) Unbooked(ctx context.Context, d desk.Actor, code string, date civil.Date,
	search string) (Unbooked, error) {
	q := o.DB.Read()
	c, err := o.Town(ctx, q, d)
	if err != nil {
		return Unbooked{}, err
	}
	a := c.Activity(code)
	if a == nil {
		return Unbooked{}, desk.NotHere()
	}
	page := Unbooked{Code: a.Code, Name: a.Name, Date: date, Search: plain.Cut(strings.TrimSpace(search), 80)}
	if page.Date == 0 {
		page.Date = c.Today(o.Now())
	}
	words := desk.SearchWords(page.Search)
	if len(words) == 0 {
		return page, nil
	}
	all, err := q.Candidates(ctx, d.StructureID, a.ID, page.Date)
	for _, one := range all {
		if !begins(fold.Words(one.FirstName+" "+one.LastName), words) {
			continue
		}
		if len(page.Rows) == fewCandidates {
			page.More++
			continue
		}
		page.Rows = append(page.Rows, Candidate(one))
	}
	return page, err
}

// begins reports whether each word begins a word of the name.
func begins(name string, words []string) bool {
	for _, word := range words {
		if !strings.Contains(" "+name, " "+word) {
			return false
		}
	}
	return true
}

// Came records that a child came without a booking: a reservation is created for a household, accepted even without a
// free place, and marked present. A request of that household that waited or was refused becomes that reservation; one
// of the child's other household, whose day it is not, ends. It is debited like any other past day, and the night
// notifies the family. Repeating it changes nothing.
func (o *Office) Came(ctx context.Context, d desk.Actor, code string, date civil.Date, childID, familyID int64) error {
	return o.onDaySheet(ctx, d, code, date, func(ctx context.Context, q db.Q, had *town.Catalogue,
		a *town.Activity) error {
		if err := q.LockChildren(ctx, []int64{childID}); err != nil {
			return err
		}
		c, _, err := o.Catalogues.Locked(ctx, q, had, func(c *town.Catalogue) []booking.SlotKey {
			a = c.Activity(code)
			return booking.SlotsOf(a, date)
		})
		if err != nil {
			return err
		}
		if a == nil {
			return desk.NotHere()
		}
		live, found, err := q.LiveOn(ctx, childID, a.ID, date)
		if err != nil {
			return err
		}
		if found && live.FamilyID != familyID {
			if found, err = o.keepsOther(ctx, q, d, live, date); err != nil {
				return err
			}
		}
		id := live.ID
		switch {
		case !found:
			if id, err = o.admit(ctx, q, d, c, a, date, childID, familyID); err != nil {
				return err
			}
		case live.FamilyID != familyID:
			return fault.Conflictf("Ce jour est demandé par l'autre foyer de cet enfant. Rechargez la feuille.")
		case !live.Status.Placed():
			if err := q.Admit(ctx, live); err != nil {
				return err
			}
		}
		roll, err := q.HoldRoll(ctx, d.StructureID, a.ID, date, id)
		if err != nil {
			return err
		}
		if len(roll) == 0 {
			return desk.NotHere()
		}
		closing, err := q.ClosingOf(ctx, d.StructureID, a.ID, date)
		if err != nil {
			return err
		}
		if closing != nil && roll[0].Attendance == wallet.NotMarked {
			return fault.Invalidf("enfant", "La feuille est close\u00a0: rouvrez-la pour y ajouter un enfant.")
		}
		return o.mark(ctx, q, d, c, a, roll, Mark{Attendance: wallet.Present})
	})
}

// keepsOther reports whether what the child's other household has on a date keeps the day there. What was refused to it
// does not, nor what it waits for on a day that is not its own: that ends, and it is told.
func (o *Office) keepsOther(ctx context.Context, q db.Q, d desk.Actor, live booking.Reservation,
	date civil.Date) (bool, error) {
	homes, err := q.CustodyOf(ctx, live.ChildID)
	switch {
	case err != nil:
		return false, err
	case !live.Status.Holds():
		return false, nil // it ends as the day is booked
	case live.Status.Placed() || !homes.Other(live.FamilyID, date):
		return true, nil
	}
	now := o.Now().UTC()
	err = q.LeaveQueue(ctx, d.StructureID, []booking.Reservation{live}, db.Movement{AccountID: d.AccountID,
		Origin: "staff", At: now}, booking.TakenOff)
	if err != nil {
		return false, err
	}
	return false, q.AddQueueActs(ctx, []db.QueueAct{{StructureID: d.StructureID, ReservationID: live.ID,
		FamilyID: live.FamilyID, AccountID: d.AccountID, At: now, What: string(booking.TakenOff),
		Priority: live.Priority, Words: booking.OtherHomeDay.Sentence("")}})
}

// admit creates the reservation of a child who came, if the child is enrolled and belongs to that household.
func (o *Office) admit(ctx context.Context, q db.Q, d desk.Actor, c *town.Catalogue, a *town.Activity, date civil.Date,
	childID, familyID int64) (int64, error) {
	all, err := q.Candidates(ctx, d.StructureID, a.ID, date)
	if err != nil {
		return 0, err
	}
	for _, one := range all {
		if one.ChildID != childID || one.FamilyID != familyID {
			continue
		}
		payers, err := q.Payers(ctx, d.StructureID, familyID, familyID)
		if err != nil {
			return 0, err
		}
		now := o.Now()
		quote := pricing.For(a.Tariffs, date, payers[familyID].Residence.On(date), payers[familyID].Quotients,
			a.Quantity())
		rows := []db.Reservation{{StructureID: d.StructureID, FamilyID: familyID, ChildID: childID, ActivityID: a.ID,
			Date:  date,
			State: string(booking.Accepted), RequestedAt: now.UTC(), Reason: string(booking.Unbooked),
			Price: quote.Total, Quantity: quote.Quantity}}
		if err := q.Book(ctx, rows, db.Movement{AccountID: d.AccountID, Origin: "staff", At: now.UTC()}); err != nil {
			return 0, err
		}
		came := o.Entry(d, journal.CameUnbooked, familyID, markSubject(one.FirstName, one.LastName, a.Name, date), "",
			"présent sans réservation", "")
		came.ReservationID = rows[0].ID
		return came.ReservationID, q.AddJournal(ctx, came)
	}
	return 0, fault.NotFoundf("Cet enfant n'est pas inscrit à cette activité à cette date.")
}
