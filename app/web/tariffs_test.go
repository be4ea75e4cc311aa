package web_test

import (
	"net/url"
	"strings"
	"testing"

	"cartable/db"
	"cartable/db/dbtest"
)

// A manager prepares tariffs and an administrator applies them; a treasurer reads them, others do not see the page.
func TestTariffsAreSetOnAForm(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		w.Activity("RESTO", nil)
		w.Activity("MERCREDI", nil)
		s := newSite(t, d)
		manager := s.staff(w, "manager")
		if status, _, _ := s.staff(w, "agent").do("GET", "/mairie/tarifs", nil); status != 404 {
			t.Errorf("an agent gets %d", status)
		}
		treasurer := s.staff(w, "treasurer")
		for _, path := range []string{"/mairie/tarifs", "/mairie/tarifs/RESTO"} {
			page := treasurer.get(path)
			holds(t, "what a treasurer reads", page, "RESTO", "4,00\u00a0€", "tous les quotients",
				`href="/mairie/tarifs"`)
			if strings.Contains(page, "/grille") || strings.Contains(page, "Préparer") {
				t.Errorf("%s offers a treasurer to change prices", path)
			}
		}
		for _, method := range []string{"GET", "POST"} {
			forged := url.Values{"prix-0-0": {"1"}}
			if status, _, _ := treasurer.do(method, "/mairie/tarifs/RESTO/grille", forged); status != 404 {
				t.Errorf("%s of the form by a treasurer: %d", method, status)
			}
		}
		holds(t, "the list", manager.get("/mairie/tarifs"), "RESTO, MERCREDI", "4,00\u00a0€", "tous les quotients")
		holds(t, "the grid", manager.get("/mairie/tarifs/MERCREDI"), "en vigueur",
			"Quand le quotient n'est pas connu&nbsp;: "+"4,00\u00a0€.", `href="/mairie/tarifs/MERCREDI/grille"`)
		const path = "/mairie/tarifs/RESTO/grille"
		page := manager.get(path)
		holds(t, "the form", page, `name="prix-0-0" value="4"`, `value="RESTO" checked`, `value="MERCREDI" checked`)
		form := fields(t, page, path)
		form["activite"] = []string{"RESTO", "MERCREDI"}
		for name, value := range map[string]string{"du": "2027-01-01", "a-0": "500", "prix-0-0": "3,999", "de-1": "600",
			"prix-1-0": "2", "motif": ""} {
			form.Set(name, value)
		}
		status, _, again := manager.do("POST", path, form)
		if status != 422 {
			t.Errorf("%d", status)
		}
		holds(t, "refused at the cells, with what was typed", again, `id="e-prix-0-0"`, `value="3,999"`, `id="e-motif"`,
			`name="de-1" value="600"`)
		form.Set("prix-0-0", "3")
		form.Set("motif", "Vote du conseil")
		form.Set("faire", "calculer")
		if status, _, page := manager.do("POST", path, form); status != 200 ||
			!strings.Contains(page, "Cette famille") || !strings.Contains(page, "Aucune journée de ces activités") {
			t.Errorf("%d %s", status, page)
		}
		form.Set("faire", "preparer")
		status, _, again = manager.do("POST", path, form)
		if status != 422 {
			t.Errorf("%d", status)
		}
		holds(t, "a hole, to be agreed to", again, `id="d-a-0"`, "point est à vérifier", `name="accord" value="`)
		_, mark, _ := strings.Cut(again, `name="accord" value="`)
		mark, _, _ = strings.Cut(mark, `"`)
		form.Set("accord", mark)
		status, head, body := manager.do("POST", path, form)
		if status != 303 || !strings.HasPrefix(head.Get("Location"), "/mairie/operations/") {
			t.Errorf("%d %q %s", status, head.Get("Location"), body)
		}
		dbtest.Want(t, d, "select state, kind from operations", "prepared tariffs")
		dbtest.Want(t, d, "select count(*) from tariffs", "2")
		if status, _, _ := manager.do("POST", path, without(form, "activite", "prix-0-0", "prix-1-0")); status != 422 {
			t.Errorf("a form without prices: %d", status)
		}
	})
}

// Prices that begin later are shown with their rows beside those of today, on the list and on the page of the grid, and
// can be changed until they begin. Where the brackets change too, they have a table of their own.
func TestPricesThatBeginLaterAreShown(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		meal := w.Activity("RESTO", nil)
		s := newSite(t, d)
		manager := s.staff(w, "manager")
		set := func(query string, args ...any) {
			t.Helper()
			if _, err := d.Write().ExecContext(t.Context(), query, args...); err != nil {
				t.Fatal(err)
			}
			if _, err := d.Write().ExecContext(t.Context(), "update structures set revision = revision + 1"); err !=
				nil {
				t.Fatal(err)
			}
		}
		set("insert into tariffs (activity_id, from_date, price) values (?, '2027-01-01', 450)", meal)
		const edit = `href="/mairie/tarifs/RESTO/grille?du=2027-01-01"`
		holds(t, "the list", manager.get("/mairie/tarifs"), edit,
			"4,00\u00a0€ <span class=\"why-line\">puis 4,50\u00a0€")
		holds(t, "the grid", manager.get("/mairie/tarifs/RESTO"), "à venir",
			"4,50\u00a0€ <span class=\"why-line\">aujourd&#39;hui 4,00\u00a0€", edit)
		holds(t, "its form", manager.get("/mairie/tarifs/RESTO/grille?du=2027-01-01"), `value="2027-01-01"`,
			`value="4,50"`)
		set("update tariffs set qf_min = 50000 where from_date = '2027-01-01'")
		set("insert into tariffs (activity_id, from_date, qf_max, price) values (?, '2027-01-01', 50000, 350)", meal)
		holds(t, "the list", manager.get("/mairie/tarifs"), "À partir du 01/01/2027",
			"3,50\u00a0€ <span class=\"why-line\">aujourd&#39;hui 4,00\u00a0€", "500\u00a0€ et plus")
	})
}

func without(form url.Values, names ...string) url.Values {
	all := url.Values{}
	for name, values := range form {
		all[name] = values
	}
	for _, name := range names {
		all.Del(name)
	}
	return all
}

func TestTwoClerksAtOneGrid(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		w.Activity("RESTO", nil)
		s := newSite(t, d)
		clerk := s.staff(w, "administrator")
		const path = "/mairie/tarifs/RESTO/grille"
		page := clerk.get(path + "?du=2026-09-01")
		first := fields(t, page, path)
		holds(t, "what was shown", page, `name="vu"`)
		first.Set("activite", "RESTO")
		first.Set("du", "2026-09-01")
		first.Set("motif", "Erreur de saisie")
		first.Set("vu", shownOf(t, page))
		first.Set("base", "2026-09-01")
		second := without(first)
		first.Set("prix-0-0", "4,20")
		second.Set("prix-0-0", "4,90")
		if status, head, body := clerk.do("POST", path, first); status != 303 {
			t.Fatalf("%d %v %s", status, head, body)
		}
		status, _, again := clerk.do("POST", path, second)
		if status != 409 {
			t.Errorf("%d", status)
		}
		holds(t, "the second", again, "Une autre personne a changé ces prix", "4,00\u00a0€ → 4,20\u00a0€",
			`value="4,90"`)
		second.Set("vu", shownOf(t, again))
		if status, _, body := clerk.do("POST", path, second); status != 303 {
			t.Errorf("%d %s", status, body)
		}
	})
}

// shownOf returns what the form carries of the prices that it was shown.
func shownOf(t *testing.T, page string) string {
	t.Helper()
	_, text, _ := strings.Cut(page, `name="vu" value="`)
	text, _, _ = strings.Cut(text, `"`)
	return strings.NewReplacer("&#34;", `"`, "&#43;", "+").Replace(text)
}

// Quotients are typed row by row: what is wrong is at its field, and no number of a family is ever in an address.
func TestQuotientsAreTypedRowByRow(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		w.Activity("RESTO", nil)
		for range 2 {
			w.Family(1)
		}
		s := newSite(t, d)
		manager := s.staff(w, "manager")
		for _, role := range []string{"agent", "treasurer"} {
			if status, _, _ := s.staff(w, role).do("GET", "/mairie/quotients", nil); status != 404 {
				t.Errorf("a %s gets %d", role, status)
			}
		}
		const path = "/mairie/quotients"
		page := manager.get(path)
		holds(t, "the page", page, "<b>2</b><span>familles sans aucun quotient", `name="famille-9"`,
			`value="2026-12-31"`)
		form := fields(t, page, path)
		for name, value := range map[string]string{"famille-0": "F001", "qf-0": "777,13", "du-0": "2026-11-01",
			"famille-1": "dupont", "qf-1": "12000", "du-1": "2026-11-01", "motif": "Attestation reçue"} {
			form.Set(name, value)
		}
		status, head, again := manager.do("POST", path, form)
		if status != 422 || head.Get("Location") != "" {
			t.Errorf("%d", status)
		}
		holds(t, "refused", again, `id="e-famille-1"`, "F001 DUPONT1", `value="777,13"`, `value="12000"`)
		form.Set("famille-1", "dupont2")
		status, _, again = manager.do("POST", path, form)
		if status != 422 || !strings.Contains(again, `id="d-qf-1"`) {
			t.Errorf("%d %s", status, again)
		}
		_, mark, _ := strings.Cut(again, `name="accord" value="`)
		mark, _, _ = strings.Cut(mark, `"`)
		form.Set("accord", mark)
		status, head, again = manager.do("POST", path, form)
		if status != 303 || head.Get("Location") != path+"?fait=applique" {
			t.Errorf("%d %q %s", status, head.Get("Location"), again)
		}
		dbtest.Want(t, d, "select qf from quotients order by id", "77713", "1200000")
		status, _, found := manager.ask("POST", path+"/familles?ligne=3", url.Values{"_csrf": form["_csrf"],
			"famille-3": {"dupont2"}}, "HX-Request", "true")
		if status != 200 || !strings.Contains(found, `value="F002 DUPONT2 Jean-Paul"`) ||
			strings.Contains(found, "F001") {
			t.Errorf("%d %s", status, found)
		}
		list := manager.get(path + "/echeances?liste=bientot")
		holds(t, "the list", list, "Personne dans cette liste")
		const file = path + "/fichier"
		sheet := fields(t, manager.get(file), file)
		sheet.Set("collage", "famille;qf;du;au\nF001;800;01/11/2026;31/12/2026\nF009;1;01/11/2026;\n")
		sheet.Set("motif", "Fichier de la CAF")
		if status, _, again = manager.do("POST", file, sheet); status != 422 {
			t.Errorf("%d", status)
		}
		holds(t, "the errors of the file", again, "<b>1\u00a0erreur</b>", "F009", "Ligne </span>3")
	})
}

func TestHowFarBackAQuotientMayBegin(t *testing.T) {
	d := dbtest.SQLite(t)
	w := dbtest.NewTown(t, d)
	s := newSite(t, d)
	clerk := s.staff(w, "administrator")
	page := clerk.get("/mairie/regles")
	holds(t, "the rules", page, `value="year" checked`)
	form := fields(t, page, "/mairie/regles/quotients")
	form.Set("retroactivite", "never")
	if status, _, again := clerk.do("POST", "/mairie/regles/quotients", form); status != 422 ||
		!strings.Contains(again, `id="e-motif-quotients"`) || !strings.Contains(again, `value="never" checked`) {
		t.Errorf("%d %s", status, again)
	}
	form.Set("motif", "Règlement")
	if status, _, _ := clerk.do("POST", "/mairie/regles/quotients", form); status != 303 {
		t.Errorf("%d", status)
	}
	dbtest.Want(t, d, "select qf_backdate from structures", "never")
	if status, _, _ := s.staff(w, "manager").do("POST", "/mairie/regles/quotients", form); status != 404 {
		t.Errorf("a manager gets %d", status)
	}
}
