package web_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/portal"
	"cartable/db"
	"cartable/db/dbtest"
)

// ends ends the session, as two hours without a click do.
func (s *browsing) ends() {
	s.t.Helper()
	if err := s.portal.DB.Write().EndSession(s.t.Context(), s.session()); err != nil {
		s.t.Fatal(err)
	}
}

// kept returns the cookie that keeps an interrupted form.
func kept(head http.Header) string {
	for _, one := range head.Values("Set-Cookie") {
		if strings.HasPrefix(one, "saisie=") {
			value, _, _ := strings.Cut(one, ";")
			return value
		}
	}
	return ""
}

// again returns a new session of a family in a browser that has such a cookie.
func (s *browsing) again(f dbtest.Family, kept string) *browsing {
	back := s.as(f)
	back.cookie += "; " + kept
	return back
}

func TestALostSessionSaysSoAndKeepsThePlace(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		_, f, s := evening(t, d)
		if _, head, _ := newSite(t, d).do("GET", "/suivi", nil); head.Get("Location") != "/connexion?suite=%2Fsuivi" {
			t.Errorf("nobody had signed in: %s", head.Get("Location"))
		}
		token := csrfField.FindStringSubmatch(s.get("/suivi"))[1]
		s.ends()
		_, head, _ := s.do("GET", "/suivi?enfant="+itoa(f.Children[0]), nil)
		if head.Get("Location") != "/connexion?suite=%2Fsuivi%3Fenfant%3D"+itoa(f.Children[0])+"&fait=fin" {
			t.Errorf("a page: %s", head.Get("Location"))
		}
		if page := s.get(head.Get("Location")); !strings.Contains(page, "Votre session a pris fin.") ||
			!strings.Contains(page, `name="suite" value="/suivi?enfant=`+itoa(f.Children[0])+`"`) {
			t.Errorf("it does not say so: %s", mainOf(page))
		}
		calendar := "/reservations?enfant=" + itoa(f.Children[1]) + "&activite=SOIR&mois=2027-01"
		there := "/connexion?suite=" + url.QueryEscape(calendar) + "&fait=fin"
		for path, where := range map[string]string{"/connexion/rester": there, "/suivi?etat=accepted": there,
			"/reservations?activite=RESTO": "/connexion?suite=%2Freservations%3Factivite%3DRESTO&fait=fin"} {
			status, head, _ := s.ask("GET", path, nil, "HX-Request", "true", "HX-Current-URL", "http://localhost:8080"+
				calendar)
			if status != 401 || head.Get("HX-Redirect") != where {
				t.Errorf("a fragment, %s: %d %s", path, status, head.Get("HX-Redirect"))
			}
		}
		// For a form that is not this session's, or that has secrets, only the page is kept.
		for path, form := range map[string]url.Values{"/reservations/abandonner": {"_csrf": {"12.1.3.x"}},
			"/profil/mot-de-passe": {"_csrf": {token}, "ancien": {"un secret"}}} {
			status, head, _ := s.ask("POST", path, form, "Referer", "http://localhost:8080"+calendar)
			if status != 303 || head.Get("Location") != there || kept(head) != "" {
				t.Errorf("%s: %d %s %q", path, status, head.Get("Location"), kept(head))
			}
		}
		_, head, _ = s.ask("POST", "/reservations/abandonner", url.Values{}, "Referer",
			"https://evil.example//evil.example")
		if head.Get("Location") != "/connexion?fait=fin" {
			t.Errorf("from elsewhere: %s", head.Get("Location"))
		}
		if _, head, _ = s.do("POST", "/deconnexion",
			url.Values{"_csrf": {token}}); head.Get("Location") != "/connexion" {
			t.Errorf("signing out of what has ended: %s", head.Get("Location"))
		}
	})
}

func TestALostSessionKeepsWhatWasTyped(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, f, s := evening(t, d)
		token := csrfField.FindStringSubmatch(s.get("/profil"))[1]
		s.ends()
		form := url.Values{"_csrf": {token}, "adresse": {"nouvelle@example.org"}}
		status, head, _ := s.ask("POST", "/profil/adresses", form, "Referer", "http://localhost:8080/profil")
		saved := kept(head)
		if status != 303 || head.Get("Location") != "/connexion?suite=%2Fconnexion%2Freprise&fait=fin-saisie" ||
			saved == "" ||
			strings.Contains(saved, "nouvelle") {
			t.Fatalf("%d %s %q", status, head.Get("Location"), saved)
		}
		if page := s.get(head.Get("Location")); !strings.Contains(page, "Votre saisie est conservée") {
			t.Errorf("it does not say so: %s", mainOf(page))
		}

		// Another account on the same telephone does not see the form, which is dropped.
		stranger := s.again(w.Family(1), saved)
		status, head, body := stranger.do("GET", "/connexion/reprise", nil)
		if status != 303 || head.Get("Location") != "/" || strings.Contains(body, "nouvelle") ||
			kept(head) != "saisie=" {
			t.Errorf("another account: %d %s %q", status, head.Get("Location"), kept(head))
		}

		back := s.again(f, saved)
		status, head, body = back.do("GET", "/connexion/reprise", nil)
		if status != 200 || !strings.Contains(body, `action="/profil/adresses"`) || kept(head) != "saisie=" ||
			!strings.Contains(body, `<a class="btn quiet" href="/profil">`) {
			t.Fatalf("%d %s", status, mainOf(body))
		}
		status, head, _ = back.do("POST", "/profil/adresses", fields(t, body, "/profil/adresses"))
		if status != 303 || head.Get("Location") != "/profil?fait=adresse" ||
			!strings.Contains(back.get("/profil"), "nouvelle@example.org") {
			t.Errorf("sent: %d %s", status, head.Get("Location"))
		}
		if status, head, _ = s.as(f).do("GET", "/connexion/reprise", nil); status != 303 ||
			head.Get("Location") != "/" {
			t.Errorf("nothing is left: %d %s", status, head.Get("Location"))
		}
	})
}

// A form with a file is not kept: it would be offered to be sent without its content.
func TestALostSessionKeepsNoFile(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		_, _, s := evening(t, d)
		token := csrfField.FindStringSubmatch(s.get("/profil"))[1]
		s.ends()
		var body bytes.Buffer
		form := multipart.NewWriter(&body)
		for name, value := range map[string]string{"_csrf": token, "adresse": "nouvelle@example.org"} {
			if err := form.WriteField(name, value); err != nil {
				t.Fatal(err)
			}
		}
		form.Close()
		r := httptest.NewRequest("POST", "/profil/adresses", &body)
		r.Header.Set("Content-Type", form.FormDataContentType())
		r.Header.Set("Cookie", s.cookie)
		r.Header.Set("Referer", "http://localhost:8080/profil")
		answer, err := s.app.Test(r, 20_000)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		to := answer.Header.Get("Location")
		if to != "/connexion?suite=%2Fprofil&fait=fin" || kept(answer.Header) != "" {
			t.Errorf("%d %s %q", answer.StatusCode, to, kept(answer.Header))
		}
	})
}

// A tap sent by htmx, with all that a month's calendar shows, fits in the cookie.
func TestALostSessionKeepsATap(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		_, f, s := evening(t, d)
		child := itoa(f.Children[1])
		page := s.get("/reservations?enfant=" + child + "&activite=RESTO&mois=2026-12")
		form := fields(t, page, "/reservations/brouillon")
		for _, day := range strings.Split(form.Get("affiches"), ",") {
			form.Set("vus", form.Get("vus")+day+":available:,")
			form.Add("j", day)
		}
		s.ends()
		status, head, _ := s.ask("POST", "/reservations/brouillon", form, "HX-Request", "true", "HX-Current-URL",
			"http://localhost:8080/reservations?enfant="+child+"&activite=RESTO&mois=2026-12")
		if status != 401 || head.Get("HX-Redirect") != "/connexion?suite=%2Fconnexion%2Freprise&fait=fin-saisie" {
			t.Fatalf("%d %s", status, head.Get("HX-Redirect"))
		}
		back := s.again(f, kept(head))
		form = sent(t, back.get("/connexion/reprise"), "/reservations/brouillon")
		if status, head, _ = back.do("POST", "/reservations/brouillon", form); status != 303 ||
			!strings.Contains(head.Get("Location"), "enfant="+child) {
			t.Fatalf("%d %s", status, head.Get("Location"))
		}
		v := portal.Viewer{AccountID: f.AccountID, FamilyID: f.ID, StructureID: 1, Revision: 1, Families: 1}
		month, err := s.portal.Month(t.Context(), v, portal.MonthQuery{ChildID: f.Children[1], Activity: "RESTO",
			Month: civil.MonthOf(2026, time.December)})
		if err != nil || (month.Draft.Adds < 10 || month.Days()[0].Draft != booking.Add) {
			t.Errorf("%d days are drafted: %v", month.Draft.Adds, err)
		}
	})
}

// sent returns all hidden fields of a form, including repeated names.
func sent(t *testing.T, page, action string) url.Values {
	t.Helper()
	_, form, _ := strings.Cut(page, ` action="`+action+`"`)
	form, _, _ = strings.Cut(form, "</form>")
	all := url.Values{}
	for _, m := range hiddenField.FindAllStringSubmatch(form, -1) {
		all.Add(m[1], m[2])
	}
	return all
}

// A form typed for one of two families is sent for that family.
func TestALostSessionKeepsForWhom(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, first, second, token := twoTabs(t, d)
		s.ends()
		_, head, _ := s.ask("POST", "/profil/adresses",
			url.Values{"_csrf": {token}, "adresse": {"nouvelle@example.org"}})
		back := s.again(first, kept(head))
		if err := d.Write().LookAt(t.Context(), sessionOf(back), second.ID, 1); err != nil {
			t.Fatal(err)
		}
		_, head, _ = back.do("GET", "/connexion/reprise", nil)
		if head.Get("Location") != "/connexion/reprise?pour="+itoa(first.ID)+".1" {
			t.Fatalf("to %q", head.Get("Location"))
		}
		form := fields(t, back.get(head.Get("Location")), "/profil/adresses")
		if !strings.HasPrefix(form.Get("_csrf"), itoa(first.ID)+".1.") {
			t.Errorf("the form is for %s", form.Get("_csrf"))
		}
	})
}

func sessionOf(s *browsing) string {
	one := *s
	one.cookie, _, _ = strings.Cut(s.cookie, ";")
	return one.session()
}
