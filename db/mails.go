package db

import (
	"context"
	"crypto/rand"
	"database/sql"
	"strings"
	"time"
)

// AddMail writes a mail to send, inside the caller's transaction, and sets its ID. It ignores State, Attempts and
// SentAt, and draws a Message-ID, which the mail keeps whatever happens to the sending. added is false, and ID 0, when
// the report went to that address already, or when a mail with the same About exists.
//
// To have it sent, add a JobMail with its id, or call QueueMail.
func (q Q) AddMail(ctx context.Context, m *Mail) (added bool, err error) {
	m.draw()
	m.State = MailQueued
	err = q.each(
		ctx,
		`insert into mails (structure_id, family_id, report_id, kind, address, subject, body, html, about, message_id,
			created_at, sealed, order_id)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) on conflict do nothing returning id`,
		[]any{
			orNull(m.StructureID),
			orNull(m.FamilyID),
			orNull(m.ReportID),
			m.Kind,
			m.Address,
			m.Subject,
			m.Body,
			m.Html,
			sql.NullString{String: m.About, Valid: m.About != ""},
			m.MessageID,
			m.CreatedAt,
			m.Sealed,
			orNull(m.OrderID),
		},
		func(r row) error {
			added = true
			return r.Scan(&m.ID)
		},
	)
	return added, err
}

// draw makes a Message-ID that no mail ever has again. The subject of the mail cannot serve for it: a restored database
// assigns its numbers a second time, and servers drop a mail whose Message-ID they have seen.
func (m *Mail) draw() {
	if m.MessageID != "" {
		return
	}
	name, host, _ := strings.Cut(m.About, "@")
	m.MessageID = rand.Text()
	if name != "" {
		m.MessageID = name + "." + m.MessageID
	}
	if host != "" {
		m.MessageID += "@" + host
	}
}

// QueueMail adds a mail and the job that sends it. machineNow is time.Now(), whatever the portal's clock.
func (q Q) QueueMail(ctx context.Context, m *Mail, machineNow time.Time) (added bool, err error) {
	added, err = q.AddMail(ctx, m)
	if err != nil || !added {
		return false, err
	}
	return true, q.AddJobs(ctx, JobMail, []int64{m.ID}, machineNow)
}

// orNull stores a reference of 0 as null.
func orNull(id int64) any {
	if id == 0 {
		return nil
	}
	return id
}

// MailForSending reads a mail; ok is false when there is none.
func (q Q) MailForSending(ctx context.Context, id int64) (m Mail, ok bool, err error) {
	err = q.each(
		ctx,
		`select id, coalesce(structure_id, 0), coalesce(family_id, 0), coalesce(report_id, 0), kind, address, subject,
			body, html,
			message_id, state, attempts, error, sealed, coalesce(order_id, 0) from mails where id = $1`,
		[]any{id},
		func(r row) error {
			ok = true
			return r.Scan(&m.ID, &m.StructureID, &m.FamilyID, &m.ReportID, &m.Kind, &m.Address, &m.Subject, &m.Body,
				&m.Html, &m.MessageID, &m.State, &m.Attempts, &m.Error, &m.Sealed, &m.OrderID)
		},
	)
	return m, ok, err
}

// MailTown is how the structure of a mail signs it.
type MailTown struct{ Name, ReplyTo, Signature string }

// MailTown returns how the structure of a mail, or of its family, signs; the zero value for a mail about an account,
// which may have several.
func (q Q) MailTown(ctx context.Context, m Mail) (t MailTown, err error) {
	err = q.each(ctx, `select mail_name, email, mail_signature from structures
		where id = coalesce(nullif($1, 0), (select structure_id from families where id = $2))`,
		[]any{m.StructureID, m.FamilyID}, func(r row) error { return r.Scan(&t.Name, &t.ReplyTo, &t.Signature) })
	return t, err
}

// MarkMail stores the outcome of one more attempt. The state of a mail that was sent never changes again. done is false
// when the mail was written again while it was being sent: what left is not what it says now.
func (q Q) MarkMail(ctx context.Context, m Mail, state, reason string, at time.Time) (done bool, err error) {
	var sent any
	if state == MailSent {
		sent = at
	}
	n, err := q.exec(ctx,
		"update mails set state = $2, error = $3, sent_at = $4, attempts = attempts + 1 where id = $1 and "+
			"state <> 'sent' and message_id = $5", m.ID, state, reason, sent, m.MessageID)
	if err != nil || n > 0 {
		return true, err
	}
	done = true
	err = q.each(ctx, "select message_id = $2 from mails where id = $1", []any{m.ID, m.MessageID}, func(r row) error {
		return r.Scan(&done)
	})
	return done, err
}

// RewriteMail replaces the text of a mail that waits to be sent, of which its ID and About count. It has a Message-ID
// of
// its own then: one that is being sent at this moment leaves as it was, and again as it is.
func (q Q) RewriteMail(ctx context.Context, m Mail) error {
	m.MessageID = ""
	m.draw()
	_, err := q.exec(ctx, `update mails set subject = $2, body = $3, html = $4, message_id = $5, state = 'queued'
		where id = $1 and state in ('queued', 'delayed')`, m.ID, m.Subject, m.Body, m.Html, m.MessageID)
	return err
}

// ForgetSecret deletes the secret of a mail that was sent, or never will be.
func (q Q) ForgetSecret(ctx context.Context, mailID int64) error {
	_, err := q.exec(ctx, "update mails set sealed = '' where id = $1", mailID)
	return err
}

// MarkBounced records that an address of a family was refused for good. The first refusal is kept.
func (q Q) MarkBounced(ctx context.Context, familyID int64, address string, at time.Time) error {
	_, err := q.exec(ctx,
		"update family_emails set bounced_at = $3 where family_id = $1 and lower(address) = lower($2) and "+
			"bounced_at is null", familyID, address, at)
	return err
}
