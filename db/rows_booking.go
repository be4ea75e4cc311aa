package db

import (
	"time"

	"github.com/uptrace/bun"

	"cartable/app/domain/civil"
	"cartable/app/domain/money"
)

type Draft struct {
	bun.BaseModel `bun:"drafts"`

	ID        int64 `bun:",pk,autoincrement"`
	AccountID int64
	FamilyID  int64
	Revision  int64
	UpdatedAt time.Time
	// LastMoment is true when the requests of its validation wait until the last moment.
	LastMoment bool
	// Dropped is true when its lines were set aside, and can be restored until the next change.
	Dropped bool
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

// These are the states of a run.

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

// These are the states and kinds of a shard.

const (
	ShardTodo   = "todo"
	ShardDone   = "done"
	ShardDead   = "dead"
	ShardSettle = "settle"
	ShardDebit  = "debit" // past days of a range of families
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
	Debits     int
	Unpriced   int // past days not debited, because no tariff gives their price
	UnpricedBy string
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
	Channel   string // how the family asked staff; empty: it asked on the portal
	Reason    string // of staff
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
	Attended    *int // half hours that staff counted; nil = as booked
	Billed      bool
	// DebitedBefore is true for a day debited by the former software: Billed is set without a line of ours.
	DebitedBefore bool
	FreeUntil     *time.Time // given by a night: may be declined until this instant
	LastMoment    bool       // wanted however late a place becomes free
	Was           *string    // state before it was given up, or the state after a night whose cut-off came before
	Number        *int64     // the turn of a request that was ended and given back; nil = that of its first movement
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
	OperationID   int64 `bun:",nullzero"` // of staff, which told the family: no night transmits it
}

// Decision is a row of decisions.

type Outcome struct {
	bun.BaseModel `bun:"decisions"`

	ID            int64 `bun:",pk,autoincrement"`
	RunID         int64
	ReservationID int64
	FamilyID      int64
	Was           string
	Became        string
}

// StaffAnswer is a row of answers.

type StaffAnswer struct {
	bun.BaseModel `bun:"answers"`

	ID            int64 `bun:",pk,autoincrement"`
	StructureID   int64
	ReservationID int64
	FamilyID      int64
	AccountID     int64 `bun:",nullzero"`
	At            time.Time
	Was           string
	Became        string
	Words         string // why it was refused, for the family
	Told          bool   // by a mail of its own
	RunID         int64  `bun:",nullzero"` // the night that told it
}

// These are the states of an offer.

const (
	OfferOpen     = "open"
	OfferAccepted = "accepted"
	OfferDeclined = "declined"
	OfferLapsed   = "lapsed"
	OfferVoid     = "void" // taken back by staff, or ended with its request
)

// Offer is a row of offers.

type Offer struct {
	bun.BaseModel `bun:"offers"`

	ID            int64 `bun:",pk,autoincrement"`
	StructureID   int64
	ReservationID int64
	FamilyID      int64
	AccountID     int64 `bun:",nullzero"` // who offered it; 0 = the night, or the turn of the next
	At            time.Time
	Until         time.Time // the last instant of an answer
	Hours         int       // as it was meant: the next in line has as long
	State         string
	AnsweredAt    *time.Time
	AnsweredBy    int64 `bun:",nullzero"` // 0 = by the link of the mail
	Told          bool
	RunID         int64 `bun:",nullzero"` // the night that reported the place
}

// QueueAct is a row of queue_acts.

type QueueAct struct {
	bun.BaseModel `bun:"queue_acts"`

	ID            int64 `bun:",pk,autoincrement"`
	StructureID   int64
	ReservationID int64
	FamilyID      int64
	AccountID     int64 `bun:",nullzero"`
	At            time.Time
	What          string
	Priority      int    // of the request, before
	Words         string // why, for the family
	RunID         int64  `bun:",nullzero"` // the night that reported a place that was given
}

// Slot is a row of slots.

type Slot struct {
	bun.BaseModel `bun:"slots"`

	PoolID    int64      `bun:",pk"`
	Date      civil.Date `bun:",pk"`
	Accepted  int
	Waiting   int
	ChangedAt *time.Time
}

// LedgerLine is a row of ledger.
