package site

import (
	"time"

	"cartable/app/account"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/lang"
)

// Layout is the frame of a page: the visitor, the place in the navigation, and what every page must show.
type Layout struct {
	Title  string // of the page; "– Portail famille" follows
	Active string // key of the navigation entry: see nav.go
	Town   string // the structure's name

	Adult    string            // who signed in: "Claire"; empty for staff, and where no name is known
	Contacts []account.Contact // of the structure in view; before signing in, of all
	Logo     string            // its address; empty = the portal's own mark
	Accent   string            // the address of the stylesheet of the structure's colour; empty = the portal's

	Family     string   // "Famille Martin"; for staff, their own name
	Families   []Choice // menu when the account has several
	Structures []Choice // menu when there are several

	Nav  []NavItem  // the navigation of parents
	Side []NavGroup // the navigation of staff

	SignedIn       bool
	Idle           int  // seconds without a click after which the session ends; 0 = there is none
	NoNav          bool // a first sign-in: no other page is open yet
	Staff          bool // the account is a staff account
	StaffNav       bool // the page is for staff, with their navigation
	UpdatedThrough time.Time
	Draft          booking.Tally // drafted and not validated
	CSRF           string
	Whom           string // the page's addressee (whom.go), repeated in its own requests
	Notice         string // shown once, after a success
	Ended          string // shown once, to a visitor whose session has ended
	Alert          string // shown once, after a failure
	FieldErrors    map[string]string
	Demo           *Demo   // nil outside the demonstration
	Acting         *Acting // staff act for a family; nil on any other page
	Step           *Step   // of the first steps of a town; nil once they are done, and on most pages

	PayURL          string // where to pay a debt; empty when there is no such page
	TogglesWaitlist bool   // quick toggles of this structure also join waiting lists
	Passkeys        bool   // the page needs the script for passkeys, recovery codes and papers
	History         bool   // the page pushes addresses with htmx, and reloads them on the way back
	Now             time.Time
	Loc             *time.Location

	Read   *lang.Language // in which the visitor reads; nil = French
	Hint   *Told          // the language of the browser, before anybody chose one; nil = French
	Untold *Told          // set by the renderer: the page is not in the visitor's language

	from string // the page that sent the request, for the links back to a list
	err  error  // of reading it; Page answers with it
}

// Step is where a page stands among the first steps of a town, with the way back to their list.
type Step struct {
	Number, Of int // Number 0: the page belongs to no step
	Title      string
	Done       bool // this step
	Left       int  // steps that are not done
	URL        string
}

// Acting is the family for which staff act.
type Acting struct{ Family, Code string }

// Booking returns where the booking pages are: those of the visitor's own family, or of the one for which staff act.
func (l Layout) Booking() string {
	if l.Acting != nil {
		return string(FamilyURL(l.Acting.Code, ActingUnder))
	}
	return BookingPath
}

// Told is a sentence in a language.
type Told struct {
	In       *lang.Language
	Sentence string
}

// Choice is a line of a menu.
type Choice struct {
	Value, Label string
	Selected     bool
}

// Demo is the content of the demonstration's banner.
type Demo struct {
	Mails int // messages sent so far, for the link's label; 0 = no number
}

// DemoLogin is an account offered by the sign-in page of the demonstration.
type DemoLogin struct {
	Login, Password string
	Name, Story     string // who it is, and what there is to see
	Staff           bool
	More            bool                   // shown behind the others
	Code            func() (string, error) // the code that the account's telephone shows now; nil without second factor
}

// DemoLogins are the accounts in the order in which they are shown.
type DemoLogins []DemoLogin

// Code returns the code that the telephone of an account shows now; it is empty for those without a second factor.
func (d DemoLogins) Code(login string) (string, error) {
	for _, l := range d {
		if l.Login == login && l.Code != nil {
			return l.Code()
		}
	}
	return "", nil
}

// SignIn is the sign-in page.
type SignIn struct {
	Login string
	Next  string // where to go afterwards
	Error string
	Demo  DemoLogins

	FranceConnect bool // the town offers FranceConnect
}

// DemoList is a part of the accounts of a demonstration, and where to go afterwards.
type DemoList struct {
	Next   string
	Logins DemoLogins
}

// DemoParents returns the parents to show first.
func (s SignIn) DemoParents() DemoList {
	return s.only(func(l DemoLogin) bool { return !l.Staff && !l.More })
}

// DemoOthers returns the parents behind them.
func (s SignIn) DemoOthers() DemoList {
	return s.only(func(l DemoLogin) bool { return !l.Staff && l.More })
}

// DemoStaff returns the accounts of the town hall.
func (s SignIn) DemoStaff() DemoList { return s.only(func(l DemoLogin) bool { return l.Staff }) }

func (s SignIn) only(keep func(DemoLogin) bool) DemoList {
	list := DemoList{Next: s.Next}
	for _, l := range s.Demo {
		if keep(l) {
			list.Logins = append(list.Logins, l)
		}
	}
	return list
}

// Reminder reports whether the page must warn that changes are not validated. The home and the booking pages do it
// themselves.
func (l Layout) Reminder() bool {
	return l.Draft.Changes() > 0 && !l.StaffNav && l.Active != "reservations" && l.Active != "home"
}

// Today returns the date in the structure's time zone.
func (l Layout) Today() civil.Date { return civil.Of(l.local(l.Now)) }

// Instant returns "mardi 24 novembre à 13 h 05" in the structure's time zone.
func (l Layout) Instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return HardSpaces(civil.Instant(t, l.location()))
}

// Soon returns "demain à 13 h 05" in the structure's time zone.
func (l Layout) Soon(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return HardSpaces(civil.NearInstant(t, l.Today(), l.location()))
}

// Clock returns "13 h 05" in the structure's time zone.
func (l Layout) Clock(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return HardSpaces(civil.TimeOf(l.local(t)).Human())
}

// DemoNow returns the date and the hour of the demonstration's banner: "lun. 23/11 à 13 h 05".
func (l Layout) DemoNow() string { return l.Today().Short() + " à " + l.Clock(l.Now) }

// Stamp returns "24/11/2026 13:05" in the structure's time zone, for tables.
func (l Layout) Stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	local := l.local(t)
	return civil.Of(local).Numeric() + Nbsp + civil.TimeOf(local).String()
}

// Updated returns the date of the header's « Données à jour le 22 nov. 2026 à 6 h »; it is empty before the first
// transmission.
func (l Layout) Updated() string {
	if l.UpdatedThrough.IsZero() {
		return ""
	}
	local := l.local(l.UpdatedThrough)
	return HardSpaces(civil.Of(local).Medium() + " à " + civil.TimeOf(local).Human())
}

func (l Layout) local(t time.Time) time.Time { return t.In(l.location()) }

// location returns the structure's time zone, or UTC when a test has set none.
func (l Layout) location() *time.Location {
	if l.Loc == nil {
		return time.UTC
	}
	return l.Loc
}
