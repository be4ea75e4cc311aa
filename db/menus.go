package db

import (
	"context"

	"cartable/app/domain/civil"
	"cartable/app/domain/menu"
)

// ReadMenus reads the menus of a structure between two dates, in their order.
func ReadMenus(structureID int64, from, to civil.Date, into *[]menu.Menu) Read {
	return Read{query: `select date, starter, main, side, dairy, dessert, vegetarian, allergens from menus
		where structure_id = $1 and date between $2 and $3 order by date`, args: []any{structureID, from, to},
		scan: func(r row) error {
			var one menu.Menu
			d := &one.Dishes
			err := r.Scan(&one.Date, &d[0], &d[1], &d[2], &d[3], &d[4], &one.Vegetarian, &one.Allergens)
			*into = append(*into, one)
			return err
		}}
}

// SetMenu stores the menu of a day; one that says nothing is removed. The caller has locked the kitchen.
func (q Q) SetMenu(ctx context.Context, structureID int64, m menu.Menu) error {
	if m.Empty() {
		_, err := q.exec(ctx, "delete from menus where structure_id = $1 and date = $2", structureID, m.Date)
		return err
	}
	d := m.Dishes
	_, err := q.exec(ctx, `insert into menus (structure_id, date, starter, main, side, dairy, dessert, vegetarian,
			allergens) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		on conflict (structure_id, date) do update set starter = excluded.starter, main = excluded.main,
			side = excluded.side, dairy = excluded.dairy, dessert = excluded.dessert,
			vegetarian = excluded.vegetarian, allergens = excluded.allergens`, structureID, m.Date, d[0], d[1], d[2],
		d[3], d[4], m.Vegetarian, string(m.Allergens))
	return err
}
