package office

import (
	"context"
	"strings"

	"cartable/app/desk"
	"cartable/app/domain/paging"
	"cartable/db"
)

// Mails returns the messages of the structure with their state, newest first. state "" keeps all. An actor without a
// structure sees those of all structures: this is the demonstration's page, where all data is invented.
func (o *Office) Mails(ctx context.Context, d desk.Actor, state string, page int) (Mails, error) {
	lines, p, err := o.DB.Read().Mails(ctx, d.StructureID, state, paging.At(page))
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
