package web_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"cartable/app/domain/civil"
	"cartable/db"
	"cartable/db/dbtest"
)

// A closure is one form, which leads to the opération: what it does, the text for the families, and the button.
func TestDaysAreClosedOnAForm(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		pool := w.Pool("SALLE", 12, 0)
		meal := w.Activity("RESTO", nil, pool)
		w.Activity("SOIR", nil)
		f := w.Family(1, meal)
		expected(t, w, f, meal, civil.New(2026, 12, 3))
		manager := newSite(t, d).staff(w, "manager")
		const path = "/mairie/fermer"
		if !strings.Contains(manager.get("/mairie"), `href="/mairie/fermer"`) {
			t.Error("the first page does not lead to the form")
		}
		page := manager.get(path)
		holds(t, "the form", page, `value="greve"`, `value="commune" checked`, "Ce qui reste ouvert",
			`<option value="SALLE"`)
		form := fields(t, page, path)
		send := func(change url.Values) (int, string, string) {
			t.Helper()
			sent := url.Values{"_csrf": form["_csrf"], "quoi": {"commune"}}
			for name, values := range change {
				sent[name] = values
			}
			status, head, body := manager.do("POST", path, sent)
			return status, head.Get("Location"), body
		}
		status, _, again := send(url.Values{"quoi": {"activites"}, "activites": {"RIEN"}, "au": {"bientôt"},
			"motif": {"Une précision"}})
		holds(t, "refused", again, `href="#pourquoi"`, `id="e-du"`, `id="e-activites"`, `value="Une précision"`,
			`value="activites" checked`)
		if status != 422 {
			t.Error(status)
		}
		status, to, body := send(url.Values{"pourquoi": {"greve"}, "du": {"2026-12-03"}, "accueil": {"SOIR"}})
		if status != 303 || !strings.HasPrefix(to, "/mairie/operations/") {
			t.Fatalf("%d %s %s", status, to, body)
		}
		holds(t, "the opération", manager.get(to), "Fermer toute la commune, le jeudi 3 décembre 2026",
			"<b>1</b><span>réservation annulée", "mouvement de grève", "Service d&#39;accueil\u00a0: SOIR.",
			to+"/appliquer")
		dbtest.Want(t, d, "select count(*) from closures", "0")
		// Nobody is concerned: it is done at once.
		if status, to, body := send(url.Values{"pourquoi": {"neige"}, "du": {"2026-12-07"}, "quoi": {"groupe"},
			"groupe": {"SALLE"}}); status != 303 || to != path+"?fait=ferme" {
			t.Errorf("%d %s %s", status, to, body)
		}
		dbtest.Want(t, d, "select label from openings", "Intempéries")
		status, _, again = send(url.Values{"pourquoi": {"neige"}, "du": {"2026-12-07"}, "quoi": {"groupe"},
			"groupe": {"SALLE"}})
		holds(t, "twice", again, "Tout est déjà fermé le lundi 7 décembre 2026")
		if status != 422 {
			t.Error(status)
		}
	})
}

// A class without its teacher is left to its families on the same form. On the day, past the deadline, a parent of the
// class gives the meal up until nine o'clock, and not after; a parent of another class reads that it is too late.
func TestAClassIsLeftToItsFamiliesOnAForm(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		meal := w.Activity("RESTO", nil, w.Pool("SALLE", 12, 0))
		theirs, others := w.Family(1, meal), w.Family(1, meal)
		schooled(t, d, theirs)
		now := noon
		s := siteAt(t, d, func() time.Time { return now })
		s.book(theirs, "RESTO", 3)
		s.book(others, "RESTO", 3)
		manager := s.staff(w, "manager")
		const path = "/mairie/fermer"
		sent := fields(t, manager.get(path), path)
		for name, value := range map[string]string{"pourquoi": "absent", "du": "2026-12-03", "quoi": "commune",
			"choix": "oui", "jusqua": "9"} {
			sent.Set(name, value)
		}
		status, _, again := manager.do("POST", path, sent)
		if status != 422 {
			t.Fatal(status)
		}
		holds(t, "refused", again, `id="e-choix"`, `name="choix" value="oui" checked`)
		sent.Set("quoi", "classe")
		sent.Set("classe", "E2 C1")
		if _, _, again = manager.do("POST", path, sent); !strings.Contains(again, `id="e-jusqua"`) {
			t.Error("an hour that is none is taken")
		}
		sent.Set("jusqua", "09:00")
		status, head, body := manager.do("POST", path, sent)
		to := head.Get("Location")
		if status != 303 || !strings.HasPrefix(to, "/mairie/operations/") {
			t.Fatalf("%d %s", status, plainText(body))
		}
		page := manager.get(to)
		says(t, "the opération", page, "Laisser le choix aux familles de la classe CP (Le Moulin)",
			"les annuler sans frais le jour même avant 9 h.")
		if status, _, body := manager.do("POST", to+"/appliquer", fields(t, page, to+"/appliquer")); status != 303 {
			t.Fatalf("%d %s", status, plainText(body))
		}
		if err := s.options.Operations.Work(t.Context(), 1); err != nil {
			t.Fatal(err)
		}
		const day = "/reservations/jour/2026-12-03?enfant="
		now = time.Date(2026, 12, 3, 8, 59, 0, 0, db.Paris)
		parent, other := s.as(theirs), s.as(others)
		if _, err := d.Write().ExecContext(t.Context(), "update sessions set seen_at = ?, expires_at = ?", now.UTC(),
			now.Add(time.Hour).UTC()); err != nil {
			t.Fatal(err)
		}
		says(t, "another class", plainText(other.get(day+"2")), "Le délai pour annuler ce jour est passé")
		shown := parent.get(day + "1")
		says(t, "the class", plainText(shown), "Annulable jusqu'au jeu. 3 déc. à 9 h")
		givesUp := func() url.Values {
			t.Helper()
			form := fields(t, parent.get(day+"1"), "/reservations/jour")
			form.Set("affiches", "RESTO")
			form.Del("j")
			parent.tap("/reservations/jour", form)
			return fields(t, parent.get("/reservations/verifier"), "/reservations/valider")
		}
		recap := givesUp()
		now = now.Add(2 * time.Minute) // too late
		parent.do("POST", "/reservations/valider", recap)
		dbtest.Want(t, d, "select count(*) from reservations where state = 'accepted'", "2")
		now = now.Add(-2 * time.Minute)
		if status, _, body := parent.do("POST", "/reservations/valider", givesUp()); status != 303 {
			t.Fatalf("%d %s", status, plainText(body))
		}
		dbtest.Want(t, d, "select family_id from reservations where state = 'accepted'", "2")
	})
}
