package site

import (
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
)

// Layout is what surrounds a page: who is signed in, where they are, and what every page must say.
type Layout struct {
	Title  string // of the page; "– Portail famille" follows it
	Active string // key of an entry of the navigation: see nav.go
	Town   string // name of the structure

	Family     string   // "Famille Martin"; for staff, who they are
	Families   []Choice // menu when the account has several
	Structures []Choice // menu when there are several

	Nav, More []NavItem // the navigation, and what of it stands behind « Plus »

	SignedIn       bool
	Idle           int  // seconds without a click after which the session ends; 0 = there is none
	NoNav          bool // a first sign-in: there is nowhere else to go yet
	Staff          bool // the account is one of staff
	StaffNav       bool // the page is one of staff: other navigation
	UpdatedThrough time.Time
	Draft          booking.Tally // what is drafted and not validated
	CSRF           string
	Whom           string // for whom the page is shown: what it asks by itself says so
	Notice         string // said once, after a success
	Alert          string // said once, after a failure
	FieldErrors    map[string]string
	Demo           *Demo // nil outside the demonstration

	PayURL          string // where a debt is paid; empty while there is no such page
	TogglesWaitlist bool   // quick toggles of this structure also join waiting lists
	Passkeys        bool   // the page uses passkeys, shows recovery codes or hands out a paper: it loads their script
	History         bool   // the page pushes addresses with htmx: the back arrow loads them again
	Now             time.Time
	Loc             *time.Location

	err error // of what it had to read; page answers with it
}

// Choice is a line of a menu.
type Choice struct {
	Value, Label string
	Selected     bool
}

// Demo is what the banner of the demonstration shows.
type Demo struct {
	Mails int // messages sent so far, for the link's label; 0 says no number
}

// DemoLogin is an account that the sign-in page of the demonstration offers.
type DemoLogin struct{ Login, Password, Who string }

// SignIn is the page that asks who somebody is.
type SignIn struct {
	Login string
	Next  string // where to go afterwards
	Error string
	Demo  []DemoLogin

	FranceConnect bool // the town offers it
}

// Reminder tells whether the page must recall that changes are not validated. The booking pages say so themselves.
func (l Layout) Reminder() bool {
	return l.Draft.Changes() > 0 && !l.StaffNav && l.Active != "reservations"
}

// Today is the date on the structure's clocks.
func (l Layout) Today() civil.Date { return civil.Of(l.local(l.Now)) }

// Instant is "mardi 24 novembre à 13 h 05" on the structure's clocks.
func (l Layout) Instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return HardSpaces(civil.Instant(t, l.location()))
}

// Clock is "13 h 05" on the structure's clocks.
func (l Layout) Clock(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return HardSpaces(civil.TimeOf(l.local(t)).Human())
}

// Stamp is "24/11/2026 13:05" on the structure's clocks, for tables.
func (l Layout) Stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	local := l.local(t)
	return civil.Of(local).Numeric() + Nbsp + civil.TimeOf(local).String()
}

// Updated is the header's « Données à jour le 22 nov. 2026 à 6 h », without its first words; empty before the first
// transmission.
func (l Layout) Updated() string {
	if l.UpdatedThrough.IsZero() {
		return ""
	}
	local := l.local(l.UpdatedThrough)
	return HardSpaces(civil.Of(local).Medium() + " à " + civil.TimeOf(local).Human())
}

func (l Layout) local(t time.Time) time.Time { return t.In(l.location()) }

// location is UTC when a test forgot to say.
func (l Layout) location() *time.Location {
	if l.Loc == nil {
		return time.UTC
	}
	return l.Loc
}
