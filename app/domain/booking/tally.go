package booking

import "cartable/app/domain/money"

// Tally counts the changes that are not validated yet. Total is the price of the bookings, with nothing deducted:
// cancellations are not paid back before they are treated.
type Tally struct {
	Adds     int // bookings and waiting-list requests
	Cancels  int
	Total    money.Cents // of the additions
	Revision int64       // of the draft; 0 before the first change
}

// Changes returns the number of lines in the draft.
func (t Tally) Changes() int { return t.Adds + t.Cancels }
