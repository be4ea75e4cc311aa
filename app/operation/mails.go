package operation

import (
	"context"
	"fmt"
	"time"

	"cartable/app/domain/fault"
	"cartable/app/domain/money"
	"cartable/app/mail"
	"cartable/db"
)

// The messages of an opération.
const (
	applied = "applied"
	undone  = "undone"
)

// familiesAPiece is how many families are read and written to at once.
const familiesAPiece = 100

// WriteMails writes to each family that an applied opération concerns, once and about all of it, ten minutes after it
// was applied. Undone before, nobody is written to. It is the job of a worker, and may be called at any time.
func (o *Operations) WriteMails(ctx context.Context, id int64) error {
	row, found, err := o.DB.Read().Operation(ctx, 0, id, false)
	switch {
	case err != nil || !found:
		return err
	case row.State == db.OperationApplying:
		return fault.Unavailablef(nil, "L'opération %d n'est pas terminée.", id)
	case row.State != db.OperationApplied:
		return nil
	}
	return o.write(ctx, id, applied)
}

// WriteUndoMails writes again to the families that were written to.
func (o *Operations) WriteUndoMails(ctx context.Context, id int64) error {
	return o.write(ctx, id, undone)
}

func (o *Operations) write(ctx context.Context, id int64, message string) error {
	return o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		row, found, err := q.Operation(ctx, 0, id, true)
		if err != nil || !found || message == applied && row.State != db.OperationApplied {
			return err
		}
		c, err := o.Catalogues.Current(ctx, q, row.StructureID)
		if err != nil {
			return err
		}
		families, err := q.FamiliesToTell(ctx, id, message)
		if err != nil {
			return err
		}
		for len(families) > 0 {
			n := min(len(families), familiesAPiece)
			if err := o.writeTo(ctx, q, row, c.Structure.Name, message, families[:n]); err != nil {
				return err
			}
			families = families[n:]
		}
		row.Told = row.Told || message == applied
		return q.SaveOperation(ctx, &row)
	})
}

func (o *Operations) writeTo(ctx context.Context, q db.Q, row db.Operation, town, message string,
	families []int64) error {
	people, err := q.Addressees(ctx, row.StructureID, families[0], families[len(families)-1])
	if err != nil {
		return err
	}
	by, err := daysOf(ctx, q, row.ID, families)
	if err != nil {
		return err
	}
	now := o.Now().UTC()
	for _, id := range families {
		m := told(row, town, message, by[id])
		m.URL = o.BaseURL + "/suivi"
		subject, text, html, err := mail.ComposeOperationMail(m)
		if err != nil {
			return err
		}
		for i, address := range people[id].Addresses {
			one := db.Mail{StructureID: row.StructureID, FamilyID: id, Kind: "operation", Address: address,
				Subject: subject,
				Body:    text, Html: html, CreatedAt: now,
				About: fmt.Sprintf("operation-%d-%s-%d-%d@%s", row.ID, message, id, i, o.MailHost)}
			if _, err := q.QueueMail(ctx, &one, time.Now()); err != nil {
				return err
			}
		}
	}
	return nil
}

// fates says what became of a row, by its fate and its state.
var fates = map[[2]string]string{
	{"cancelled", db.RowDone}: "annulé par la mairie", {"withdrawn", db.RowDone}: "demande retirée par la mairie",
	{"repriced", db.RowDone}:      "prix changé",
	{"cancelled", db.RowRestored}: "de nouveau réservé", {"withdrawn", db.RowRestored}: "de nouveau en attente",
	{"cancelled", db.RowQueued}: "en liste d'attente, en tête : la place a été prise entre-temps",
	{"cancelled", db.RowLost}:   "reste annulé", {"withdrawn", db.RowLost}: "reste retiré",
}

// told is what a family is told of an opération, and of its days.
func told(row db.Operation, town, message string, days []db.OperationDay) mail.OperationMail {
	m := mail.OperationMail{Structure: town, Reason: row.Reason, Words: mail.Paragraphs(row.Words)}
	if message == undone {
		m.Undone, m.Told, m.Reason, m.Words = true, row.Told, row.UndoReason, nil
	}
	for _, d := range days {
		what := fates[[2]string{d.Fate, d.State}]
		if what == "" {
			continue // it had changed before its turn came
		}
		m.Days = append(m.Days, mail.OperationDay{Date: d.Date, Child: d.Child, Activity: d.Activity, What: what})
		if message == applied {
			m.Back += money.Cents(d.Back)
		}
	}
	return m
}
