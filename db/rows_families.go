package db

import (
	"time"

	"github.com/uptrace/bun"

	"cartable/app/domain/civil"
	"cartable/app/domain/money"
)

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
	Phone       string
	MergedInto  int64 `bun:",nullzero"` // the family that this file was joined to; it is empty then
	ArchivedAt  *time.Time
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

// Works reports whether mail is sent to the address: it was confirmed, and none came back.
func (e FamilyEmail) Works() bool { return e.ConfirmedAt != nil && e.BouncedAt == nil }

// Residence is a row of residences: the place where a family lived until a day.
type Residence struct {
	bun.BaseModel `bun:"residences"`

	FamilyID   int64      `bun:",pk"`
	BeforeDate civil.Date `bun:",pk"`
	Resident   bool
}

// Quotient is a row of quotients.

type Quotient struct {
	bun.BaseModel `bun:"quotients"`

	ID       int64 `bun:",pk,autoincrement"`
	FamilyID int64
	FromDate civil.Date
	ToDate   civil.Date `bun:",nullzero"`
	Qf       money.Cents
	Source   string // town.Source; empty: not said
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
	SignedInAt    *time.Time // on the machine's clock
	VisitedAt     *time.Time // the same, on the town's clock
	VisitedBefore *time.Time // the sign-in before that one
}

// Guardian is a row of guardians.

type Guardian struct {
	bun.BaseModel `bun:"guardians"`

	AccountID   int64 `bun:",pk"`
	FamilyID    int64 `bun:",pk"`
	WithdrawnAt *time.Time
	Name        string // of the adult; may be empty
	Phone       string // of the adult alone; empty: that of the family
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
	FactorAt    *time.Time // when it passed a second factor
	ProvedAt    *time.Time // when its user last confirmed their identity
	IDToken     string     // FranceConnect's, sealed
	Device      string     // "Firefox sur Android"
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
	SchoolID    *int64 // the school and the class that the texts name
	ClassID     *int64
}

// FamilyChild is a row of family_children.

type FamilyChild struct {
	bun.BaseModel `bun:"family_children"`

	FamilyID    int64 `bun:",pk"`
	ChildID     int64 `bun:",pk"`
	StructureID int64
	Position    int
}

// Custody is a row of custodies: in which of its homes a child is from a day on or, with a last day, between two.
type Custody struct {
	bun.BaseModel `bun:"custodies"`

	ID           int64 `bun:",pk,autoincrement"`
	StructureID  int64
	ChildID      int64
	FromDate     civil.Date
	ToDate       civil.Date `bun:",nullzero"`
	EvenFamilyID int64      `bun:",nullzero"`
	OddFamilyID  int64      `bun:",nullzero"`
	Changes      int        // the weekday of the change, 1 = Monday
	AccountID    int64      `bun:",nullzero"`
	At           time.Time
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
