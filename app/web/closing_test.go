package web_test

import (
	"net/url"
	"strings"
	"testing"

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
		holds(t, "the form", page, `value="greve" data-accueil`, `value="commune" checked`,
			"Service d'accueil en cas de grève",
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
