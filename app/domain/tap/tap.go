// Package tap says what becomes of a mark that was tapped on a tablet without a network, once it arrives (DOMAIN.md
// 13.21 and 13.22). It knows no names. Start with Judge.
package tap

import (
	"strings"
	"time"

	"cartable/app/domain/wallet"
)

// Result is what became of a tap.
type Result string

// The results.
const (
	Applied  Result = "applied"  // nobody else had marked the child
	Same     Result = "same"     // the child was marked so already
	Newer    Result = "newer"    // somebody else had marked the child otherwise, before
	Older    Result = "older"    // somebody else has marked the child otherwise, since: the tap is kept, without effect
	Replaced Result = "replaced" // the same tablet has tapped otherwise, since
	Refused  Result = "refused"  // it cannot be done: it is kept, with the reason
)

// What a tap may stamp besides: the hour at which the child came, or left.
const (
	Arrival   = "arrivee"
	Departure = "depart"
)

// Conflict reports whether two people marked a child differently.
func (r Result) Conflict() bool { return r == Newer || r == Older }

// Counts reports whether the tap is what the sheet says.
func (r Result) Counts() bool { return r == Applied || r == Same || r == Newer }

// Mark is a mark with its instant.
type Mark struct {
	Attendance wallet.Attendance
	Units      int       // half hours; 0 = as booked
	At         time.Time // zero: not known, before anything else
	Number     int64     // of the taps of a tablet, in their order; 0 = not said
}

// Judge returns what becomes of a tap on a child who is marked as stored. own says that the same tablet did that. The
// newest mark stays, in whatever order they arrive; of two at the same instant, a presence, so that nobody who was seen
// is missing in an evacuation. Of two taps of one tablet its own order decides, whatever its clock did between.
func Judge(stored, tapped Mark, own bool) Result {
	switch {
	case stored.Attendance == wallet.NotMarked:
		return Applied
	case stored.Attendance == tapped.Attendance && stored.Units == tapped.Units:
		return Same
	case stored.sooner(tapped, own) && own:
		return Applied
	case stored.sooner(tapped, own):
		return Newer
	case own:
		return Replaced
	}
	return Older
}

func (m Mark) sooner(other Mark, own bool) bool {
	if own && m.Number != 0 && other.Number != 0 && m.Number != other.Number {
		return m.Number < other.Number
	}
	return m.before(other)
}

func (m Mark) before(other Mark) bool {
	if !m.At.Equal(other.At) {
		return m.At.Before(other.At)
	}
	if m.Attendance != other.Attendance {
		return strings.Compare(string(m.Attendance), string(other.Attendance)) < 0
	}
	return m.Units < other.Units
}

// Instant puts the clock of a tablet right: offset is what was to be added to it when it last spoke with the portal. A
// tap is never before the tablet was prepared, nor after its day, nor in the future.
func Instant(device time.Time, offset time.Duration, prepared, until, now time.Time) time.Time {
	at := device.Add(offset)
	for _, last := range []time.Time{until, now} {
		if at.After(last) {
			at = last
		}
	}
	if at.Before(prepared) {
		at = prepared
	}
	return at.UTC().Truncate(time.Millisecond)
}
