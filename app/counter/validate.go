package counter

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"cartable/app/desk"
	"cartable/app/domain/booking"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/plain"
	"cartable/app/mail"
	"cartable/app/portal"
	"cartable/db"
)

// longestWhy is the most: a family reads the reason beside each day.
const longestWhy = 200

// Said is what staff say at the recap, as typed.
type Said struct {
	Channel booking.Channel
	Reason  string
	Passes  booking.Pass
}

// check cleans the reason, and returns what is wrong, by field.
func (s *Said) check() (wrong fault.Many) {
	if !s.Channel.Known() {
		wrong.Addf("canal", "Dites comment la famille vous l'a demandé.")
	}
	s.Reason = plain.OneLine(s.Reason)
	switch n := utf8.RuneCountInString(s.Reason); {
	case n == 0:
		wrong.Addf("motif", "Dites pourquoi\u00a0: la famille lira ce motif.")
	case n < journal.LeastReason:
		wrong.Addf("motif", "Dites-en un peu plus\u00a0: la famille lira ce motif.")
	case n > longestWhy:
		wrong.Addf("motif", "Ce motif est trop long\u00a0: %d caractères au plus.", longestWhy)
	}
	return wrong
}

// Validate treats what staff have drafted for a family, as portal.Validate does for a parent, writes the journal, and
// sends the receipt to the family. The faults are Invalid, by field, for what is missing at the recap (canal, motif,
// portal.PassField), and those of portal.Validate.
func (o *Counter) Validate(ctx context.Context, d desk.Actor, a Acting, read portal.RecapKey,
	said Said) (number string, err error) {
	wrong := said.check()
	err = o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		if said.Passes&a.May&booking.PassFull != 0 { // the town before anything else, as an opération does
			if _, err := o.Catalogues.Hold(ctx, q, d.StructureID); err != nil {
				return err
			}
		}
		// The catalogue is shared, and read before a place is added: this transaction may still be rolled back.
		c, err := o.Catalogues.At(ctx, q, a.StructureID, a.Revision)
		if err != nil {
			return err
		}
		act := portal.Act{Channel: said.Channel, Reason: said.Reason, Passes: said.Passes, Wrong: wrong,
			Raise: func(ctx context.Context, q db.Q, keys []booking.SlotKey) error {
				return o.raise(ctx, q, d, keys)
			}}
		done, err := o.Portal.ValidateIn(ctx, q, a.Viewer, read, act)
		if number = done.Number; err != nil || done.Again {
			return err
		}
		receipt, _, err := q.ReceiptOf(ctx, a.FamilyID, number)
		if err != nil {
			return err
		}
		if err := q.AddJournal(ctx, o.entry(d, a, receipt, said, done.Passed)); err != nil {
			return err
		}
		return o.tell(ctx, q, c.Structure.Name, a, receipt)
	})
	if err == nil {
		o.Operations.Ring()
	}
	return number, err
}

// entry is the line of the journal, which the family reads too.
func (o *Counter) entry(d desk.Actor, a Acting, receipt db.Receipt, said Said,
	passed booking.Pass) db.JournalEntry {
	adds, cancels, left := 0, 0, 0
	for _, l := range receipt.Lines {
		switch {
		case l.Outcome == booking.ResultUntreated:
			left++
		case l.Kind == booking.Cancel:
			cancels++
		default:
			adds++
		}
	}
	var words []string
	for _, n := range []struct {
		n         int
		one, many string
	}{{adds, "réservation", "réservations"}, {cancels, "annulation", "annulations"},
		{left, "demande non traitée", "demandes non traitées"}} {
		if n.n == 1 {
			words = append(words, "1 "+n.one)
		} else if n.n > 1 {
			words = append(words, fmt.Sprintf("%d %s", n.n, n.many))
		}
	}
	words = append(words, said.Channel.Words())
	for _, p := range passed.Each() {
		words = append(words, p.Words())
	}
	return o.Entry(d, journal.BookedForFamily, a.FamilyID, "Demande n°\u00a0"+receipt.Number, "",
		strings.Join(words, ", "), said.Reason)
}

// tell sends the receipt to each address of the family that wants to be written to.
func (o *Counter) tell(ctx context.Context, q db.Q, structure string, a Acting, receipt db.Receipt) error {
	people, err := q.Addressees(ctx, a.StructureID, a.FamilyID, a.FamilyID)
	if err != nil || len(people[a.FamilyID].Addresses) == 0 {
		return err
	}
	m := mail.OperationMail{Structure: structure, Asked: receipt.Channel.Words(), Reason: receipt.Why,
		URL: o.BaseURL + "/suivi"}
	for _, l := range receipt.Lines {
		what := strings.ToLower(booking.Observation(l.Outcome, l.Reason))
		if l.Outcome == booking.ResultUntreated {
			what += ". " + l.Reason.Sentence(l.Detail)
		} else if l.Kind == booking.Add {
			what += ", " + l.Price.String()
		}
		m.Days = append(m.Days, mail.OperationDay{Date: l.Date, Child: l.Child, Activity: l.Activity, What: what})
	}
	subject, text, html, err := mail.ComposeOperationMail(m)
	if err != nil {
		return err
	}
	for i, address := range people[a.FamilyID].Addresses {
		one := db.Mail{StructureID: a.StructureID, FamilyID: a.FamilyID, Kind: "counter", Address: address,
			Subject: subject, Body: text, Html: html, CreatedAt: o.Now().UTC(),
			About: fmt.Sprintf("demande-%s-%d@%s", receipt.Number, i, o.MailHost)}
		if _, err := q.QueueMail(ctx, &one, time.Now()); err != nil {
			return err
		}
	}
	return nil
}
