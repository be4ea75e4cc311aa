package web_test

import (
	"net/url"
	"strings"
	"testing"

	"cartable/db"
	"cartable/db/dbtest"
)

// A typical week without a script: its page, its mistakes, its result with what could not be.
func TestATypicalWeekOnItsPage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		_, f, s := evening(t, d)
		lea, noe := id(f.Children[0]), id(f.Children[1])
		page := s.get("/reservations?mois=2026-12")
		if !strings.Contains(page, `href="/reservations/semaine-type?mois=2026-12"`) {
			t.Error("the month does not lead to the typical week")
		}
		page = s.get("/reservations/semaine-type?mois=2026-12")
		for _, want := range []string{`name="enfant" value="` + lea + `" checked>`, `name="enfant" value="` + noe +
			`" checked>`, `value="RESTO:1" checked>`, `value="SOIR:1">`, `<option value="2026-12" selected>`,
			`value="mois" checked>`, "Cochez les jours d&#39;une semaine ordinaire."} {
			if !strings.Contains(page, want) && !strings.Contains(page, strings.ReplaceAll(want, "&#39;", "'")) {
				t.Errorf("no %s", want)
			}
		}
		form := url.Values{"_csrf": fields(t, page, "/reservations/semaine-type")["_csrf"], "enfant": {lea, noe},
			"p": {"RESTO:1", "RESTO:5", "SOIR:4"}, "periode": {"date"}, "mois": {"2026-12"}, "au": {"2026-12-04"}}
		post := func(change url.Values, status int, want ...string) {
			t.Helper()
			sent := url.Values{}
			for name, values := range form {
				sent[name] = values
			}
			for name, values := range change {
				sent[name] = values
			}
			got, _, body := s.do("POST", "/reservations/semaine-type", sent)
			if got != status {
				t.Errorf("%v: %d", change, got)
			}
			for _, one := range want {
				if !strings.Contains(body, one) {
					t.Errorf("%v: no %q", change, one)
				}
			}
		}
		post(url.Values{"enfant": nil}, 422, "Choisissez au moins un enfant.", `value="SOIR:4" checked>`)
		post(url.Values{"p": nil}, 422, "Choisissez au moins un jour de la semaine.", `href="#jours"`)
		post(url.Values{"au": {"demain"}}, 422, `id="e-au"`, `value="date" checked>`)
		post(url.Values{"au": {"2026-09-01"}}, 422, "Cette période est terminée.")
		post(url.Values{"enfant": {"999999"}}, 404)
		post(url.Values{"p": {"RIEN:1"}}, 404)
		post(url.Values{"p": {"RESTO:9"}}, 422)
		post(url.Values{"periode": {"toujours"}}, 422)
		// Days that a click would refuse are told, and the rest is drafted.
		s.book(f, "RESTO", 4)
		post(url.Values{"periode": {"mois"}}, 200, "déjà faite", "Vérifier ma demande",
			`href="/reservations/verifier"`)
		post(url.Values{"p": {"SOIR:4", "ETUDE:4"}, "periode": {"mois"}}, 200, "Ce qui n'a pas pu être ajouté",
			"Les horaires sont incompatibles avec SOIR")
		if month := s.get("/reservations?mois=2026-12&enfant=" + noe + "&activite=RESTO"); strings.Count(month,
			`data-draft="add"`) != 7 {
			t.Errorf("%d days are drafted for the brother", strings.Count(month, `data-draft="add"`))
		}
	})
}

// « Tout annuler », then « Rétablir », on the calendar where it happened, without a script.
func TestWhatWasDroppedIsTakenBackOnItsCalendar(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		_, f, s := evening(t, d)
		where := "/reservations?activite=RESTO&enfant=" + id(f.Children[1]) + "&mois=2026-12"
		form := fields(t, s.get(where), "/reservations/brouillon")
		form.Set("j", "2026-12-03")
		send := func(path string) {
			t.Helper()
			status, head, body := s.do("POST", path, form)
			if to := head.Get("Location"); status != 303 || !strings.HasPrefix(to, where) {
				t.Fatalf("%s: %d %s %s", path, status, to, body)
			}
		}
		send("/reservations/brouillon")
		send("/reservations/abandonner")
		page := s.get(where)
		if strings.Contains(page, `data-draft`) || !strings.Contains(page, `formaction="/reservations/reprendre"`) ||
			!strings.Contains(page, "1\u00a0changement retiré") {
			t.Error("what was dropped is still there, or cannot be taken back")
		}
		form = fields(t, page, "/reservations/brouillon")
		send("/reservations/reprendre")
		if page = s.get(where); !strings.Contains(
			page,
			`data-date="2026-12-03" data-state="available" data-draft="add"`,
		) {
			t.Error("nothing was taken back")
		}
		// The recap of a draft that was dropped offers the same.
		form = fields(t, page, "/reservations/brouillon")
		send("/reservations/abandonner")
		if recap := s.get("/reservations/verifier"); !strings.Contains(recap, "Rétablir") ||
			strings.Contains(recap, "Votre saisie a expiré") {
			t.Error("the recap says something else")
		}
	})
}

// One button copies the month that is shown, with ticks that were not saved yet, and leads to the brother's calendar.
func TestAMonthIsCopiedInOneButton(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		_, f, s := evening(t, d)
		lea, noe := id(f.Children[0]), id(f.Children[1])
		s.book(f, "RESTO", 1)
		where := "/reservations?activite=RESTO&enfant=" + lea + "&mois=2026-12"
		page := s.get(where)
		if !strings.Contains(page, `name="pour" value="`+noe+`:RESTO" formaction="/reservations/recopier"`) {
			t.Fatal("no button")
		}
		form := fields(t, page, "/reservations/brouillon")
		form["j"] = []string{"2026-12-01", "2026-12-03"} // the day that is booked, and a tap
		form.Set("pour", noe+":RESTO")
		status, head, body := s.do("POST", "/reservations/recopier", form)
		there := "/reservations?activite=RESTO&enfant=" + noe + "&mois=2026-12"
		if status != 303 || !strings.HasPrefix(head.Get("Location"), there) {
			t.Fatalf("%d %s %s", status, head.Get("Location"), body)
		}
		if month := s.get(there); strings.Count(month, `data-draft="add"`) != 2 {
			t.Errorf("%d days are copied", strings.Count(month, `data-draft="add"`))
		}
		// A second time there is nothing left to add: the page says so.
		if status, _, body = s.do("POST", "/reservations/recopier", form); status != 200 ||
			!strings.Contains(body, "0\u00a0jour recopié, 2\u00a0non recopiés") {
			t.Errorf("%d", status)
		}
		for _, wrong := range []string{"999999:RESTO", noe + ":RIEN", "x"} {
			form.Set("pour", wrong)
			if status, _, _ = s.do("POST", "/reservations/recopier", form); status != 404 {
				t.Errorf("%s: %d", wrong, status)
			}
		}
	})
}
