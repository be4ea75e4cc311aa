package db

import (
	"context"
	"time"

	"cartable/app/domain/civil"
	"cartable/app/domain/kitchen"
)

// LockKitchen makes whatever changes the meals of a structure by hand, counts them, or orders them, wait for its turn.
// Families book meanwhile.
func (q Q) LockKitchen(ctx context.Context, structureID int64) error {
	_, err := q.lockTown(ctx, structureID)
	return err
}

// AddExtraMeal stores that staff asked for more meals, or fewer.
func (q Q) AddExtraMeal(ctx context.Context, e ExtraMeal) error {
	_, err := q.NewInsert().Model(&e).Exec(ctx)
	return err
}

// MealOrderOf is an order with who sent it and who noted the answer.
type MealOrderOf struct {
	MealOrder
	Login, AnsweredLogin string
	Lines                kitchen.Counts
}

const orderColumns = `o.id, o.activity_id, o.date, o.version, o.number, o.at, o.sent_to, o.sends, o.answer,
	o.answered_at, n.login, a.login, l.school, l.kind, l.number
	from meal_orders o left join accounts n on n.id = o.account_id left join accounts a on a.id = o.answered_by
	left join meal_order_lines l on l.order_id = o.id`

// ordersInto joins the lines of each order.
func ordersInto(structureID int64, into *[]MealOrderOf) func(row) error {
	return func(r row) error {
		one := MealOrderOf{MealOrder: MealOrder{StructureID: structureID}, Lines: kitchen.Counts{}}
		var answered time.Time
		var school, kind string
		var n int64
		err := r.Scan(&one.ID, &one.ActivityID, &one.Date, &one.Version, &one.Number, stamp{&one.At}, &one.SentTo,
			&one.Sends, &one.Answer, stamp{&answered}, word{&one.Login}, word{&one.AnsweredLogin}, word{&school},
			word{&kind}, id{&n})
		if !answered.IsZero() {
			one.AnsweredAt = &answered
		}
		if k := len(*into); k == 0 || (*into)[k-1].ID != one.ID {
			*into = append(*into, one)
		}
		if n != 0 {
			(*into)[len(*into)-1].Lines[kitchen.Cell{School: school, Kind: kitchen.Kind(kind)}] = int(n)
		}
		return err
	}
}

// ReadMealOrders reads the orders of a structure for a date, each activity's in the order of its versions.
func ReadMealOrders(structureID int64, d civil.Date, into *[]MealOrderOf) Read {
	return Read{query: "select " + orderColumns + ` where o.structure_id = $1 and o.date = $2
		order by o.activity_id, o.version, l.school, l.kind`, args: []any{structureID, d},
		scan: ordersInto(structureID, into)}
}

// MealOrder reads an order of a structure; found is false for any other.
func (q Q) MealOrder(ctx context.Context, structureID, orderID int64) (one MealOrderOf, found bool, err error) {
	var all []MealOrderOf
	err = q.Together(ctx, Read{query: "select " + orderColumns + ` where o.structure_id = $1 and o.id = $2
		order by l.school, l.kind`, args: []any{structureID, orderID}, scan: ordersInto(structureID, &all)})
	if err != nil || len(all) == 0 {
		return one, false, err
	}
	return all[0], true, nil
}

// AddMealOrder stores an order with its lines, and sets its id. The caller has locked the kitchen.
func (q Q) AddMealOrder(ctx context.Context, o *MealOrder, lines kitchen.Counts) error {
	if _, err := q.NewInsert().Model(o).Exec(ctx); err != nil {
		return err
	}
	var rows []MealOrderLine
	for cell, n := range lines {
		rows = append(rows, MealOrderLine{OrderID: o.ID, School: cell.School, Kind: cell.Kind, Number: n})
	}
	if len(rows) == 0 {
		return nil
	}
	_, err := q.NewInsert().Model(&rows).Exec(ctx)
	return err
}

// CountSending records that an order is sent once more to an address; done is false if that was recorded before, from
// the number of times that a form showed.
func (q Q) CountSending(ctx context.Context, orderID int64, shown int, to string) (done bool, err error) {
	n, err := q.exec(ctx, "update meal_orders set sends = sends + 1, sent_to = $3 where id = $1 and sends = $2",
		orderID, shown, to)
	return n > 0, err
}

// NoteAnswer stores what the caterer answered to an order.
func (q Q) NoteAnswer(ctx context.Context, o MealOrder) error {
	_, err := q.exec(ctx, "update meal_orders set answer = $2, answered_at = $3, answered_by = $4 where id = $1", o.ID,
		o.Answer, o.AnsweredAt, o.AnsweredBy)
	return err
}

// ReadOrderedMeals counts what was ordered of activities between two dates, by site: all versions together.
func ReadOrderedMeals(activities []int64, from, to civil.Date, into *[]MealCount) Read {
	return Read{query: `select o.activity_id, o.date, l.school, sum(l.number) from meal_orders o
		join meal_order_lines l on l.order_id = o.id where o.activity_id in (` + list(activities) + `)
		and o.date between $1 and $2 group by 1, 2, 3`, args: []any{from, to}, scan: func(r row) error {
		var one MealCount
		err := r.Scan(&one.ActivityID, &one.Date, &one.School, &one.Children)
		*into = append(*into, one)
		return err
	}}
}
