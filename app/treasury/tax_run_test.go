package treasury_test

import (
	"bytes"
	"context"
	"io"
	"sync"
	"testing"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/fault"
	"cartable/app/domain/money"
	"cartable/app/people"
	"cartable/app/treasury"
	"cartable/db"
	"cartable/db/dbtest"
)

// taxScene is a town of families, each with a young child and paid care.
type taxScene struct {
	*dbtest.Town
	o    *treasury.Treasury
	desk desk.Actor
	now  time.Time
}

func newTaxScene(t *testing.T, d *db.DB, families int) *taxScene {
	t.Helper()
	x := &taxScene{Town: dbtest.NewTown(t, d), now: time.Date(2026, 11, 23, 12, 0, 0, 0, db.Paris)}
	x.o = &treasury.Treasury{Base: desk.Base{DB: d, Catalogues: db.NewCatalogues(x.clock), Now: x.clock}}
	care := x.Activity("MATIN", nil)
	x.sql("update categories set nature = 'care'")
	for range families {
		f := x.Family(4, care) // born in 2018, 2019, 2020 and 2021
		x.desk = desk.Actor{StructureID: x.Structure.ID, Revision: 1, AccountID: f.AccountID}
		x.Owes(f, 5000)
		x.sql(`insert into ledger (structure_id, family_id, wallet_id, date, label, amount, source, source_ref,
			created_at, kind, child_id, activity_id, quantity, unit_price)
			select structure_id, id, (select min(id) from wallets), '2026-09-07', 'MATIN', -300, 'consumption', 'x' ||
				id, '2026-09-08 00:00:00+00:00', 'consumption', ?, ?, 1, 300 from families where id = ?`,
			f.Children[3], care, f.ID)
	}
	return x
}

func (x *taxScene) clock() time.Time { return x.now }

func (x *taxScene) sql(query string, args ...any) {
	x.T.Helper()
	if _, err := x.DB.Write().ExecContext(context.Background(), query, args...); err != nil {
		x.T.Fatal(err)
	}
}

func (x *taxScene) jobs() (refs []int64) {
	x.T.Helper()
	if err := x.DB.Read().NewSelect().Table("outbox").Column("ref").Where("kind = ?", treasury.TaxStatementJob).Order(
		"id").Scan(context.Background(), &refs); err != nil {
		x.T.Fatal(err)
	}
	return refs
}

func (x *taxScene) run() *treasury.TaxRun {
	x.T.Helper()
	run, err := x.o.TaxRun(context.Background(), x.desk, 2026)
	if err != nil {
		x.T.Fatal(err)
	}
	return run
}

func (x *taxScene) count(table string) int {
	x.T.Helper()
	n, err := x.DB.Read().NewSelect().Table(table).Count(context.Background())
	if err != nil {
		x.T.Fatal(err)
	}
	return int(n)
}

// Many concurrent requests and jobs give one run, with one file, whose content matches the ledgers.
func TestTheStatementsOfAYearAreMadeOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x, ctx := newTaxScene(t, d, 3), t.Context()
		var all sync.WaitGroup
		for range 5 {
			all.Go(func() {
				if err := x.o.AskTaxStatements(ctx, x.desk, 2026); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		jobs := x.jobs()
		if run := x.run(); len(jobs) != 1 || run.State != db.TaxMaking || run.Families != 3 || run.Seen != 0 ||
			len(run.Files) != 0 || x.count("audit") != 1 {
			t.Fatalf("jobs %v, %+v", jobs, run)
		}
		if _, _, err := x.o.TaxFile(ctx, x.desk, jobs[0]); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a paper that is not made yet: %v", err)
		}

		// A worker that dies half-way leaves nothing behind.
		dead, kill := context.WithCancel(ctx)
		kill()
		if err := x.o.MakeTaxStatements(dead, jobs[0]); err == nil || x.count("tax_pieces") != 0 ||
			x.run().State != db.TaxMaking {
			t.Errorf("a killed worker: %v, %+v", err, x.run())
		}
		for range 5 {
			all.Go(func() {
				if err := x.o.MakeTaxStatements(ctx, jobs[0]); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		run := x.run()
		if run.State != db.TaxDone || run.Seen != 3 || run.Certified != 3 || run.Total != money.Cents(900) ||
			len(run.Files) != 1 || run.Percent() != 100 {
			t.Fatalf("%+v", run)
		}
		file, body, err := x.o.TaxFile(ctx, x.desk, run.Files[0].ID)
		if err != nil || file.Name() != "attestations-2026.pdf" {
			t.Fatal(file, err)
		}
		paper, err := io.ReadAll(body)
		if err != nil || int64(len(paper)) != file.Size || !bytes.HasPrefix(paper, []byte("%PDF")) ||
			!bytes.Contains(paper[len(paper)-10:], []byte("%%EOF")) {
			t.Errorf("%d of %d bytes, %v", len(paper), file.Size, err)
		}

		// A new request makes it again, and deletes the former one.
		if err := x.o.AskTaxStatements(ctx, x.desk, 2026); err != nil {
			t.Fatal(err)
		}
		if again := x.jobs(); len(again) != 2 || x.count("tax_runs") != 1 || x.count("tax_pieces") != 0 {
			t.Errorf("jobs %v, %d runs", again, x.count("tax_runs"))
		}
		if err := x.o.MakeTaxStatements(ctx, jobs[0]); err != nil || x.count("tax_pieces") != 0 {
			t.Errorf("a job of a run that has gone: %v", err)
		}
	})
}

// A file that is larger than a piece is returned unchanged.
func TestAPaperIsKeptInPieces(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x, ctx := newTaxScene(t, d, 1), t.Context()
		if err := x.o.AskTaxStatements(ctx, x.desk, 2026); err != nil {
			t.Fatal(err)
		}
		part, _, found, err := d.Read().TaxPartToMake(ctx, x.jobs()[0])
		if err != nil || !found {
			t.Fatal(err)
		}
		body := bytes.Repeat([]byte("\x00'\\x\xff?"), db.TaxPieceSize/3)
		if err := d.Tx(ctx, func(ctx context.Context, q db.Q) error {
			return q.FinishTaxPart(ctx, part, body,
				x.now)
		}); err != nil {
			t.Fatal(err)
		}
		_, reader, err := x.o.TaxFile(ctx, x.desk, part.ID)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(reader)
		if err != nil || !bytes.Equal(got, body) || x.count("tax_pieces") != 2 {
			t.Errorf("%d of %d bytes in %d pieces, %v", len(got), len(body), x.count("tax_pieces"), err)
		}
	})
}

// The last part ends the run, whichever it is, even if two end at once.
func TestTheLastPartEndsTheRun(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x, ctx := newTaxScene(t, d, 4), t.Context()
		var families []int64
		if err := d.Read().NewSelect().Table("families").Column("id").Order("id").Scan(ctx, &families); err != nil {
			t.Fatal(err)
		}
		run := db.TaxRun{StructureID: x.Structure.ID, Year: 2026, AskedAt: x.now}
		parts := []db.TaxPart{{FamilyFrom: families[0], FamilyTo: families[1], Families: 2},
			{FamilyFrom: families[2], FamilyTo: families[3], Families: 2}}
		if err := d.Tx(ctx, func(ctx context.Context, q db.Q) error {
			_,
				err := q.AddTaxRun(ctx, &run, parts)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		var all sync.WaitGroup
		for _, p := range parts {
			for range 2 {
				all.Go(func() {
					if err := x.o.MakeTaxStatements(ctx, p.ID); err != nil {
						t.Error(err)
					}
				})
			}
		}
		all.Wait()
		got := x.run()
		if got.State != db.TaxDone || got.Certified != 4 || got.Total != 1200 || len(got.Files) != 2 ||
			got.Files[1].Name() != "attestations-2026-2.pdf" {
			t.Errorf("%+v", got)
		}
	})
}

func TestWhoMayNotHaveThePapersOfAYear(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x, ctx := newTaxScene(t, d, 1), t.Context()
		next := dbtest.NewNeighbour(t, d)
		there := desk.Actor{StructureID: next.Structure.ID, Revision: 1, AccountID: x.desk.AccountID}
		for year, want := range map[int]fault.Kind{2027: fault.NotFound, 1999: fault.NotFound, 2010: fault.Conflict} {
			if err := x.o.AskTaxStatements(ctx, x.desk, year); fault.KindOf(err) != want {
				t.Errorf("%d: %v", year, err)
			}
		}
		if err := x.o.AskTaxStatements(ctx, there, 2026); fault.KindOf(err) != fault.Conflict {
			t.Errorf("a structure without families: %v", err)
		}
		if err := x.o.AskTaxStatements(ctx, x.desk, 2026); err != nil {
			t.Fatal(err)
		}
		job := x.jobs()[0]
		if err := x.o.MakeTaxStatements(ctx, job); err != nil {
			t.Fatal(err)
		}
		if _, _, err := x.o.TaxFile(ctx, there, job); fault.KindOf(err) != fault.NotFound {
			t.Errorf("the paper of another structure: %v", err)
		}
		if run, err := x.o.TaxRun(ctx, there, 2026); err != nil || run != nil {
			t.Errorf("the run of another structure: %+v, %v", run, err)
		}
	})
}

// A run that fails is shown as failed and may be started again; its files are deleted after a week, and at once if a
// family is forgotten.
func TestThePapersOfAYearGo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x, ctx := newTaxScene(t, d, 2), t.Context()
		ask := func() int64 {
			t.Helper()
			if err := x.o.AskTaxStatements(ctx, x.desk, 2026); err != nil {
				t.Fatal(err)
			}
			jobs := x.jobs()
			return jobs[len(jobs)-1]
		}
		job := ask()
		if err := x.o.BuryTaxStatements(ctx, job, "plus de place"); err != nil || x.run().State != db.TaxFailed {
			t.Errorf("%v, %+v", err, x.run())
		}
		job = ask()
		if err := x.o.MakeTaxStatements(ctx, job); err != nil {
			t.Fatal(err)
		}
		if err := x.o.BuryTaxStatements(ctx, job, "trop tard"); err != nil || x.run().State != db.TaxDone {
			t.Errorf("a run that is done does not fail: %v, %+v", err, x.run())
		}
		x.now = x.now.Add(7*24*time.Hour - time.Minute)
		if err := x.o.PurgeTaxStatements(ctx); err != nil || x.count("tax_pieces") == 0 {
			t.Errorf("before a week: %v, %d pieces", err, x.count("tax_pieces"))
		}
		x.now = x.now.Add(2 * time.Minute)
		if err := x.o.PurgeTaxStatements(ctx); err != nil || x.count("tax_pieces")+x.count("tax_parts")+
			x.count("tax_runs") != 0 {
			t.Errorf("after a week: %v, %d pieces", err, x.count("tax_pieces"))
		}

		if err := x.o.MakeTaxStatements(ctx, ask()); err != nil || x.count("tax_pieces") == 0 {
			t.Fatal(err)
		}
		x.sql("insert into ledger (structure_id, family_id, wallet_id, date, label, amount, source, source_ref, " +
			"created_at, kind) select structure_id, family_id, wallet_id, '2026-11-01', 'Remboursement', -amount, " +
			"'test', 'back' || family_id, '2026-11-01 00:00:00+00:00', 'payment' from balances b join families f on " +
			"f.id = b.family_id")
		id := erasureOf(t, d, x.Structure.ID)
		if err := (&people.People{Base: x.o.Base}).Forget(ctx, x.desk, id); err != nil {
			t.Fatal(err)
		}
		if x.count("tax_pieces")+x.count("tax_runs") != 0 {
			t.Error("a family that was forgotten is still named on a paper")
		}
	})
}

// erasureOf requests that the first family of a structure be forgotten.
func erasureOf(t *testing.T, d *db.DB, structureID int64) int64 {
	t.Helper()
	var f db.Family
	if err := d.Read().NewSelect().Model(&f).Where("structure_id = ?", structureID).Order("id").Limit(1).Scan(
		t.Context()); err != nil {
		t.Fatal(err)
	}
	var ledger int64
	if err := d.Read().NewSelect().Table("guardians").Column("account_id").Where("family_id = ?",
		f.ID).Scan(t.Context(), &ledger); err != nil {
		t.Fatal(err)
	}
	e := db.Erasure{StructureID: structureID, FamilyID: f.ID, AccountID: ledger, AskedAt: time.Now().UTC(),
		State: db.ErasureAsked}
	if _, err := d.Write().NewInsert().Model(&e).Exec(t.Context()); err != nil {
		t.Fatal(err)
	}
	return e.ID
}
