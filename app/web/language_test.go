package web_test

import (
	"net/url"
	"strings"
	"testing"

	"cartable/db"
	"cartable/db/dbtest"
)

// A parent chooses a language at the foot of a page: the next page is the same, in that language, in every process; and
// the booking goes through to its end in it.
func TestALanguageIsChosen(t *testing.T) { dbtest.Each(t, testALanguageIsChosen) }

func testALanguageIsChosen(t *testing.T, d *db.DB) {
	_, f, s := evening(t, d)
	page := s.get("/reservations?activite=RESTO")
	for _, want := range []string{`<html lang="fr" dir="ltr">`, `value="en" lang="en">English</button>`,
		`value="fr" lang="fr" aria-current="true">Français</button>`,
		`value="fr-x-falc" lang="fr-x-falc">Facile à lire</button>`} {
		if !strings.Contains(page, want) {
			t.Errorf("no %s", want)
		}
	}
	form := fields(t, page, "/langue")
	form.Set("langue", "en")
	status, head, _ := s.ask("POST", "/langue", form, "Referer", "http://localhost:8080/reservations?activite=RESTO")
	if to := head.Get("Location"); status != 303 || to != "/reservations?activite=RESTO" {
		t.Fatalf("%d to %q", status, to)
	}
	cookie := head.Get("Set-Cookie")
	if !strings.HasPrefix(cookie, "langue=en;") || !strings.Contains(cookie, "HttpOnly") {
		t.Errorf("the cookie is %q", cookie)
	}
	other := newSite(t, d) // another process
	other.cookie = s.cookie
	for _, one := range []*browsing{s, other} {
		says(t, "the month", one.get("/reservations?activite=RESTO"), `<html lang="en" dir="ltr">`, "Step 1 of 3",
			"Check my request", `aria-current="true">English</button>`, "data-mots=")
	}
	says(t, "the balance", s.get("/solde"), `<html lang="en" dir="ltr">`, "Forecast")
	says(t, "the declaration", s.get("/accessibilite"), `<html lang="fr" dir="ltr">`,
		"This page is only available in French.")
	says(t, "the profile", s.get("/profil"), `value="en" checked`)
	s.drafts(f, "RESTO", true, 1)
	says(t, "the home page", s.get("/"), "You have not confirmed your choices yet: 1 added")
	recap := s.get("/reservations/verifier")
	says(t, "the recap", recap, "Check my request", "Tuesday 1 December 2026", "You pay nothing now")
	_, head, _ = s.do("POST", "/reservations/valider", fields(t, recap, "/reservations/valider"))
	says(t, "the confirmation", s.get(head.Get("Location")), "Your request has been saved",
		"Accepted bookings are yours from now on.")
	status, _, body := s.do("GET", "/reservations?enfant=999999", nil)
	if status != 404 || !strings.Contains(body, "Page not found") ||
		!strings.Contains(body, "does not concern your family") {
		t.Errorf("%d %s", status, mainOf(body))
	}
	form = fields(t, s.get("/"), "/langue")
	form.Set("langue", "xx")
	if status, _, body = s.do("POST", "/langue", form); status != 422 || !strings.Contains(body,
		"This language is not offered.") {
		t.Errorf("%d %s", status, mainOf(body))
	}
}

// Before signing in a browser that prefers English is offered it, and chooses nothing by that; the cookie does.
func TestTheLanguageOfTheDoor(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		dbtest.NewTown(t, d)
		s := newSite(t, d)
		_, head, page := s.ask("GET", "/connexion", nil, "Accept-Language", "en-GB,en;q=0.9")
		says(t, "the sign-in page", page, `<html lang="fr" dir="ltr">`, "This portal is also available in English.")
		s.cookie = strings.SplitN(head.Get("Set-Cookie"), ";", 2)[0]
		form := fields(t, page, "/langue")
		form.Set("langue", "en")
		status, head, _ := s.ask("POST", "/langue", form, "Referer", "http://evil.example/elsewhere")
		if to := head.Get("Location"); status != 303 || to != "/connexion" {
			t.Fatalf("%d to %q", status, to)
		}
		s.cookie += "; langue=en"
		_, _, page = s.ask("GET", "/connexion", nil, "Accept-Language", "en")
		says(t, "the sign-in page", page, `<html lang="en" dir="ltr">`, "Forgotten your password?")
		if strings.Contains(page, "This portal is also available") {
			t.Error("what was chosen is offered")
		}
		form = fields(t, page, "/connexion")
		form.Set("identifiant", "nobody")
		form.Set("mot_de_passe", "wrong")
		if status, _, page = s.do("POST", "/connexion", form); status != 422 || !strings.Contains(page,
			"The username or the password is wrong.") {
			t.Errorf("%d %s", status, mainOf(page))
		}
		if status, _, _ := s.do("POST", "/langue", url.Values{"langue": {"en"}}); status != 403 {
			t.Errorf("without a token: %d", status)
		}
		s.cookie = "langue=%3Cscript%3E"
		says(t, "an unknown language", s.get("/connexion"), `<html lang="fr" dir="ltr">`)
	})
}
