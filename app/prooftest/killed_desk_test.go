package prooftest

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"cartable/app/domain/civil"
	"cartable/db"
	"cartable/db/dbtest"
)

// diesAtItsLine sends a form of staff whose last step is a line of the journal, holds it there, and kills the process:
// what it wrote before is not committed.
func diesAtItsLine(t *testing.T, d *db.DB, web *process, send func()) {
	t.Helper()
	hold, err := d.Write().BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer hold.Rollback()
	if _, err := hold.ExecContext(t.Context(), "lock table audit in exclusive mode"); err != nil {
		t.Fatal(err)
	}
	sent := make(chan struct{})
	go func() { defer close(sent); send() }()
	dbtest.Until(t, "the form is at its line of the journal", func() bool {
		return count(t, d, "pg_locks", "not granted and relation = 'audit'::regclass") > 0
	})
	web.kill()
	<-sent
	if err := hold.Rollback(); err != nil {
		t.Fatal(err)
	}
	dbtest.Until(t, "the database gave up what the killed process wrote", func() bool {
		return count(t, d, "pg_locks", "relation = 'audit'::regclass and mode = 'RowExclusiveLock'") == 0
	})
}

// A process that is killed in the middle of an offer, or of a merge, leaves nothing of it: no place is held for nobody,
// no row has changed families. Sent again to the next process, it is done once, whole.
func TestKilledWithinAnOfferAndAMerge(t *testing.T) {
	t.Parallel()
	address := dbtest.PostgresURL(t)
	d := open(t, address)
	w := dbtest.NewTown(t, d)
	pool := w.Pool("club", 1, -1)
	club := w.Activity("CLUB", func(a *db.Activity) { a.Weekdays = "1234567" }, pool)
	homes := crowd(t, w, 3, club)
	day := civil.New(2027, 1, 13)
	asked := insert(t, d, db.Reservation{StructureID: w.Structure.ID, FamilyID: homes[0].ID, ChildID: homes[0].Child,
		ActivityID: club, Date: day, State: "waitlisted", RequestedAt: noon.UTC(), Quantity: 1})[0]
	insert(t, d, db.Slot{PoolID: pool, Date: day, Waiting: 1})
	if _, err := d.Write().ExecContext(t.Context(), "update children set first_name = 'Léo' where id = ?",
		homes[1].Child); err != nil {
		t.Fatal(err)
	}
	chief := staff(t, w, "administrator")
	env := environment(t, "DATABASE_URL="+address)
	facts := func() string {
		return strings.Join(dbtest.Query(t, d, `select (select string_agg(state, ' ') from reservations),
			(select count(*) from offers), (select accepted || ' ' || waiting from slots), (select count(*) from merges),
			(select count(*) from families where merged_into is not null),
			(select string_agg(family_id || '-' || child_id, ' ' order by child_id) from family_children),
			(select count(*) from outbox)`), "\n")
	}
	ways := []struct {
		name, path string
		form       func(v *visitor) url.Values
	}{
		{"an offer", "/mairie/attente", func(v *visitor) url.Values {
			v.page("/mairie/attente")
			const other = "/mairie/familles/C0001/modifier" // the lists have two forms of that address
			form := url.Values{"_csrf": {v.form(v.page(other), other).Get("_csrf")}}
			form.Set("demande", itoa(asked.ID))
			form.Set("action", "proposer")
			form.Set("heures", "24")
			return form
		}},
		{"a merge", "/mairie/familles/C0001/reunir/C0002", func(v *visitor) url.Values {
			const path = "/mairie/familles/C0001/reunir/C0002"
			const other = "/mairie/familles/C0001/modifier"
			form := url.Values{"_csrf": {v.form(v.page(other), other).Get("_csrf")}}
			form.Set("motif", "saisie deux fois")
			read := v.post(path, form)
			_, rest, _ := strings.Cut(read.body, `name="vu" value="`)
			proof, _, found := strings.Cut(rest, `"`)
			if read.StatusCode != http.StatusOK || !found {
				t.Fatalf("the rehearsal: %d %s", read.StatusCode, tail(read.body))
			}
			form.Set("vu", proof)
			return form
		}},
	}
	for _, way := range ways {
		web := serving(t, env, "web")
		desk := visit(t, web.url, chief)
		form, before := way.form(desk), facts()
		diesAtItsLine(t, d, web, func() { _, _ = desk.do(http.MethodPost, way.path, form) })
		if after := facts(); after != before {
			t.Errorf("killed within %s, it left\n%s\nwhere there was\n%s", way.name, after, before)
		}
		web = serving(t, env, "web")
		desk = visit(t, web.url, chief)
		if a := desk.post(way.path, way.form(desk)); a.StatusCode != http.StatusSeeOther {
			t.Fatalf("%s, sent again: %d %s", way.name, a.StatusCode, tail(a.body))
		}
		if after := facts(); after == before {
			t.Errorf("%s, sent again, changed nothing: %s", way.name, after)
		}
		web.stop()
	}
	if n := count(t, d, "offers", "true"); n != 1 {
		t.Errorf("%d offers of one place", n)
	}
	if n := count(t, d, "families", "merged_into is not null"); n != 1 {
		t.Errorf("%d files were joined", n)
	}
	w.Sound()
}
