package booking

import (
	"cmp"
	"slices"
	"strings"
)

// Status is where a reservation stands. What each status means, and how it is told, stands in the table below and nowhere
// else: a new one is a row here, and a migration that lets the database keep it.
type Status string

// The statuses of a reservation. One live reservation at most exists for a child, an activity and a date.
const (
	Pending    Status = "pending"
	Waitlisted Status = "waitlisted"
	Refused    Status = "refused"
	Accepted   Status = "accepted"
	Cancelled  Status = "cancelled"
)

// Face is how a status looks on a day of the calendar: an icon, a word, and what completes it for who cannot see the rest.
type Face struct{ Icon, Word, More string }

type statusRow struct {
	status  Status
	word    string // where it stands, as the manual says it
	made    string // what a validation made of it
	tone    string // "ok", "wait", "no" or "off": the stylesheet knows these
	face    Face
	locked  string // why the day cannot be changed begins so; {} takes the place on the list
	symbol  byte   // in what a recap announced
	heading string // of the report by mail, in the manual's capitals
	section int    // of the report, 1 is the first: what is given up comes last
	live    bool   // stands in the way of another one
	holds   bool   // keeps the child's hours
	placed  bool   // has a place
	queued  bool   // stands on the waiting list
	turn    int    // when it waits for a decision: 1 is served first. 0 = it does not
}

// The table, in the order in which a filter offers the statuses.
var statuses = []statusRow{
	{status: Pending, word: "En attente de réponse", made: "En attente de réponse", tone: "wait",
		face: Face{"hourglass", "Attente", " de réponse"}, locked: "Votre demande pour ce jour attend une réponse.",
		symbol: 'p', heading: "RESERVATIONS EN ATTENTE DE REPONSE", section: 4, live: true, holds: true, turn: 2},
	{status: Waitlisted, word: "En liste d'attente", made: "Mise en liste d'attente", tone: "wait",
		face: Face{"hourglass", "Attente", ", en liste d'attente"}, locked: "Votre demande pour ce jour est en liste d'attente{}.",
		symbol: 'w', heading: "RESERVATIONS MISES EN LISTE D'ATTENTE", section: 1, live: true, holds: true, queued: true, turn: 1},
	{status: Refused, word: "Refusée", made: "Refusée", tone: "no",
		face: Face{"ban", "Refusé", ""}, locked: "Votre demande pour ce jour a été refusée.",
		symbol: 'r', heading: "RESERVATIONS REFUSEES", section: 3, live: true},
	{status: Accepted, word: "Acceptée", made: "Acceptée", tone: "ok",
		face: Face{"check", "Réservé", ""}, locked: "Ce jour est réservé.",
		symbol: 'a', heading: "RESERVATIONS ACCEPTEES", section: 2, live: true, holds: true, placed: true},
	{status: Cancelled, word: "Annulée", made: "Annulée", tone: "off",
		face: Face{"circle-x", "Annulé", ""}, locked: "Ce jour est annulé.",
		symbol: 'c', heading: "RESERVATIONS ANNULEES", section: 5},
}

// row is the line of a status; what is none has an empty one.
func (s Status) row() statusRow {
	for i := range statuses {
		if statuses[i].status == s {
			return statuses[i]
		}
	}
	return statusRow{}
}

// Statuses are those that keep says, in the order of the table.
func Statuses(keep func(Status) bool) (all []Status) {
	for _, r := range statuses {
		if keep(r.status) {
			all = append(all, r.status)
		}
	}
	return all
}

// Sections are the statuses in the order in which a report tells of them.
func Sections() []Status {
	all := Statuses(Status.Known)
	slices.SortFunc(all, func(a, b Status) int { return cmp.Compare(a.row().section, b.row().section) })
	return all
}

// Known tells a status from any other word.
func (s Status) Known() bool { return s.row().status != "" }

// Word is a status as the manual says it: "En liste d'attente".
func (s Status) Word() string { return s.row().word }

// Tone colours a status; the word stays beside it.
func (s Status) Tone() string { return s.row().tone }

// Face is how a status looks on a day.
func (s Status) Face() Face { return s.row().face }

// Locked says how the day stands where it can no longer be changed. place is ", 2e sur la liste", or empty.
func (s Status) Locked(place string) string { return strings.Replace(s.row().locked, "{}", place, 1) }

// Heading is the title of a section of a report.
func (s Status) Heading() string { return s.row().heading }

// Live tells whether a reservation stands in the way of another of the same child, activity and date.
func (s Status) Live() bool { return s.row().live }

// Holds tells whether a reservation keeps the child's hours: what is refused keeps nothing.
func (s Status) Holds() bool { return s.row().holds }

// Placed tells whether a reservation has a place.
func (s Status) Placed() bool { return s.row().placed }

// Queued tells whether a reservation stands on the waiting list.
func (s Status) Queued() bool { return s.row().queued }

// Waits tells whether a reservation waits for a decision: of the night, or of staff.
func (s Status) Waits() bool { return s.row().turn > 0 }

// Turn is when a reservation that waits is served, 1 first: the waiting list before the new requests. 0 = it does not wait.
func (s Status) Turn() int { return s.row().turn }

// Add counts n reservations of a status.
func (s *Slot) Add(status Status, n int) {
	switch {
	case status.Placed():
		s.Accepted += n
	case status.Queued():
		s.Waiting += n
	}
}
