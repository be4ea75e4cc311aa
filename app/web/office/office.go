// Package office serves the daily desk of the town hall: today, sheets and attendance, requests, waiting lists, nights,
// families, mails.
package office

import (
	"cartable/app/night"
	"cartable/app/office"
	"cartable/app/web/site"
)

// Pages answers the daily desk.
type Pages struct {
	*site.Server
	Office *office.Office
	Night  *night.Night
}
