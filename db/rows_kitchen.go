package db

import (
	"time"

	"github.com/uptrace/bun"

	"cartable/app/domain/civil"
	"cartable/app/domain/kitchen"
)

// Freeze is a row of freezes: the meals of an activity's day were counted.
type Freeze struct {
	bun.BaseModel `bun:"freezes"`

	ActivityID  int64      `bun:",pk"`
	Date        civil.Date `bun:",pk"`
	StructureID int64
	At          time.Time
	Told        bool // what came and went was ordered at the hour that the town set
}

// FrozenMeal is a row of frozen_meals.
type FrozenMeal struct {
	bun.BaseModel `bun:"frozen_meals"`

	ActivityID int64      `bun:",pk"`
	Date       civil.Date `bun:",pk"`
	ChildID    int64      `bun:",pk"`
	School     string
	Class      string
	Kind       kitchen.Kind
}

// NotedMeal is a row of noted_meals: the meal of a child as it was last ordered, or known on the day itself, where it
// is another than was counted.
type NotedMeal struct {
	bun.BaseModel `bun:"noted_meals"`

	ActivityID int64      `bun:",pk"`
	Date       civil.Date `bun:",pk"`
	ChildID    int64      `bun:",pk"`
	School     string
	Class      string
	Kind       kitchen.Kind
}

// ExtraMeal is a row of extra_meals: so many more meals, or fewer, that staff asked by hand.
type ExtraMeal struct {
	bun.BaseModel `bun:"extra_meals"`

	ID          int64 `bun:",pk,autoincrement"`
	StructureID int64
	ActivityID  int64
	Date        civil.Date
	School      string
	Kind        kitchen.Kind
	Number      int
	Words       string // for whom
	AccountID   int64  `bun:",nullzero"`
	At          time.Time
	Late        bool // after the meals of the day were counted
}

// MealOrder is a row of meal_orders.
type MealOrder struct {
	bun.BaseModel `bun:"meal_orders"`

	ID          int64 `bun:",pk,autoincrement"`
	StructureID int64
	ActivityID  int64
	Date        civil.Date
	Version     int
	Number      string
	At          time.Time
	AccountID   int64 `bun:",nullzero"` // 0 = the program, at the kitchen's hour
	SentTo      string
	Sends       int
	Answer      string // of the caterer
	AnsweredAt  *time.Time
	AnsweredBy  int64 `bun:",nullzero"`
}

// MealOrderLine is a row of meal_order_lines.
type MealOrderLine struct {
	bun.BaseModel `bun:"meal_order_lines"`

	OrderID int64        `bun:",pk"`
	School  string       `bun:",pk"`
	Kind    kitchen.Kind `bun:",pk"`
	Number  int
}
