package web_test

import (
	"context"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"cartable/app/domain/civil"
	"cartable/db"
	"cartable/db/dbtest"
)

var (
	rowNumber = regexp.MustCompile(`<th scope="row">(\d+)</th>`)
	rowChild  = regexp.MustCompile(`<tr id="r-\d+"[^>]*>.*?<th scope="row" title="([^"]*)"`)
)

// numbers returns what a pattern finds in a page, in order.
func numbers(pattern *regexp.Regexp, page string) string {
	var all []string
	for _, m := range pattern.FindAllStringSubmatch(page, -1) {
		all = append(all, m[1])
	}
	return strings.Join(all, " ")
}

// asked is a town hall with the movements of a day: one accepted, one waiting, one given up, of two families.
func asked(t *testing.T, d *db.DB) (*dbtest.Town, *browsing) {
	t.Helper()
	w := dbtest.NewTown(t, d)
	meal, care := w.Activity("RESTO", nil), w.Activity("SOIR", nil)
	zoe, abel := w.Family(1, meal, care), w.Family(1, meal, care)
	for i, row := range []struct {
		family    dbtest.Family
		activity  int64
		kind, now string
	}{{zoe, meal, "book", "accepted"}, {abel, care, "book", "waitlisted"}, {abel, meal, "cancel", "cancelled"}} {
		at := noon.UTC()
		r := db.Reservation{StructureID: w.Structure.ID, FamilyID: row.family.ID, ChildID: row.family.Children[0],
			ActivityID: row.activity, Date: civil.Of(noon) + civil.Date(10+i), State: row.now, RequestedAt: at,
			Quantity: 1}
		if _, err := d.Write().NewInsert().Model(&r).Exec(context.Background()); err != nil {
			t.Fatal(err)
		}
		m := db.Movement{StructureID: w.Structure.ID, FamilyID: r.FamilyID, ChildID: r.ChildID, At: at,
			ActivityID: r.ActivityID, Date: r.Date, Kind: row.kind, ReservationID: r.ID, Origin: "portal"}
		if _, err := d.Write().NewInsert().Model(&m).Exec(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	return w, newSite(t, d).staff(w, "manager")
}

// The requests of a day are filtered and sorted in the address, and a link to another order keeps the filters.
func TestRequestsAreSortedAndFilteredInTheAddress(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		_, clerk := asked(t, d)
		for address, want := range map[string]string{
			"":                       "3 2 1",
			"?tri=numero":            "1 2 3",
			"?tri=-numero":           "3 2 1",
			"?tri=famille":           "1 3 2",
			"?tri=-famille":          "3 2 1",
			"?tri=jour":              "1 2 3",
			"?activite=RESTO":        "3 1",
			"?quoi=annuler":          "3",
			"?quoi=reserver":         "2 1",
			"?etat=a-noter":          "2",
			"?etat=a-noter&tri=jour": "2",
		} {
			page := clerk.get("/mairie/demandes" + address)
			if got := numbers(rowNumber, page); got != want {
				t.Errorf("%s shows %q, not %q", address, got, want)
			}
		}
		page := clerk.get("/mairie/demandes?quoi=reserver&tri=famille")
		holds(t, "a sorted list", page, `aria-sort="ascending"`, "quoi=reserver&amp;tri=-famille",
			"quoi=reserver&amp;tri=jour", `name="tri" value="famille"`)
		if page := clerk.get("/mairie/demandes"); strings.Contains(page, ">Acceptée<") {
			t.Error("a request that was accepted is told as an exception")
		}
	})
}

// A word in the address that names nothing is told, and the list is shown whole.
func TestAWordThatNamesNothingIsTold(t *testing.T) {
	_, clerk := asked(t, dbtest.SQLite(t))
	for address, sentence := range map[string]string{
		"/mairie/demandes?tri=couleur":       "Cette liste ne se trie pas ainsi",
		"/mairie/demandes?tri=m.at;drop":     "Cette liste ne se trie pas ainsi",
		"/mairie/demandes?quoi=tout":         "Ce filtre n&#39;existe pas",
		"/mairie/demandes?etat=perdue":       "Ce filtre n&#39;existe pas",
		"/mairie/courriels?etat=perdu":       "Ce filtre n&#39;existe pas",
		"/mairie/familles?tri=-age":          "Cette liste ne se trie pas ainsi",
		"/mairie/familles?acces=peut-etre":   "Ce filtre n&#39;existe pas",
		"/mairie/feuille/RESTO?voir=rien":    "Ce filtre n&#39;existe pas",
		"/mairie/feuille/RESTO?classe=Bleue": "Ce filtre n&#39;existe pas",
	} {
		if status, _, page := clerk.do("GET", address, nil); status != 200 || !strings.Contains(page, sentence) ||
			strings.Contains(page, "aria-sort") {
			t.Errorf("%s: %d %s", address, status, mainOf(page))
		}
	}
	if status, _, _ := clerk.do("GET", "/mairie/demandes?activite=AUTRE", nil); status != 404 {
		t.Errorf("an activity of nobody: %d", status)
	}
	for _, none := range []string{"/mairie/nuits/0", "/mairie/nuits/-1", "/mairie/nuits/lundi"} {
		if status, _, _ := clerk.do("GET", none, nil); status != 404 {
			t.Errorf("%s: %d", none, status)
		}
	}
}

// The page of one row leads back to the list as it was left.
func TestAListKeepsItsPlace(t *testing.T) {
	d := dbtest.SQLite(t)
	w, clerk := asked(t, d)
	const list = "/mairie/familles?acces=sans&page=2"
	family := "/mairie/familles/" + dbtest.Query(t, d, "select code from families limit 1")[0]
	back := func(referer string) string {
		t.Helper()
		_, _, page := clerk.ask("GET", family, nil, "Referer", referer)
		m := regexp.MustCompile(`class="back" href="([^"]*)"`).FindStringSubmatch(page)
		if m == nil {
			t.Fatalf("no link back: %s", mainOf(page))
		}
		return strings.ReplaceAll(m[1], "&amp;", "&")
	}
	for referer, want := range map[string]string{
		"http://localhost:8080" + list:              list,
		"http://localhost:8080" + list + "&fait=ok": list,
		"http://localhost:8080/mairie":              "/mairie/familles",
		"http://evil.example/autre?q=1":             "/mairie/familles",
		"":                                          "/mairie/familles",
	} {
		if got := back(referer); got != want {
			t.Errorf("from %q the link back leads to %q", referer, got)
		}
	}

	// A mark without a script, on a sheet that shows a class.
	care := w.Activity("ETUDE", nil)
	f := w.Family(1, care)
	id := expected(t, w, f, care, civil.Of(noon))
	agent := newSite(t, d).staff(w, "agent")
	const filtered = "/mairie/feuille/ETUDE?jour=2026-11-23&voir=a-pointer"
	form := fields(t, agent.get(filtered), "/mairie/pointage")
	form.Set("presence", "present")
	_, head, _ := agent.ask("POST", "/mairie/pointage", form, "Referer", "http://localhost:8080"+filtered)
	if to := head.Get("Location"); to != fmt.Sprintf("%s&fait=pointe#r-%d", filtered, id) {
		t.Errorf("a mark leads to %q", to)
	}
}

// The sheet stands by class, the youngest first, and shows what its filters keep.
func TestTheSheetByClass(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		meal := w.Activity("RESTO", nil)
		f := w.Family(4, meal)
		for i, child := range []struct{ last, class, school string }{{"Zola", "CP", "Les Tilleuls"},
			{"Éluard", "CM2", "Les Tilleuls"}, {"Hugo", "Petite section", "Les Tilleuls"},
			{"Sand", "CP", "Les Tilleuls"}} {
			if _, err := d.Write().ExecContext(t.Context(), "update children set last_name = ?, class = ?, school = ? "+
				"where id = ?", child.last, child.class, child.school, f.Children[i]); err != nil {
				t.Fatal(err)
			}
			one := f
			one.Children = f.Children[i:]
			expected(t, w, one, meal, civil.Of(noon))
		}
		if _, err := d.Write().ExecContext(t.Context(), "update reservations set attendance = 'absent-justified' "+
			"where child_id = ?", f.Children[1]); err != nil {
			t.Fatal(err)
		}
		agent := newSite(t, d).staff(w, "agent")
		show := func(query url.Values) string {
			page := agent.get("/mairie/feuille/RESTO?" + query.Encode())
			var names []string
			for _, m := range rowChild.FindAllStringSubmatch(page, -1) {
				names = append(names, strings.Fields(m[1])[0])
			}
			return strings.Join(names, " ")
		}
		for _, c := range []struct {
			query url.Values
			want  string
		}{
			{url.Values{}, "Hugo Sand Zola Éluard"},
			{url.Values{"nom": {"eluard"}}, "Éluard"},
			{url.Values{"classe": {"CP, Les Tilleuls"}}, "Sand Zola"},
			{url.Values{"voir": {"a-noter"}}, "Éluard"},
			{url.Values{"voir": {"a-pointer"}, "nom": {"o"}}, "Hugo Zola"},
			{url.Values{"nom": {"personne"}}, ""},
		} {
			if got := show(c.query); got != c.want {
				t.Errorf("%v shows %q, not %q", c.query, got, c.want)
			}
		}
		if page := agent.get("/mairie/feuille/RESTO?voir=a-pointer"); strings.Contains(page, "/mairie/pointage/tous") {
			t.Error("a filtered sheet marks those that it does not show")
		}
	})
}

// Today shows its week, and why a day is closed; a closed day leads to the next open one.
func TestTheWeekOfTheTownHall(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		meal := w.Activity("RESTO", func(a *db.Activity) { a.Term = "school" })
		expected(t, w, w.Family(1, meal), meal, civil.Of(noon))
		clerk := newSite(t, d).staff(w, "manager")
		page := mainOf(clerk.get("/mairie"))
		holds(t, "the week", page, `href="/mairie?jour=2026-11-23" aria-current="date"`, "<b>1</b> réservation<",
			`href="/mairie?jour=2026-11-27"`, `class="num">1<span class="unit"> à pointer`)
		if strings.Contains(page, "jour=2026-11-28\"") || strings.Contains(page, "Aucune activité") {
			t.Errorf("a week-end of which nothing is to be said: %s", page)
		}
		holds(
			t,
			"Christmas",
			mainOf(clerk.get("/mairie?jour=2026-12-25")),
			"Aucune activité n'est ouverte ce jour-là</b> (Noël)",
			"Vacances de Noël",
			`href="/mairie?jour=2027-01-04">Voir lundi 4 janvier 2027`,
		)
		holds(
			t,
			"a Sunday",
			mainOf(clerk.get("/mairie?jour=2026-11-29")),
			"(week-end)",
			`href="/mairie?jour=2026-11-30">Voir`,
		)
	})
}

// The bar of staff has every page that their roles open, by group, and the search for whoever may see families.
func TestTheBarOfStaff(t *testing.T) {
	d := dbtest.SQLite(t)
	w := dbtest.NewTown(t, d)
	s := newSite(t, d)
	for role, want := range map[string][]string{
		"agent": {"/mairie", "/mairie/cuisine", "/mairie/roles"},
		"treasurer": {"/mairie", "/mairie/familles", "/mairie/regie", "/mairie/nuits", "/mairie/tarifs",
			"/mairie/operations", "/mairie/roles"},
		"manager": {"/mairie", "/mairie/cuisine", "/mairie/demandes", "/mairie/attente", "/mairie/familles",
			"/mairie/inscriptions", "/mairie/actualites", "/mairie/courriels",
			"/mairie/nuits", "/mairie/calendrier", "/mairie/fermer", "/mairie/places", "/mairie/activites",
			"/mairie/ouvertures", "/mairie/tarifs", "/mairie/quotients", "/mairie/ecoles", "/mairie/operations",
			"/mairie/reglages", "/mairie/roles"},
		"administrator": {"/mairie", "/mairie/cuisine", "/mairie/demandes", "/mairie/attente", "/mairie/familles",
			"/mairie/inscriptions", "/mairie/actualites", "/mairie/courriels",
			"/mairie/rgpd", "/mairie/regie", "/mairie/nuits", "/mairie/calendrier", "/mairie/fermer",
			"/mairie/places", "/mairie/activites", "/mairie/ouvertures", "/mairie/tarifs", "/mairie/quotients",
			"/mairie/ecoles", "/mairie/operations", "/mairie/reglages", "/mairie/comptes", "/mairie/roles",
			"/mairie/journal"},
	} {
		page := s.staff(w, role).get("/mairie")
		_, bar, _ := strings.Cut(page, `id="menu"`)
		bar, _, _ = strings.Cut(bar, "</nav>")
		var links []string
		for _, m := range townHallLink.FindAllStringSubmatch(bar, -1) {
			links = append(links, m[1])
		}
		if strings.Join(links, " ") != strings.Join(want, " ") {
			t.Errorf("%s has %q", role, links)
		}
		if finds := strings.Contains(page, `action="/mairie/familles"`); finds != (role != "agent") {
			t.Errorf("%s has a search of families: %v", role, finds)
		}
	}
}

// The search of the header opens the family that it finds alone; the list says by what it found each.
func TestOneSearchOnEveryPage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		w.Family(1)
		f := w.Family(1)
		w.Family(1)
		desk := newSite(t, d).staff(w, "manager")
		for _, query := range []string{"update families set phone = '06 12 34 56 78' where id = ?",
			"update guardians set name = 'Zoé Ngouabi' where family_id = ?"} {
			if _, err := d.Write().ExecContext(t.Context(), query, f.ID); err != nil {
				t.Fatal(err)
			}
		}
		code := dbtest.Query(t, d, "select code from families where phone <> ''")[0]
		if page := desk.get("/mairie"); !strings.Contains(page, `name="aller"`) {
			t.Error("the header has no search")
		}
		for _, typed := range []string{"+33 6 12 34", "06.12.34.56.78", "NGOUABI zo"} {
			status, head, _ := desk.do("GET", "/mairie/familles?aller=oui&q="+url.QueryEscape(typed), nil)
			if status != 303 || head.Get("Location") != "/mairie/familles/"+code {
				t.Errorf("%s: %d, %s", typed, status, head.Get("Location"))
			}
		}
		if page := desk.get("/mairie/familles?q=ngouabi"); !strings.Contains(page, "adulte Zoé Ngouabi") {
			t.Error("the list does not say by what it found the family")
		}
		if page := desk.get("/mairie/familles?q=0612"); !strings.Contains(page, "téléphone 06 12 34 56 78") {
			t.Error("the list does not say by which number it found the family")
		}
		if status, _, page := desk.do("GET", "/mairie/familles?aller=oui&q=personne", nil); status != 200 ||
			!strings.Contains(page, "Aucune famille ne correspond") {
			t.Errorf("nobody: %d", status)
		}
	})
}
