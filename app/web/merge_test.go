package web_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"cartable/app/domain/access"
	"cartable/db/dbtest"
)

// From the page of a family a clerk finds its second file, reads what would move, joins both, follows the old number,
// and takes them apart; what was typed is kept where a reason is missing.
func TestFilesAreMergedFromThePages(t *testing.T) {
	d := dbtest.SQLite(t)
	w := dbtest.NewTown(t, d)
	w.Family(1)
	w.Family(2)
	if _, err := d.Write().ExecContext(t.Context(), "update children set first_name = 'Léa'"); err != nil {
		t.Fatal(err)
	}
	s := newSite(t, d).staff(w, string(access.Administrator))
	if page := s.get("/mairie/familles/F001"); !strings.Contains(page, `href="/mairie/familles/F001/reunir"`) {
		t.Error("the page of a family does not lead to a merge")
	}
	const path = "/mairie/familles/F001/reunir/F002"
	if page := s.get("/mairie/familles/F001/reunir"); !strings.Contains(page, path) {
		t.Error("the second file is not proposed")
	}
	if page := s.get("/mairie/familles/F001/reunir?q=F002"); strings.Count(page, path) != 2 {
		t.Error("the second file is not found")
	}
	send := func(path string, form url.Values) (int, string, string) {
		t.Helper()
		form.Set("_csrf", csrfField.FindStringSubmatch(s.get("/mairie/familles/F001/modifier"))[1])
		status, head, body := s.do("POST", path, form)
		return status, body, head.Get("Location")
	}
	status, body, _ := send(path, url.Values{"nom": {"autre"}})
	if status != 422 || !regexp.MustCompile(`name="nom" value="autre" checked`).MatchString(body) {
		t.Errorf("without a reason: %d", status)
	}
	status, body, _ = send(path, url.Values{"nom": {"autre"}, "motif": {"Saisie deux fois"}})
	proof := regexp.MustCompile(`name="vu" value="([0-9a-f]+)"`).FindStringSubmatch(body)
	if status != 200 || proof == nil {
		t.Fatalf("the rehearsal: %d", status)
	}
	if status, _, _ = send(path, url.Values{"motif": {"Saisie deux fois"}, "vu": {proof[1]}}); status != 409 {
		t.Errorf("another choice than what was read: %d", status)
	}
	apply := url.Values{"nom": {"autre"}, "motif": {"Saisie deux fois"}, "vu": {proof[1]}}
	status, _, to := send(path, apply)
	if status != 303 || to != "/mairie/reunions/1?fait=reunis" {
		t.Fatalf("%d to %q", status, to)
	}
	if status, body, _ = send(path, apply); status != 409 || !strings.Contains(body, "déjà été réuni") {
		t.Errorf("twice: %d", status)
	}
	if status, head, _ := s.do("GET", "/mairie/familles/F002", nil); status != 303 ||
		head.Get("Location") != "/mairie/familles/F001?fait=reunis-avant" {
		t.Errorf("the old number: %d to %q", status, head.Get("Location"))
	}
	// A page of the file leads to the same one of the other, with what was asked; a child's, whose number may be
	// another's, to the file.
	for deep, to := range map[string]string{
		"/jours?mois=2026-12":    "/jours?mois=2026-12&fait=reunis-avant",
		"/archiver":              "/archiver?fait=reunis-avant",
		"/reserver?enfant=2":     "/reserver?fait=reunis-avant",
		"/enfants/7":             "?fait=reunis-avant",
		"/enfants/7/garde":       "?fait=reunis-avant",
		"/responsables/3/rendre": "?fait=reunis-avant",
	} {
		status, head, _ := s.do("GET", "/mairie/familles/F002"+deep, nil)
		if got := head.Get("Location"); status != 303 || got != "/mairie/familles/F001"+to {
			t.Errorf("%s of the old number: %d to %q", deep, status, got)
		}
	}
	if page := s.get("/mairie/familles/F001"); !strings.Contains(page, "DUPONT2") ||
		!strings.Contains(page, `href="/mairie/reunions/1"`) {
		t.Error("the page of the family does not tell of the merge")
	}
	if status, _, _ = send("/mairie/reunions/1/annuler", url.Values{"motif": {" "}}); status != 422 {
		t.Errorf("an undoing without a reason: %d", status)
	}
	if status, _, to = send("/mairie/reunions/1/annuler", url.Values{"motif": {"Deux familles"}}); status != 303 ||
		to != "/mairie/reunions/1?fait=reunion-annulee" {
		t.Errorf("undone: %d to %q", status, to)
	}
	if status, body, _ = send("/mairie/reunions/1/annuler", url.Values{"motif": {"Deux familles"}}); status != 409 ||
		!strings.Contains(body, "Déjà annulée par") {
		t.Errorf("undone twice: %d", status)
	}
	if page := s.get("/mairie/familles/F002"); !strings.Contains(page, "Famille DUPONT2") {
		t.Error("the second file is not there again")
	}
}
