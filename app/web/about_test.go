package web_test

import (
	"strings"
	"testing"

	"cartable/app/web"
	"cartable/db"
	"cartable/db/dbtest"
)

// Anybody may read who publishes the portal, how to reach it, its texts and how accessible it is; every page leads
// there, and the page to sign in names the town.
func TestThePagesThatAnybodyMayRead(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		meal := w.Activity("RESTO", nil, w.Pool("cantine", 1, 5))
		f := w.Family(1, meal)
		do := func(query string, args ...any) {
			t.Helper()
			if _, err := d.Write().ExecContext(t.Context(), query, args...); err != nil {
				t.Fatal(err)
			}
		}
		do("update structures set phone = '05 36 49 00 10', hours = 'Le matin', address = '1 place <b>', " +
			"email = 'mairie@ville.example', revision = revision + 1")
		do("delete from consents")
		do("delete from documents")
		for _, text := range []string{"ancien", "Le texte en vigueur"} {
			do("insert into documents (kind, version, body, published_at) "+
				"select 'cgu', coalesce(max(version), 0) + 1, ?, ? from documents", text, noon.UTC())
		}
		s := newSite(t, d)
		links := []string{`href="/mentions-legales"`, `href="/textes/donnees-personnelles"`,
			`href="/textes/conditions"`, `href="/accessibilite"`, `href="/contact"`,
			"Accessibilité\u00a0: partiellement conforme"}
		reach := []string{"Mairie de CarteVille", `href="tel:0536490010"`, "Le matin"}
		holds(t, "the door", s.get("/connexion"), append(reach, links...)...)
		holds(t, "the contact", s.get("/contact"), append(reach, "1 place &lt;b&gt;",
			`href="mailto:mairie@ville.example"`)...)
		holds(t, "the legal notice", s.get("/mentions-legales"), "Mairie de CarteVille", "1 place &lt;b&gt;",
			"n'est pas encore indiqué")
		if page := s.get("/textes/conditions"); !strings.Contains(page, "Le texte en vigueur") ||
			strings.Contains(page, "ancien") {
			t.Errorf("the terms are %.3000s", page)
		}
		holds(t, "accessibility", s.get("/accessibilite"), "partiellement conforme", "Défenseur des droits")
		holds(t, "a text that is not published", s.get("/textes/donnees-personnelles"), "pas encore publié")
		for _, none := range []string{"/textes/x", "/textes/cgu"} {
			if status, _, _ := s.do("GET", none, nil); status != 404 {
				t.Errorf("%s: %d", none, status)
			}
		}
		hosted := s.options
		hosted.HostedBy = "Hébergeur SAS"
		app, err := web.New(hosted)
		if err != nil {
			t.Fatal(err)
		}
		other := *s
		other.app = app
		holds(t, "the legal notice, hosted", other.get("/mentions-legales"), "Hébergeur SAS")

		parent := s.as(f)
		holds(t, "a parent's page", parent.get("/contact"), append(reach, links...)...)
		do("update structures set phone = '01', revision = revision + 1")
		holds(t, "a parent's page, changed", parent.get("/contact"), `href="tel:01"`)
		do("insert into structures (code, name, zone) values ('autre', 'École de musique', 'A')")
		holds(t, "the door of two", s.get("/connexion"), "Mairie de CarteVille, École de musique")
		holds(t, "the contacts", s.get("/contact"), "Mairie de CarteVille", "École de musique",
			"ne sont pas encore indiquées")
		if strings.Contains(parent.get("/contact"), "École de musique") {
			t.Error("a parent reads of another structure")
		}
	})
}

// A day that the town closed says why, on the month and on the day.
func TestAClosedDaySaysWhy(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		meal := w.Activity("RESTO", nil, w.Pool("cantine", 10, 5))
		f := w.Family(1, meal)
		s := newSite(t, d).as(f)
		s.book(f, "RESTO", 3)
		for _, date := range []string{"2026-12-01", "2026-12-03"} {
			if _, err := d.Write().ExecContext(t.Context(), "insert into openings (activity_id, date, open, label) "+
				"values (?, ?, ?, 'grève du personnel')", meal, date, false); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := d.Write().ExecContext(t.Context(), "update structures set revision = revision + 1"); err != nil {
			t.Fatal(err)
		}
		child := itoa(f.Children[0])
		month := s.get("/reservations?activite=RESTO&mois=2026-12&enfant=" + child)
		if n := strings.Count(month, "grève du personnel"); n < 2 {
			t.Errorf("the month says it %d times", n)
		}
		day := s.get("/reservations/jour/2026-12-01?enfant=" + child)
		if n := strings.Count(day, "grève du personnel"); n != 1 {
			t.Errorf("the day says it %d times", n)
		}
		holds(t, "the reserved day", s.get("/reservations/jour/2026-12-03?enfant="+child), "grève du personnel")
	})
}
