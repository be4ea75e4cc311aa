package office

import (
	"context"
	"strings"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/paging"
	"cartable/app/domain/town"
	"cartable/db"
)

// InTrouble stands for the states of the messages that the first page counts as not delivered: those of a week.
const InTrouble = "a-voir"

// troubleSince returns the instant from which messages in trouble are counted.
func troubleSince(c *town.Catalogue, today civil.Date) time.Time {
	from, _ := desk.DayOf(c, today)
	return from.AddDate(0, 0, -7)
}

// Mails returns the messages of the structure with their state, newest first. state "" keeps all. An actor without a
// structure sees those of all structures: this is the demonstration's page, where all data is invented.
func (o *Office) Mails(ctx context.Context, d desk.Actor, state string, page int) (Mails, error) {
	q := o.DB.Read()
	var since time.Time
	if state == InTrouble && d.StructureID != 0 {
		c, err := o.Town(ctx, q, d)
		if err != nil {
			return Mails{}, err
		}
		since = troubleSince(c, c.Today(o.Now()))
	}
	lines, p, err := q.Mails(ctx, d.StructureID, state, since, paging.At(page))
	if err != nil {
		return Mails{}, err
	}
	list := Mails{State: state, Page: p}
	for _, l := range lines {
		list.Rows = append(list.Rows, mailRow(l))
	}
	return list, nil
}

// Mail returns one message; NotFound if it is not of the structure.
func (o *Office) Mail(ctx context.Context, d desk.Actor, id int64) (Mail, error) {
	l, found, err := o.DB.Read().MailByID(ctx, d.StructureID, id)
	if err != nil {
		return Mail{}, err
	}
	if !found {
		return Mail{}, desk.NotHere()
	}
	return Mail{MailRow: mailRow(l), Body: o.readable(l)}, nil
}

// readable returns the text of a mail without its secret, which was for the recipient only.
func (o *Office) readable(l db.MailLine) string {
	secret := "(masqué : cela n'était que pour son destinataire)" // #nosec G101 -- replaces a secret
	if o.OpenSecret != nil && l.Sealed != "" {
		if opened, err := o.OpenSecret(l.Sealed); err == nil {
			secret = opened
		}
	}
	return strings.ReplaceAll(l.Body, db.SecretMark, secret)
}

func mailRow(l db.MailLine) MailRow {
	return MailRow{ID: l.ID, At: l.CreatedAt, Family: l.Family, FamilyCode: l.FamilyCode, Address: l.Address,
		Subject: l.Subject, State: l.State, Attempts: l.Attempts, Error: l.Error, SentAt: *l.SentAt}
}
