// Package mail writes what families receive, and hands it to an SMTP server, one transaction an address.
//
// It never reads the database, never decides who is written to, and never puts a password in an error. Composing is
// pure: start with Compose and SectionsOf. Sending stands behind Sender: start with New; every failure is an *Error
// that says whether to try again.
package mail

import (
	"cartable/app/domain/address"
	"context"
	"errors"
	"time"
)

// Message is one mail to one address.
type Message struct {
	To        string
	Subject   string
	Text      string
	HTML      string    // empty: text alone
	At        time.Time // of its Date, in the zone of who writes; zero = now
	MessageID string    // without < >; the sender adds its domain if there is none. The same for every attempt
}

// Sender takes a mail to the world. A nil error means that a server took charge of it.
type Sender interface {
	Send(ctx context.Context, m Message) error
}

// New opens nothing: it reads an SMTP address (smtp://user:password@host:587, smtps://…, ?tls=none) and says who
// writes. An empty address keeps mails in the database and sends none, which production refuses.
func New(smtpURL, from string, production bool) (Sender, error) {
	if smtpURL != "" {
		return newSMTP(smtpURL, from)
	}
	if production {
		return nil, errors.New("SMTP_URL est obligatoire en production : sans elle aucun courriel ne part")
	}
	return Discard{}, nil
}

// Discard says yes and sends nothing: the demo shows the table of mails instead.
type Discard struct{}

// Send does nothing.
func (Discard) Send(context.Context, Message) error { return nil }

// bare tells whether a text is one bare address, as a family may give.
func bare(text string) bool {
	one, ok := address.One(text)
	return ok && one == text
}
