package web_test

import (
	"net/url"
	"strings"
	"testing"

	"cartable/db"
	"cartable/db/dbtest"
)

// The file is read at once, a worker queries the platform, and the page shows the progress.
func TestAReconciliationIsWatched(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		platform := &paperPlatform{}
		parent, _, wallets := payingSite(t, d, platform)
		form := fields(t, parent.get("/paiement"), "/paiement")
		form.Set("montant-"+itoa(wallets[0].ID), "12,00")
		form.Set("mel", "a@exemple.fr")
		if status, _, body := parent.do("POST", "/paiement", form); status != 303 {
			t.Fatalf("%d %.300s", status, body)
		}
		ref := platform.orders[0].Refdet

		parent.options.Treasury.Till = parent.portal.Till
		w := &dbtest.Town{T: t, DB: d}
		w.Structure.ID = wallets[0].StructureID
		s := parent.staff(w, "treasurer")
		const path = "/mairie/regie/rapprochement"
		page := s.get(path)
		send := func(text string) (int, string, string) {
			token := csrfField.FindStringSubmatch(page)[1]
			status, head, body := s.do("POST", path, url.Values{"_csrf": {token}, "texte": {text}})
			return status, head.Get("Location"), body
		}
		if status, _, body := send("LIGNE;x"); status != 422 || !strings.Contains(body, `id="e-fichier"`) ||
			!strings.Contains(body, ">LIGNE;x</textarea>") {
			t.Errorf("%d", status)
		}
		file := "EN-TETE;012345\nLIGNE;23112026;" + ref + ";1200\nPIED-DE-PAGE;1\n"
		if status, to, _ := send(file); status != 303 || to != path+"?fait=rapproche" {
			t.Fatalf("%d to %q", status, to)
		}
		if page := s.get(path); !strings.Contains(page, "0 sur 1 paiement manquant") ||
			!strings.Contains(page, `data-hx-get="`+path+`/progression"`) {
			t.Error("the page does not watch")
		}
		if status, _, body := send(file); status != 422 || !strings.Contains(body, "Un rapprochement est en cours") ||
			!strings.Contains(body, ref) {
			t.Errorf("a second file: %d", status)
		}
		if status, body := s.glance(path + "/progression"); status != 200 ||
			!strings.HasPrefix(strings.TrimSpace(body), `<div id="comparaison"`) {
			t.Errorf("%d %.200s", status, body)
		}
		if status, head, _ := s.do("GET", path+"/progression", nil); status != 303 || head.Get("Location") != path {
			t.Errorf("without a script: %d", status)
		}
		if _, err := d.Write().ExecContext(t.Context(), "update reconciliations set state = 'failed'"); err != nil {
			t.Fatal(err)
		}
		if page := s.get(path); strings.Contains(page, path+"/progression") ||
			!strings.Contains(page, "s'est arrêtée") ||
			!strings.Contains(page, ref) {
			t.Error("a run that was given up")
		}
	})
}
