package db

import (
	"time"

	"github.com/uptrace/bun"

	"cartable/app/domain/civil"
	"cartable/app/domain/money"
)

// The structs below mirror the tables of migrations/, column for column. They carry no behaviour: use
// cases receive domain types or the small result structs that stand beside each query.

// Structure is a row of structures.
type Structure struct {
	bun.BaseModel `bun:"structures"`

	ID              int64 `bun:",pk,autoincrement"`
	Code            string
	Name            string
	Zone            string
	AlsaceMoselle   bool
	NightAt         civil.TimeOfDay
	Notice          string
	TogglesWaitlist bool
	Revision        int64
	UpdatedThrough  *time.Time
}

// Wallet is a row of wallets.
type Wallet struct {
	bun.BaseModel `bun:"wallets"`

	ID          int64 `bun:",pk,autoincrement"`
	StructureID int64
	Code        string
	Name        string
	Numcli      string
}

// Category is a row of categories.
type Category struct {
	bun.BaseModel `bun:"categories"`

	ID          int64 `bun:",pk,autoincrement"`
	StructureID int64
	Code        string
	Name        string
	WalletID    int64
	DebtFloor   *money.Cents
}

// Pool is a row of pools.
type Pool struct {
	bun.BaseModel `bun:"pools"`

	ID          int64 `bun:",pk,autoincrement"`
	StructureID int64
	Code        string
	Name        string
	Capacity    *int
	Waitlist    *int
}

// Activity is a row of activities.
type Activity struct {
	bun.BaseModel `bun:"activities"`

	ID          int64 `bun:",pk,autoincrement"`
	StructureID int64
	Code        string
	Name        string
	CategoryID  int64
	Weekdays    string
	Term        string
	FromDate    civil.Date
	ToDate      civil.Date
	StartAt     civil.TimeOfDay
	EndAt       civil.TimeOfDay
	Unit        string
	BookBy      string
	CancelBy    string
	Allot       string
}

// ActivityPool is a row of activity_pools.
type ActivityPool struct {
	bun.BaseModel `bun:"activity_pools"`

	ActivityID  int64 `bun:",pk"`
	PoolID      int64 `bun:",pk"`
	StructureID int64
}

// Compatibility is a row of compatibilities.
type Compatibility struct {
	bun.BaseModel `bun:"compatibilities"`

	ActivityID int64 `bun:",pk"`
	OtherID    int64 `bun:",pk"`
}

// Closure is a row of closures.
type Closure struct {
	bun.BaseModel `bun:"closures"`

	StructureID int64      `bun:",pk"`
	Date        civil.Date `bun:",pk"`
	Label       string
}

// Opening is a row of openings.
type Opening struct {
	bun.BaseModel `bun:"openings"`

	ActivityID int64      `bun:",pk"`
	Date       civil.Date `bun:",pk"`
	Open       bool
}

// Capacity is a row of capacities.
type Capacity struct {
	bun.BaseModel `bun:"capacities"`

	PoolID   int64      `bun:",pk"`
	Date     civil.Date `bun:",pk"`
	Capacity *int
	Waitlist *int
}

// Tariff is a row of tariffs.
type Tariff struct {
	bun.BaseModel `bun:"tariffs"`

	ID         int64 `bun:",pk,autoincrement"`
	ActivityID int64
	FromDate   civil.Date
	Resident   *bool
	QfMin      *money.Cents
	QfMax      *money.Cents
	Price      *money.Cents
	RatePpm    int64
	Floor      *money.Cents
	Ceiling    *money.Cents
}

// Family is a row of families.
type Family struct {
	bun.BaseModel `bun:"families"`

	ID          int64 `bun:",pk,autoincrement"`
	StructureID int64
	Code        string
	Civility    string
	LastName    string
	FirstName   string
	Resident    bool
	Address     string
}

// FamilyEmail is a row of family_emails.
type FamilyEmail struct {
	bun.BaseModel `bun:"family_emails"`

	FamilyID    int64 `bun:",pk"`
	Position    int   `bun:",pk"`
	Address     string
	ConfirmedAt *time.Time
	BouncedAt   *time.Time
}

// Quotient is a row of quotients.
type Quotient struct {
	bun.BaseModel `bun:"quotients"`

	ID       int64 `bun:",pk,autoincrement"`
	FamilyID int64
	FromDate civil.Date
	ToDate   civil.Date `bun:",nullzero"`
	Qf       money.Cents
}

// Account is a row of accounts.
type Account struct {
	bun.BaseModel `bun:"accounts"`

	ID            int64 `bun:",pk,autoincrement"`
	Login         string
	PasswordHash  string
	PasswordSetAt time.Time
	MustChange    bool
	DisabledAt    *time.Time
	CreatedAt     time.Time
}

// Guardian is a row of guardians.
type Guardian struct {
	bun.BaseModel `bun:"guardians"`

	AccountID   int64 `bun:",pk"`
	FamilyID    int64 `bun:",pk"`
	WithdrawnAt *time.Time
}

// Staff is a row of staff.
type Staff struct {
	bun.BaseModel `bun:"staff"`

	AccountID   int64  `bun:",pk"`
	StructureID int64  `bun:",pk"`
	Role        string `bun:",pk"`
	WithdrawnAt *time.Time
}

// Document is a row of documents.
type Document struct {
	bun.BaseModel `bun:"documents"`

	ID          int64 `bun:",pk,autoincrement"`
	Kind        string
	Version     int
	Body        string
	PublishedAt time.Time
}

// Consent is a row of consents.
type Consent struct {
	bun.BaseModel `bun:"consents"`

	AccountID int64  `bun:",pk"`
	Kind      string `bun:",pk"`
	Version   int    `bun:",pk"`
	At        time.Time
}

// Session is a row of sessions. ID is the SHA-256 of the cookie, in hexadecimal.
type Session struct {
	bun.BaseModel `bun:"sessions"`

	ID          string `bun:",pk"`
	AccountID   int64
	FamilyID    int64 `bun:",nullzero"`
	StructureID int64 `bun:",nullzero"`
	CreatedAt   time.Time
	SeenAt      time.Time
	ExpiresAt   time.Time
}

// Child is a row of children.
type Child struct {
	bun.BaseModel `bun:"children"`

	ID          int64 `bun:",pk,autoincrement"`
	StructureID int64
	Code        string
	LastName    string
	FirstName   string
	BirthDate   civil.Date
	School      string
	Class       string
	Diet        string
	Allergies   string
}

// FamilyChild is a row of family_children.
type FamilyChild struct {
	bun.BaseModel `bun:"family_children"`

	FamilyID    int64 `bun:",pk"`
	ChildID     int64 `bun:",pk"`
	StructureID int64
	Position    int
}

// Enrolment is a row of enrolments.
type Enrolment struct {
	bun.BaseModel `bun:"enrolments"`

	ID         int64 `bun:",pk,autoincrement"`
	ChildID    int64
	ActivityID int64
	FromDate   civil.Date
	ToDate     civil.Date
	Priority   int
}

// Draft is a row of drafts.
type Draft struct {
	bun.BaseModel `bun:"drafts"`

	ID        int64 `bun:",pk,autoincrement"`
	AccountID int64
	FamilyID  int64
	Revision  int64
	UpdatedAt time.Time
}

// DraftLine is a row of draft_lines.
type DraftLine struct {
	bun.BaseModel `bun:"draft_lines"`

	DraftID    int64      `bun:",pk"`
	ChildID    int64      `bun:",pk"`
	ActivityID int64      `bun:",pk"`
	Date       civil.Date `bun:",pk"`
	Kind       string
}

// States of a run.
const (
	RunSettling  = "settling"
	RunReporting = "reporting"
	RunDone      = "done"
)

// Run is a row of runs.
type Run struct {
	bun.BaseModel `bun:"runs"`

	ID           int64 `bun:",pk,autoincrement"`
	StructureID  int64
	BusinessDate civil.Date
	Pass         int
	Cutoff       time.Time
	AsOf         time.Time
	Origin       string
	Late         bool
	State        string
	StartedAt    time.Time
	FinishedAt   *time.Time
	Checksum     string
}

// States and kinds of a shard.
const (
	ShardTodo   = "todo"
	ShardDone   = "done"
	ShardDead   = "dead"
	ShardSettle = "settle"
	ShardReport = "report"
)

// RunShard is a row of run_shards.
type RunShard struct {
	bun.BaseModel `bun:"run_shards"`

	ID         int64 `bun:",pk,autoincrement"`
	RunID      int64
	Kind       string
	Activities string
	FromDate   civil.Date `bun:",nullzero"`
	ToDate     civil.Date `bun:",nullzero"`
	FamilyFrom int64
	FamilyTo   int64
	State      string
	Accepted   int
	Waitlisted int
	Refused    int
	Cancelled  int
	Pending    int
	Mails      int
	Error      string
	DoneAt     *time.Time
}

// Validation is a row of validations.
type Validation struct {
	bun.BaseModel `bun:"validations"`

	ID        int64 `bun:",pk,autoincrement"`
	Number    string
	DraftID   int64
	Revision  int64
	AccountID int64
	FamilyID  int64
	At        time.Time
}

// ValidationLine is a row of validation_lines.
type ValidationLine struct {
	bun.BaseModel `bun:"validation_lines"`

	ValidationID int64 `bun:",pk"`
	Position     int   `bun:",pk"`
	ChildID      int64
	ActivityID   int64
	Date         civil.Date
	Kind         string
	Outcome      string
	Reason       string
	Detail       string
	Changed      bool
	Price        money.Cents
}

// Reservation is a row of reservations.
type Reservation struct {
	bun.BaseModel `bun:"reservations"`

	ID          int64 `bun:",pk,autoincrement"`
	StructureID int64
	FamilyID    int64
	ChildID     int64
	ActivityID  int64
	Date        civil.Date
	State       string
	Priority    int
	RequestedAt time.Time
	Transmitted bool
	Reason      string
	Price       money.Cents
	Quantity    int
	Attendance  *string
	Billed      bool
}

// Movement is a row of movements.
type Movement struct {
	bun.BaseModel `bun:"movements"`

	ID            int64 `bun:",pk,autoincrement"`
	StructureID   int64
	ValidationID  int64 `bun:",nullzero"`
	FamilyID      int64
	ChildID       int64
	ActivityID    int64
	Date          civil.Date
	Kind          string
	ReservationID int64
	AccountID     int64 `bun:",nullzero"`
	Origin        string
	At            time.Time
	RunID         int64 `bun:",nullzero"`
	Outcome       *string
}

// Decision is a row of decisions.
type Decision struct {
	bun.BaseModel `bun:"decisions"`

	ID            int64 `bun:",pk,autoincrement"`
	RunID         int64
	ReservationID int64
	FamilyID      int64
	Was           string
	Became        string
}

// Slot is a row of slots.
type Slot struct {
	bun.BaseModel `bun:"slots"`

	PoolID   int64      `bun:",pk"`
	Date     civil.Date `bun:",pk"`
	Accepted int
	Waiting  int
}

// LedgerLine is a row of ledger.
type LedgerLine struct {
	bun.BaseModel `bun:"ledger"`

	ID            int64 `bun:",pk,autoincrement"`
	StructureID   int64
	FamilyID      int64
	WalletID      int64
	Date          civil.Date
	Label         string
	Amount        money.Cents
	Source        string
	SourceRef     string
	ReservationID int64 `bun:",nullzero"`
	CreatedAt     time.Time
}

// Report is a row of reports.
type Report struct {
	bun.BaseModel `bun:"reports"`

	ID            int64 `bun:",pk,autoincrement"`
	RunID         int64
	FamilyID      int64
	Bookings      int
	Cancellations int
	Body          string
	HasMail       bool
}

// Fates of a mail.
const (
	MailQueued  = "queued"
	MailSent    = "sent"
	MailDelayed = "delayed" // a temporary refusal: tried again
	MailUnknown = "unknown" // the line broke after the text was sent: tried again under the same Message-ID
	MailRefused = "refused" // for good
)

// Mail is a row of mails.
type Mail struct {
	bun.BaseModel `bun:"mails"`

	ID          int64 `bun:",pk,autoincrement"`
	StructureID int64 `bun:",nullzero"`
	FamilyID    int64 `bun:",nullzero"`
	ReportID    int64 `bun:",nullzero"`
	Kind        string
	Address     string
	Subject     string
	Body        string
	Html        string
	MessageID   string
	State       string
	Attempts    int
	Error       string
	CreatedAt   time.Time
	SentAt      *time.Time
}

// States of a job.
const (
	JobReady = "ready"
	JobDone  = "done"
	JobDead  = "dead"
)

// Job is a row of outbox: what must happen after a commit.
type Job struct {
	bun.BaseModel `bun:"outbox"`

	ID          int64 `bun:",pk,autoincrement"`
	Kind        string
	Ref         int64
	State       string
	Attempts    int
	NextAt      time.Time
	LeasedUntil *time.Time
	AnnouncedAt *time.Time
	Error       string
	CreatedAt   time.Time
	DoneAt      *time.Time
}

// AuditLine is a row of audit.
type AuditLine struct {
	bun.BaseModel `bun:"audit"`

	ID          int64 `bun:",pk,autoincrement"`
	At          time.Time
	AccountID   int64 `bun:",nullzero"`
	StructureID int64 `bun:",nullzero"`
	FamilyID    int64 `bun:",nullzero"`
	Action      string
	Subject     string
	Was         string
	Became      string
	Reason      string
	Origin      string
}
