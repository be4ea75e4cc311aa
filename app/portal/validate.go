package portal

import (
	"context"
	"crypto/rand"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/fault"
	"cartable/app/domain/plain"
	"cartable/app/domain/town"
	"cartable/db"
)

// Validate treats the draft (DOMAIN.md 6.2 to 6.8) and returns the number of the validation. read is the recap that was
// read. The same revision sent again, from any device, returns the number of the first time. A draft that changed
// since, another draft, or a price that differs from the one read gives a Conflict: the recap must be read again.
//
// Locks are always taken in this order: draft, children, slots by pool and date. The catalogue is read
// again inside the transaction, and once more when the slots are held: what counts a slot holds it too.
func (p *Portal) Validate(ctx context.Context, v Viewer, read RecapKey) (number string, err error) {
	err = p.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		done, err := p.ValidateIn(ctx, q, v, read, Act{})
		number = done.Number
		return err
	})
	return number, err
}

// Validated is a validation that was made.
type Validated struct {
	Number string
	Again  bool         // it had been made before
	Passed booking.Pass // the refusals that its lines passed
}

// ValidateIn is Validate within a transaction of the caller, which has locked nothing, or the town alone. act is what
// staff say of it; empty of a guardian.
func (p *Portal) ValidateIn(ctx context.Context, q db.Q, v Viewer, read RecapKey, act Act) (done Validated, err error) {
	draft, err := q.LockDraft(ctx, v.AccountID, v.FamilyID, p.Now())
	if err != nil {
		return done, err
	}
	if draft.DraftID != read.DraftID || draft.Revision != read.Revision || len(draft.Lines) == 0 {
		if draft.DraftID == read.DraftID {
			done.Number, done.Again, err = q.ValidationAt(ctx, draft.DraftID, read.Revision)
		}
		if err != nil || done.Again {
			return done, err
		}
		return done, fault.Conflictf("Votre demande a changé depuis ce récapitulatif. Voici où elle en est.")
	}
	return p.treat(ctx, q, v, draft, read, act)
}

func (p *Portal) treat(ctx context.Context, q db.Q, v Viewer, draft db.KeptDraft, read RecapKey,
	act Act) (done Validated, err error) {
	if err := q.LockChildren(ctx, childrenOf(draft.Lines)); err != nil {
		return done, err
	}
	if may, err := q.MayBook(ctx, v.AccountID, v.FamilyID, act.Raise != nil); err != nil {
		return done, err
	} else if !may { // who archives the family holds its children too
		return done, fault.Conflictf("Le dossier de cette famille n'est plus ouvert\u00a0: rien n'a été réservé.")
	}
	c, err := p.Catalogues.At(ctx, q, v.StructureID, v.Revision)
	if err != nil {
		return done, err
	}
	c, slots, err := p.Catalogues.Locked(ctx, q, c, func(c *town.Catalogue) []booking.SlotKey {
		return slotsOf(c, draft.Lines)
	})
	if err != nil {
		return done, err
	}
	announced, ok := read.lines(len(draft.Lines))
	said := func(i int) bool { // a recap that said nothing promised all
		return !ok || announced[i].letter == booking.ResultAccepted.Symbol() ||
			announced[i].letter == booking.ResultCancelled.Symbol()
	}
	f, outcomes, err := treatSwaps(draft.Lines, said, act.in(p.worldOf(ctx, q, v, c, draft, slots)))
	if err != nil {
		return done, err
	}
	now := f.Now
	// A line of another family's child cannot be drafted; if it were, no part of it may be accepted.
	for i, o := range outcomes {
		if _, ours := f.child(o.ChildID); !ours {
			outcomes[i].Result, outcomes[i].Reason = booking.ResultUntreated, booking.NotYours
		}
	}
	if !read.agrees(outcomes) {
		return done, fault.Conflictf("Un prix a changé depuis ce récapitulatif. Voici où en est votre demande.")
	}
	if err := act.covers(v, outcomes); err != nil {
		return done, err
	}

	validation := db.Validation{Number: newNumber(now, c), DraftID: draft.DraftID, Revision: draft.Revision,
		AccountID: v.AccountID, FamilyID: v.FamilyID, At: now, Channel: string(act.Channel), Reason: act.Reason}
	if err := q.StoreValidation(ctx, &validation, receiptLines(outcomes, read)); err != nil {
		return done, err
	}
	movement := db.Movement{ValidationID: validation.ID, AccountID: v.AccountID, Origin: v.origin(), At: now}
	if err := q.GiveUp(ctx, v.StructureID, givenUp(outcomes), movement); err != nil {
		return done, err
	}
	if err := q.Book(ctx, booked(outcomes, v, now, draft.LastMoment), movement); err != nil {
		return done, err
	}
	if keys := raised(outcomes); len(keys) > 0 {
		if err := act.Raise(ctx, q, keys); err != nil {
			return done, err
		}
	}
	_, err = q.EmptyDraft(ctx, draft.DraftID, now)
	return Validated{Number: validation.Number, Passed: mustPass(outcomes)}, err
}

func childrenOf(lines []booking.Line) []int64 {
	var ids []int64
	seen := map[int64]bool{}
	for _, l := range lines {
		if !seen[l.ChildID] {
			seen[l.ChildID] = true
			ids = append(ids, l.ChildID)
		}
	}
	return ids
}

func givenUp(outcomes []booking.Outcome) []booking.Reservation {
	var rows []booking.Reservation
	for _, o := range outcomes {
		if o.Result == booking.ResultCancelled && o.Reservation != nil {
			rows = append(rows, *o.Reservation)
		}
	}
	return rows
}

func booked(outcomes []booking.Outcome, v Viewer, now time.Time, lastMoment bool) []db.Reservation {
	var rows []db.Reservation
	for _, o := range outcomes {
		if o.Kind != booking.Add || o.Result == booking.ResultUntreated {
			continue
		}
		rows = append(rows, db.Reservation{
			StructureID: v.StructureID, FamilyID: v.FamilyID, ChildID: o.ChildID, ActivityID: o.ActivityID,
			Date:  o.Date,
			State: string(o.Result.Status()), Priority: o.Priority, RequestedAt: now, Price: o.Quote.Total,
			Quantity:   o.Activity.Quantity(),
			LastMoment: lastMoment && o.Result != booking.ResultAccepted,
		})
	}
	return rows
}

func receiptLines(outcomes []booking.Outcome, k RecapKey) []db.ValidationLine {
	read, told := k.lines(len(outcomes))
	lines := make([]db.ValidationLine, len(outcomes))
	for i, o := range outcomes {
		lines[i] = db.ValidationLine{
			ChildID: o.ChildID, ActivityID: o.ActivityID, Date: o.Date, Kind: string(o.Kind), Outcome: string(o.Result),
			Changed: told && read[i].letter != o.Result.Symbol() && len(o.Raised) == 0,
		}
		if o.Kind == booking.Add {
			lines[i].Price = o.Quote.Total
		} else {
			lines[i].Price = o.Back()
		}
		if o.Result == booking.ResultUntreated {
			lines[i].Reason, lines[i].Detail = string(o.Reason), o.Detail
		}
	}
	return lines
}

// newNumber returns the day and eight random letters, "261123-K7QM-2XPD": short enough to be read aloud, and no help in
// guessing another family's number.
func newNumber(now time.Time, c *town.Catalogue) string {
	var draw [8]byte
	rand.Read(draw[:])
	return now.In(c.Loc).Format("060102") + "-" + plain.Code(draw[:4]) + "-" + plain.Code(draw[4:])
}

// Confirmation returns a validation of the family; NotFound for any other number.
func (p *Portal) Confirmation(ctx context.Context, v Viewer, number string) (Confirmation, error) {
	q := p.DB.Read()
	receipt, found, err := q.ReceiptOf(ctx, v.FamilyID, number)
	if err != nil {
		return Confirmation{}, err
	}
	if !found {
		return Confirmation{}, fault.NotYours()
	}
	c, err := p.Catalogues.At(ctx, q, v.StructureID, v.Revision)
	if err != nil {
		return Confirmation{}, err
	}
	conf := Confirmation{Number: receipt.Number, At: receipt.At, NextNight: c.AwaitedNight(receipt.At, p.Now()),
		Channel: receipt.Channel, Reason: receipt.Why}
	if conf.HasMail, err = q.HasMail(ctx, v.FamilyID); err != nil {
		return Confirmation{}, err
	}
	cost := costs{}
	for _, l := range receipt.Lines {
		line := RecapLine{
			Date:        l.Date,
			ChildID:     l.ChildID,
			Child:       l.Child,
			Activity:    l.Activity,
			Start:       l.Start,
			End:         l.End,
			Result:      l.Outcome,
			Observation: booking.Observation(l.Outcome, l.Reason),
			Changed:     l.Changed,
		}
		if l.Changed {
			conf.Changed++
		}
		if a := c.ActivityByID(l.ActivityID); a != nil {
			line.ByStaff = a.Allot == town.Manual
		}
		if l.Outcome == booking.ResultUntreated {
			line.Why, line.NextStep = l.Reason.Sentence(l.Detail), l.Reason.Next()
		}
		line.Price = l.Price
		if l.Kind == booking.Cancel {
			line.GivenUp = true
			cost.giveBack(l.Wallet, l.Price)
			conf.Cancels = append(conf.Cancels, line)
			continue
		}
		conf.Bookings = append(conf.Bookings, line)
		cost.add(l.Wallet, l.Outcome, l.Price)
	}
	_, balances, err := q.MoneyOf(ctx, v.FamilyID)
	conf.Totals = cost.totals(c.Wallets, balances)
	return conf, err
}
