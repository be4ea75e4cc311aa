package web_test

import (
	"net/url"
	"strings"
	"testing"

	"cartable/db"
	"cartable/db/dbtest"
)

// The enrolments of many children end on one day: one that began is shortened, one to come is removed, a day that is
// booked later is shown first, and undoing gives all of it back.
func TestEndManyEnrolments(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		meal, club := w.Activity("MIDI", nil), w.Activity("CLUB", nil)
		f, g, h, i := w.Family(1, meal), w.Family(1, meal), w.Family(1, club), w.Family(1, meal)
		exec := func(query string, args ...any) {
			t.Helper()
			if _, err := d.Write().ExecContext(t.Context(), query, args...); err != nil {
				t.Fatal(err)
			}
		}
		exec("update enrolments set from_date = '2027-01-04' where child_id = ?", g.Children[0])
		exec("update enrolments set to_date = '2026-11-30' where child_id = ?", i.Children[0])
		exec("update enrolments set priority = 3")
		s := newSite(t, d).staff(w, "manager")
		const path = "/mairie/inscriptions"
		holds(t, "the form", s.get(path+"?faire=finir"), `name="fin"`, "Voir ce qui se terminerait",
			"Mettre fin à des inscriptions")
		for _, wrong := range []struct{ query, id string }{{"fin=2026-12-18", "activites"}, {"activites=MIDI", "fin"},
			{"activites=MIDI&fin=2026-11-20", "fin"}, {"activites=MIDI&fin=18%20d%C3%A9cembre", "fin"}} {
			status, _, page := s.do("GET", path+"?voir=oui&faire=finir&"+wrong.query, nil)
			if status != 422 || !strings.Contains(page, `id="e-`+wrong.id+`"`) {
				t.Errorf("%s: %d", wrong.query, status)
			}
		}
		shown := func(query string, words ...string) url.Values {
			t.Helper()
			page := s.get(path + "?voir=oui&faire=finir&" + query)
			holds(t, "the rehearsal", page, words...)
			_, form, _ := strings.Cut(page, `id="effets"`)
			return fields(t, form, path)
		}
		const both = "activites=MIDI&activites=CLUB&fin=2026-12-18"
		if page := s.get(path + "?voir=oui&faire=finir&" + both); strings.Contains(page, "DUPONT4") {
			t.Error("a child whose enrolment is over then is shown")
		}
		enrolled := "select child_id, cast(from_date as text), cast(to_date as text), priority from enrolments " +
			"order by child_id"
		before := dbtest.Query(t, d, enrolled)
		form := shown(both, "à terminer", "à retirer", "devait commencer le 04/01/2027", "pas inscrit",
			"Mettre fin à 3\u00a0inscriptions")
		again, late := shown(both), shown(both)
		form.Set("motif", "Fin de la garderie")
		status, head, _ := s.do("POST", path, form)
		if where := head.Get("Location"); status != 303 ||
			!strings.HasSuffix(where, "/mairie/operations/1?fait=inscriptions-finies") {
			t.Fatal(status, where)
		}
		dbtest.Want(t, d, enrolled, itoa(f.Children[0])+" 2026-09-01 2026-12-18 3",
			itoa(h.Children[0])+" 2026-09-01 2026-12-18 3", itoa(i.Children[0])+" 2026-09-01 2026-11-30 3")
		holds(t, "the opération", s.get("/mairie/operations/1"), "inscription de 3 enfants")

		again.Set("motif", "Fin de la garderie")
		if status, head, _ = s.do("POST", path, again); status != 303 ||
			head.Get("Location") != "/mairie/operations?fait=inscriptions-faites" {
			t.Fatal("sent twice", status, head.Get("Location"))
		}
		back := fields(t, s.get("/mairie/operations/1"), "/mairie/operations/1/annuler")
		back.Set("motif", "Trop tôt")
		if status, _, _ := s.do("POST", "/mairie/operations/1/annuler", back); status != 303 {
			t.Fatal("undoing", status)
		}
		dbtest.Want(t, d, enrolled, before...)

		exec("update enrolments set to_date = '2026-12-10' where child_id = ?", f.Children[0])
		late.Set("motif", "Fin de la garderie")
		status, _, page := s.do("POST", path, late)
		if status != 409 {
			t.Fatal("another clerk", status)
		}
		holds(t, "another clerk", page, "vous était montré a changé", "déjà terminée, et non plus à terminer")
		w.Sound()
	})
}

// A day that is booked after the last day is cancelled, and the families read why: it is shown first.
func TestEndManyEnrolmentsWithBookings(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		meal := w.Activity("MIDI", nil)
		f := w.Family(1, meal)
		w.Family(1, meal)
		parent := newSite(t, d).as(f)
		form := fields(t, parent.get("/reservations?enfant=1&activite=MIDI&mois=2026-12"), "/reservations/brouillon")
		form.Set("affiches", "2026-12-22")
		form.Set("j", "2026-12-22")
		if code, _ := parent.tap("/reservations/brouillon", form); code != 200 {
			t.Fatal(code)
		}
		recap := fields(t, parent.get("/reservations/verifier"), "/reservations/valider")
		if status, _, _ := parent.do("POST", "/reservations/valider", recap); status != 303 {
			t.Fatal(status)
		}
		dbtest.Want(t, d, "select count(*) from reservations where state = 'accepted'", "1")
		s := newSite(t, d).staff(w, "manager")
		const path = "/mairie/inscriptions"
		page := s.get(path + "?voir=oui&faire=finir&activites=MIDI&fin=2026-12-18")
		_, page, _ = strings.Cut(page, `id="effets"`)
		form = fields(t, page, path)
		form.Set("motif", "Fin de la cantine")
		status, head, _ := s.do("POST", path, form)
		if status != 303 || head.Get("Location") != "/mairie/operations/1" {
			t.Fatal(status, head.Get("Location"))
		}
		holds(t, "the opération", plainText(s.get("/mairie/operations/1")), "inscription de 2 enfants", "22 déc. 2026",
			"Appliquer")
		dbtest.Want(t, d, "select count(*) from enrolments where to_date > '2026-12-18'", "2")
	})
}
