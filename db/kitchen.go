package db

import (
	"context"
	"database/sql"

	"cartable/app/domain/civil"
	"cartable/app/domain/kitchen"
)

// MealCount is how many children with the same file eat at an activity on a date.
type MealCount struct {
	ActivityID    int64
	Date          civil.Date
	School, Class string
	Kind          kitchen.Kind
	Children      int // who have a place and are not marked absent
	Served        int // marked present
}

// eats is true for a reservation whose meal is to be cooked: a child who is marked absent, or told to be ill, does not
// eat.
const eats = "coalesce(r.attendance, 'present') = 'present'"

// known joins the meal of a child as it was counted (m), and as it was last noted on the day (n): both of days before
// $1 alone. A file that changes later says nothing of what was eaten.
const known = ` left join frozen_meals m on m.activity_id = r.activity_id and m.date = r.date
			and m.child_id = r.child_id and r.date < $1
		left join noted_meals n on n.activity_id = r.activity_id and n.date = r.date and n.child_id = r.child_id
			and r.date < $1 `

// takenAlong is true for the meal of a child whose school or class is on an outing.
const takenAlong = `exists (select 1 from school_closures x where x.picnic and x.date = r.date
			and x.activity_id = r.activity_id and x.school_id = c.school_id
			and (x.class_id is null or x.class_id = c.class_id))`

// kindOf returns the kind of a meal by what was noted or counted of it or, where nothing was, by the file of the child
// and whether it is taken along.
func kindOf(kind sql.NullString, diet, allergies string, along bool) kitchen.Kind {
	if kind.Valid {
		return kitchen.Kind(kind.String)
	}
	return kitchen.Of(diet, allergies).Along(along)
}

// ReadMealCounts counts the meals of activities between two dates, as reservations are now. Of a day before today, the
// school, the class and the meal of a child are those that were noted, or counted.
func ReadMealCounts(activities []int64, from, to, today civil.Date, into *[]MealCount) Read {
	return Read{query: `select r.activity_id, r.date, coalesce(n.school, m.school, c.school),
			coalesce(n.class, m.class, c.class), coalesce(n.kind, m.kind),
			case when coalesce(n.kind, m.kind) is null then c.diet else '' end,
			case when coalesce(n.kind, m.kind) is null then c.allergies else '' end,
			case when coalesce(n.kind, m.kind) is null then ` + takenAlong + ` else false end,
			sum(case when ` + eats + ` then 1 else 0 end), sum(case when r.attendance = 'present' then 1 else 0 end)
		from reservations r join children c on c.id = r.child_id` + known + `
		where r.activity_id in (` + list(activities) + `) and r.date between $2 and $3 and r.state ` + isPlaced +
		` and r.state ` + isLive + ` group by 1, 2, 3, 4, 5, 6, 7, 8`, args: []any{today, from, to},
		scan: func(r row) error {
			var one MealCount
			var kind sql.NullString
			var diet, allergies string
			var along bool
			err := r.Scan(&one.ActivityID, &one.Date, &one.School, &one.Class, &kind, &diet, &allergies, &along,
				&one.Children, &one.Served)
			one.Kind = kindOf(kind, diet, allergies, along)
			*into = append(*into, one)
			return err
		}}
}

// ReadFreezes reads which days of a structure were counted, between two dates.
func ReadFreezes(structureID int64, from, to civil.Date, into *[]Freeze) Read {
	return Read{query: `select activity_id, date, at, told from freezes
		where structure_id = $1 and date between $2 and $3
		order by date, activity_id`, args: []any{structureID, from, to}, scan: func(r row) error {
		one := Freeze{StructureID: structureID}
		err := r.Scan(&one.ActivityID, &one.Date, stamp{&one.At}, &one.Told)
		*into = append(*into, one)
		return err
	}}
}

// ReadFrozenCounts counts what was counted at the kitchen's hour, between two dates.
func ReadFrozenCounts(activities []int64, from, to civil.Date, into *[]MealCount) Read {
	return Read{query: `select activity_id, date, school, class, kind, count(*) from frozen_meals
		where activity_id in (` + list(activities) + `) and date between $1 and $2 group by 1, 2, 3, 4, 5`,
		args: []any{from, to}, scan: func(r row) error {
			var one MealCount
			err := r.Scan(&one.ActivityID, &one.Date, &one.School, &one.Class, &one.Kind, &one.Children)
			*into = append(*into, one)
			return err
		}}
}

// ExtraLine is a number of meals asked by hand, with who asked it.
type ExtraLine struct {
	ExtraMeal
	Login string
}

// ReadExtraMeals reads the meals that staff asked by hand between two dates, in the order in which they did.
func ReadExtraMeals(structureID int64, from, to civil.Date, into *[]ExtraLine) Read {
	return Read{query: `select e.activity_id, e.date, e.school, e.kind, e.number, e.words, e.at, e.late, n.login
		from extra_meals e left join accounts n on n.id = e.account_id
		where e.structure_id = $1 and e.date between $2 and $3 order by e.id`, args: []any{structureID, from, to},
		scan: func(r row) error {
			var one ExtraLine
			err := r.Scan(&one.ActivityID, &one.Date, &one.School, &one.Kind, &one.Number, &one.Words, stamp{&one.At},
				&one.Late, word{&one.Login})
			*into = append(*into, one)
			return err
		}}
}

// PlateOf is the meal of a child at an activity.
type PlateOf struct {
	ActivityID int64
	kitchen.Plate
	FirstName string
	Served    bool // marked present
}

// ReadPlates reads the meals of a date child by child, as ReadMealCounts counts them.
func ReadPlates(activities []int64, d, today civil.Date, into *[]PlateOf) Read {
	return Read{query: `select r.activity_id, c.id, c.first_name, coalesce(n.school, m.school, c.school),
			coalesce(n.class, m.class, c.class), coalesce(n.kind, m.kind), c.diet, c.allergies,
			` + takenAlong + `, coalesce(r.attendance, '') = 'present'
		from reservations r join children c on c.id = r.child_id` + known + `
		where r.activity_id in (` + list(activities) + `) and r.date = $2 and r.state ` + isPlaced + ` and r.state ` +
		isLive + ` and ` + eats + ` order by c.id`, args: []any{today, d}, scan: func(r row) error {
		var one PlateOf
		var kind sql.NullString
		var diet, allergies string
		var along bool
		err := r.Scan(&one.ActivityID, &one.Child, &one.FirstName, &one.School, &one.Class, &kind, &diet, &allergies,
			&along, &one.Served)
		one.Kind = kindOf(kind, diet, allergies, along)
		*into = append(*into, one)
		return err
	}}
}

// ReadFrozenPlates reads the meals of a date child by child, as they were counted at the kitchen's hour.
func ReadFrozenPlates(activities []int64, d civil.Date, into *[]PlateOf) Read {
	return Read{query: `select m.activity_id, m.child_id, c.first_name, m.school, m.class, m.kind
		from frozen_meals m join children c on c.id = m.child_id
		where m.activity_id in (` + list(activities) + `) and m.date = $1 order by m.child_id`, args: []any{d},
		scan: func(r row) error {
			var one PlateOf
			err := r.Scan(&one.ActivityID, &one.Child, &one.FirstName, &one.School, &one.Class, &one.Kind)
			*into = append(*into, one)
			return err
		}}
}

// DietOf is what a kitchen must know about a child who eats on a date.
type DietOf struct {
	ActivityID               int64
	FirstName, School, Class string
	Diet, Allergies          string
	Along                    bool    // the meal is taken along, for an outing
	FamilyID                 int64   // who booked
	FamilyIDs                []int64 // all households: each one sees that the data was read
}

// Diets lists the children who eat at activities on a date and have a diet or an allergy. Callers record the reading
// in the journal.
func (q Q) Diets(ctx context.Context, activities []int64, d civil.Date) (all []DietOf, err error) {
	var last, lastAt int64
	err = q.each(ctx, `select r.activity_id, c.id, r.family_id, k.family_id, c.first_name, c.school, c.class, c.diet,
			c.allergies, `+takenAlong+`
		from reservations r join children c on c.id = r.child_id join family_children k on k.child_id = c.id
		where r.activity_id in (`+list(activities)+`) and r.date = $1 and r.state `+isPlaced+` and r.state `+isLive+
		` and `+eats+` and (c.diet <> '' or c.allergies <> '')
		order by r.activity_id, c.school, c.class, c.first_name, c.id, k.family_id`, []any{d}, func(r row) error {
		var one DietOf
		var child, family int64
		if err := r.Scan(&one.ActivityID, &child, &one.FamilyID, &family, &one.FirstName, &one.School, &one.Class,
			&one.Diet, &one.Allergies, &one.Along); err != nil {
			return err
		}
		if child != last || one.ActivityID != lastAt {
			all, last, lastAt = append(all, one), child, one.ActivityID
		}
		all[len(all)-1].FamilyIDs = append(all[len(all)-1].FamilyIDs, family)
		return nil
	})
	return all, err
}
