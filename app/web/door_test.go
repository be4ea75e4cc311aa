package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"cartable/app/web"
	"cartable/db"
	"cartable/db/dbtest"
)

// tries signs in with a wrong password and a forwarded address.
func (s *browsing) tries(login, forwarded string) (int, http.Header) {
	s.t.Helper()
	s.cookie = ""
	_, head, page := s.do("GET", "/connexion", nil)
	form := url.Values{"_csrf": {csrfField.FindStringSubmatch(page)[1]}, "identifiant": {login},
		"mot_de_passe": {"ce n'est pas le bon"}}
	s.cookie = strings.SplitN(head.Get("Set-Cookie"), ";", 2)[0]
	code, header, _ := s.ask("POST", "/connexion", form, "X-Forwarded-For", forwarded)
	return code, header
}

func TestAForgedHeaderResetsNoPatience(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		dbtest.NewTown(t, d).Family(1)
		s := newSite(t, d)
		for n := range 6 {
			if code, _ := s.tries("famille1", "198.51.100."+string(rune('1'+n))); code != 422 {
				t.Fatalf("try %d: %d", n, code)
			}
		}
		code, header := s.tries("famille1", "198.51.100.77")
		if code != 429 || header.Get("Retry-After") == "" {
			t.Fatalf("a forged address gave new tries: %d", code)
		}
	})
}

func TestWhoTheClientIsBehindProxies(t *testing.T) {
	d := dbtest.SQLite(t)
	dbtest.NewTown(t, d).Family(1)
	s := newSite(t, d)
	s.options.Proxies = []string{"0.0.0.0/32", "10.0.0.0/8"} // the address of app.Test, and a proxy behind it
	app, err := web.New(s.options)
	if err != nil {
		t.Fatal(err)
	}
	s.app = app
	// The client may write anything at the start of the header; the proxies append the addresses that they saw.
	for n := range 6 {
		if code, _ := s.tries("famille1", "192.0.2."+string(rune('1'+n))+", 203.0.113.7, 10.1.2.3"); code != 422 {
			t.Fatalf("try %d: %d", n, code)
		}
	}
	if code, _ := s.tries("famille1", "203.0.113.7:4711"); code != 429 {
		t.Errorf("the same client: %d", code)
	}
	if code, _ := s.tries("famille1", "203.0.113.8"); code != 422 {
		t.Errorf("another client: %d", code)
	}
}

func TestAForgottenPasswordTellsNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		dbtest.NewTown(t, d).Family(1)
		s := newSite(t, d)
		var pages []string
		for _, ask := range [][2]string{{"famille1", "famille1@example.org"}, {"famille1", "autre@example.org"},
			{"personne", "famille1@example.org"}} {
			s.cookie = ""
			_, head, page := s.do("GET", "/mot-de-passe-oublie", nil)
			s.cookie = strings.SplitN(head.Get("Set-Cookie"), ";", 2)[0]
			token := csrfField.FindStringSubmatch(page)[1]
			status, head, body := s.do("POST", "/mot-de-passe-oublie",
				url.Values{"_csrf": {token}, "identifiant": {ask[0]}, "adresse": {ask[1]}})
			if status != 303 || head.Get("Location") != "/mot-de-passe-oublie?fait=demande" {
				t.Fatalf("%d %s", status, head.Get("Location"))
			}
			pages = append(pages, body)
			if said := s.get(head.Get("Location")); strings.Contains(said, "plateforme") ||
				!strings.Contains(said, "indésirables") {
				t.Errorf("it says %.600s", mainOf(said))
			}
		}
		if pages[0] != pages[1] || pages[1] != pages[2] {
			t.Error("the answers differ")
		}
		status, _, body := s.do("GET", "/nouveau-mot-de-passe", nil)
		if status != 404 || !strings.Contains(body, "n&#39;est plus valable") {
			t.Errorf("without a link: %d", status)
		}
		status, head, _ := s.do("GET", "/nouveau-mot-de-passe/q8Zt3-a-token", nil)
		if status != 303 || head.Get("Location") != "/nouveau-mot-de-passe" ||
			!strings.Contains(head.Get("Set-Cookie"), "HttpOnly") {
			t.Errorf("the token stays in the address: %d %s", status, head.Get("Location"))
		}
	})
}
