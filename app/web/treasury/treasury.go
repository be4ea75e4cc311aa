// Package treasury serves the pages of the treasurer's desk: ledgers, payments, the cash book, online payments, tax
// statements.
package treasury

import (
	"cartable/app/treasury"
	"cartable/app/web/site"
)

// Pages serves this desk.
type Pages struct {
	*site.Server
	Treasury *treasury.Treasury
}
