package db

import (
	"github.com/uptrace/bun"

	"cartable/app/domain/civil"
)

// School is a row of schools.

type School struct {
	bun.BaseModel `bun:"schools"`

	ID          int64 `bun:",pk,autoincrement"`
	StructureID int64
	Code        string
	Name        string
	Archived    bool
}

// Class is a row of classes.

type Class struct {
	bun.BaseModel `bun:"classes"`

	ID       int64 `bun:",pk,autoincrement"`
	SchoolID int64
	Code     string
	Name     string
	Level    string
	Year     *int // in which its school year begins; nil = any
	Archived bool
}

// SchoolClosure is a row of school_closures.

type SchoolClosure struct {
	bun.BaseModel `bun:"school_closures"`

	ID         int64 `bun:",pk,autoincrement"`
	SchoolID   int64
	ClassID    *int64 // nil = all of the school
	ActivityID *int64 // nil = all
	Date       civil.Date
	Label      string
	LeaveBy    string // a rule: until when families choose; empty: closed, but for Picnic
	Picnic     bool   // the meal is one to take along
}
