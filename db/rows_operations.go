package db

import (
	"time"

	"github.com/uptrace/bun"

	"cartable/app/domain/civil"
	"cartable/app/domain/money"
)

// These are the states of an opération.

const (
	OperationPrepared = "prepared"
	OperationApplying = "applying"
	OperationApplied  = "applied"
	OperationUndoing  = "undoing"
	OperationUndone   = "undone"
)

// Operation is a row of operations.

type Operation struct {
	bun.BaseModel `bun:"operations"`

	ID          int64 `bun:",pk,autoincrement"`
	StructureID int64
	Kind        string
	Title       string
	Reason      string
	Words       string
	Tell        bool
	Changes     string // town.Changes as JSON, until it is applied
	State       string
	PreparedAt  time.Time
	PreparedBy  int64 `bun:",nullzero"`
	AppliedAt   *time.Time
	AppliedBy   int64      `bun:",nullzero"`
	FirstDay    civil.Date `bun:",nullzero"`
	UndoneAt    *time.Time
	UndoneBy    int64 `bun:",nullzero"`
	UndoReason  string
	Kept        string // settings that were not restored, as JSON of their titles
	Told        bool
	Effects     string // effect.Counts as JSON, as applied
	Plan        string // Planned rows as JSON, until the worker stores them
}

// These are the states of a row of an opération.

const (
	RowTodo     = "todo"
	RowDone     = "done"
	RowLeft     = "left"     // it had changed when its turn came
	RowRestored = "restored" // given back as it was
	RowQueued   = "queued"   // its place was taken meanwhile: it is first in the queue
	RowLost     = "lost"     // it cannot come back
)

// OperationRow is a row of operation_rows.

type OperationRow struct {
	bun.BaseModel `bun:"operation_rows"`

	OperationID   int64 `bun:",pk"`
	ReservationID int64 `bun:",pk"`
	FamilyID      int64
	ChildID       int64
	ActivityID    int64
	Date          civil.Date
	Fate          string
	Back          money.Cents
	State         string
	Why           string
}

// OperationMail is a row of operation_mails.

type OperationMail struct {
	bun.BaseModel `bun:"operation_mails"`

	OperationID int64  `bun:",pk"`
	FamilyID    int64  `bun:",pk"`
	Kind        string `bun:",pk"`
	HasMail     bool
}
