// Package office serves the daily desk of the town hall: today's page, sheets and attendance, requests, waiting lists,
// nightly runs, families, mails.
package office

import (
	"cartable/app/absence"
	"cartable/app/household"
	"cartable/app/leaving"
	"cartable/app/load"
	"cartable/app/night"
	"cartable/app/office"
	"cartable/app/people"
	"cartable/app/queue"
	"cartable/app/web/site"
)

// Pages serves the daily desk.
type Pages struct {
	*site.Server
	Office     *office.Office
	Absences   *absence.Absences
	Households *household.Households
	Queue      *queue.Queue
	Night      *night.Night
	Loader     *load.Loader
	Leavings   *leaving.Leavings
	People     *people.People // the letters of a new family
}
