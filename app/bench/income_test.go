package bench

import (
	"context"
	"testing"

	"cartable/app/domain/civil"
	"cartable/app/domain/income"
	"cartable/app/domain/money"
	"cartable/app/domain/pricing"
	"cartable/db"
)

// consumed gives every child of the town a whole year of debited days: some 500,000 lines of the ledger.
const consumed = `insert into ledger (structure_id, family_id, wallet_id, date, label, amount, source, source_ref,
		created_at, kind, child_id, activity_id, quantity, unit_price, quoted)
	select 1, c.id / 2, 1, d::date, 'Cantine', -350, 'consumption', 'y' || c.id || '-' || a || d, '2026-07-01',
		'consumption', c.id, a, 1, 350, 350
	from children c, generate_series(1, 3) a, generate_series(date '2025-09-01', date '2026-07-02', '1 day') d
	where extract(isodow from d) in (1, 2, 4, 5)
		and (c.id * 31 + a * 17) % 10 < case a when 1 then 8 when 2 then 3 else 5 end`

// BenchmarkIncome says what a year would have earned under the old and the new prices, beside the statement that adds
// up what it did earn.
func BenchmarkIncome(b *testing.B) {
	ctx := context.Background()
	n := newNights(b, size{families: 2000, nights: 1})
	d, drop := n.open()
	defer drop()
	for _, query := range []string{consumed, "analyze ledger"} {
		if _, err := d.Write().ExecContext(ctx, query); err != nil {
			b.Fatal(err)
		}
	}
	var was, is []pricing.Tariff // in brackets, and without a QF
	for bracket := range 8 {
		low := money.Cents(bracket * 20000)
		line := pricing.Tariff{From: civil.New(2025, 9, 1), QFMin: new(low), Price: new(money.Cents(100 + 50*bracket))}
		if bracket < 7 {
			line.QFMax = new(low + 20000)
		}
		was = append(was, line)
		line.Price = new(*line.Price + 10)
		is = append(is, line)
	}
	from, to := civil.New(2025, 9, 1), civil.New(2026, 7, 2)
	var all []db.Priced
	for activity := range int64(3) {
		old, new := income.Prices{Tariffs: was, On: from}, income.Prices{Tariffs: is, On: from}
		for _, s := range income.Stretches(old, new) {
			all = append(all, db.Priced{ActivityID: activity + 1, Stretch: s})
		}
	}
	lines := 0
	w := newWatch(b, d)
	w.look(b)
	ours := func() spent {
		return w.measure(1, func() {
			sums, _, err := d.Read().Income(ctx, 1, from, to, all)
			if err != nil {
				b.Fatal(err)
			}
			lines = 0
			for _, s := range sums {
				lines += s.Days
			}
		})
	}
	bare := func() spent {
		return w.measure(1, func() {
			if _, err := d.Write().ExecContext(ctx, `select activity_id, sum(amount) from ledger where structure_id = 1 and
				kind = 'consumption' and date between '2025-09-01' and '2026-07-02' group by activity_id`); err != nil {
				b.Fatal(err)
			}
		})
	}
	report(b, pair("a year's income under other prices", none, 5, ours, bare))
	b.Logf("%d consumptions", lines)
}
