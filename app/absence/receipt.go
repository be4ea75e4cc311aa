package absence

import (
	"context"
	"fmt"
	"time"

	"cartable/app/domain/sickness"
	"cartable/app/domain/town"
	"cartable/app/lang"
	"cartable/app/mail"
	"cartable/db"
)

// receipt is what a household is told of an absence.
type receipt struct {
	absence db.Absence
	child   string
	rows    []Row
	undone  time.Time // when staff took it back; zero: they did not
}

// receipt queues the receipt of an absence for the addresses of a household, in its language. mailed is false if it has
// none, or wants no mails.
func (o *Absences) receipt(ctx context.Context, q db.Q, c *town.Catalogue, r receipt) (mailed bool, err error) {
	family := r.absence.FamilyID
	people, err := q.Addressees(ctx, c.Structure.ID, family, family)
	if err != nil || len(people[family].Addresses) == 0 {
		return false, err
	}
	sum := sums(r.rows)
	m := mail.AbsenceMail{Structure: c.Structure.Name, Child: r.child, Undone: !r.undone.IsZero(),
		Told: sickness.Words(sickness.Channel(r.absence.Channel), r.absence.At, c.Loc), Back: sum.Back(),
		Owed: sum.Owed, URL: o.BaseURL + "/suivi", Lang: lang.Of(people[family].Language)}
	if r.absence.PaperBy != nil {
		m.PaperBy = *r.absence.PaperBy
	}
	for _, row := range r.rows {
		day := mail.AbsenceDay{Date: row.day.Date, Activity: row.Activity}
		if !m.Undone {
			day.What = row.Fate.Word()
		}
		m.Days = append(m.Days, day)
	}
	subject, text, html, err := mail.ComposeAbsenceMail(m)
	if err != nil {
		return false, err
	}
	kind, at := "absence", r.absence.At
	if m.Undone {
		kind, at = "absence-undone", r.undone
	}
	for i, address := range people[family].Addresses {
		one := db.Mail{StructureID: c.Structure.ID, FamilyID: family, Kind: kind, Address: address, Subject: subject,
			Body: text, Html: html, CreatedAt: at,
			About: fmt.Sprintf("%s-%d-%d@%s", kind, r.absence.ID, i, o.MailHost)}
		if _, err := q.QueueMail(ctx, &one, time.Now()); err != nil {
			return false, err
		}
	}
	return true, nil
}
