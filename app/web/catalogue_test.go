package web_test

import (
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"cartable/db/dbtest"
)

// asShown returns what a browser sends of the form with an action, as it is shown.
func asShown(t *testing.T, page, action string) url.Values {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	attr := func(n *html.Node, name string) (string, bool) {
		for _, a := range n.Attr {
			if a.Key == name {
				return a.Val, true
			}
		}
		return "", false
	}
	form := url.Values{}
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode || !within(n, action) {
			continue
		}
		name, _ := attr(n, "name")
		value, _ := attr(n, "value")
		kind, _ := attr(n, "type")
		_, checked := attr(n, "checked")
		switch {
		case n.Data == "input" && (kind != "checkbox" && kind != "radio" || checked):
			form.Add(name, value)
		case n.Data == "textarea" && n.FirstChild != nil:
			form.Add(name, n.FirstChild.Data)
		case n.Data == "option":
			if _, selected := attr(n, "selected"); selected {
				of, _ := attr(n.Parent, "name")
				form.Set(of, value)
			}
		}
	}
	if form.Get("_csrf") == "" {
		t.Fatalf("no form goes to %s", action)
	}
	return form
}

// says checks sentences of a page, whatever their spaces.
func says(t *testing.T, what, page string, all ...string) {
	t.Helper()
	plain := strings.NewReplacer("\u00a0", " ", "\u202f", " ")
	holds(t, what, plain.Replace(html.UnescapeString(page)), all...)
}

func within(n *html.Node, action string) bool {
	for ; n != nil; n = n.Parent {
		if n.Data == "form" {
			for _, a := range n.Attr {
				if a.Key == "action" && a.Val == action {
					return true
				}
			}
		}
	}
	return false
}

// An activity's form sent back as it is shown changes nothing; a wrong one keeps what was typed, with each fault at its
// field; a right one is applied.
func TestAnActivityIsChangedOnItsForm(t *testing.T) {
	d := dbtest.SQLite(t)
	w := dbtest.NewTown(t, d)
	w.Activity("RESTO", nil, w.Pool("cantine", 10, 5))
	s := newSite(t, d)
	manager := s.staff(w, "manager")
	const path = "/mairie/activites/RESTO"
	page := manager.get(path)
	says(t, "the form", page, "La veille avant 18 h", "Pour le lundi 30 novembre : jusqu'au",
		"passage à l'heure d'été", "passage à l'heure d'hiver", "Archiver", "copie=RESTO")
	form := asShown(t, page, path)
	form.Set("motif", "relecture de l'année")
	if status, head, body := manager.do("POST", path, form); status != 303 ||
		head.Get("Location") != path+"?fait=inchange" {
		t.Errorf("untouched: %d %s %s", status, head.Get("Location"), body)
	}
	form.Set("name", "")
	form.Set("end", "11:00")
	form.Set("book_by-forme", "jours")
	form.Set("book_by-jours", "400")
	form.Set("age_from-limite", "avec")
	form.Set("motif", "")
	status, _, again := manager.do("POST", path, form)
	if status != 422 {
		t.Fatalf("%d", status)
	}
	says(t, "refused", again, `id="e-name">Donnez un nom.`, `id="e-end"`, "n'est pas après le début",
		"400 » jours : il faut un nombre de 1 à 365. Formes possibles", `value="400"`, `value="11:00"`,
		"ou indiquez un âge.", `id="e-motif"`)
	form = asShown(t, page, path)
	form.Set("name", "Restaurant scolaire")
	form.Set("age_from-limite", "avec")
	form.Set("age_from", "3")
	form.Set("book_by-forme", "semaines")
	form.Set("motif", "relecture de l'année")
	if status, head, body := manager.do("POST", path, form); status != 303 ||
		head.Get("Location") != path+"?fait=catalogue" {
		t.Fatalf("%d %s", status, body)
	}
	says(t, "saved", manager.get(path+"?fait=catalogue"), "C'est enregistré.", `value="Restaurant scolaire"`,
		"Jusqu'au jeudi 18 h de la semaine précédente")
	says(t, "the list", manager.get("/mairie/activites"), "Restaurant scolaire", "à partir de 3 ans",
		"lun., mar., jeu., ven.")
	for _, role := range []string{"agent", "treasurer"} {
		other := s.staff(w, role)
		for _, address := range []string{"/mairie/activites", path, "/mairie/categories/nouvelle"} {
			if status, _, _ := other.do("GET", address, nil); status != 404 {
				t.Errorf("a %s gets %d of %s", role, status, address)
			}
		}
		if status, _, _ := other.do("POST", path, form); status == 303 {
			t.Errorf("a %s changes an activity", role)
		}
	}
}

// The second of two clerks is told what the first changed; what he typed is kept, and what he left shows what is stored
// now. Sent again, it goes through.
func TestTwoClerksOnOneForm(t *testing.T) {
	d := dbtest.SQLite(t)
	w := dbtest.NewTown(t, d)
	w.Pool("cantine", 10, 5)
	s := newSite(t, d)
	one, two := s.staff(w, "manager"), s.staff(w, "administrator")
	const path = "/mairie/groupes-de-places/cantine"
	first, second := asShown(t, one.get(path), path), asShown(t, two.get(path), path)
	first.Set("capacity", "16")
	first.Set("motif", "une table de moins")
	if status, _, body := one.do("POST", path, first); status != 303 {
		t.Fatalf("%d %s", status, body)
	}
	second.Set("name", "Salle du haut")
	second.Set("motif", "nouveau nom")
	status, _, page := two.do("POST", path, second)
	if status != 409 {
		t.Fatalf("%d %s", status, page)
	}
	says(t, "told", page, "Quelqu'un d'autre a changé le groupe de places", "Places : 10 → 16",
		`value="Salle du haut"`, `value="16"`, "nouveau nom")
	if status, _, body := two.do("POST", path, asShown(t, page, path)); status != 303 {
		t.Fatalf("%d %s", status, body)
	}
	says(t, "both", one.get(path), `value="Salle du haut"`, `value="16"`)
	second.Set("vu", "forgé") // is taken for what is stored
	if status, _, _ := two.do("POST", path, second); status != 303 && status != 409 {
		t.Errorf("forged: %d", status)
	}
}

// Of several activities only what is ticked is written; what differs says so.
func TestSeveralActivitiesAtOnce(t *testing.T) {
	d := dbtest.SQLite(t)
	w := dbtest.NewTown(t, d)
	w.Activity("RESTO", nil, w.Pool("cantine", 10, 5))
	w.Activity("MATIN", nil)
	manager := newSite(t, d).staff(w, "manager")
	const path = "/mairie/activites/modifier"
	page := manager.get(path + "?code=RESTO&code=MATIN&code=inconnue")
	says(t, "the form", page, "Modifier 2 activités", "Valeurs différentes : aucun, sans limite (1), cantine (1)")
	form := asShown(t, page, path)
	form.Set("motif", "délais de la rentrée")
	if status, _, body := manager.do("POST", path, form); status != 422 ||
		!strings.Contains(body, "Cochez au moins un") {
		t.Errorf("nothing ticked: %d", status)
	}
	form["champ"] = []string{"book_by", "kind"}
	form.Set("book_by-forme", "ouvres")
	form.Set("book_by-ouvres", "")
	form.Set("kind", "meal")
	status, _, body := manager.do("POST", path, form)
	if status != 422 {
		t.Fatalf("%d", status)
	}
	says(t, "wrong", body, "indiquez le nombre de jours ouvrés", `name="champ" value="kind" checked`,
		`value="meal" selected`)
	form.Set("book_by-ouvres", "3")
	form.Set("name", "Tout pareil")
	if status, head, body := manager.do("POST", path, form); status != 303 ||
		head.Get("Location") != "/mairie/activites?fait=catalogue" {
		t.Fatalf("%d %s", status, body)
	}
	for code, pool := range map[string]string{"RESTO": `value="cantine" checked`, "MATIN": `value="MATIN"`} {
		says(t, code, manager.get("/mairie/activites/"+code), "Jusqu'à 3 jours ouvrés avant, 18 h", pool,
			`value="meal" selected`, `value="`+code+`"`, "La veille avant 18 h")
	}
	stale := form // shown before the change
	stale.Set("kind", "other")
	if status, _, body := manager.do("POST", path, stale); status != 409 ||
		!strings.Contains(body, "Délai pour réserver") {
		t.Errorf("stale: %d", status)
	}
	if status, _, _ := manager.do("GET", path, nil); status != 404 {
		t.Errorf("none is chosen: %d", status)
	}
}

// A deadline is worked out in dates: by a button, and by a fragment for the script; one that cannot be read
// says why.
func TestADeadlineIsWorkedOut(t *testing.T) {
	d := dbtest.SQLite(t)
	w := dbtest.NewTown(t, d)
	w.Activity("RESTO", nil)
	manager := newSite(t, d).staff(w, "manager")
	const path = "/mairie/activites/RESTO"
	form := asShown(t, manager.get(path), path)
	form.Set("book_by-forme", "jours")
	form.Set("book_by-jours", "2")
	form.Set("name", "En cours de frappe")
	form.Set("voir", "exemples")
	status, _, page := manager.do("POST", path, form)
	if status != 200 {
		t.Fatalf("%d", status)
	}
	says(t, "the button", page, `value="En cours de frappe"`, "Jusqu'à 2 jours avant, 18 h",
		"Pour le lundi 30 novembre : jusqu'au samedi 28 novembre à 18 h")
	const worked = "/mairie/activites/delai?champ=cancel_by&cancel_by-forme=ouvres&cancel_by-heure=12:00&cancel_by-ouvres="
	says(t, "the fragment", manager.get(worked+"2"), "<div", "Pour le lundi 30 novembre : jusqu'au jeudi",
		"(après : Noël)")
	says(t, "wrong", manager.get(worked+"deux"), "« deux » jours ouvrés", "Formes possibles")
	if status, _, _ := manager.do("GET", "/mairie/activites/delai?champ=name", nil); status != 404 {
		t.Errorf("a field without a rule: %d", status)
	}
}

// A new activity is copied with its prices, archived, and shown apart.
func TestAnActivityIsCopiedAndArchivedOnPages(t *testing.T) {
	d := dbtest.SQLite(t)
	w := dbtest.NewTown(t, d)
	w.Activity("RESTO", nil, w.Pool("cantine", 10, 5))
	manager := newSite(t, d).staff(w, "manager")
	const path = "/mairie/activites/nouvelle"
	page := manager.get(path + "?copie=RESTO")
	says(t, "the copy", page, "RESTO (copie)", "Reprendre aussi ses tarifs (1 ligne)")
	form := asShown(t, page, path)
	form.Set("code", "RESTO")
	form.Set("motif", "deuxième école")
	if status, _, body := manager.do("POST", path, form); status != 422 || !strings.Contains(body, "existe déjà") {
		t.Errorf("the same code: %d", status)
	}
	form.Set("code", "RESTO-2")
	if status, head, body := manager.do("POST", path, form); status != 303 ||
		head.Get("Location") != "/mairie/activites/RESTO-2?fait=catalogue" {
		t.Fatalf("%d %s", status, body)
	}
	says(t, "the list", manager.get("/mairie/activites"), "RESTO (copie)", "4,00 €")
	const archive = "/mairie/activites/RESTO-2/archiver"
	form = asShown(t, manager.get(archive), archive)
	form.Set("motif", "une erreur")
	form.Set("dernier", "2026-11-01")
	if status, _, body := manager.do("POST", archive, form); status != 422 ||
		!strings.Contains(body, "hier au plus tôt") {
		t.Errorf("too early: %d", status)
	}
	form.Set("dernier", "2026-11-22")
	if status, _, body := manager.do("POST", archive, form); status != 303 {
		t.Fatalf("%d %s", status, body)
	}
	says(t, "apart", manager.get("/mairie/activites"), "1 activité archivée")
	says(t, "archived", manager.get("/mairie/activites/RESTO-2"), "<b>Archivée</b>")
}
