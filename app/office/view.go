package office

import (
	"time"

	"cartable/app/desk"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/domain/organ"
	"cartable/app/domain/paging"
	"cartable/db"
)

// Today is the staff's first page: who is expected, and what needs attention.
type Today struct {
	Date       civil.Date
	Prev, Next civil.Date
	Week       []WeekDay // from Monday; Saturday and Sunday only if something happens there
	Groups     []DayGroup
	ClosedWhy  string     // why nothing is open: "week-end"; empty if something is
	NextOpen   civil.Date // the first day after this one on which something is open, if nothing is; 0 = none soon
	Beginning  bool       // the town is not ready for its first booking, and staff want to be led
	NoCalendar bool       // the school year of this date is not published: it counts as a school day
	Requests   int        // validated today
	Unsettled  int        // awaiting an answer or on a waiting list, from today on
	ToAnswer   int        // of those: by staff
	Erasures   int        // asked and not answered
	Diets      int        // that families ask
	Pickups    int        // likewise
	Short      []Shortage // animators missing, soonest first
	LastRun    *RunRow
	BadMails   int
	Blocked    int // jobs that gave up
	Online     *OnlineNumbers
	Ailing     []organ.Ailment // services with a problem; the worst first
	ToDo
}

// WeekDay is a day of the week around the day that is shown.
type WeekDay struct {
	Date     civil.Date
	Open     bool   // an activity is open
	Why      string // why none is, or the school holidays of an open day: "vacances de Noël"
	Expected int    // accepted, over all activities
	Most     int    // of the week: the whole of a bar
}

// DayGroup is the activities of a category.
type DayGroup struct {
	Category   string
	Activities []Expected
}

// SchoolCount is the number of children of a school who are expected.
type SchoolCount struct {
	School   string
	Expected int
}

// OnlineNumbers summarizes online payments; nil if there are none, or if the user may not act on them.
type OnlineNumbers struct {
	Pending   int // without a result yet
	Anomalies int // that wait for a decision
}

// Expected is one activity of a day.
type Expected struct {
	ActivityID int64
	Code, Name string
	Open       bool
	ClosedWhy  string
	Start, End civil.TimeOfDay
	Expected   int  // accepted
	Capacity   *int // places of its fullest pool, nil = no limit
	Free       int
	Waiting    int
	Pending    int
	Schools    []SchoolCount // of those accepted, by school, the largest first
	Unmarked   int           // of those accepted; 0 before the day has come
}

// Requests are the movements of a day.
type Requests struct {
	RequestQuery
	Activities []desk.Choice
	Prev, Next civil.Date
	Past       bool // the day is over: a night has transmitted its movements
	Rows       []RequestRow
	paging.Page
}

// RequestRow is one movement.
type RequestRow struct {
	Number      int64
	At          time.Time
	Family      string
	FamilyCode  string
	Child       string
	Activity    string
	Date        civil.Date
	Cancel      bool
	Status      booking.Status // the current status of the reservation
	Transmitted bool
	Withdrawn   bool
}

// Runs are the nights of a structure, newest first.
type Runs struct {
	Rows    []RunRow
	Running *RunRow
	Open    int       // movements that wait for the next run
	NextAt  time.Time // the next scheduled run
}

// RunRow is one run of the night, with its progress.
type RunRow struct {
	ID           int64
	Date         civil.Date
	Pass         int
	Origin       string // "schedule", "staff", "command"
	Late         bool
	State        string // "settling", "reporting", "done"
	StartedAt    time.Time
	FinishedAt   time.Time // zero while it runs
	Shards, Done int
	Dead         int
	Accepted     int
	Waitlisted   int
	Refused      int
	Cancelled    int
	Pending      int
	Reports      int
	Mails        int
	Debits       int // past days debited
	Unpriced     int // past days skipped, because no tariff gives their price
	UnpricedBy   []UnpricedDays
}

// UnpricedDays is how many past days of an activity no tariff prices.
type UnpricedDays struct {
	Activity string
	Days     int
}

// Percent returns the percentage of the work that is done.
func (r RunRow) Percent() int {
	if r.Shards == 0 {
		if r.State == db.RunDone {
			return 100
		}
		return 0
	}
	return 100 * r.Done / r.Shards
}

// Run is one night in detail.
type Run struct {
	RunRow
	Cutoff time.Time
	Errors []string
	// NoMail are the families that should be notified and have no address.
	NoMail []FamilyName
	// Declined are the families that chose to read it in the portal only.
	Declined []FamilyName
}

// FamilyName is a family as a list names it.
type FamilyName struct{ Name, Code string }

// Mails are the messages sent, newest first.
type Mails struct {
	Rows  []MailRow
	State string // filter
	paging.Page
}

// MailRow is one message to one address.
type MailRow struct {
	ID                 int64
	At                 time.Time
	Family, FamilyCode string // empty if it concerns none
	Address            string
	Subject            string
	State              string // "queued", "sent", "delayed", "unknown", "refused"
	Attempts           int
	Error              string
	SentAt             time.Time
}

// Mail is one message as it was sent.
type Mail struct {
	MailRow
	Body string
}
