// Package family serves the pages of families: booking, follow-up, balance, payment, history. Handlers are thin: they
// turn a form into a command of portal, and show the answer. Start with month.go and cell.go.
package family

import (
	"cartable/app/absence"
	"cartable/app/counter"
	"cartable/app/leaving"
	"cartable/app/portal"
	"cartable/app/queue"
	"cartable/app/web/site"
)

// Pages serves the pages of families.
type Pages struct {
	*site.Server
	Portal   *portal.Portal
	Absences *absence.Absences
	Leavings *leaving.Leavings
	Counter  *counter.Counter // staff book by the same pages
	Queue    *queue.Queue
	Watch    *portal.Watch
	Stop     <-chan struct{} // closed when the server is about to stop: open streams end
	told     Window          // notifications of the payment platform, by address
}
