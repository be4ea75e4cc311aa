package db

import (
	"time"

	"github.com/uptrace/bun"

	"cartable/app/domain/tap"
	"cartable/app/domain/wallet"
)

// Tablet is a row of tablets: a device that keeps the sheets of a day.
type Tablet struct {
	bun.BaseModel `bun:"tablets"`

	ID          int64 `bun:",pk,autoincrement"`
	StructureID int64
	AccountID   int64  // who prepared it
	Hash        string // of the id that it drew and keeps
	Schools     string // whose children it keeps, a line each; empty = all
	Device      string // how staff call it; may be empty
	PreparedAt  time.Time
	Until       time.Time // the midnight after
	WithdrawnAt *time.Time
	WithdrawnBy int64      `bun:",nullzero"`
	ReplacedAt  *time.Time // the same device was prepared again: this one gets no names, and may still send
}

// MarkedAt is a row of marks: when a child of a sheet was last marked, and by whom.
type MarkedAt struct {
	bun.BaseModel `bun:"marks"`

	ReservationID int64 `bun:",pk"`
	At            time.Time
	AccountID     int64 `bun:",nullzero"`
	TabletID      int64 `bun:",nullzero"` // on which; 0 = on a page
}

// Tap is a row of taps: what was tapped on a tablet without a network, and what became of it.
type Tap struct {
	bun.BaseModel `bun:"taps"`

	TabletID      int64  `bun:",pk"`
	Nonce         string `bun:",pk"`
	StructureID   int64
	ReservationID int64
	AccountID     int64 `bun:",nullzero"` // who sent it
	Attendance    wallet.Attendance
	Units         int
	Number        int64     // of the taps of a tablet, in their order; 0 = not said
	Stamp         string    // the hour of the tap is that of an arrival, or of a departure: see tap.Arrival
	At            time.Time // put right
	DeviceAt      time.Time // on the clock of the tablet
	ReceivedAt    time.Time
	Result        tap.Result
	Why           string            // of a refusal
	Before        wallet.Attendance // that it met
	BeforeUnits   int               // half hours that it met
	BeforeAt      *time.Time
	BeforeBy      int64 `bun:",nullzero"`
}
