package people_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/fault"
	"cartable/app/people"
	"cartable/db"
	"cartable/db/dbtest"
)

// everything returns the text of every row of every table.
func everything(t *testing.T, d *db.DB) string {
	t.Helper()
	ctx := context.Background()
	query := "select name from sqlite_master where type = 'table'"
	if d.Postgres() {
		query = "select tablename from pg_tables where schemaname = current_schema()"
	}
	var tables []string
	if err := d.Read().NewRaw(query).Scan(ctx, &tables); err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, table := range tables {
		rows, err := d.Read().QueryContext(ctx, "select * from "+table)
		if err != nil {
			t.Fatal(err)
		}
		columns, _ := rows.Columns()
		for rows.Next() {
			values, at := make([]any, len(columns)), make([]any, len(columns))
			for i := range values {
				at[i] = &values[i]
			}
			if err := rows.Scan(at...); err != nil {
				t.Fatal(err)
			}
			for i, v := range values {
				if b, ok := v.([]byte); ok {
					v = string(b)
				}
				fmt.Fprintf(&all, "%s.%s=%v\n", table, columns[i], v)
			}
		}
		rows.Close()
	}
	return all.String()
}

func TestAFamilyIsForgottenAndItsNumbersStay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		meal := w.Activity("RESTO", nil, w.Pool("cantine", 10, 5))
		f, other := w.Family(2, meal), w.Family(1, meal)
		ctx := context.Background()
		now := func() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, db.Paris) }
		o := &people.People{Base: desk.Base{DB: d, Catalogues: db.NewCatalogues(now), Now: now}}
		clerk := desk.Actor{StructureID: w.Structure.ID, Revision: 1, AccountID: other.AccountID}
		set := func(query string, args ...any) {
			t.Helper()
			if _, err := d.Write().ExecContext(ctx, query, args...); err != nil {
				t.Fatal(err)
			}
		}
		set("update families set address = 'canari adresse', last_name = 'canari nom', first_name = 'canari prenom' "+
			"where id = ?", f.ID)
		set("update children set last_name = 'canari', first_name = 'canari enfant', allergies = 'canari arachide', "+
			"diet = 'canari' where id = ?", f.Children[0])
		set("update family_emails set address = 'canari@example.org' where family_id = ?", f.ID)
		set("update accounts set login = 'canari' where id = ?", f.AccountID)
		set("insert into quotients (family_id, from_date, qf) values (?, '2026-01-01', 77777)", f.ID)
		set("insert into mails (structure_id, family_id, kind, address, subject, body, message_id, state, error, "+
			"created_at) values (?, ?, 'x', 'canari@example.org', 'canari', 'canari', 'm1', 'refused', "+
			"'550 canari', ?)",
			w.Structure.ID, f.ID, now().UTC())
		// of separated parents
		set("insert into family_children (family_id, child_id, structure_id) values (?, ?, ?)", other.ID, f.Children[1],
			w.Structure.ID)
		set("update children set first_name = 'Partagé' where id = ?", f.Children[1])
		erasure := db.Erasure{StructureID: w.Structure.ID, FamilyID: f.ID, AccountID: f.AccountID, AskedAt: now().UTC()}
		if added, err := d.Write().AddErasure(ctx, &erasure); err != nil || !added {
			t.Fatal(added, err)
		}
		if again, err := d.Write().AddErasure(ctx, &erasure); err != nil || again {
			t.Fatal("asked twice is asked once", again, err)
		}
		list, err := o.Erasures(ctx, clerk, 1)
		if err != nil || len(list.Rows) != 1 {
			t.Fatal(list, err)
		}
		id := list.Rows[0].ID

		w.Owes(f, -1240)
		if err := o.Forget(ctx, clerk, id); fault.KindOf(err) != fault.Conflict ||
			!strings.Contains(fault.Message(err), "12,40") {
			t.Fatalf("a debt binds: %v", err)
		}
		w.Owes(f, 1240)
		if _, err := o.Erasure(ctx, desk.Actor{StructureID: w.Structure.ID + 1}, id); fault.KindOf(err) == "" {
			t.Error("another structure sees it")
		}
		if err := o.RefuseErasure(ctx, clerk, id, " "); fault.KindOf(err) != fault.Invalid {
			t.Error("a refusal needs a reason", err)
		}
		before := everything(t, d)
		if err := o.Forget(ctx, clerk, id); err != nil {
			t.Fatal(err)
		}
		after := everything(t, d)
		for _, line := range strings.Split(after, "\n") {
			if strings.Contains(strings.ToLower(line), "canari") {
				t.Errorf("still there: %s", line)
			}
		}
		if !strings.Contains(after, "Partagé") || !strings.Contains(after, "DUPONT2") {
			t.Error("what another family shares must stay")
		}
		if strings.Count(before, "ledger.amount") != strings.Count(after, "ledger.amount") ||
			strings.Count(before, "ledger.amount") != 2 {
			t.Error("the books must stay")
		}
		if err := o.Forget(ctx, clerk, id); fault.KindOf(err) != fault.Conflict {
			t.Error("twice", err)
		}
		w.Sound()
	})
}
