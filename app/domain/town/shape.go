package town

import (
	"reflect"

	"cartable/app/domain/civil"
	"cartable/app/domain/deadline"
	"cartable/app/domain/money"
)

// Shape is what a field holds, for the widget that a form gives it.
type Shape string

// The shapes.
const (
	ShapeText     Shape = "text"
	ShapeWord     Shape = "word"     // one of Words
	ShapeCount    Shape = "count"    // a whole number, or none
	ShapeAmount   Shape = "amount"   // an amount of money
	ShapeMaybe    Shape = "maybe"    // an amount of money, or none
	ShapeDate     Shape = "date"     // a day
	ShapeClock    Shape = "clock"    // an hour
	ShapeRule     Shape = "rule"     // a deadline
	ShapeWeekdays Shape = "weekdays" // days of the week
	ShapeList     Shape = "list"     // codes of other nouns, or levels
)

// Shape returns what the field holds.
func (f Field) Shape() Shape {
	if choices[f.of] != nil {
		return ShapeWord
	}
	switch f.of {
	case reflect.TypeFor[*int]():
		return ShapeCount
	case reflect.TypeFor[money.Cents]():
		return ShapeAmount
	case reflect.TypeFor[*money.Cents]():
		return ShapeMaybe
	case reflect.TypeFor[civil.Date]():
		return ShapeDate
	case reflect.TypeFor[civil.TimeOfDay]():
		return ShapeClock
	case reflect.TypeFor[deadline.Rule]():
		return ShapeRule
	case reflect.TypeFor[Weekdays]():
		return ShapeWeekdays
	case reflect.TypeFor[[]string](), reflect.TypeFor[Levels]():
		return ShapeList
	}
	return ShapeText
}

// Word is one of the values of a field of ShapeWord.
type Word struct{ Cell, French string }

// Words returns the values of a field of ShapeWord, the empty one first where a field may be left so.
func (f Field) Words() []Word {
	var all []Word
	if !f.Required && f.standard == "" {
		all = append(all, Word{"", f.empty})
	}
	for _, c := range choices[f.of] {
		all = append(all, Word{c.cell, c.french})
	}
	return all
}
