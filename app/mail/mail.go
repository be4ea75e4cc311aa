// Package mail composes the mails to families, and sends them through an SMTP server, one transaction per address.
//
// It never reads the database, never chooses the recipients, and never puts a password in an error. Composing is pure:
// start with Compose and SectionsOf. Sending is behind the interface Sender: start with New; every failure is an *Error
// whose class says whether to retry.
package mail

import (
	"context"
	"errors"
	"time"

	"cartable/app/domain/address"
)

// Message is one mail to one address.
type Message struct {
	To        string
	Subject   string
	Text      string
	HTML      string    // empty: text alone
	At        time.Time // of its Date, in the sender's time zone; zero = now
	FromName  string    // of the sender; empty = as configured
	ReplyTo   string    // a bare address; empty = the sender
	File      *File     // attached; nil: none
	MessageID string    // without < >; the sender adds its domain if there is none. The same for every attempt
}

// File is a file that a mail carries.
type File struct {
	Name string // "bon.pdf": letters, digits, dots and hyphens
	Type string // "application/pdf"
	Data []byte
}

// Sender sends mails. A nil error means that a server accepted the mail.
type Sender interface {
	Send(ctx context.Context, m Message) error
}

// New parses an SMTP address (smtp://user:password@host:587, smtps://…, ?tls=none) and the sender's address; it opens
// no connection. With an empty address mails stay in the database and are not sent, which production refuses.
func New(smtpURL, from string, production bool) (Sender, error) {
	if smtpURL != "" {
		return newSMTP(smtpURL, from)
	}
	if production {
		return nil, errors.New("SMTP_URL est obligatoire en production : sans elle aucun courriel ne part")
	}
	return Discard{}, nil
}

// Discard accepts every mail and sends nothing: the demo shows the table of mails instead.
type Discard struct{}

// Send does nothing.
func (Discard) Send(context.Context, Message) error { return nil }

// bare reports whether a text is a bare address, as a family may enter it.
func bare(text string) bool {
	one, ok := address.One(text)
	return ok && one == text
}
