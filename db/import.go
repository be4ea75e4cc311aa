package db

import (
	"context"
	"database/sql"
	"errors"
	"reflect"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"cartable/app/domain/town"
)

// The import of a town reads whole tables of a structure, writes many rows at a time, and finds the ids of the rows
// that it wrote. Nothing else should use these functions: a page reads only the rows that it shows.

// ImportedTown is the families, children and accounts of a structure. Its settings are read by HoldTown.
type ImportedTown struct {
	Families       []Family
	Emails         []FamilyEmail
	Children       []Child
	FamilyChildren []FamilyChild
	Enrolments     []Enrolment
}

// ImportedStructure is an existing structure.
type ImportedStructure struct {
	ID int64
	town.StructureEntry
}

// LockImport makes imports run one after the other: the second one sees the rows that the first one wrote.
func (q Q) LockImport(ctx context.Context) error {
	if !q.postgres {
		return nil // an immediate transaction runs alone
	}
	_, err := q.exec(ctx, "select pg_advisory_xact_lock(7201837)")
	return err
}

// ImportStructures lists all structures.
func (q Q) ImportStructures(ctx context.Context) (all []ImportedStructure, err error) {
	err = q.each(
		ctx,
		`select id, code, name, zone, alsace_moselle, night_at, notice, address, phone, email, hours, toggles_waitlist,
			hides_presence, bill, undo_hours, mail_name, mail_signature, accent, logo, qf_backdate, pedt,
			sick_until, sick_uncredited, sick_paper, caterer, meal_cost, differences_at
		from structures order by id`,
		nil,
		func(r row) error {
			var one ImportedStructure
			err := r.Scan(&one.ID, &one.Code, &one.Name, &one.Zone, &one.AlsaceMoselle, &one.NightAt, &one.Notice,
				&one.Address, &one.Phone, &one.Email, &one.Hours, &one.TogglesWaitlist, &one.HidesPresence,
				&one.Billing, &one.UndoHours, &one.MailName, &one.Signature, &one.Accent, &one.Logo, &one.QFBackdate,
				&one.PEDT, &one.SickUntil, &one.SickUncredited, &one.SickPaper, &one.Caterer,
				&one.MealCost, &one.DifferencesAt)
			all = append(all, one)
			return err
		},
	)
	return all, err
}

// ImportTown reads the families, children and accounts of a structure.
func (q Q) ImportTown(ctx context.Context, structureID int64) (*ImportedTown, error) {
	const (
		own        = "structure_id = ?"
		ofActivity = "activity_id in (select id from activities where structure_id = ?)"
		ofFamily   = "family_id in (select id from families where structure_id = ?)"
	)
	t := &ImportedTown{}
	for _, one := range []struct {
		rows         any
		where, order string
	}{
		{&t.Families, own, "id"}, {&t.Emails, ofFamily, "family_id, position"},
		{&t.Children, own, "id"}, {&t.FamilyChildren, own, "child_id, position, family_id"},
		{&t.Enrolments, ofActivity, "id"},
	} {
		if err := q.NewSelect().Model(one.rows).Where(one.where,
			structureID).OrderExpr(one.order).Scan(ctx); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// importChunk is how many rows one statement writes.
const importChunk = 500

// ImportInsert writes new rows, many at a time. It does not return their ids: see ImportCodes.
func ImportInsert[T any](ctx context.Context, q Q, rows []T) error {
	for len(rows) > 0 {
		n := min(len(rows), importChunk)
		chunk := rows[:n]
		if _, err := q.NewInsert().Model(&chunk).Returning("NULL").Exec(ctx); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

// ImportHold locks rows that are about to be changed or replaced, and reports whether they still are as they were read.
func ImportHold[T any](ctx context.Context, q Q, had []T) (same bool, err error) {
	if !q.postgres {
		return true, nil // an immediate transaction runs alone
	}
	for i := range had {
		now := had[i]
		err := q.NewSelect().Model(&now).WherePK().For("no key update").Scan(ctx)
		if errors.Is(err, sql.ErrNoRows) || err == nil && !reflect.DeepEqual(now, had[i]) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
	}
	return true, nil
}

// Taken reports whether a row was refused because another one, written meanwhile, has its key.
func Taken(err error) bool {
	pg, ok := errors.AsType[*pgconn.PgError](err)
	return ok && pg.Code == "23505"
}

// ImportUpdate writes changed rows, found by their primary key; all columns, or the given ones.
func ImportUpdate[T any](ctx context.Context, q Q, rows []T, columns ...string) error {
	for i := range rows {
		if _, err := q.NewUpdate().Model(&rows[i]).Column(columns...).WherePK().Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

// ImportDelete deletes rows of a list that was replaced, found by their primary key.
func ImportDelete[T any](ctx context.Context, q Q, rows []T) error {
	for i := range rows {
		if _, err := q.NewDelete().Model(&rows[i]).WherePK().Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

// ImportTable is the name of a table whose rows have a code in their structure.
type ImportTable string

// These are the tables that ImportCodes accepts.
const (
	ImportWallets    ImportTable = "wallets"
	ImportCategories ImportTable = "categories"
	ImportPools      ImportTable = "pools"
	ImportActivities ImportTable = "activities"
	ImportFamilies   ImportTable = "families"
	ImportChildren   ImportTable = "children"
	ImportSchools    ImportTable = "schools"
)

// ImportCodes returns the id of each code of a structure.
func (q Q) ImportCodes(ctx context.Context, table ImportTable, structureID int64) (map[string]int64, error) {
	return q.idsByText(ctx, "select code, id from "+string(table)+" where structure_id = $1", structureID)
}

// ImportLogins returns the id of each login.
func (q Q) ImportLogins(ctx context.Context) (map[string]int64, error) {
	return q.idsByText(ctx, "select login, id from accounts")
}

func (q Q) idsByText(ctx context.Context, query string, args ...any) (map[string]int64, error) {
	ids := map[string]int64{}
	err := q.each(ctx, query, args, func(r row) error {
		var text string
		var id int64
		err := r.Scan(&text, &id)
		ids[text] = id
		return err
	})
	return ids, err
}

// ImportRights lists the rights of accounts to families and their roles, withdrawn ones included.
func (q Q) ImportRights(ctx context.Context) (guardians []Guardian, staff []Staff, err error) {
	if err = q.NewSelect().Model(&guardians).Scan(ctx); err != nil {
		return nil, nil, err
	}
	err = q.NewSelect().Model(&staff).Scan(ctx)
	return guardians, staff, err
}

// ImportDocuments returns, for each kind, the newest document published at or before now.
func (q Q) ImportDocuments(ctx context.Context, now time.Time) (map[string]int, error) {
	newest := map[string]int{}
	err := q.each(
		ctx,
		"select kind, max(version) from documents where published_at <= $1 group by kind",
		[]any{now},
		func(r row) error {
			var kind string
			var version int
			err := r.Scan(&kind, &version)
			newest[kind] = version
			return err
		},
	)
	return newest, err
}
