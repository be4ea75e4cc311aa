package web_test

import (
	"cmp"
	"html"
	"regexp"
	"slices"
	"strings"
	"testing"

	"cartable/app/domain/access"
	"cartable/app/domain/civil"
	"cartable/app/web"
	"cartable/db"
	"cartable/db/dbtest"
)

// named are the addresses of pages that are about what their address names.
var named = map[string]string{
	"/mairie/activites/delai":    "/mairie/activites/delai?champ=book_by&book_by-forme=sans",
	"/mairie/activites/modifier": "/mairie/activites/modifier?code=RESTO",
	"/mairie/ouvertures/retirer": "/mairie/ouvertures/retirer?ouverture=RESTO:2027-06-01",
}

// asks opens every page that a role may open, as if its address was typed by hand.
func (s *browsing) asks(role access.Role, least int) {
	s.t.Helper()
	pages := web.Pages(role)
	if len(pages) < least {
		s.t.Fatalf("only %q", pages)
	}
	for _, path := range pages {
		// An event stream has no end; without its cookie there is no password to choose; there is no online payment
		// here.
		if slices.Contains([]string{"/reservations/evenements", "/nouveau-mot-de-passe", "/paiement", "/payfip/retour",
			"/mairie/regie/plateforme", "/mairie/regie/rapprochement"}, path) {
			continue
		}
		path = cmp.Or(named[path], path)
		status, head, body := s.do("GET", path, nil)
		if status != 200 && status != 303 && !strings.Contains(body, "Confirmez que c&#39;est vous") {
			s.t.Errorf("GET %s: %d", path, status)
		}
		bare, same, none := s.do("HEAD", path, nil)
		if bare != status || none != "" || same.Get("Content-Type") != head.Get("Content-Type") {
			s.t.Errorf("HEAD %s: %d with %d bytes, GET %d", path, bare, len(none), status)
		}
	}
}

func TestPagesAskedByHand(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		meal := w.Activity("RESTO", nil, w.Pool("cantine", 10, 5))
		w.Releases(meal, civil.New(2027, 6, 1), civil.New(2027, 6, 11), civil.New(2027, 5, 1), 510)
		f := w.Family(2, meal)
		s := newSite(t, d)
		s.asks("", 8)
		parent := s.as(f)
		parent.asks(access.Guardian, 25)
		if status, head, _ := parent.do("HEAD", "/reservations/evenements?activite=RESTO&mois=2026-12",
			nil); status != 200 ||
			head.Get("Content-Type") != "text/event-stream" {
			t.Errorf("HEAD of a stream: %d", status)
		}
		s.staff(w, "administrator").asks(access.Administrator, 35)
	})
}

// The day page and the copy page show a family's first child until another is chosen.
func TestPagesWithoutAChildOpenTheFirst(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		_, f, s := evening(t, d)
		for _, path := range []string{"/reservations/jour/2026-12-14", "/reservations/recopier"} {
			if page := mainOf(s.get(path)); !strings.Contains(page, "enfant="+itoa(f.Children[0])) {
				t.Errorf("%s: %.800s", path, page)
			}
		}
		for _, path := range []string{"/reservations/jour/2026-12-14?enfant=x", "/reservations/jour/x",
			"/reservations/recopier?enfant=" + itoa(f.Children[1]+40)} {
			if status, _, _ := s.do("GET", path, nil); status != 404 {
				t.Errorf("%s: %d", path, status)
			}
		}
	})
}

// An account that is left without a family is offered only the way out, and no link that would refuse it.
func TestWithoutAFamilyNothingIsOfferedThatRefuses(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		f := w.Family(1)
		s := newSite(t, d).as(f)
		if _, err := d.Write().WithdrawGuardian(t.Context(), f.AccountID, f.ID, noon); err != nil {
			t.Fatal(err)
		}
		page := s.get("/sans-famille")
		foot := []string{"/mentions-legales", "/textes/donnees-personnelles", "/textes/conditions", "/accessibilite",
			"/contact", "/plan"} // open to anybody
		for _, one := range foot {
			s.get(one)
		}
		for _, link := range regexp.MustCompile(`(?:href|action)="(/[^"]*)"`).FindAllStringSubmatch(page, -1) {
			if to := link[1]; !strings.HasPrefix(to, "/a/") &&
				!slices.Contains(append(foot, "/", "/deconnexion", "/langue", "/manifest.webmanifest"), to) {
				t.Errorf("it offers %s", to)
			}
		}
	})
}

var townHallLink = regexp.MustCompile(`href="(/mairie[^"#]*)`)

// Who works for the town is not led to a page that their roles do not open.
func TestTheTownHallLinksOnlyToWhatARoleOpens(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := dbtest.NewTown(t, d)
		w.Family(2, w.Activity("RESTO", nil, w.Pool("cantine", 10, 5)))
		s := newSite(t, d)
		for _, role := range []access.Role{access.Administrator, access.Manager, access.Agent, access.Treasurer} {
			staff, seen := s.staff(w, string(role)), map[string]bool{}
			for queue := []string{"/mairie"}; len(queue) > 0; queue = queue[1:] {
				status, _, body := staff.do("GET", queue[0], nil)
				if status == 404 {
					t.Errorf("%s is led to %s", role, queue[0])
				}
				for _, found := range townHallLink.FindAllStringSubmatch(body, -1) {
					link := html.UnescapeString(found[1])
					path, _, _ := strings.Cut(link, "?")
					if !seen[path] {
						seen[path] = true
						queue = append(queue, link)
					}
				}
			}
			if len(seen) < 4 {
				t.Errorf("%s is led to %d pages only", role, len(seen))
			}
		}
	})
}
