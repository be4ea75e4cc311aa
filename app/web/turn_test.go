package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"cartable/app/web"
	"cartable/db"
	"cartable/db/dbtest"
)

// crowded is a site with one slot, which a page holds until it is let go.
type crowded struct {
	*browsing
	town    *dbtest.Town
	parents []dbtest.Family
	letGo   func() // ends the page that holds the slot
}

func newCrowded(t *testing.T, d *db.DB, parents int) *crowded {
	t.Helper()
	w := dbtest.NewTown(t, d)
	meal := w.Activity("RESTO", nil, w.Pool("cantine", 50, 0))
	s := &crowded{browsing: newSite(t, d), town: w}
	for range parents {
		s.parents = append(s.parents, w.Family(1, meal))
	}
	var slow atomic.Bool
	inside, gate := make(chan struct{}), make(chan struct{})
	now := s.portal.Now
	s.portal.Now = func() time.Time { // the first page that reads the clock stays in its slot
		if slow.CompareAndSwap(true, false) {
			close(inside)
			<-gate
		}
		return now()
	}
	s.options.Slots = 1
	app, err := web.New(s.options)
	if err != nil {
		t.Fatal(err)
	}
	s.app = app
	slow.Store(true)
	var held sync.WaitGroup
	holder := s.as(s.parents[0])
	held.Go(func() { holder.get("/reservations") })
	<-inside
	s.letGo = sync.OnceFunc(func() { close(gate); held.Wait() })
	t.Cleanup(s.letGo)
	return s
}

// keeps stores the cookies of an answer, as a browser does.
func (s *browsing) keeps(head http.Header) {
	for _, line := range (&http.Response{Header: head}).Cookies() {
		var kept []string
		for one := range strings.SplitSeq(s.cookie, "; ") {
			if !strings.HasPrefix(one, line.Name+"=") {
				kept = append(kept, one)
			}
		}
		s.cookie = strings.Join(append(kept, line.Name+"="+line.Value), "; ")
	}
}

// waits asks for a page and must be told to wait.
func (s *browsing) waits(path string) (head http.Header, page string) {
	s.t.Helper()
	status, head, page := s.do("GET", path, nil)
	if status != 503 || head.Get("Retry-After") == "" || head.Get("Refresh") != head.Get("Retry-After") ||
		!strings.Contains(page, "Votre tour vient dans") {
		s.t.Fatalf("%s: %d %v %.300s", path, status, head, mainOf(page))
	}
	s.keeps(head)
	return head, page
}

// A parent who finds the site full sees their rank, and comes back to the page they asked for, in their turn.
func TestAFullSiteSaysWhenItIsYourTurn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newCrowded(t, d, 4)
		first, second := s.as(s.parents[1]), s.as(s.parents[2])
		_, page := first.waits("/reservations?mois=2026-12")
		for _, want := range []string{"C'est presque votre tour", `href="/reservations?mois=2026-12"`, `role="status"`,
			"votre place est conservée", `action="/deconnexion"`} {
			if !strings.Contains(strings.ReplaceAll(page, "&#39;", "'"), want) {
				t.Errorf("no %s in %s", want, mainOf(page))
			}
		}
		if _, page := second.waits("/"); !strings.Contains(page, "<title>Vous êtes 2e") {
			t.Errorf("the second reads %s", mainOf(page))
		}
		if _, page := s.as(s.parents[2]).waits("/suivi"); !strings.Contains(page, "Vous êtes 2e dans la file") {
			t.Errorf("the second has another rank on another device: %s", mainOf(page))
		}
		if _, ready := s.ready(); !strings.Contains(ready, "2 wait for their turn") {
			t.Errorf("an operator reads %q", ready)
		}
		go s.letGo() // the request is kept until then, or comes later
		status, head, page := first.do("GET", "/reservations?mois=2026-12", nil)
		if status != 200 || !strings.Contains(page, `data-date="2026-12-01"`) || head.Get("Refresh") != "" {
			t.Errorf("in their turn: %d %s", status, mainOf(page))
		}
	})
}

func (s *browsing) ready() (int, string) {
	status, _, body := s.do("GET", "/readyz", nil)
	return status, body
}

// Nothing that a parent would lose waits: taps, the recap, a validation, its confirmation, what leads to a payment; nor
// do staff, what needs no session, or what an open page asks by itself.
func TestWhatNeverWaits(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newCrowded(t, d, 2)
		parent := s.as(s.parents[1])
		staff := s.staff(s.town, "manager")
		stranger := *s.browsing
		stranger.cookie = ""
		token := csrfField.FindStringSubmatch(parent.get("/profil"))[1]
		tap := url.Values{"_csrf": {token}, "activite": {"RESTO"}, "mois": {"2026-12"},
			"enfant": {itoa(s.parents[1].Children[0])}, "affiches": {"2026-12-01"}, "connus": {""}, "j": {"2026-12-01"}}
		if status, _, body := parent.do("POST", "/reservations/brouillon", tap); status >= 400 {
			t.Fatalf("a tap: %d %s", status, mainOf(body))
		}
		form := fields(t, parent.get("/reservations/verifier"), "/reservations/valider")
		status, head, body := parent.do("POST", "/reservations/valider", form)
		if status != 303 || !strings.HasPrefix(head.Get("Location"), "/reservations/confirmation/") {
			t.Fatalf("a validation: %d %s", status, mainOf(body))
		}
		if !strings.Contains(parent.get(head.Get("Location")), "Acceptée") {
			t.Error("the confirmation does not say what became of it")
		}
		if status, _, _ := parent.do("GET",
			"/reservations/fraicheur?activite=RESTO&mois=2026-12&jours=2026-12-01:available&enfant="+
				itoa(s.parents[1].Children[0]), nil); status != 200 {
			t.Errorf("an open calendar: %d", status)
		}
		staff.get("/mairie")
		stranger.get("/connexion")
		parent.get("/profil")
		for _, path := range []string{"/healthz", "/readyz", "/hors-ligne"} {
			stranger.get(path)
		}
		parent.waits("/reservations") // or all this proves nothing
	})
}

// Programs and caches understand the refusal: a fragment is a sentence, HEAD has no body, and nothing is stored.
func TestHowAFullSiteAnswersOthers(t *testing.T) {
	d := dbtest.SQLite(t)
	s := newCrowded(t, d, 2)
	parent := s.as(s.parents[1])
	status, head, body := parent.ask("GET", "/suivi", nil, "HX-Request", "true")
	if status != 503 || head.Get("Refresh") != "" || head.Get("Retry-After") == "" ||
		!strings.HasPrefix(head.Get("Content-Type"), "text/plain") || !strings.Contains(body, "Réessayez dans 5") {
		t.Errorf("a fragment: %d %v %s", status, head, body)
	}
	status, head, body = parent.ask("HEAD", "/suivi", nil)
	if status != 503 || head.Get("Retry-After") == "" || body != "" {
		t.Errorf("HEAD: %d %v %s", status, head, body)
	}
	if head, _ := parent.waits("/suivi"); head.Get("Cache-Control") != "private, no-store" {
		t.Errorf("it may be stored: %v", head)
	}
}

// A ticket is worth its place for its account alone: forged, of another account, or thrown away it gives nothing.
func TestATicketCannotBeForged(t *testing.T) {
	d := dbtest.SQLite(t)
	s := newCrowded(t, d, 5)
	early, late := s.as(s.parents[1]), s.as(s.parents[2])
	heading := regexp.MustCompile(`<h1[^>]*>([^<]*)`)
	rank := func(b *browsing) string {
		t.Helper()
		_, page := b.waits("/suivi")
		return heading.FindStringSubmatch(page)[1]
	}
	rank(early)
	if got := rank(late); got != "Vous êtes 2e dans la file" {
		t.Fatal(got)
	}
	ticket := func(b *browsing) string {
		i := slices.IndexFunc(
			strings.Split(b.cookie, "; "),
			func(c string) bool { return strings.HasPrefix(c, "tour=") },
		)
		return strings.Split(b.cookie, "; ")[i]
	}
	for how, forged := range map[string]string{
		"of another account":      ticket(early),
		"with an earlier arrival": "tour=1" + strings.TrimPrefix(ticket(late), "tour="),
		"without a signature":     strings.Split(ticket(late), "~")[0],
		"nonsense":                "tour=~~..",
	} {
		thief := s.as(s.parents[3])
		thief.cookie += "; " + forged
		if got := rank(thief); got != "Vous êtes 3e dans la file" {
			t.Errorf("%s: %s", how, got)
		}
	}
	again := s.as(s.parents[2]) // another device of the second
	for range 20 {
		if got := rank(again); got != "Vous êtes 2e dans la file" {
			t.Fatalf("on another device: %s", got)
		}
		again.cookie = strings.Split(again.cookie, "; ")[0] // a script that throws its ticket away
	}
	if got := rank(s.as(s.parents[4])); got != "Vous êtes 4e dans la file" {
		t.Errorf("the fifth account: %s", got)
	}
}
