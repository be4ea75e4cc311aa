package web_test

import (
	"strings"
	"testing"

	"cartable/db/dbtest"
)

// Staff set since when a family lives in the town; the family sees it in its journal.
func TestAResidenceByForms(t *testing.T) {
	d := dbtest.SQLite(t)
	w := dbtest.NewTown(t, d)
	f := w.Family(1)
	s := newSite(t, d).staff(w, "manager")
	const path = "/mairie/familles/F001/residence"
	if !strings.Contains(s.get("/mairie/familles/F001"), `href="`+path+`"`) {
		t.Error("the family's page does not lead there")
	}
	first := s.get(path)
	if !strings.Contains(first, "<li>De la commune</li>") { // "avant" is for who moved
		t.Error("a family that never moved is said to have lived there before")
	}
	form := fields(t, first, path)
	form.Set("depuis", "jamais")
	status, _, body := s.do("POST", path, form)
	for _, want := range []string{`id="e-resident"`, `id="e-depuis"`, `id="e-motif"`, `value="jamais"`} {
		if status != 422 || !strings.Contains(body, want) {
			t.Errorf("%d: %s is lost", status, want)
		}
	}
	for field, value := range map[string]string{"resident": "non", "depuis": "2026-11-02", "motif": "Parti à Angers"} {
		form.Set(field, value)
	}
	if status, head, _ := s.do("POST", path, form); status != 303 ||
		head.Get("Location") != "/mairie/familles/F001?fait=residence" {
		t.Fatalf("%d to %q", status, head.Get("Location"))
	}
	if page := s.get("/mairie/familles/F001?fait=residence"); !strings.Contains(page,
		"hors commune (depuis le 02/11/2026)") {
		t.Error("the family's page does not say since when")
	}
	// A change to come is told as such: the date beside where they live is not that of where they will live.
	form = fields(t, s.get(path), path)
	for field, value := range map[string]string{"resident": "oui", "depuis": "2026-12-15", "motif": "De retour"} {
		form.Set(field, value)
	}
	if status, _, _ := s.do("POST", path, form); status != 303 {
		t.Fatalf("the way back: %d", status)
	}
	if page := s.get("/mairie/familles/F001"); !strings.Contains(page,
		"hors commune (depuis le 02/11/2026), de la commune à partir du 15/12/2026") {
		t.Error("the family's page does not tell a move to come from the last one")
	}
	if page := newSite(t, d).as(f).get("/profil/journal"); !strings.Contains(page, "Parti à Angers") {
		t.Error("the family does not read why")
	}
}
