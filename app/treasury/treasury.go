// Package treasury manages the town's money: ledgers of families, payments at the counter and online, reversals,
// regularisation, the cash book, debts, reconciliation, tax statements of all families. It has no HTTP code; roles are
// checked before it is called.
package treasury

import (
	"cartable/app/desk"
	"cartable/app/till"
)

// Treasury holds the dependencies of the use cases.
type Treasury struct {
	desk.Base
	Till *till.Till // nil if there is no online payment
}
