package db

import (
	"context"
	"database/sql"
	"time"
)

// TaxPieceSize is the size of the piece of a paper that a row contains, in bytes.
const TaxPieceSize = 256 << 10

// TaxRunOf returns the latest run of a structure for a year, with its parts in order; found is false when there is
// none.
func (q Q) TaxRunOf(ctx context.Context, structureID int64, year int) (run TaxRun, parts []TaxPart, found bool,
	err error) {
	err = q.each(ctx, `select r.id, r.state, r.asked_at, r.finished_at, r.error, p.id, p.position, p.families, p.seen,
		p.certified, p.total, p.size, p.state
		from tax_runs r join tax_parts p on p.run_id = r.id
		where r.id = (select max(id) from tax_runs where structure_id = $1 and year = $2) order by p.position`,
		[]any{structureID, year}, func(r row) error {
			var p TaxPart
			var finished time.Time
			found = true
			run.StructureID, run.Year = structureID, year
			err := r.Scan(&run.ID, &run.State, stamp{&run.AskedAt}, stamp{&finished}, &run.Error, &p.ID, &p.Position,
				&p.Families, &p.Seen, &p.Certified, &p.Total, &p.Size, &p.State)
			run.FinishedAt, p.RunID = &finished, run.ID
			parts = append(parts, p)
			return err
		})
	return run, parts, found, err
}

// AddTaxRun starts a run with its parts, sets their IDs, and deletes the previous run for the same year. ok is false,
// and nothing is written, when one is under way: the database enforces this. Call it in a transaction.
func (q Q) AddTaxRun(ctx context.Context, run *TaxRun, parts []TaxPart) (ok bool, err error) {
	run.State = TaxMaking
	run.AskedAt = run.AskedAt.UTC().Truncate(time.Microsecond)
	if _, err := q.NewInsert().Model(run).On("conflict do nothing").Returning("id").Exec(ctx); err != nil &&
		err != sql.ErrNoRows || run.ID == 0 {
		return false, err
	}
	for i := range parts {
		parts[i].RunID, parts[i].Position, parts[i].State = run.ID, i+1, "todo"
	}
	if _, err := q.NewInsert().Model(&parts).Returning("id").Exec(ctx); err != nil {
		return false, err
	}
	return true, q.dropTaxRuns(ctx, "structure_id = $1 and year = $2 and id <> $3", run.StructureID, run.Year, run.ID)
}

// TaxPartToMake reads a part and its run; found is false when the part is made, or deleted.
func (q Q) TaxPartToMake(ctx context.Context, id int64) (p TaxPart, run TaxRun, found bool, err error) {
	err = q.each(ctx, `select p.id, p.run_id, p.position, p.family_from, p.family_to, p.families, r.structure_id,
		r.year, r.asked_at
		from tax_parts p join tax_runs r on r.id = p.run_id where p.id = $1 and p.state = 'todo'`, []any{id},
		func(r row) error {
			found = true
			err := r.Scan(&p.ID, &p.RunID, &p.Position, &p.FamilyFrom, &p.FamilyTo, &p.Families, &run.StructureID,
				&run.Year, stamp{&run.AskedAt})
			run.ID = p.RunID
			return err
		})
	return p, run, found, err
}

// NoteTaxPart stores the progress of a part, for those who wait for it.
func (q Q) NoteTaxPart(ctx context.Context, id int64, seen int) error {
	_, err := q.exec(ctx, "update tax_parts set seen = $2 where id = $1 and state = 'todo'", id, seen)
	return err
}

// FinishTaxPart stores the paper of a part, once: a second call, or one after the run was deleted, writes nothing. With
// the last part the run is done. Call it in a transaction.
func (q Q) FinishTaxPart(ctx context.Context, p TaxPart, body []byte, now time.Time) error {
	// Two parts that finish at the same time must each see the other, so they run one after the other.
	if _, err := q.exec(ctx, "update tax_runs set error = error where id = $1", p.RunID); err != nil {
		return err
	}
	n, err := q.exec(ctx, "update tax_parts set state = 'done', seen = families, certified = $2, total = $3, size = "+
		"$4 where id = $1 and state = 'todo'",
		p.ID, p.Certified, p.Total, len(body))
	if err != nil || n == 0 {
		return err
	}
	for at := 0; len(body) > 0; at++ {
		cut := min(len(body), TaxPieceSize)
		if _, err := q.NewInsert().Model(&TaxPiece{PartID: p.ID, Position: at,
			Body: body[:cut]}).Exec(ctx); err != nil {
			return err
		}
		body = body[cut:]
	}
	_, err = q.exec(ctx, `update tax_runs set state = 'done', finished_at = $2 where id = $1 and state = 'making'
		and not exists (select 1 from tax_parts where run_id = $1 and state = 'todo')`, p.RunID,
		now.UTC().Truncate(time.Microsecond))
	return err
}

// FailTaxRun ends the run of a part that was given up.
func (q Q) FailTaxRun(ctx context.Context, partID int64, reason string, now time.Time) error {
	_, err := q.exec(ctx, `update tax_runs set state = 'failed', error = $2, finished_at = $3
		where state = 'making' and id = (select run_id from tax_parts where id = $1 and state = 'todo')`, partID,
		reason, now.UTC().Truncate(time.Microsecond))
	return err
}

// TaxFile finds a finished paper of a structure; found is false for any other.
func (q Q) TaxFile(ctx context.Context, structureID, partID int64) (p TaxPart, year, parts int, found bool, err error) {
	err = q.each(ctx, `select p.position, p.size, r.year, (select count(*) from tax_parts o where o.run_id = r.id) from
		tax_parts p join tax_runs r on r.id = p.run_id
		where r.structure_id = $1 and p.id = $2 and r.state = 'done'`, []any{structureID, partID},
		func(r row) error {
			found = true
			p.ID = partID
			return r.Scan(&p.Position, &p.Size, &year, &parts)
		})
	return p, year, parts, found, err
}

// TaxPiece reads a piece of a paper, or nil after the last one.
func (q Q) TaxPiece(ctx context.Context, partID int64, position int) (body []byte, err error) {
	err = q.each(ctx, "select body from tax_pieces where part_id = $1 and position = $2", []any{partID, position},
		func(r row) error { return r.Scan(&body) })
	return body, err
}

// PurgeTaxRuns deletes the runs that ended before an instant.
func (q Q) PurgeTaxRuns(ctx context.Context, before time.Time) error {
	return q.dropTaxRuns(ctx, "state <> 'making' and finished_at < $1", before.UTC())
}

func (q Q) dropTaxRuns(ctx context.Context, where string, args ...any) error {
	runs := "(select id from tax_runs where " + where + ")"
	for _, statement := range []string{
		"update tax_runs set error = error where " + where, // the run first, as in FinishTaxPart
		"delete from tax_pieces where part_id in (select id from tax_parts where run_id in " + runs + ")",
		"delete from tax_parts where run_id in " + runs,
		"delete from tax_runs where " + where,
	} {
		if _, err := q.exec(ctx, statement, args...); err != nil {
			return err
		}
	}
	return nil
}
