package web_test

import (
	"html"
	"net/url"
	"strings"
	"testing"

	"cartable/app/domain/civil"
	"cartable/db"
	"cartable/db/dbtest"
)

// The form says all that is wrong at once, then what will happen, and only then sets the opening. Two clerks who change
// it are told of each other; what was typed is kept.
func TestStaffSetWhenBookingsOpen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		meal := w.Activity("RESTO", func(a *db.Activity) { a.Name = "Restauration" }, w.Pool("cantine", 10, 5))
		f := w.Family(2, meal)
		s := newSite(t, d)
		parent := s.as(f)
		parent.book(f, "RESTO", 1)
		const path = "/mairie/ouvertures"
		one, two := s.staff(w, "manager"), s.staff(w, "administrator")
		page := one.get(path)
		holds(t, "none yet", page, "Aucune ouverture prévue.", `<option value="RESTO">Restauration</option>`,
			"Vacances de Noël")
		form := fields(t, page, path)
		status, _, page := one.do("POST", path, form)
		if status != 422 {
			t.Errorf("an empty form gets %d", status)
		}
		for _, field := range []string{"activity", "from", "to", "on", "at", "motif"} {
			if !strings.Contains(page, `id="e-`+field+`"`) {
				t.Errorf("nothing is said of %s", field)
			}
		}
		typed := url.Values{"activity": {"RESTO"}, "from": {"2026-12-01"}, "to": {"2026-12-18"}, "on": {"2026-11-28"},
			"at": {"08:30"}, "motif": {"Délibération du 12 novembre"}}
		for name, value := range typed {
			form[name] = value
		}
		form.Set("to", "2026-11-30")
		status, _, page = one.do("POST", path, form)
		if status != 422 || !strings.Contains(page, `id="e-to"`) || !strings.Contains(page, `value="2026-11-28"`) ||
			!strings.Contains(page, "Délibération du 12 novembre</textarea>") {
			t.Errorf("%d, what was typed is lost", status)
		}
		form.Set("to", "2026-12-18")
		_, _, page = one.do("POST", path, form)
		holds(t, "the effect", plainText(page), "11 jours de Restauration, du mardi 1er décembre 2026 au vendredi 18 "+
			"décembre 2026 : réservations ouvertes samedi 28 novembre 2026 à 8 h 30", "2 enfants inscrits",
			"1 réservation acceptée, 0 demande en attente")
		dbtest.Want(t, d, "select count(*) from releases", "0")
		form.Set("effet", fields(t, page, path).Get("effet"))
		form.Set("at", "09:00") // not what was shown
		if status, _, page = one.do("POST", path, form); status != 200 || !strings.Contains(plainText(page), "à 9 h.") {
			t.Errorf("another hour is not shown first: %d", status)
		}
		form.Set("at", "08:30")
		status, head, _ := one.do("POST", path, form)
		if status != 303 || head.Get("Location") != path+"?fait=ouverture" {
			t.Fatalf("%d %s", status, head.Get("Location"))
		}
		dbtest.Want(t, d, "select to_date, on_date, at_time from releases", "2026-12-18 2026-11-28 08:30")
		dbtest.Want(t, d, "select action, reason from audit where action = 'release.set'",
			"release.set Délibération du 12 novembre")
		dbtest.Want(t, d, "select state from reservations", "accepted") // what is booked stays
		holds(t, "the calendar", plainText(parent.get("/reservations?enfant=1&activite=RESTO&mois=2026-12")), opensWords)

		const edit = path + "?ouverture=RESTO:2026-12-01"
		first, second := typedFields(t, one.get(edit), path), typedFields(t, two.get(edit), path)
		for name, value := range typed {
			first[name], second[name] = value, value
		}
		first.Set("at", "10:00")
		first.Set("effet", "RESTO 2026-12-01 2026-12-18 2026-11-28 10:00")
		if status, _, _ := one.do("POST", path, first); status != 303 {
			t.Fatalf("the first clerk gets %d", status)
		}
		second.Set("on", "2026-11-29")
		second.Set("effet", "RESTO 2026-12-01 2026-12-18 2026-11-29 08:30")
		status, _, page = two.do("POST", path, second)
		if status != 409 || !strings.Contains(plainText(page), "08:30 → 10:00") ||
			!strings.Contains(page, `value="2026-11-29"`) {
			t.Errorf("the second clerk gets %d %.3000s", status, page)
		}
		second.Set("vu", typedFields(t, page, path).Get("vu"))
		if status, _, page := two.do("POST", path, second); status != 303 {
			t.Fatalf("sent again: %d %.2000s", status, page)
		}
		dbtest.Want(t, d, "select on_date, at_time from releases", "2026-11-29 08:30")
		status, _, _ = one.do("POST", path, first)
		if status != 409 {
			t.Errorf("an old form gets %d", status)
		}
		for _, role := range []string{"agent", "treasurer"} {
			if status, _, _ := s.staff(w, role).do("GET", path, nil); status != 404 {
				t.Errorf("%s gets %d", role, status)
			}
		}
	})
}

// typedFields is fields with the values as the browser sends them.
func typedFields(t *testing.T, page, action string) url.Values {
	t.Helper()
	all := fields(t, page, action)
	for name := range all {
		all.Set(name, html.UnescapeString(all.Get(name)))
	}
	return all
}

// Another first day is another opening; one that is removed lets its days be booked at once, after a question.
func TestAnOpeningOfBookingsIsMovedAndRemoved(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		meal := w.Activity("RESTO", nil)
		w.Releases(meal, civil.New(2026, 12, 1), civil.New(2026, 12, 18), civil.New(2026, 11, 28), 510)
		s := newSite(t, d)
		const path = "/mairie/ouvertures"
		manager := s.staff(w, "manager")
		form := typedFields(t, manager.get(path+"?ouverture=RESTO:2026-12-01"), path)
		for name, value := range map[string]string{"activity": "RESTO", "from": "2026-12-03", "to": "2026-12-18",
			"on": "2026-11-28", "at": "08:30", "motif": "Un jour de moins",
			"effet": "RESTO 2026-12-03 2026-12-18 2026-11-28 08:30"} {
			form.Set(name, value)
		}
		if status, _, page := manager.do("POST", path, form); status != 303 {
			t.Fatalf("%d %.3000s", status, page)
		}
		dbtest.Want(t, d, "select from_date from releases", "2026-12-03")
		const remove = path + "/retirer"
		page := manager.get(remove + "?ouverture=RESTO:2026-12-03")
		holds(t, "the question", page, "Ces jours pourront être réservés tout de suite")
		ask := typedFields(t, page, remove)
		if status, _, page := manager.do("POST", remove, ask); status != 422 ||
			!strings.Contains(page, `id="e-motif"`) {
			t.Errorf("without a reason: %d", status)
		}
		ask.Set("motif", "La période est reportée")
		if status, head, _ := manager.do("POST", remove, ask); status != 303 ||
			head.Get("Location") != path+"?fait=ouverture-retiree" {
			t.Errorf("%d %s", status, head.Get("Location"))
		}
		dbtest.Want(t, d, "select count(*) from releases", "0")
		if status, _, _ := manager.do("GET", remove+"?ouverture=RESTO:2026-12-03", nil); status != 404 {
			t.Errorf("what is gone: %d", status)
		}
	})
}
