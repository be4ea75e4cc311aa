// Package family serves the pages of families: booking, follow-up, balance, payment, history. Handlers are thin: a form
// becomes a command of portal, and what it answers is shown. Start with month.go and cell.go.
package family

import (
	"cartable/app/portal"
	"cartable/app/web/site"
)

// Pages answers families.
type Pages struct {
	*site.Server
	Portal *portal.Portal
	Watch  *portal.Watch
	Stop   <-chan struct{} // closed when the server is about to stop: open streams end
	told   Window          // what the payment platform says, by address
}
