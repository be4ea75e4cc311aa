// Package office is the daily desk of the town hall: today, the sheet of a day and attendance, requests, waiting lists,
// the nights, families, mails. One file a use case. It knows no HTTP; roles are checked before it is called, and every read
// is bounded to one structure here.
package office

import (
	"context"

	"cartable/app/desk"
	"cartable/app/domain/organ"
	"cartable/app/till"
)

// Office holds what the use cases need.
type Office struct {
	desk.Base
	// OpenSecret shows what a mail's secret is, in the demonstration alone: nil everywhere else.
	OpenSecret func(sealed string) (string, error)
	// Ailing tells what the portal leans on and does not do well; nil: nobody knows.
	Ailing func(context.Context) ([]organ.Ailment, error)
	Till   *till.Till // nil: there is no online payment
}
