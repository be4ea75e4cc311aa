package db

import (
	"time"

	"github.com/uptrace/bun"

	"cartable/app/domain/civil"
	"cartable/app/domain/money"
)

// The structs of the rows_ files mirror the tables of migrations/, file for file and column for column. They have no
// behaviour: use cases receive domain types, or the small result structs beside each query.

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
	HidesPresence   bool // see town.Structure
	Pedt            bool // see town.Structure
	Revision        int64
	UpdatedThrough  *time.Time
	Bill            string `bun:",nullzero,default:'booked'"` // town.Billing
	QfBackdate      string `bun:",nullzero,default:'year'"`   // town.Backdating
	Address         string
	Phone           string
	Email           string
	Hours           string
	UndoHours       *int
	SickUntil       *civil.TimeOfDay // these three: see town.Structure
	SickUncredited  *int
	SickPaper       *int
	Caterer         string
	MealCost        money.Cents
	DifferencesAt   *civil.TimeOfDay
	MailName        string
	MailSignature   string
	Accent          string
	Logo            string // the hash of its row of logos
	StartHidden     bool   `bun:",scanonly"` // from table started
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
	Nature      string // '' = derived from its name
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
	Meal        money.Cents // the part of the price of a unit that is food
	NoticeHours *int        // notice before the start, under which a night gives no place; nil = town.StandardNotice
	OfferHours  *int        // to answer an offered place; nil = places are given outright
	KitchenBy   string      // a rule, as in BookBy; empty: there is no kitchen
	Kind        string      // town.Sort
	Declared    bool
	AgeFrom     *int
	AgeTo       *int
	MaxEnrolled *int   // children enrolled on a day; nil = no limit
	Levels      string // town.Levels
	LateFee     money.Cents
	LateGrace   *int // minutes after the end that are not late; nil = none
}

// ActivitySchool is a row of activity_schools.

type ActivitySchool struct {
	bun.BaseModel `bun:"activity_schools"`

	ActivityID  int64 `bun:",pk"`
	SchoolID    int64 `bun:",pk"`
	StructureID int64
}

// ActivityClass is a row of activity_classes.

type ActivityClass struct {
	bun.BaseModel `bun:"activity_classes"`

	ActivityID  int64 `bun:",pk"`
	ClassID     int64 `bun:",pk"`
	StructureID int64
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
	Label      string // why
}

// Release is a row of releases.

type Release struct {
	bun.BaseModel `bun:"releases"`

	ActivityID int64      `bun:",pk"`
	FromDate   civil.Date `bun:",pk"`
	ToDate     civil.Date
	OnDate     civil.Date
	AtTime     civil.TimeOfDay
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
