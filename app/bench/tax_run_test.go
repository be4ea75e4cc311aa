package bench

import (
	"fmt"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/treasury"
	"cartable/db"
	"cartable/db/dbtest"
)

// The tax statements of a town of two thousand families, each with a child under six and a year of consumptions, as a
// worker makes them: the time and the memory that it uses.
const (
	taxFamilies = 2000
	taxTime     = 60 * time.Second
	taxHeap     = 256 << 20
)

func BenchmarkTaxRun(b *testing.B) {
	address := dbtest.PostgresURL(b)
	build(b, address, size{families: taxFamilies})
	d := open(b, address)
	defer d.Close()
	run := func(query string) {
		b.Helper()
		if _, err := d.Write().ExecContext(b.Context(), query); err != nil {
			b.Fatal(err)
		}
	}
	run(`update children set birth_date = '2022-03-01' where id % 2 = 0`)
	run(fmt.Sprintf(`insert into ledger (structure_id, family_id, wallet_id, date, label, amount, source, source_ref,
		created_at, kind, child_id, activity_id, quantity, unit_price)
		select 1, c.id / 2, 1, date '2026-01-05' + d, 'Jour', -350, 'consumption', 't' || c.id || '-' || a || '-' || d,
			'2026-09-01', 'consumption', c.id, a, 1, 350
		from children c, generate_series(1, 2) a, generate_series(0, %d, 2) d`, 270))
	run(`insert into ledger (structure_id, family_id, wallet_id, date, label, amount, source, source_ref, created_at,
		kind, mode)
		select 1, f.id, 1, date '2026-01-05' + d, 'Règlement', 9000, 'payment', 't' || f.id || '-' || d, '2026-09-01',
			'payment', 'card' from families f, generate_series(0, 270, 30) d`)
	run(`insert into accounts (id, login, password_hash, password_set_at, created_at) values (900000, 'regie', '-', ` +
		`'2026-09-01', '2026-09-01')`)
	run(`vacuum analyze`)
	catalogues := db.NewCatalogues(clock)
	o := &treasury.Treasury{Base: desk.Base{DB: d, Catalogues: catalogues, Now: clock}}
	year, _, _ := civil.Of(noon).YMD()
	desk := desk.Actor{StructureID: 1, Revision: 1, AccountID: 900000}
	if err := o.AskTaxStatements(b.Context(), desk, year); err != nil {
		b.Fatal(err)
	}
	var parts []int64
	if err := d.Read().NewSelect().Table("tax_parts").Column("id").Order("id").Scan(b.Context(), &parts); err != nil {
		b.Fatal(err)
	}
	runtime.GC()
	var before runtime.MemStats
	runtime.ReadMemStats(&before)
	var most atomic.Uint64
	stop := make(chan struct{})
	go func() {
		for {
			select {
			case <-stop:
				return
			case <-time.After(50 * time.Millisecond):
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				most.Store(max(most.Load(), m.HeapAlloc))
			}
		}
	}()
	start := time.Now()
	for _, id := range parts {
		if err := o.MakeTaxStatements(b.Context(), id); err != nil {
			b.Fatal(err)
		}
	}
	took := time.Since(start)
	close(stop)
	held := most.Load() - min(most.Load(), before.HeapAlloc)
	made, err := o.TaxRun(b.Context(), desk, year)
	if err != nil || made.State != db.TaxDone || made.Certified < taxFamilies/2 {
		b.Fatalf("%+v, %v", made, err)
	}
	var size int64
	for _, f := range made.Files {
		size += f.Size
	}
	b.Logf("%d families: %s, %d MB of heap at most, %d paper(s) of %d MB", taxFamilies, took.Round(10*time.Millisecond),
		held>>20, len(made.Files), size>>20)
	if took > taxTime || held > taxHeap {
		b.Errorf("more than %s, or than %d MB", taxTime, taxHeap>>20)
	}
	b.ReportMetric(float64(took), "ns/op")
	b.ReportMetric(float64(held), "heap-bytes")
}
