package prooftest

import (
	"net/http"
	"strings"
	"testing"

	"cartable/db"
	"cartable/db/dbtest"
)

// What a process remembers of a session is never shown without the database: whatever ends or changes a session, in
// another process, is seen at the next click, on the pages that are verified together with their own reads
// (DOMAIN.md 9.4).
func TestARememberedSessionIsVerified(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, address string) {
		d := open(t, address)
		w := dbtest.NewTown(t, d)
		meal := w.Activity("RESTO", nil, w.Pool("cantine", 90, 0))
		homes := crowd(t, w, 8, meal)
		insert(t, d, db.Guardian{AccountID: homes[0].AccountID, FamilyID: homes[7].ID})
		here, there := newInside(t, d, nil), newInside(t, d, nil)
		run := func(text string, args ...any) func(home, *visitor) {
			return func(one home, _ *visitor) {
				t.Helper()
				if _, err := d.Write().NewRaw(text, append(args, one.AccountID)...).Exec(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
		}
		for i, c := range []struct {
			name   string
			change func(one home, there *visitor)
			to     string // where the next click leads; empty: to its page
			shows  string
		}{
			{"another family in view", func(one home, v *visitor) {
				if err := d.Write().LookAt(t.Context(), sessionOf(t, d, one), homes[7].ID,
					w.Structure.ID); err != nil {
					t.Fatal(err)
				}
			}, "", "Famille " + nameOf(t, d, homes[7])},
			{"signed out", func(_ home, v *visitor) {
				v.post("/deconnexion", v.form(v.page("/"), "/deconnexion"))
			}, "/connexion", ""},
			{"withdrawn", run("update guardians set withdrawn_at = '2026-11-23' where account_id = ?"),
				"/sans-famille", ""},
			{"closed", run("update accounts set disabled_at = '2026-11-23' where id = ?"), "/connexion", ""},
			{"expired", run("update sessions set expires_at = '2020-01-01' where account_id = ?"), "/connexion", ""},
			{"a new password to choose", run("update accounts set must_change = ? where id = ?", true),
				"/premiere-connexion", ""},
			{"a new catalogue",
				run("update structures set notice = 'Grève mardi.', revision = revision + 1 where ? > 0"),
				"", "Grève mardi."},
		} {
			one := homes[i]
			v, other := here.visit(one.Token), there.visit(one.Token)
			for range 2 { // the second is remembered
				if a := v.get("/"); a.StatusCode != http.StatusOK || strings.Contains(a.body, "Grève") {
					t.Fatalf("%s: %d %s", c.name, a.StatusCode, a.Header.Get("Location"))
				}
				other.page("/")
			}
			c.change(one, other)
			for _, path := range []string{"/", "/"} {
				a := v.get(path)
				to, _, _ := strings.Cut(a.Header.Get("Location"), "?")
				if to != c.to || (c.to == "") != (a.StatusCode == http.StatusOK) ||
					!strings.Contains(a.body, c.shows) ||
					c.to != "" && strings.Contains(a.body, nameOf(t, d, one)) {
					t.Errorf("%s: %d, to %q: %s", c.name, a.StatusCode, to, tail(a.body))
				}
			}
		}
		for _, forged := range []string{"", "x", strings.ToUpper(homes[7].Token)} {
			if a := here.visit(forged).get("/"); a.StatusCode != http.StatusSeeOther {
				t.Errorf("forged %q: %d", forged, a.StatusCode)
			}
		}
	})
}

// A page of a remembered session counts the same queries as the first one: the budgets depend on nothing that a process
// remembers.
func TestARememberedSessionCountsAsAQuery(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, address string) {
		d := open(t, address)
		w := dbtest.NewTown(t, d)
		one := crowd(t, w, 1, w.Activity("RESTO", nil, w.Pool("cantine", 90, 0)))[0]
		in := newInside(t, d, nil)
		v := in.visit(one.Token)
		v.page("/solde") // reads the catalogue
		for _, path := range []string{"/", "/suivi", "/historique", "/reservations?activite=RESTO&mois=2026-12"} {
			v.page(path)
			first := in.queries.Load()
			v.page(path)
			if again := in.queries.Load(); first == 0 || again != first {
				t.Errorf("%s: %d queries, then %d", path, first, again)
			}
		}
	})
}

func sessionOf(t testing.TB, d *db.DB, one home) (id string) {
	t.Helper()
	if err := d.Read().NewRaw("select id from sessions where account_id = ?", one.AccountID).Scan(t.Context(),
		&id); err != nil {
		t.Fatal(err)
	}
	return id
}

func nameOf(t testing.TB, d *db.DB, one home) (name string) {
	t.Helper()
	if err := d.Read().NewRaw("select last_name from families where id = ?", one.ID).Scan(t.Context(),
		&name); err != nil {
		t.Fatal(err)
	}
	return name
}
