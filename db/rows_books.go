package db

import (
	"time"

	"github.com/uptrace/bun"

	"cartable/app/domain/civil"
	"cartable/app/domain/journal"
	"cartable/app/domain/money"
)

// These are the two tables of a history: consumptions and payments. A reversal belongs to the table of the line that it
// reverses.
const (
	Consumption = "consumption"
	Credit      = "payment"
)

// These are the sources of a line of the ledger. Source and SourceRef together are unique: nothing is written twice.
const (
	SourceImport      = "import"
	SourceConsumption = "consumption" // ref: the reservation, then "reservation/2" once its first line was reversed
	SourceLate        = "late"        // beside a consumption; ref: as there
	SourcePayFiP      = "payment"     // ref: the row of payments
	SourceCounter     = "counter"     // a cheque, cash, … entered by staff; ref: the token of the form
	SourceRefund      = "refund"      // money given back by staff; ref: the token of the form
	SourceReversal    = "reversal"    // ref: the line that it reverses
)

// LedgerLine is a row of ledger: append-only, corrected by a line that reverses it.
type LedgerLine struct {
	bun.BaseModel `bun:"ledger"`

	ID            int64 `bun:",pk,autoincrement"`
	StructureID   int64
	FamilyID      int64
	WalletID      int64
	Date          civil.Date // of the activity, or of the payment
	Label         string
	Amount        money.Cents // positive for a credit, negative for a debit
	Source        string
	SourceRef     string
	ReservationID int64 `bun:",nullzero"`
	CreatedAt     time.Time

	Kind       string // Consumption or Credit
	ChildID    int64  `bun:",nullzero"`
	ActivityID int64  `bun:",nullzero"`
	Quantity   *int
	UnitPrice  *money.Cents
	Quoted     *money.Cents // the price announced to the family, for the whole quantity
	Mode       string       // of a payment; empty when unknown
	Number     string       // of a cheque, or the platform's authorisation
	Payer      string
	Bank       string
	ReversesID int64 `bun:",nullzero"`
	AccountID  int64 `bun:",nullzero"` // the author; 0 = the night, the platform
	Reason     string
	RunID      int64 `bun:",nullzero"`
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
	HasMail       bool // it was sent to at least one address
	Declined      bool // the family had chosen to receive none by mail
}

// SecretMark is the place in a mail for a secret that only its reader may see: a link that works once, a first
// password. The secret is sealed in another column until the mail is sent (see jobs.Mailer).
const SecretMark = "[[secret]]"

// These are the states of a mail.

const (
	MailQueued  = "queued"
	MailSent    = "sent"
	MailDelayed = "delayed" // a temporary refusal: retried
	MailUnknown = "unknown" // the connection broke after the text was sent: retried under the same Message-ID
	MailRefused = "refused" // for good
)

// Mail is a row of mails.

type Mail struct {
	bun.BaseModel `bun:"mails"`

	ID          int64 `bun:",pk,autoincrement"`
	StructureID int64 `bun:",nullzero"`
	FamilyID    int64 `bun:",nullzero"`
	ReportID    int64 `bun:",nullzero"`
	OrderID     int64 `bun:",nullzero"` // of meals, whose paper it carries
	Kind        string
	Address     string
	Subject     string
	Body        string
	Html        string
	Sealed      string // the secret that replaces SecretMark, encrypted; empty once the mail was sent or given up
	About       string `bun:",nullzero"` // "name@host": a second mail with the same value is not added; may be empty
	MessageID   string // drawn when the mail is added
	State       string
	Attempts    int
	Error       string
	CreatedAt   time.Time
	SentAt      *time.Time
}

// These are the states of a job.

const (
	JobReady = "ready"
	JobDone  = "done"
	JobDead  = "dead"
)

// Job is a row of outbox: work to do after a commit.

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

// JournalEntry is a row of audit.

type JournalEntry struct {
	bun.BaseModel `bun:"audit"`

	ID          int64 `bun:",pk,autoincrement"`
	At          time.Time
	AccountID   int64 `bun:",nullzero"`
	StructureID int64 `bun:",nullzero"`
	FamilyID    int64 `bun:",nullzero"`
	Action      journal.Action
	Subject     string
	Was         string
	Became      string
	Reason      string
	Origin      string
	Changes     string `bun:",nullzero"` // the settings before and after, as JSON of town.Changes; see ReadChanges
	OperationID int64  `bun:",nullzero"` // the opération of which it is a change
	// ReservationID is the line of a sheet of which a mark tells.
	ReservationID int64 `bun:",nullzero"`
}
