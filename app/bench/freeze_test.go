package bench

import (
	"context"
	"testing"
	"time"

	"cartable/app/desk"
	"cartable/app/office"
	"cartable/db"
)

// toFreeze makes a kitchen of the town: the canteen's hour of today is past, and its children go to six schools. One of
// eight has a diet. Forty activities stand in the catalogue.
var toFreeze = []string{
	`update activities set kind = 'meal', kitchen_by = 'J-0 09:00' where id = 1`,
	`update activities set kind = 'before-after-school' where id > 1`,
	`insert into activities (id, structure_id, code, name, category_id, weekdays, term, from_date, to_date, start_at,
		end_at, unit, book_by, cancel_by, allot, kind)
		select 100 + k, 1, 'A' || k, 'Activité ' || k, 3, '3', 'school', '2026-09-01', '2027-07-02', '13:30', '14:30',
			'day', 'J-2 12:00', 'J-2 12:00', 'nightly', 'before-after-school' from generate_series(1, 26) k`,
	`update children set school = 'École ' || id % 6, class = 'CE' || 1 + id % 2, diet = case id % 8 when 0 then
		'Sans porc' else '' end, allergies = case id % 40 when 1 then 'PAI : arachide' else '' end`,
	`update structures set caterer = 'repas@traiteur.example', revision = revision + 1`,
}

// inOneFreeze stores the same meals in one set-based statement, which reads every text as the same meal.
const inOneFreeze = `
with f as (
	insert into freezes (activity_id, date, structure_id, at) values (1, '2026-11-23', 1, now())
	returning activity_id, date
)
insert into frozen_meals (activity_id, date, child_id, school, class, kind)
select r.activity_id, r.date, r.child_id, c.school, c.class, 'standard' from reservations r
	join children c on c.id = r.child_id where r.activity_id = 1 and r.date = '2026-11-23' and r.state = 'accepted'
	and coalesce(r.attendance, 'present') = 'present' and exists (select 1 from activities a where a.id = 1)`

// BenchmarkFreeze counts the meals of a day of a town of 2,000 families and six schools, with the order to the caterer
// and its mail, in one transaction, beside the one statement.
func BenchmarkFreeze(b *testing.B) {
	n := newNights(b, size{families: 2000})
	ctx := context.Background()
	open := func() (*db.DB, func(), *watch) {
		d, drop := n.open()
		for _, statement := range toFreeze {
			if _, err := d.Write().ExecContext(ctx, statement); err != nil {
				b.Fatal(err)
			}
		}
		w := newWatch(b, d)
		w.look(b)
		return d, drop, w
	}
	meals := 0
	ours := func() spent {
		d, drop, w := open()
		defer drop()
		later := func() time.Time { return clock().Add(time.Minute) } // what is noted meanwhile is not measured
		o := &office.Office{Base: desk.Base{DB: d, Catalogues: db.NewCatalogues(later), Now: later},
			MailHost: "portail.example.org"}
		s := w.measure(1, func() {
			if err := o.FreezeMeals(ctx); err != nil {
				b.Fatal(err)
			}
		})
		if err := d.Read().NewRaw("select count(*) from frozen_meals").Scan(ctx, &meals); err != nil || meals < 1000 {
			b.Fatal(meals, err)
		}
		return s
	}
	bare := func() spent {
		d, drop, w := open()
		defer drop()
		return w.measure(1, func() {
			if _, err := d.Write().ExecContext(ctx, inOneFreeze); err != nil {
				b.Fatal(err)
			}
		})
	}
	report(b, pair("counting a day's meals", none, 5, ours, bare))
	b.Logf("%d meals", meals)
}
