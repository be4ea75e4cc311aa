// Package treasury is the town's money: ledgers of families, payments at the counter and online, reversals,
// regularisation, the cash book, debts, reconciliation, tax statements of all families. It knows no HTTP; roles are checked
// before it is called.
package treasury

import (
	"cartable/app/desk"
	"cartable/app/till"
)

// Treasury holds what the use cases need.
type Treasury struct {
	desk.Base
	Till *till.Till // nil: there is no online payment
}
