package booking

import (
	"cmp"
	"slices"
	"strings"
)

// Status is the state of a reservation. The meaning and the wording of each status are in the table below and nowhere
// else: a new status needs a row here, and a migration that lets the database store it.
type Status string

// The statuses of a reservation. At most one live reservation exists for a child, an activity and a date.
const (
	Pending    Status = "pending"
	Waitlisted Status = "waitlisted"
	Offered    Status = "offered" // a place is held for the child until the family answers
	Refused    Status = "refused"
	Accepted   Status = "accepted"
	Cancelled  Status = "cancelled"
)

// Face is how a status looks on a day of the calendar: an icon, a word, and a text for screen readers that completes
// them.
type Face struct{ Icon, Word, More string }

type statusRow struct {
	status  Status
	word    string // the status in the manual's words
	made    string // the outcome of a validation
	tone    string // "ok", "wait", "no" or "off": the stylesheet defines these
	face    Face
	locked  string // begins the reason why the day cannot be changed; {} is replaced by the place on the list
	symbol  byte   // in the announced recap
	heading string // of the report by mail, as capitalised in the manual
	section int    // of the report, 1 is the first: cancellations come last
	live    bool   // blocks another reservation
	holds   bool   // occupies the child's hours
	placed  bool   // has a place
	seated  bool   // takes a place: one that it has, or one that is held for it
	queued  bool   // is on the waiting list
	turn    int    // rank among the statuses that await a decision: 1 is served first. 0 = awaits none
}

// The table, in the order of a filter's options.
var statuses = []statusRow{
	{status: Pending, word: "En attente de réponse", made: "En attente de réponse", tone: "wait",
		face: Face{"hourglass", "Attente", " de réponse"}, locked: "Votre demande pour ce jour attend une réponse.",
		symbol: 'p', heading: "RESERVATIONS EN ATTENTE DE REPONSE", section: 5, live: true, holds: true, turn: 2},
	{status: Waitlisted, word: "En liste d'attente", made: "Mise en liste d'attente", tone: "wait",
		face: Face{"hourglass", "Attente", ", en liste d'attente"}, locked: "Votre demande pour ce jour est en liste " +
			"d'attente{}.",
		symbol: 'w', heading: "RESERVATIONS MISES EN LISTE D'ATTENTE", section: 1, live: true, holds: true,
		queued: true, turn: 1},
	{status: Offered, word: "Place proposée", made: "Place proposée", tone: "wait",
		face: Face{"inbox", "Proposé", ", place proposée"}, locked: "Une place vous est proposée pour ce jour.",
		symbol: 'o', heading: "PLACES PROPOSEES", section: 2, live: true, holds: true, seated: true},
	{status: Refused, word: "Refusée", made: "Refusée", tone: "no",
		face: Face{"ban", "Refusé", ""}, locked: "Votre demande pour ce jour a été refusée.",
		symbol: 'r', heading: "RESERVATIONS REFUSEES", section: 4, live: true},
	{status: Accepted, word: "Acceptée", made: "Acceptée", tone: "ok",
		face: Face{"check", "Réservé", ""}, locked: "Ce jour est réservé.",
		symbol: 'a', heading: "RESERVATIONS ACCEPTEES", section: 3, live: true, holds: true, placed: true,
		seated: true},
	{status: Cancelled, word: "Annulée", made: "Annulée", tone: "off",
		face: Face{"circle-x", "Annulé", ""}, locked: "Ce jour est annulé.",
		symbol: 'c', heading: "RESERVATIONS ANNULEES", section: 6},
}

// row returns the row of a status; an empty one for an unknown status.
func (s Status) row() statusRow {
	for i := range statuses {
		if statuses[i].status == s {
			return statuses[i]
		}
	}
	return statusRow{}
}

// Statuses returns those for which keep is true, in the order of the table.
func Statuses(keep func(Status) bool) (all []Status) {
	for _, r := range statuses {
		if keep(r.status) {
			all = append(all, r.status)
		}
	}
	return all
}

// Sections returns the statuses in the order of a report.
func Sections() []Status {
	all := Statuses(Status.Known)
	slices.SortFunc(all, func(a, b Status) int { return cmp.Compare(a.row().section, b.row().section) })
	return all
}

// Known reports whether a word is a status.
func (s Status) Known() bool { return s.row().status != "" }

// Word returns a status in the manual's words: "En liste d'attente".
func (s Status) Word() string { return s.row().word }

// Tone returns the colour of a status; the word is always shown beside it.
func (s Status) Tone() string { return s.row().tone }

// Face returns how a status looks on a day.
func (s Status) Face() Face { return s.row().face }

// Locked returns the sentence for a day that can no longer be changed. place is ", 2e position sur la liste", or empty.
func (s Status) Locked(place string) string { return strings.Replace(s.row().locked, "{}", place, 1) }

// Heading returns the title of a section of a report.
func (s Status) Heading() string { return s.row().heading }

// Live reports whether a reservation blocks another of the same child, activity and date.
func (s Status) Live() bool { return s.row().live }

// Holds reports whether a reservation occupies the child's hours: a refused one does not.
func (s Status) Holds() bool { return s.row().holds }

// Placed reports whether a reservation has a place.
func (s Status) Placed() bool { return s.row().placed }

// Seated reports whether a reservation takes a place: its own, or one that is held until its family answers.
func (s Status) Seated() bool { return s.row().seated }

// Queued reports whether a reservation is on the waiting list.
func (s Status) Queued() bool { return s.row().queued }

// Plain reports whether a reservation came to what was asked of it, given or given up: a list has nothing to say of it.
func (s Status) Plain() bool { return s.row().placed || !s.row().live }

// Waits reports whether a reservation awaits a decision of the nightly run or of staff.
func (s Status) Waits() bool { return s.row().turn > 0 }

// Turn returns the rank in which a waiting reservation is served, 1 first: the waiting list before the new requests. 0
// means that it does not wait.
func (s Status) Turn() int { return s.row().turn }

// Add counts n reservations of a status.
func (s *Slot) Add(status Status, n int) {
	switch {
	case status.Seated():
		s.Accepted += n
	case status.Queued():
		s.Waiting += n
	}
}
