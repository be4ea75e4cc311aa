package treasury

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/civil"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/money"
	"cartable/app/domain/statement"
	"cartable/app/domain/town"
	"cartable/app/taxstatement"
	"cartable/db"
)

// A worker makes the statements of all families of a year. A row for the run ensures that there is only one at a time
// for a structure and a year, and a job makes the file of each part, a hundred ledgers at a time. The user who started
// the run can follow it. A job may be restarted at any time, and if a worker dies, another begins again; a file is
// stored once, in one transaction, in pieces of 256 kB, which any web process sends one by one. It names children: it
// is deleted after a week, when another run is started, and when one of the families is forgotten.

// TaxStatementJob is the kind of the jobs that make them. Their ref is a part of a run.
const TaxStatementJob = "office.taxes"

const (
	// Families in a part at most, so that the memory needed for a file does not grow with the town.
	taxPart      = 2000
	taxBatch     = 100                // families whose ledgers are read at a time
	taxFilesKept = 7 * 24 * time.Hour // after the end of a run: its files name children
)

// TaxRun is the state of the statements of a year.
type TaxRun struct {
	State     string // "making", "done", "failed"
	AskedAt   time.Time
	Until     time.Time // when the files are deleted; of a run that is done
	Families  int       // to process
	Seen      int       // processed so far
	Certified int       // of these, those that have a statement
	Total     money.Cents
	Files     []TaxFile // of a run that is done
}

// TaxFile is a file to download.
type TaxFile struct {
	ID        int64
	Position  int // from 1
	Of        int // how many files the run has
	Year      int
	Certified int
	Size      int64 // bytes
}

// Percent returns the percentage of the families that were processed.
func (r TaxRun) Percent() int { return 100 * r.Seen / max(r.Families, 1) }

// Name returns the name of the file.
func (f TaxFile) Name() string {
	if f.Of < 2 {
		return fmt.Sprintf("attestations-%d.pdf", f.Year)
	}
	return fmt.Sprintf("attestations-%d-%d.pdf", f.Year, f.Position)
}

// TaxRun returns the state of the statements of a year; nil if there is no run.
func (o *Treasury) TaxRun(ctx context.Context, d desk.Actor, year int) (*TaxRun, error) {
	return taxRunOf(ctx, o.DB.Read(), d.StructureID, year)
}

func taxRunOf(ctx context.Context, q db.Q, structureID int64, year int) (*TaxRun, error) {
	row, parts, found, err := q.TaxRunOf(ctx, structureID, year)
	if err != nil || !found {
		return nil, err
	}
	run := &TaxRun{State: row.State, AskedAt: row.AskedAt}
	for _, p := range parts {
		run.Families, run.Seen, run.Certified, run.Total = run.Families+p.Families, run.Seen+p.Seen, run.Certified+
			p.Certified, run.Total+p.Total
		if row.State == db.TaxDone {
			run.Files = append(run.Files, TaxFile{p.ID, p.Position, len(parts), year, p.Certified, p.Size})
			run.Until = row.FinishedAt.Add(taxFilesKept)
		}
	}
	return run, nil
}

// AskTaxStatements starts a run for a year. While one is under way, it changes nothing; afterwards it makes the
// statements again, and deletes the former files. It returns NotFound for a future year, Conflict for one without young
// children.
func (o *Treasury) AskTaxStatements(ctx context.Context, d desk.Actor, year int) error {
	c, err := o.Town(ctx, o.DB.Read(), d)
	if err != nil {
		return err
	}
	now := o.Now()
	if last, _, _ := c.Today(now).YMD(); year > last || year < 2000 {
		return desk.NotHere()
	}
	return o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		from, to := statement.Born(year)
		families, err := q.FamiliesWithYoung(ctx, d.StructureID, from, to)
		if err != nil {
			return err
		}
		if len(families) == 0 {
			return fault.Conflictf("Aucune famille n'avait d'enfant de moins de six ans en %d\u00a0: il n'y a "+
				"rien à établir.", year)
		}
		var parts []db.TaxPart
		for some := range slices.Chunk(families, taxPart) {
			parts = append(parts, db.TaxPart{FamilyFrom: some[0], FamilyTo: some[len(some)-1], Families: len(some)})
		}
		run := db.TaxRun{StructureID: d.StructureID, Year: year, AskedAt: now, AskedBy: d.AccountID}
		if ok, err := q.AddTaxRun(ctx, &run, parts); err != nil || !ok {
			return err
		}
		ids := make([]int64, len(parts))
		for i, p := range parts {
			ids[i] = p.ID
		}
		if err := q.AddJobs(ctx, TaxStatementJob, ids, time.Now()); err != nil {
			return err
		}
		return q.AddJournal(ctx, o.Entry(d, journal.TaxStatementsAsked, 0, fmt.Sprintf("Année %d", year), "", "", ""))
	})
}

// MakeTaxStatements makes the file of a part, and stores it in one transaction. It is the job of a worker: it may be
// called at any time, and concurrently.
func (o *Treasury) MakeTaxStatements(ctx context.Context, partID int64) error {
	q := o.DB.Read()
	part, run, found, err := q.TaxPartToMake(ctx, partID)
	if err != nil || !found {
		return err
	}
	c, err := o.Catalogues.Current(ctx, q, run.StructureID)
	if err != nil {
		return err
	}
	made := run.AskedAt.In(c.Loc)
	now, _, _ := civil.Of(made).YMD()
	paper := taxstatement.New(taxstatement.Head{Structure: c.Structure.Name, Year: run.Year,
		Unfinished: run.Year == now, Made: made})
	from, to := statement.Born(run.Year)
	families, err := q.FamiliesWithYoung(ctx, run.StructureID, from, to)
	if err != nil {
		return err
	}
	families = slices.DeleteFunc(families, func(id int64) bool { return id < part.FamilyFrom || id > part.FamilyTo })
	seen := 0
	for batch := range slices.Chunk(families, taxBatch) {
		if err := certify(ctx, q, c, run.Year, batch, paper.Add); err != nil {
			return err
		}
		seen += len(batch)
		if err := o.DB.Write().NoteTaxPart(ctx, part.ID, min(seen, part.Families)); err != nil {
			return err
		}
	}
	body, err := paper.Bytes()
	if err != nil {
		return err
	}
	part.Certified, part.Total = paper.Count(), paper.Total
	return o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error { return q.FinishTaxPart(ctx, part, body, o.Now()) })
}

// certify passes on the statements of some families, in their order; a family without certified payments has none.
func certify(ctx context.Context, q db.Q, c *town.Catalogue, year int, families []int64,
	each func(statement.TaxStatement, statement.Addressee)) error {
	from, to := statement.Born(year)
	children, err := q.ChildrenBorn(ctx, families, from, to)
	if err != nil {
		return err
	}
	addressed, err := q.FamilyAddressees(ctx, families...)
	if err != nil {
		return err
	}
	lines := map[int64][]statement.Line{}
	if err := q.TaxLines(ctx, families, civil.New(year, 12, 31), func(family int64, l statement.Line) {
		lines[family] = append(lines[family], l)
	}); err != nil {
		return err
	}
	for _, id := range families {
		if tax := statement.Yearly(year, c, children[id], lines[id]); tax.Total != 0 {
			each(tax, addressed[id])
		}
	}
	return nil
}

// BuryTaxStatements ends a run of which a part failed too often. Its user sees it, and may start another.
func (o *Treasury) BuryTaxStatements(ctx context.Context, partID int64, reason string) error {
	return o.DB.Write().FailTaxRun(ctx, partID, reason, o.Now())
}

// PurgeTaxStatements deletes old files: they can be made again on request.
func (o *Treasury) PurgeTaxStatements(ctx context.Context) error {
	return o.DB.Tx(ctx, func(ctx context.Context, q db.Q) error {
		return q.PurgeTaxRuns(ctx,
			o.Now().Add(-taxFilesKept))
	})
}

// TaxFile opens a file of the structure, to be read piece by piece. It returns NotFound for any other, and while its
// run is under way.
func (o *Treasury) TaxFile(ctx context.Context, d desk.Actor, id int64) (TaxFile, io.Reader, error) {
	p, year, of, found, err := o.DB.Read().TaxFile(ctx, d.StructureID, id)
	if err != nil {
		return TaxFile{}, nil, err
	}
	if !found {
		return TaxFile{}, nil, desk.NotHere()
	}
	return TaxFile{ID: id, Position: p.Position, Of: of, Year: year, Size: p.Size},
		&pieces{ctx: context.WithoutCancel(ctx), db: o.DB, id: id}, nil
}

// pieces reads a stored file, one piece at a time, even after the request's handler has returned, because the body is
// sent then.
type pieces struct {
	ctx  context.Context
	db   *db.DB
	id   int64
	next int
	left []byte
}

const pieceTime = 10 * time.Second

func (p *pieces) Read(into []byte) (int, error) {
	if len(p.left) == 0 {
		ctx, cancel := context.WithTimeout(p.ctx, pieceTime)
		defer cancel()
		var err error
		if p.left, err = p.db.Read().TaxPiece(ctx, p.id, p.next); err != nil {
			return 0, err
		}
		if len(p.left) == 0 {
			return 0, io.EOF
		}
		p.next++
	}
	n := copy(into, p.left)
	p.left = p.left[n:]
	return n, nil
}
