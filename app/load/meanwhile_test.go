package load_test

import (
	"context"
	"testing"

	"cartable/app/load"
	"cartable/db"
	"cartable/db/dbtest"
)

// What somebody changes while an import is under way is not written over: the import is made again on what is stored by
// then. SQLite has one writer: nobody changes anything meanwhile.
func TestImportLeavesWhatIsChangedMeanwhile(t *testing.T) {
	d := dbtest.Postgres(t)
	importFiles(t, d, smallTown)
	changed := smallTown.replace(t, "families.csv", "mairie,F1,Mme,Martin,Claire", "mairie,F1,Mme,Martin,Clara").
		replace(t, "children.csv", "mairie,F2,E2,Petit,Tom", "mairie,F2,E2,Petit,Tim")
	done := false
	meanwhile := options
	meanwhile.Progress = func(step string, _, _ int) {
		if step != "lecture de ledger.csv" || done {
			return
		}
		done = true
		for _, change := range []string{
			"update families set address = '2 rue Basse' where code = 'F1' and structure_id = 1",
			"update children set allergies = 'lait' where code = 'E2'",
		} {
			if _, err := d.Write().ExecContext(t.Context(), change); err != nil {
				t.Error(err)
			}
		}
	}
	if _, err := load.Import(t.Context(), d, changed.folder(), meanwhile); err != nil {
		t.Fatal(err)
	}
	dbtest.Want(t, d, "select first_name, address from families where code = 'F1' and structure_id = 1",
		"Clara 2 rue Basse")
	dbtest.Want(t, d, "select first_name, allergies from children where code = 'E2'", "Tim lait")
}

// A parent who gives a day up while an import waits for its places has given it up, whatever the file says of it.
func TestImportLeavesADayGivenUpMeanwhile(t *testing.T) {
	d := dbtest.Postgres(t)
	importFiles(t, d, smallTown)
	importDuring(t, d, smallTown.replace(t, "reservations.csv", "2026-12-03,waitlisted", "2026-12-03,accepted"),
		"update reservations set state = 'cancelled', was = state, transmitted = false where date = '2026-12-03'",
		`insert into movements (structure_id, family_id, child_id, activity_id, date, kind, reservation_id, origin, at)
			select structure_id, family_id, child_id, activity_id, date, 'cancel', id, 'portal', '2026-11-23 12:00:00+00'
			from reservations where date = '2026-12-03'`)
	dbtest.Want(t, d, "select state from reservations where date = '2026-12-03'", "cancelled")
}

// A parent who books meanwhile a day that the file brings has one reservation, their own.
func TestImportLeavesADayBookedMeanwhile(t *testing.T) {
	d := dbtest.Postgres(t)
	importFiles(t, d, smallTown)
	importDuring(t, d, smallTown.replace(t, "reservations.csv", "mairie,E1,SOIR,2026-12-01,,,",
		"mairie,E1,SOIR,2026-12-01,,,\nmairie,E1,MIDI,2026-12-08,,,"),
		`insert into reservations (structure_id, family_id, child_id, activity_id, date, state, requested_at, priority,
			price, quantity)
			select structure_id, family_id, child_id, activity_id, '2026-12-08', 'accepted', '2026-11-23 12:00:00+00',
				0, 50, 1
			from reservations where date = '2026-11-20'`,
		`insert into movements (structure_id, family_id, child_id, activity_id, date, kind, reservation_id, origin, at)
			select structure_id, family_id, child_id, activity_id, date, 'book', id, 'portal', requested_at
			from reservations where date = '2026-12-08'`)
	dbtest.Want(t, d, "select origin from movements where date = '2026-12-08'", "portal")
	dbtest.Want(t, d, "select count(*) from reservations where date = '2026-12-08'", "1")
}

// importDuring imports a folder, which waits for places that a parent's validation holds, and does meanwhile what that
// does.
func importDuring(t *testing.T, d *db.DB, f files, statements ...string) {
	t.Helper()
	imported := make(chan error)
	err := d.Tx(t.Context(), func(ctx context.Context, q db.Q) error {
		for _, statement := range append(
			[]string{"insert into slots (pool_id, date) select id, '2026-12-08' from pools",
				"select 1 from slots for update"}, statements...) {
			if _, err := q.ExecContext(ctx, statement); err != nil {
				return err
			}
		}
		if err := q.RecountStructure(ctx, 1); err != nil {
			return err
		}
		go func() {
			_, err := load.Import(context.Background(), d, f.folder(), options)
			imported <- err
		}()
		dbtest.Until(t, "the import waits", func() bool {
			return dbtest.Query(t, d, `select count(*) from pg_stat_activity where datname = current_database()
				and wait_event_type = 'Lock'`)[0] != "0"
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := <-imported; err != nil {
		t.Fatal(err)
	}
	if found, err := d.Read().Check(t.Context()); err != nil || len(found) > 0 {
		t.Errorf("%q (%v)", found, err)
	}
}

// A move that staff write down while an import is under way stays, though the file tells of another one.
func TestImportLeavesAMoveWrittenMeanwhile(t *testing.T) {
	d := dbtest.Postgres(t)
	town := smallTown.with(files{
		"families.csv": "structure,code,civility,last_name,first_name,emails,resident,address,resident_from\n" +
			"mairie,F1,Mme,Martin,Claire,claire@example.org,yes,,\nmairie,F2,M.,Petit,Hugo,hugo@example.org,no,,\n" +
			"alsh,F1,Mme,Martin,Claire,claire@example.org,,,\n",
	})
	importFiles(t, d, town)
	done := false
	meanwhile := options
	meanwhile.Progress = func(step string, _, _ int) {
		if step == "lecture de ledger.csv" && !done {
			done = true
			run(t, d, "insert into residences (family_id, before_date, resident) values ("+
				familyF1+", '2026-11-02', false)")
		}
	}
	left := town.replace(t, "families.csv", "claire@example.org,yes,,", "claire@example.org,no,,2026-12-07")
	if _, err := load.Import(t.Context(), d, left.folder(), meanwhile); err != nil || !done {
		t.Fatal(done, err)
	}
	dbtest.Want(t, d, "select count(*) from residences where family_id = "+familyF1+" and before_date = '2026-11-02'",
		"1")
}
