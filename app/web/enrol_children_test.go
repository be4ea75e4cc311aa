package web_test

import (
	"net/url"
	"strings"
	"testing"

	"cartable/db"
	"cartable/db/dbtest"
)

// Many children are enrolled at once, as they were read: what has changed since is said, and nothing is done; and the
// opération that did it takes it all back.
func TestEnrolManyChildren(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		w.Activity("MIDI", nil)
		f, g := w.Family(2), w.Family(1)
		s := newSite(t, d).staff(w, "manager")
		const path = "/mairie/inscriptions"
		holds(t, "the form", s.get(path), `name="activites" value="MIDI"`, "Voir qui serait inscrit")
		for _, wrong := range []struct{ query, id string }{{"voir=oui", "activites"},
			{"voir=oui&activites=MIDI&priorite=x", "priorite"}, {"voir=oui&activites=MIDI&du=hier", "du"},
			{"voir=oui&activites=MIDI&au=2030-01-01", "au"}, {"voir=oui&activites=MIDI&classe=RIEN", "classe"},
			{"voir=oui&activites=MIDI&inscrits=RIEN", "inscrits"}, {"voir=oui&activites=MIDI&sans=RIEN", "sans"},
			{"voir=oui&activites=MIDI&nes_du=2020-01-01&nes_au=2019-01-01", "nes_au"}} {
			status, _, page := s.do("GET", path+"?"+wrong.query, nil)
			if status != 422 || !strings.Contains(page, `id="e-`+wrong.id+`"`) {
				t.Errorf("%s: %d", wrong.query, status)
			}
		}
		query := path + "?voir=oui&activites=MIDI&du=2026-11-24&sauf=" + itoa(f.Children[1])
		shown := func() url.Values {
			t.Helper()
			page := s.get(query)
			holds(t, "the rehearsal", page, "à inscrire", "Laissé de côté", "Reprendre")
			_, form, _ := strings.Cut(page, `id="effets"`)
			return fields(t, form, path)
		}
		form, again, late := shown(), shown(), shown()
		if status, _, page := s.do("POST", path, form); status != 422 || !strings.Contains(page, `id="e-motif"`) {
			t.Fatal("without a reason", status)
		}
		dbtest.Want(t, d, "select count(*) from enrolments", "0")
		form.Set("motif", "Rentrée de novembre")
		status, head, _ := s.do("POST", path, form)
		if where := head.Get("Location"); status != 303 || !strings.Contains(where, "/mairie/operations/1?fait=") {
			t.Fatal(status, where)
		}
		enrolled := "select child_id from enrolments order by child_id"
		dbtest.Want(t, d, enrolled, itoa(f.Children[0]), itoa(g.Children[0]))
		names := dbtest.Query(t, d, "select first_name from children order by id")
		holds(t, "the opération", s.get("/mairie/operations/1"), "Inscription de 2 enfants", names[0], names[2])

		again.Set("motif", "Rentrée de novembre")
		if status, head, _ = s.do("POST", path, again); status != 303 ||
			head.Get("Location") != "/mairie/operations?fait=inscriptions-faites" {
			t.Fatal("sent twice", status, head.Get("Location"))
		}
		if _, err := d.Write().ExecContext(t.Context(), "delete from enrolments where child_id = ?",
			f.Children[0]); err !=
			nil {
			t.Fatal(err)
		}
		late.Set("motif", "Rentrée de novembre")
		status, _, page := s.do("POST", path, late)
		if status != 409 {
			t.Fatal("another clerk", status)
		}
		holds(t, "another clerk", page, "vous était montré a changé", "déjà inscrit, et non plus à inscrire",
			"1\u00a0enfant")
		dbtest.Want(t, d, enrolled, itoa(g.Children[0]))

		back := fields(t, s.get("/mairie/operations/1"), "/mairie/operations/1/annuler")
		back.Set("motif", "Trop tôt")
		if status, _, _ := s.do("POST", "/mairie/operations/1/annuler", back); status != 303 {
			t.Fatal("undoing", status)
		}
		dbtest.Want(t, d, "select count(*) from enrolments", "0")
	})
}
