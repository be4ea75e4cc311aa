package db

import (
	"time"

	"github.com/uptrace/bun"

	"cartable/app/domain/civil"
)

// Absence is a row of absences: a child whom a household, or staff for it, told to be ill.
type Absence struct {
	bun.BaseModel `bun:"absences"`

	ID          int64 `bun:",pk,autoincrement"`
	StructureID int64
	FamilyID    int64
	ChildID     int64
	AccountID   int64 `bun:",nullzero"`
	At          time.Time
	Channel     string      // sickness.Channel
	PaperBy     *civil.Date // nil = none is asked for
	UndoneAt    *time.Time
	UndoneBy    int64 `bun:",nullzero"`
}

// AbsenceDay is a row of absence_days: what became of a reservation.
type AbsenceDay struct {
	bun.BaseModel `bun:"absence_days"`

	ReservationID int64 `bun:",pk"`
	AbsenceID     int64
	Date          civil.Date
	Fate          string // sickness.Fate
}
