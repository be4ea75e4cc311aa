package db

import (
	"time"

	"github.com/uptrace/bun"

	"cartable/app/domain/money"
)

// These are the states of a TaxRun.
const (
	TaxMaking = "making"
	TaxDone   = "done"
	TaxFailed = "failed"
)

// TaxRun is a row of tax_runs: the tax statements of all families for a year.
type TaxRun struct {
	bun.BaseModel `bun:"tax_runs"`

	ID          int64 `bun:",pk,autoincrement"`
	StructureID int64
	Year        int
	State       string
	AskedAt     time.Time
	AskedBy     int64 `bun:",nullzero"`
	FinishedAt  *time.Time
	Error       string
}

// TaxPart is a row of tax_parts: the paper of some families of a run.
type TaxPart struct {
	bun.BaseModel `bun:"tax_parts"`

	ID         int64 `bun:",pk,autoincrement"`
	RunID      int64
	Position   int // from 1
	FamilyFrom int64
	FamilyTo   int64
	Families   int // to process
	Seen       int // processed so far
	Certified  int // those that have a statement
	Total      money.Cents
	Size       int64  // bytes
	State      string // "todo", "done"
}

// TaxPiece is a row of tax_pieces: a piece of a paper.
type TaxPiece struct {
	bun.BaseModel `bun:"tax_pieces"`

	PartID   int64 `bun:",pk"`
	Position int   `bun:",pk"`
	Body     []byte
}
