package portal

import (
	"slices"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/paging"
	"cartable/app/domain/payment"
	"cartable/app/domain/pricing"
	"cartable/app/domain/town"
	"cartable/app/domain/wallet"
	"cartable/db"
)

// Child is a child of the family in view.
type Child struct {
	ID        int64
	FirstName string // the name that distinguishes it from the family's other children (childname.Called)
	LastName  string
	Beside    string // the first name, when shown beside the surname (childname.Beside)
}

func childOf(c db.ChildOf) Child { return Child{c.ID, c.Called, c.LastName, c.Beside} }

func shownChildren(all []db.ChildOf) []Child {
	children := make([]Child, len(all))
	for i, one := range all {
		children[i] = childOf(one)
	}
	return children
}

// Month is the booking calendar of a child, an activity and a month.
type Month struct {
	Children   []Child
	Child      Child
	Activities []ActivityChoice // those in which the child is enrolled
	Activity   *town.Activity   // nil if the child is not enrolled in any activity
	Enrolled   []int64          // the children of the family who are enrolled in Activity
	Month      civil.Month
	Prev, Next civil.Month // 0 if there is nothing to see there
	Columns    []int       // ISO weekdays that open in the month
	Weeks      []Week
	Draft      booking.Tally
	Lapsed     *Lapsed
	Debt       *Debt // nil if bookings are open
	Price      pricing.Quote
	Today      civil.Date
	BookBy     string // the booking rules in words
	CancelBy   string
	Releases   []Release   // those for which some of the days wait
	Limits     []Limit     // the next ones, to book and to cancel
	Siblings   []Sibling   // to whom the month may be copied
	NextOpen   civil.Month // if the month is empty: the next one that is not, 0 if none
	LeftOut    int         // days that a quick toggle skipped because only the waiting list would take them

	TogglesWaitlist bool // quick toggles of the structure also join waiting lists
}

// Sibling is another child of the family, with the code and name of the activity that is for it what the calendar's is
// for the child shown.
type Sibling struct {
	Child          Child
	Activity, Name string
}

// Limit is until when some days may be booked, cancelled, or both.
type Limit struct {
	Book, Cancel bool
	Until        time.Time
	From, To     civil.Date // the first and the last of the days that share it
}

// ActivityChoice is a line of the activity menu.
type ActivityChoice struct {
	Code, Name, Category string
}

// Week is a row of the calendar: all its days in the columns of the month, including those of another month.
type Week struct {
	Week civil.Week
	Days []*booking.Day // one for each column
}

// Debt is the reason why bookings of a category are closed.
type Debt struct {
	Category string
	Balance  money.Cents
	Floor    money.Cents
	Due      money.Cents // the smallest payment that reopens them
	Purse    string      // the code of the wallet, if it is paid online; else empty
}

// DueOnline is the smallest online payment that reopens them: the platform's minimum is one euro.
func (d Debt) DueOnline() money.Cents { return max(d.Due, payment.Min) }

// Recap is the draft as it would be treated now. It is not a request yet.
type Recap struct {
	RecapKey      // must be sent back with the validation
	Changed   int // lines whose price differs from the one read before; see Since
	Bookings  []RecapLine
	Cancels   []RecapLine
	Totals    Totals    // of the bookings
	Remarks   []string  // shown at the top: the lines that will not go as hoped
	Lapsed    *Lapsed   // set if the draft is empty because it has lapsed
	Done      *Done     // set if the draft is empty because it was validated less than a day ago
	NextNight time.Time // when the requests will be transmitted

	LastMoment bool // the family wants those places until the last moment

	Asked  booking.Pass      // of staff: the refusals that a line passes, or may pass
	Must   booking.Pass      // those that it cannot be validated without
	Raised []booking.SlotKey // where places would be added
	Town   *town.Catalogue   // set with Raised
}

// Done is a validation, as its number and its instant.
type Done struct {
	Number string
	At     time.Time
}

// Lapsed is a draft that was unchanged for a day, or that its parent dropped: its content can be restored.
type Lapsed struct {
	Since   time.Time // its last change
	Days    int
	Dropped bool // by « Tout annuler »
}

// Waits reports whether at least one line would wait for a place, or for an answer.
func (r Recap) Waits() bool {
	return slices.ContainsFunc(r.Bookings, func(l RecapLine) bool { return l.Result.Status().Waits() })
}

// Empty reports whether there is nothing to validate.
func (r Recap) Empty() bool { return len(r.Bookings)+len(r.Cancels) == 0 }

// RecapLine is a day of a recap or of a confirmation.
type RecapLine struct {
	Date        civil.Date
	ChildID     int64
	Child       string // first name
	Activity    string
	Start, End  civil.TimeOfDay
	Price       money.Cents
	PriceWhy    string
	Unpriced    bool         // no tariff gives a price: it is not known
	ByStaff     bool         // a request that the town hall answers, not the night
	GivenUp     bool         // a cancellation: Price is what it gives back
	OneWay      string       // of a cancellation: why the day may not be booked again
	Passed      []string     // what staff pass by it, in a few words
	Was         *money.Cents // the price that had been read, if it has changed
	Result      booking.Result
	Observation string // "Acceptée", "Mise en liste d'attente", "Non traitée, activité complète"
	Why         string // why it is not treated
	NextStep    string
	Changed     bool // differs from what the recap announced
}

// Totals is the cost of bookings for each wallet, in the catalogue's order. The cost of those not accepted yet is
// separate.
type Totals []WalletTotal

// WalletTotal is the cost for one wallet.
type WalletTotal struct {
	Wallet            string
	Accepted, Waiting money.Cents
	Back              money.Cents // given back by cancellations
	Balance           money.Cents
}

// Sum returns the totals of all wallets together.
func (t Totals) Sum() (all WalletTotal) {
	for _, w := range t {
		all.Accepted += w.Accepted
		all.Waiting += w.Waiting
		all.Back += w.Back
	}
	return all
}

// Wait reports whether some money waits for an answer; a free day that waits does not count, unlike in Recap.Waits.
func (t Totals) Wait() bool {
	return slices.ContainsFunc(t, func(w WalletTotal) bool { return w.Waiting != 0 })
}

// Confirmation is a validation that has been treated. It never changes.
type Confirmation struct {
	Number    string
	At        time.Time
	Bookings  []RecapLine
	Cancels   []RecapLine
	Totals    Totals
	Changed   int       // lines whose result differs from the recap
	NextNight time.Time // when it will be transmitted, if it is not
	HasMail   bool      // a report will be mailed

	Channel booking.Channel // how the family asked staff; empty: it asked on the portal
	Reason  string          // of staff
}

// FollowUp lists a family's reservations.
type FollowUp struct {
	Children   []Child
	Activities []ActivityChoice
	Filter     Filter
	Rows       []FollowUpRow
	paging.Page
	Accepted  money.Cents // of all rows that the filter keeps
	Waiting   money.Cents
	NextNight time.Time // when what is not transmitted yet will be
}

// Filter narrows a follow-up. Zero values keep everything.
type Filter struct {
	ChildID        int64
	Activity       string
	From, To       civil.Date
	Statuses       []booking.Status // to keep
	Transmitted    bool
	NotTransmitted bool
	Page           int
}

// FollowUpRow is a reservation, or a cancellation that has not been transmitted yet.
type FollowUpRow struct {
	Date        civil.Date
	Activity    string
	ChildID     int64
	Child       string
	Start, End  civil.TimeOfDay
	Cost        money.Cents
	Status      booking.Status
	Why         string // why it was refused, and what can be done
	ByTown      string // staff booked it, or gave it up, for the family: how and why; empty: they did not
	Transmitted bool
	Position    int // on the waiting list, 1 = the next; 0 if not on it
	Attendance  wallet.Attendance
	Debited     *money.Cents // nil = not yet
}

// Otherwise reports whether a day was debited at another price than the one announced. A day made free does not count.
func (r FollowUpRow) Otherwise() bool {
	return r.Debited != nil && *r.Debited != r.Cost && !r.Excused()
}

// Excused reports whether the day is not charged, because the child was away for a reason.
func (r FollowUpRow) Excused() bool { return r.Attendance == wallet.AbsentJustified }

// Home is the first page of a family: what there is to do now.
type Home struct {
	Notice       string
	News         HomeNews
	QuotientEnds string // a warning; empty if there is none
	Draft        HomeDraft
	Lapsed       *Lapsed // nil if no draft has lapsed
	Since        Since
	Deadlines    []Deadline
	Releases     []Release
	Next         []DayAhead // the next days booked, three at most
	Balances     []Balance
	Offers       []Offer // places that are held until the family answers, the first deadline first
	Report       string  // the last report, as mailed
	ReportOn     civil.Date
	Children     bool // the family has children who are enrolled
	Meals        bool // the town cooks: there are menus to read
	MaySick      bool // a place is near, and parents may tell that a child is ill
}

// Offer is a place that is held until the family answers.
type Offer struct {
	ID              int64
	ChildID         int64
	Child, Activity string
	Date            civil.Date
	Until           time.Time
	Left            int // whole seconds until then, at least one
}

// HomeDraft is the draft that is not validated yet, with the instant at which it lapses.
type HomeDraft struct {
	booking.Tally
	Until time.Time
}

// DayAhead is a future day with its bookings.
type DayAhead struct {
	Date     civil.Date
	Children []ChildAhead
}

// ChildAhead is what a child has on a day, by hour.
type ChildAhead struct {
	Child Child
	Rows  []PlaceAhead
}

// PlaceAhead is a booked activity of a day.
type PlaceAhead struct {
	Activity   string
	Start, End civil.TimeOfDay
	Sick       bool // told to be ill: the child is not expected
}

// Balance is the balance of a wallet, with what it needs.
type Balance struct {
	Code   string
	Wallet string
	Amount money.Cents
	Debts  []Debt // categories that it closes

	Pay    money.Cents // the payment that it needs, online or not; 0 if none
	Online bool        // it is paid online
	// The first categories that the bookings to come will close, and when; empty if there are none.
	Closes   string
	ClosesOn civil.Date
}
