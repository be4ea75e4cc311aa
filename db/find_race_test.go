package db_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"cartable/db"
	"cartable/db/dbtest"
)

// Two transactions change the addresses and the adults of one family at once: it is found by what it has, and by
// nothing that it had.
func TestWordsOfTwoTransactions(t *testing.T) {
	d := dbtest.Postgres(t)
	w := dbtest.NewTown(t, d)
	f := w.Family(1)
	put := func(q db.Q, query string, args ...any) {
		t.Helper()
		if _, err := q.ExecContext(context.Background(), query, args...); err != nil {
			t.Error(query, err)
		}
	}
	put(d.Write(), "insert into family_emails (family_id, position, address) values (?, 1, 'second@example.org')", f.ID)
	first, second := make(chan bool), make(chan bool)
	var all sync.WaitGroup
	all.Go(func() {
		_ = d.Tx(t.Context(), func(ctx context.Context, q db.Q) error {
			put(q, "update family_emails set address = 'new0@example.org' where family_id = ? and position = 0", f.ID)
			close(first)
			<-second
			return nil
		})
	})
	all.Go(func() {
		<-first
		_ = d.Tx(t.Context(), func(ctx context.Context, q db.Q) error {
			go func() {
				dbtest.Until(t, "the second waits", func() bool {
					n := 0
					_ = d.Read().NewRaw("select count(*) from pg_stat_activity where datname = current_database() and "+
						"wait_event_type = 'Lock'").Scan(ctx, &n)
					return n > 0
				})
				close(second)
			}()
			put(q, "update family_emails set address = 'new1@example.org' where family_id = ? and position = 1", f.ID)
			return nil
		})
	})
	all.Wait()
	dbtest.Want(t, d, fmt.Sprint("select word from family_words where source = 'mail' and family_id = ", f.ID,
		" order by word"), "new0@example.org", "new1@example.org")
}

// Names as no one types them are found as one does, and nobody else is.
func TestNastyNamesAreFound(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		for _, c := range []struct{ name, typed string }{
			{"O'Brien-Müller", "brien mull"}, {"Lefe\u0300vre", "lefevre"}, {"NGUYE\u0302\u0303N", "nguyen"},
			{"50%_rabais", "50%_r"}, {"a\\b", "a\\b"}, {"Œuvrard", "oeuvr"}, {"Strauß", "strauss"},
			{"Łukasz", "lukasz"}, {"İpek", "ipek"}, {"\"cité\"", "\"cite\""}, {"d’Artagnan", "artagnan"}, {"李小龍", "李"},
		} {
			f := w.Family(0)
			if _, err := d.Write().ExecContext(t.Context(), "update families set last_name = ? where id = ?", c.name,
				f.ID); err != nil {
				t.Fatal(err)
			}
			if got := dbtest.Query(t, d, fmt.Sprint("select code from families where id = ", f.ID))[0]; found(t, d,
				w.Structure.ID, c.typed) != got {
				t.Errorf("%q finds %q, want %q; words %q", c.typed, found(t, d, w.Structure.ID, c.typed), got,
					dbtest.Query(t, d, fmt.Sprint("select word from family_words where family_id = ", f.ID)))
			}
		}
	})
}
