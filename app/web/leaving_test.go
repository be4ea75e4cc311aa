package web_test

import (
	"net/url"
	"strings"
	"testing"

	"cartable/db"
	"cartable/db/dbtest"
)

// A mother names who collects her child; the town hall accepts; the sheet, the child's line and the search say it to
// whoever marks, and with whom the child must not go. On the sheet diets show only where they are asked for, and each
// asking is a reading that the family sees.
func TestTheSheetSaysHowAChildLeaves(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		evening := w.Activity("SOIR", nil, w.Pool("soir", 10, 5))
		f := w.Family(2, evening)
		exec := func(query string, args ...any) {
			t.Helper()
			if _, err := d.Write().NewRaw(query, args...).Exec(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		exec("update activities set kind = 'before-after-school' where id = ?", evening)
		exec("update children set allergies = 'PAI arachide' where id = ?", f.Children[0])
		exec("insert into reservations (structure_id, family_id, child_id, activity_id, date, state, requested_at, "+
			"transmitted, quantity) select ?, ?, id, ?, '2026-11-24', 'accepted', '2026-11-01 08:00:00+00', true, 1 "+
			"from children", w.Structure.ID, f.ID, evening)
		mother := newSite(t, d).as(f)
		own := mother.get("/profil/sorties")
		form := fields(t, own, "/profil/sorties")
		form.Set("sorte", "person")
		form.Set("personne", "Jeanne Petit")
		form.Set("lien", "")
		form["enfant"] = []string{itoa(f.Children[0]), itoa(f.Children[1])}
		code, _, page := mother.send(own, "/profil/sorties", form)
		if code != 422 {
			t.Fatal(code)
		}
		holds(t, "the form again", page, "Indiquez le lien avec l&#39;enfant", `value="Jeanne Petit"`, `value="`+
			itoa(f.Children[1])+`" checked`)
		form.Set("lien", "grand-mère")
		if code, _, _ := mother.send(own, "/profil/sorties", form); code != 303 {
			t.Fatal(code)
		}
		clerk, agent := newSite(t, d).staff(w, "manager"), newSite(t, d).staff(w, "agent")
		holds(t, "the first page", clerk.get("/mairie"), "sorties demandées", `href="/mairie/sorties"`)
		asked := clerk.get("/mairie/sorties")
		answer := fields(t, asked, "/mairie/sorties")
		answer.Set("reponse", "oui")
		if code, _, _ := clerk.send(asked, "/mairie/sorties", answer); code != 303 {
			t.Fatal(code)
		}
		if code, _, page := clerk.send(asked, "/mairie/sorties", answer); code != 409 ||
			!strings.Contains(page, "a déjà reçu une réponse") {
			t.Error(code)
		}
		child := "/mairie/familles/F001/enfants/" + itoa(f.Children[0]) + "/sorties"
		note := url.Values{"_csrf": answer["_csrf"], "sorte": {"barred"}, "personne": {"Marc Roux"},
			"lien": {"ordonnance du 3 mars"}}
		if code, _, _ := clerk.send(clerk.get(child), child, note); code != 303 {
			t.Fatal(code)
		}
		sheet := agent.get("/mairie/feuille/SOIR?jour=2026-11-24")
		holds(t, "the sheet", sheet, "Pas avec Marc Roux", "Jeanne Petit, grand-mère")
		if strings.Contains(sheet, "arachide") {
			t.Error("the sheet tells an allergy that nobody asked for")
		}
		before := dbtest.Query(t, d, "select count(*) from audit where action = 'health.read'")
		holds(t, "the sheet with health", agent.get("/mairie/feuille/SOIR?jour=2026-11-24&sante=oui"), "PAI arachide")
		after := dbtest.Query(t, d, "select count(*) from audit where action = 'health.read'")
		if before[0] != "0" || after[0] != "1" {
			t.Errorf("readings: %v, then %v", before, after)
		}
		holds(t, "the search", agent.get("/mairie/ou-est?enfant="+itoa(f.Children[0])), "Ne doit pas venir",
			"Marc Roux")
		treasurer := newSite(t, d).staff(w, "treasurer").get("/mairie/feuille/SOIR?jour=2026-11-24&sante=oui")
		for _, secret := range []string{"Marc Roux", "Jeanne Petit", "arachide"} {
			if strings.Contains(treasurer, secret) {
				t.Errorf("a treasurer reads %s", secret)
			}
			if page := mother.get("/profil/sorties"); secret == "Marc Roux" && strings.Contains(page, secret) {
				t.Error("a family reads who is barred")
			}
		}
	})
}
