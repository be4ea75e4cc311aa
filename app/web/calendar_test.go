package web_test

import (
	"context"
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"cartable/app/domain/civil"
	"cartable/db"
	"cartable/db/dbtest"
)

var boxOfDay = regexp.MustCompile(`name=j(\d{4})( checked)? aria-label="([^"]*)"`)

// boxes returns the label of each box of a year, with "checked" for those that are ticked.
func boxes(page string) map[string]string {
	all := map[string]string{}
	for _, m := range boxOfDay.FindAllStringSubmatch(page, -1) {
		all[m[1]] = m[3] + m[2]
	}
	return all
}

// tick ticks exactly these boxes of a form: "1204 1207".
func tick(form url.Values, days string) {
	maps.DeleteFunc(form, func(name string, _ []string) bool { return len(name) == 5 && name[0] == 'j' })
	for _, day := range strings.Fields(days) {
		form.Set("j"+day, "on")
	}
}

// The page of a year sends nothing but differences: its boxes are days to turn, which work without a script.
func TestTheYearOfAnActivityIsSetOnAForm(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		w.Activity("RESTO", nil, w.Pool("SALLE", 12, 0))
		manager := newSite(t, d).staff(w, "manager")
		const path = "/mairie/calendrier"
		page := manager.get(path + "?activite=RESTO&annee=2026")
		holds(t, "the page", page, "Ouverte le lundi, le mardi, le jeudi et le vendredi, du 1er septembre 2026",
			"Aucune&nbsp;: l'activité suit sa règle toute l'année.", `value=m2026-12>Décembre 2026`,
			`value=s2026-W49>S49`,
			`value="v2026-12-19"`, "Aucun jour coché")
		all := boxes(page)
		for box, want := range map[string]string{"1204": "ven. 4 ouvert", "1202": "mer. 2 fermé",
			"1225": "ven. 25 fermé, Noël", "1120": "", "0215": "lun. 15 ouvert, vacances"} {
			if strings.ReplaceAll(all[box], "'", "&#39;") != want {
				t.Errorf("%s is %q, want %q", box, all[box], want)
			}
		}
		if len(all) != 282 {
			t.Errorf("%d days to come have a box", len(all))
		}
		form := fields(t, page, path+"/jours")
		tick(form, "1204 1202")
		form.Set("motif", "non")
		status, _, again := manager.do("POST", path, form)
		if status != 422 {
			t.Errorf("%d", status)
		}
		holds(t, "refused", again, "1\u00a0jour à\u00a0ouvrir, 1\u00a0jour à\u00a0fermer", `id="e-motif"`,
			`name=j1204 checked`, `value="non"`)
		form.Set("motif", "Mercredi travaillé")
		if status, head, body := manager.do("POST", path, form); status != 303 ||
			!strings.HasPrefix(head.Get("Location"), path+"?activite=RESTO&annee=2026&fait=") {
			t.Errorf("%d %s %s", status, head.Get("Location"), body)
		}
		page = manager.get(path + "?activite=RESTO&annee=2026&fait=calendrier")
		holds(t, "set", page, "Le calendrier est changé.",
			"<b>Ouvert, Mercredi travaillé</b> (1\u00a0jour)&nbsp;: 02/12",
			"<b>Fermé, Mercredi travaillé</b> (1\u00a0jour)&nbsp;: 04/12",
			"mer. 2 ouvert, exception\u00a0: Mercredi travaillé")

		// The same form again was shown before: 409, with what has changed, and the wishes kept.
		tick(form, "1204 1207")
		status, _, stale := manager.do("POST", path, form)
		if status != 409 {
			t.Errorf("%d", status)
		}
		holds(t, "two clerks", stale, "Quelqu'un d'autre a changé ce calendrier",
			"Vendredi 4 décembre 2026&nbsp;: fermé, exception\u00a0: Mercredi travaillé",
			`value="Mercredi travaillé"`)
		if all := boxes(stale); strings.HasSuffix(all["1204"], "checked") || !strings.HasSuffix(all["1207"],
			"checked") {
			t.Errorf("%q, %q", all["1204"], all["1207"])
		}
		for _, role := range []string{"agent", "treasurer"} {
			if status, _, _ := manager.staff(w, role).do("GET", path, nil); status != 404 {
				t.Errorf("a %s gets %d", role, status)
			}
		}
	})
}

// Groups, rhythms, copies and pasted dates choose days without a script; the script asks for the same choice.
func TestDaysAreChosenManyAtOnce(t *testing.T) {
	d := dbtest.SQLite(t)
	w := dbtest.NewTown(t, d)
	w.Activity("RESTO", nil)
	manager := newSite(t, d).staff(w, "manager")
	const path = "/mairie/calendrier/jours"
	form := fields(t, manager.get("/mairie/calendrier"), path)
	tick(form, "")
	post := func(change url.Values, want int, words ...string) []string {
		t.Helper()
		sent := url.Values{}
		for name, values := range form {
			sent[name] = values
		}
		for name, values := range change {
			sent[name] = values
		}
		tick(sent, sent.Get("j"))
		status, _, body := manager.do("POST", path, sent)
		if status != want {
			t.Errorf("%v: %d", change, status)
		}
		holds(t, fmt.Sprint(change), body, words...)
		var ticked []string
		for _, m := range boxOfDay.FindAllStringSubmatch(body, -1) {
			if m[2] != "" {
				ticked = append(ticked, m[1])
			}
		}
		return ticked
	}
	is := func(ticked []string, want string) {
		t.Helper()
		if got := strings.Join(ticked, " "); got != want {
			t.Errorf("ticked: %s, want %s", got, want)
		}
	}
	is(post(url.Values{"t": {"s2026-W50"}, "j": {"1202"}}, 200,
		"1\u00a0jour à\u00a0ouvrir, 4\u00a0jours à\u00a0fermer"),
		"1202 1207 1208 1210 1211")
	is(post(url.Values{"t": {"s2026-W50"}, "j": {"1207 1208 1210 1211"}}, 200), "")
	is(post(url.Values{"faire": {"rythme"}, "sem": {"3"}, "toutes": {"2"}, "du": {"2026-12-01"}, "au": {"2026-12-31"},
		"partie": {"all"}}, 200, "3\u00a0jours correspondent."), "1202 1216 1230")
	is(post(url.Values{"faire": {"copier"}, "semaine": {"2026-12-02"}, "copie-du": {"2026-12-07"},
		"copie-au": {"2026-12-13"}, "j": {"1202"}}, 200), "1202 1209")
	is(post(url.Values{"faire": {"coller"}, "dates": {"05/12/2026\n06/12/2026"}}, 200), "1205 1206")
	is(post(url.Values{"faire": {"coller"}, "dates": {"07/12/2026"}, "collees": {"fermer"}}, 200), "1207")
	is(post(url.Values{"faire": {"rien"}, "j": {"1207 9999 0230"}}, 200), "1207")
	post(url.Values{"faire": {"coller"}, "dates": {"5 décembre"}, "j": {"1207"}}, 422, `id="e-dates"`,
		"Ligne 1, «\u00a05 décembre\u00a0» n&#39;est pas une date", `name=j1207 checked`)
	post(url.Values{"faire": {"rythme"}, "sem": nil, "toutes": {"0"}, "partie": {"x"}, "parite": {"y"}, "du": {""},
		"au": {"2026-12-01"}}, 422, `href="#sem"`, `id="e-toutes"`, `id="e-partie"`, `id="e-parite"`, `id="e-du"`)
	post(url.Values{"faire": {"copier"}, "copie-du": {"2026-12-07"}, "copie-au": {"2026-12-01"}}, 422,
		`id="e-semaine"`, `id="e-copie-au"`)
	post(url.Values{"activite": {"RIEN"}}, 404)

	form.Set("t", "s2026-W50")
	status, head, body := manager.ask("POST", path, form, "Accept", "text/plain")
	if status != 200 || body != "j1207,j1208,j1210,j1211" || !strings.HasPrefix(head.Get("Content-Type"),
		"text/plain") {
		t.Errorf("%d %q", status, body)
	}
}

// The whole of a year to come, with places and exceptions, stays light, and is read by few queries.
func TestTheYearKeepsItsBudget(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		pool := w.Pool("SALLE", 120, 0)
		var meal int64
		for i := range 40 { // activities of the menu
			id := w.Activity(fmt.Sprintf("ACTIVITE_%02d", i), func(a *db.Activity) {
				a.Weekdays, a.ToDate = "1234567", civil.New(2028, 8, 31)
				a.Name = fmt.Sprintf("Accueil périscolaire du quartier %02d", i)
			}, pool)
			if i == 0 {
				meal = id
			}
		}
		for i := range 60 {
			if _, err := d.Write().NewInsert().Model(&db.Opening{ActivityID: meal, Date: civil.New(2027, 9, 1) +
				civil.Date(5*i), Label: "Fermeture exceptionnelle"}).Exec(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		administrator := newSite(t, d).staff(w, "administrator")
		asked := administrator.counted()
		for _, year := range []string{"2026", "2027"} {
			address := "/mairie/calendrier?activite=ACTIVITE_00&annee=" + year
			administrator.get(address) // the first one reads the catalogue, which stays in memory
			page := administrator.get(address)
			n := asked()
			t.Logf("%s: %d bytes, %d queries", year, len(page), n)
			if len(page) > 60_000 {
				t.Errorf("%s: %d bytes, more than 60 kB", year, len(page))
			}
			if n > 6 {
				t.Errorf("%s: %d queries, more than 6", year, n)
			}
		}
	})
}

// Days that the town closed are opened again, as an opération of its own.
func TestDaysClosedByTheTownAreOpenedAgain(t *testing.T) {
	d := dbtest.SQLite(t)
	w := dbtest.NewTown(t, d)
	w.Activity("RESTO", nil)
	for _, day := range []int{3, 4} {
		if _, err := d.Write().NewInsert().Model(&db.Closure{StructureID: w.Structure.ID, Date: civil.New(2026, 12,
			day),
			Label: "Neige"}).Exec(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	manager := newSite(t, d).staff(w, "manager")
	const path = "/mairie/calendrier/rouvrir"
	page := manager.get("/mairie/calendrier")
	holds(t, "the page", page, "Jeudi 3 décembre 2026, Neige", "jeu. 3 fermé, Neige")
	form := fields(t, page, path)
	form["rouvrir"] = []string{"2026-12-03", "demain"}
	form.Set("motif", "non")
	status, _, again := manager.do("POST", path, form)
	holds(t, "refused", again, `href="#motif-rouvrir"`, `id="e-motif-rouvrir"`, `value="2026-12-03" checked`)
	if status != 422 {
		t.Error(status)
	}
	form.Set("motif", "Le dégel")
	if status, head, body := manager.do("POST", path, form); status != 303 || !strings.HasSuffix(head.Get("Location"),
		"&fait=rouvert") {
		t.Errorf("%d %s", status, body)
	}
	dbtest.Want(t, d, "select date from closures", "2026-12-04")
	form["rouvrir"] = nil
	status, _, again = manager.do("POST", path, form)
	holds(t, "nothing chosen", again, `id="e-rouvrir"`)
	if status != 422 {
		t.Error(status)
	}
}
