package db_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"cartable/db"
	"cartable/db/dbtest"
)

// columnsOf reads the columns of the migrated schema, "table.column", except those of the migration tool.
func columnsOf(t *testing.T, d *db.DB) (all []string) {
	t.Helper()
	query := "select m.name || '.' || c.name from sqlite_master m, pragma_table_info(m.name) c where " +
		"m.type = 'table' " +
		"and m.name not like 'sqlite_%'"
	if d.Postgres() {
		query = "select table_name || '.' || column_name from information_schema.columns where table_schema = " +
			"current_schema()"
	}
	if err := d.Read().NewRaw(query).Scan(context.Background(), &all); err != nil {
		t.Fatal(err)
	}
	all = slices.DeleteFunc(all, func(name string) bool { return strings.HasPrefix(name, "bun_migration") })
	slices.Sort(all)
	return all
}

// A column cannot be added without declaring its fate when a family is erased.
func TestEveryColumnIsDeclared(t *testing.T) {
	declared := map[string]db.Fate{}
	for _, p := range db.PersonalData() {
		for _, c := range p.Columns() {
			name := c.Table + "." + c.Name
			if was, twice := declared[name]; twice && (was != db.Masked || c.Fate != db.Masked) {
				t.Errorf("%s is declared twice", name)
			}
			declared[name] = c.Fate
			if c.Fate != db.Nobody && p.Rows == "" {
				t.Errorf("%s: of which rows?", name)
			}
			if c.Fate == db.Kept && (c.Law == nil || c.Law.Until == "" || c.Law.Source == "") {
				t.Errorf("%s is kept, and neither until when nor by which law", name)
			}
		}
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if err := undeclared(columnsOf(t, d), declared); err != "" {
			t.Error(err)
		}
		// The test of the check itself: a new column, and a removed one.
		if _, err := d.Write().ExecContext(context.Background(), "alter table families add column nickname text not "+
			"null default ''"); err != nil {
			t.Fatal(err)
		}
		if err := undeclared(columnsOf(t, d), declared); err != "no line for families.nickname" {
			t.Errorf("a new column: %q", err)
		}
		if _, err := d.Write().ExecContext(context.Background(),
			"alter table families drop column nickname"); err != nil {
			t.Fatal(err)
		}
		if _, err := d.Write().ExecContext(context.Background(), "alter table children drop column diet"); err != nil {
			t.Fatal(err)
		}
		if err := undeclared(columnsOf(t, d), declared); err != "no column children.diet" {
			t.Errorf("a column that is gone: %q", err)
		}
	})
}

// undeclared returns the differences between the schema and the declaration; empty when they agree.
func undeclared(real []string, declared map[string]db.Fate) string {
	var wrong []string
	for _, name := range real {
		if declared[name] == "" {
			wrong = append(wrong, "no line for "+name)
		}
	}
	for name := range declared {
		if !slices.Contains(real, name) {
			wrong = append(wrong, "no column "+name)
		}
	}
	slices.Sort(wrong)
	return strings.Join(wrong, ", ")
}

// The books and the journal let a word be replaced by the neutral one, once the family is erased, and allow no other
// change.
func TestTheBooksForgetOneWay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := dbtest.NewTown(t, d)
		f, other := w.Family(1), w.Family(1)
		w.Owes(f, -400)
		w.Owes(other, -400)
		line := db.JournalEntry{At: time.Now().UTC(), AccountID: f.AccountID, StructureID: w.Structure.ID,
			FamilyID: f.ID, Action: "test", Subject: "Anne (anne-1)", Changes: "[]"}
		elsewhere := db.JournalEntry{At: time.Now().UTC(), AccountID: other.AccountID, StructureID: w.Structure.ID,
			FamilyID: other.ID, Action: "test", Subject: "Paul (paul-1)", Changes: "[]"}
		if err := d.Write().AddJournal(ctx, line, elsewhere); err != nil {
			t.Fatal(err)
		}
		masks := map[string]string{"ledger.label": "'Règlement'", "ledger.reason": "''", "audit.subject": "'Effacé'",
			"audit.was": "''", "audit.became": "''",
			"audit.reason": "''", "audit.origin": "''", "audit.changes": "null"}
		refused := func(change string) {
			t.Helper()
			if _, err := d.Write().ExecContext(ctx, change); err == nil ||
				!strings.Contains(err.Error(), "append-only") {
				t.Errorf("%s: %v", change, err)
			}
		}
		for name, value := range masks {
			table, column, _ := strings.Cut(name, ".")
			refused(fmt.Sprintf("update %s set %s = %s where family_id = %d", table, column, value, f.ID))
		}
		erasure := &db.Erasure{StructureID: w.Structure.ID, FamilyID: f.ID, AccountID: f.AccountID,
			AskedAt: time.Now().UTC()}
		if added, err := d.Write().AddErasure(ctx, erasure); err != nil || !added {
			t.Fatal(added, err)
		}
		refused(fmt.Sprintf("update audit set subject = 'Effacé' where family_id = %d", f.ID)) // requested is not done
		if _, err := d.Write().ExecContext(ctx, "update erasures set state = 'done'"); err != nil {
			t.Fatal(err)
		}
		for _, name := range columnsOf(t, d) {
			table, column, _ := strings.Cut(name, ".")
			if table != "ledger" && table != "audit" {
				continue
			}
			other := "'7'" // another value of each type: a number where the column is numeric, a word where it is text
			switch {
			case column == "at" || column == "created_at" || column == "date":
				other = "'2001-02-03'"
			case column == "kind":
				other = "'consumption'"
			case column == "mode":
				other = "'cash'"
			}
			refused(fmt.Sprintf("update %s set %s = %s where family_id = %d", table, column, other, f.ID))
		}
		for name, value := range masks {
			table, column, _ := strings.Cut(name, ".")
			if _, err := d.Write().ExecContext(ctx, fmt.Sprintf("update %s set %s = %s where family_id = %d", table,
				column, value, f.ID)); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			refused(fmt.Sprintf("update %s set %s = %s where family_id = %d", table, column, value, other.ID))
		}
		refused("delete from ledger")
		refused("delete from audit")
		w.Sound()
	})
}
