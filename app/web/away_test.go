package web_test

import (
	"io/fs"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"cartable/db/dbtest"
	"cartable/views"
)

// Wherever in a page or a form the database becomes unavailable, the answer is 503 with a Retry-After header, and never
// an internal error.
func TestADatabaseThatGoesAwayIsNoMistakeOfOurs(t *testing.T) {
	dbtest.EachFailing(t, func(t *testing.T, d *dbtest.Failing) {
		w := dbtest.NewTown(t, d.DB)
		meal := w.Activity("RESTO", nil, w.Pool("cantine", 10, 5))
		family := w.Family(2, meal)
		parent := newSite(t, d.DB).as(family)
		clerk := newSite(t, d.DB).staff(w, "manager")
		token := csrfField.FindStringSubmatch(parent.get("/suivi"))[1]
		for _, c := range []struct {
			who          *browsing
			method, path string
			form         url.Values
		}{
			{parent, "GET", "/", nil}, {parent, "GET", "/reservations", nil}, {parent, "GET", "/suivi", nil},
			{parent, "GET", "/historique", nil}, {parent, "GET", "/profil", nil},
			{clerk, "GET", "/mairie", nil}, {clerk, "GET", "/mairie/familles", nil},
			{clerk, "GET", "/mairie/nuits", nil},
			{parent, "POST", "/profil/courriels", url.Values{"_csrf": {token}, "rapports": {"1"}}},
			{parent, "POST", "/reservations/verifier", url.Values{"_csrf": {token}}},
			{&browsing{t: t, app: parent.app}, "GET", "/connexion", nil},
		} {
			for n := int64(0); ; n++ {
				d.FailAfter(n, d.Away())
				status, head, body := c.who.do(c.method, c.path, c.form)
				failed := d.Failed()
				d.Work()
				if !failed {
					break
				}
				if n > 60 {
					t.Fatalf("%s %s asks without end", c.method, c.path)
				}
				// A page may omit secondary information, and a signed-out session has no visitor.
				if status >= 500 &&
					(status != 503 || head.Get("Retry-After") == "" ||
						!strings.Contains(body, "Rien n&#39;est perdu")) {
					t.Errorf("%s %s, away after %d: %d %q\n%.300s", c.method, c.path, n, status,
						head.Get("Retry-After"), body)
				}
				if n == 0 && status != 503 {
					t.Errorf("%s %s: %d", c.method, c.path, status)
				}
			}
		}
	})
}

// The page that reports that the service is unavailable can send the form again, and it is then done.
func TestWhatWasTypedIsKeptWhileTheDatabaseIsAway(t *testing.T) {
	dbtest.EachFailing(t, func(t *testing.T, d *dbtest.Failing) {
		w := dbtest.NewTown(t, d.DB)
		family := w.Family(1)
		s := newSite(t, d.DB).as(family)
		token := csrfField.FindStringSubmatch(s.get("/suivi"))[1]
		sent := url.Values{"_csrf": {token}, "adresses": {"claire@example.org"}, "de": {`"><i>`, "2"}}
		d.Fail(d.Away())
		status, _, page := s.do("POST", "/profil/courriels?x=1", sent)
		if status != 503 || !strings.Contains(page, `action="/profil/courriels?x=1"`) || strings.Contains(page, "<i>") {
			t.Fatalf("%d\n%s", status, page)
		}
		kept := url.Values{}
		for _, field := range hiddenField.FindAllStringSubmatch(page[strings.Index(page, `action="/profil/courriels`):],
			-1) {
			kept.Add(field[1], strings.NewReplacer("&#34;", `"`, "&gt;", ">", "&lt;", "<").Replace(field[2]))
		}
		if kept.Encode() != sent.Encode() {
			t.Errorf("sent %s\nkept %s", sent.Encode(), kept.Encode())
		}
		d.Work()
		if status, _, _ := s.do("POST", "/profil/courriels?x=1", kept); status != 303 {
			t.Errorf("sent again: %d", status)
		}
		// A fragment leaves its page as it is: the answer is a sentence, not a page.
		d.Fail(d.Away())
		if status, body := s.tap("/profil/courriels", sent); status != 503 || strings.Contains(body, "<") {
			t.Errorf("%d %s", status, body)
		}
		d.Fail(d.Full())
		if status, _, page := s.do("POST", "/profil/courriels", sent); status != 503 ||
			!strings.Contains(page, "Ce qui était enregistré est intact") {
			t.Errorf("full: %d\n%s", status, page)
		}
	})
}

// No page repeats a secret, even when the request that carried it failed.
func TestNoSecretIsKeptWhileTheDatabaseIsAway(t *testing.T) {
	dbtest.EachFailing(t, func(t *testing.T, d *dbtest.Failing) {
		w := dbtest.NewTown(t, d.DB)
		s := newSite(t, d.DB).as(w.Family(1))
		token := csrfField.FindStringSubmatch(s.get("/suivi"))[1]
		d.Fail(d.Away())
		for _, name := range secretFields(t) {
			status, _, page := s.do("POST", "/profil/courriels",
				url.Values{"_csrf": {token}, name: {"Herisson-des-bois"}})
			if status != 503 || strings.Contains(page, "Herisson") || strings.Contains(page, "Réessayer") ||
				!strings.Contains(page, "remplissez de nouveau") {
				t.Errorf("%s: %d\n%s", name, status, page)
			}
		}
	})
}

var input = regexp.MustCompile(`(?s)<input[^>]*>`)
var nameAttribute = regexp.MustCompile(`name="([a-z_]+)"`)

// secretFields are the names of the fields that templates hide or that hold a code, one of recovery too.
func secretFields(t *testing.T) (names []string) {
	t.Helper()
	err := fs.WalkDir(views.FS, ".", func(file string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := fs.ReadFile(views.FS, file)
		for _, field := range input.FindAllString(string(text), -1) {
			if strings.Contains(field, `type="password"`) || strings.Contains(field, "one-time-code") ||
				strings.Contains(field, "-password") || strings.Contains(field, `name="code`) {
				names = append(names, nameAttribute.FindStringSubmatch(field)[1])
			}
		}
		return err
	})
	if err != nil || len(names) < 5 {
		t.Fatal(err, names)
	}
	return names
}
