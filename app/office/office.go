// Package office is the daily work of the town hall: today, day sheets and attendance, requests, waiting lists, the
// nights, families, mails. Each use case has its file. It has no HTTP code; roles are checked before it is called, and
// it limits every read to one structure.
package office

import (
	"context"

	"cartable/app/desk"
	"cartable/app/domain/organ"
	"cartable/app/till"
)

// Office holds the dependencies of the use cases.
type Office struct {
	desk.Base
	// OpenSecret decrypts a mail's secret, in the demonstration only: it is nil everywhere else.
	OpenSecret func(sealed string) (string, error)
	// Ailing returns the services that the portal depends on and that have a problem; nil if there is no monitoring.
	Ailing   func(context.Context) ([]organ.Ailment, error)
	BaseURL  string     // of the links in mails
	MailHost string     // right side of the Message-IDs
	Till     *till.Till // nil if there is no online payment
}
