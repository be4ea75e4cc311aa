package bench

import (
	"context"
	"fmt"
	"testing"
	"time"

	"cartable/db"
)

// pastDays is the number of days that a night debits here: those of a large town after a week without workers.
const pastDays = 20_000

// BenchmarkDebits measures a night with only past days to debit, from its start to its last report. It is a single
// run, because a day is debited only once.
func BenchmarkDebits(b *testing.B) {
	n := newNights(b, size{families: 1000})
	for b.Loop() {
		b.StopTimer()
		d, done := n.open()
		owe(b, d)
		b.StartTimer()
		start := time.Now()
		run := settle(b, nightOn(d))
		shards(b, d, run, db.ShardDebit, nightOn(d).Settle)
		debited := time.Since(start)
		shards(b, d, run, db.ShardReport, nightOn(d).Report)
		b.StopTimer()
		b.ReportMetric(debited.Seconds(), "s/debits")
		isDebited(b, d)
		done()
		b.StartTimer()
	}
}

// owe makes the latest past days due, as if the former software had not debited them.
func owe(t testing.TB, d *db.DB) {
	t.Helper()
	n, err := d.Write().ExecContext(context.Background(), fmt.Sprintf(`update reservations set billed = false,
		debited_before = false where id in
		(select id from reservations where billed order by date desc, id limit %d)`, pastDays))
	if err != nil {
		t.Fatal(err)
	}
	if rows, _ := n.RowsAffected(); rows != pastDays {
		t.Fatalf("%d past days", rows)
	}
	if _, err := d.Write().ExecContext(context.Background(), "analyze"); err != nil {
		t.Fatal(err)
	}
}

func isDebited(t testing.TB, d *db.DB) {
	t.Helper()
	ctx := context.Background()
	var lines int
	if err := d.Read().QueryRowContext(ctx, "select count(*) from ledger where source = 'consumption'").Scan(
		&lines); err != nil || lines != pastDays {
		t.Fatalf("%d debits, %v", lines, err)
	}
	found, err := d.Read().Check(ctx)
	if err != nil || len(found) > 0 {
		t.Fatalf("%v, %v", found, err)
	}
}
