package turn

import "time"

// Ticket is what a browser keeps of its place, signed by the site: an arrival, and nothing about anybody.
type Ticket struct {
	Came   time.Time // the first request of this visit
	Seen   time.Time // the last one, to within Renew
	Inside bool      // a page has been served
	Waits  bool      // the last answer was the waiting page
}

const (
	// Lapse is how long after its last use a ticket is worth nothing. A parent who compares two calendars on paper, or
	// comes back from a tunnel, is still in front; a ticket cannot be kept for another day.
	Lapse = 10 * time.Minute
	// Renew is how old a ticket must be to be written anew.
	Renew = time.Minute
)

// Arrive returns the ticket of a visit that begins.
func Arrive(now time.Time) Ticket { return Ticket{Came: now, Seen: now} }

// Holds reports whether a ticket is still worth its place. One from the future is not: a clock has been set back.
func (t Ticket) Holds(now time.Time) bool {
	idle := now.Sub(t.Seen)
	return -Renew < idle && idle < Lapse && !t.Came.After(t.Seen)
}

// Request returns the request of an account with this ticket.
func (t Ticket) Request(who int64) Request {
	return Request{Who: who, Came: t.Came, Inside: t.Inside, Again: t.Waits}
}
