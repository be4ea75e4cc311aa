package web_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"cartable/app/account"
	"cartable/db"
	"cartable/db/dbtest"
)

func TestAFirstSignInReachesNothingElse(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		f := w.Family(1, w.Activity("RESTO", nil, w.Pool("cantine", 10, 5)))
		ctx := context.Background()
		given, err := account.HashDrawn("donné-par-la-mairie")
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Write().SetPasswordHash(ctx, f.AccountID, given, noon, true); err != nil {
			t.Fatal(err)
		}
		for _, kind := range []string{"rgpd", "cgu"} {
			if _, err := d.Write().NewInsert().Model(&db.Document{Kind: kind, Version: 1, Body: "Un texte.",
				PublishedAt: noon.UTC()}).Exec(ctx); err != nil {
				t.Fatal(err)
			}
		}
		s := newSite(t, d)
		s.cookie = "session=" + signIn(t, s, "famille1", "donné-par-la-mairie")

		everywhere := []string{"/", "/reservations", "/reservations/verifier", "/suivi", "/suivi/export.csv", "/mairie"}
		for _, path := range everywhere {
			if status, head, _ := s.do("GET", path, nil); status != 303 ||
				head.Get("Location") != "/premiere-connexion" {
				t.Errorf("%s: %d %s", path, status, head.Get("Location"))
			}
		}
		token := csrfField.FindStringSubmatch(s.get("/premiere-connexion"))[1]
		for _, c := range []struct{ first, again, says string }{
			{"le vélo bleu de Noé", "autre chose", "ne sont pas les mêmes"},
			{"court", "court", "ne respecte pas toutes les règles"},
			{"donné-par-la-mairie", "donné-par-la-mairie", "Choisissez un autre mot de passe"},
		} {
			status, _, body := s.do("POST", "/premiere-connexion",
				url.Values{"_csrf": {token}, "mot_de_passe": {c.first}, "confirmation": {c.again}})
			if status != 422 || !strings.Contains(body, c.says) {
				t.Errorf("%q: %d", c.says, status)
			}
		}
		old := s.cookie
		status, head, _ := s.do("POST", "/premiere-connexion",
			url.Values{"_csrf": {token}, "mot_de_passe": {"le vélo bleu de Noé"},
				"confirmation": {"le vélo bleu de Noé"}})
		if status != 303 || head.Get("Location") != "/conditions?fait=motdepasse" {
			t.Fatalf("got %d %s", status, head.Get("Location"))
		}
		s.cookie = sessionIn(head)
		if s.cookie == old {
			t.Fatal("a session must not survive a new password")
		}
		for _, path := range everywhere {
			if status, head, _ := s.do("GET", path, nil); status != 303 || head.Get("Location") != "/conditions" {
				t.Errorf("%s: %d %s", path, status, head.Get("Location"))
			}
		}
		page := s.get("/conditions?fait=motdepasse")
		if !strings.Contains(page, "Le mot de passe a bien été enregistré") {
			t.Error("the manual's sentence is missing")
		}
		token = csrfField.FindStringSubmatch(page)[1]
		if status, _, _ := s.do("POST", "/conditions", url.Values{"_csrf": {token}, "lu": {"rgpd"}}); status != 422 {
			t.Errorf("both texts must be ticked, got %d", status)
		}
		if status, _, _ := s.do("POST", "/conditions", url.Values{"_csrf": {token}, "lu": {"rgpd",
			"cgu"}}); status != 303 {
			t.Errorf("got %d", status)
		}
		s.get("/reservations")

		// A new version must be accepted again.
		if _, err := d.Write().NewInsert().Model(&db.Document{Kind: "cgu", Version: 2, Body: "Un autre texte.",
			PublishedAt: noon.UTC()}).Exec(ctx); err != nil {
			t.Fatal(err)
		}
		if status, head, _ := s.do("GET", "/suivi", nil); status != 303 || head.Get("Location") != "/conditions" {
			t.Errorf("got %d %s", status, head.Get("Location"))
		}
	})
}

func TestAGivenPasswordDiesAfterThirtyDays(t *testing.T) {
	d := dbtest.SQLite(t)
	w := dbtest.NewTown(t, d)
	f := w.Family(1)
	given, err := account.HashDrawn("donné-par-la-mairie")
	if err != nil {
		t.Fatal(err)
	}
	s := newSite(t, d)
	ctx := context.Background()
	for age, alive := range map[time.Duration]bool{29 * 24 * time.Hour: true, 31 * 24 * time.Hour: false} {
		if err := d.Write().SetPasswordHash(ctx, f.AccountID, given, noon.Add(-age), true); err != nil {
			t.Fatal(err)
		}
		try := account.Try{Login: "famille1", Password: "donné-par-la-mairie"}
		if _, err := s.options.Account.SignIn(ctx, try); (err == nil) != alive {
			t.Errorf("after %s: %v", age, err)
		}
	}
}

// signIn submits the sign-in form, and returns the session's token.
func signIn(t *testing.T, s *browsing, login, password string) string {
	t.Helper()
	s.cookie = ""
	_, head, page := s.do("GET", "/connexion", nil)
	s.cookie = strings.SplitN(head.Get("Set-Cookie"), ";", 2)[0]
	token := csrfField.FindStringSubmatch(page)[1]
	status, head, _ := s.do("POST", "/connexion", url.Values{"_csrf": {token}, "identifiant": {login},
		"mot_de_passe": {password}})
	if status != 303 {
		t.Fatalf("signing in: %d", status)
	}
	for _, set := range head.Values("Set-Cookie") {
		if token, ok := strings.CutPrefix(strings.SplitN(set, ";", 2)[0], "session="); ok {
			return token
		}
	}
	t.Fatal("no session")
	return ""
}

// sessionIn returns the cookie of the session that an answer gives.
func sessionIn(head http.Header) string {
	for _, cookie := range head.Values("Set-Cookie") {
		if strings.HasPrefix(cookie, "session=") {
			return strings.SplitN(cookie, ";", 2)[0]
		}
	}
	return ""
}
