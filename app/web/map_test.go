package web_test

import (
	"regexp"
	"strings"
	"testing"

	"cartable/db/dbtest"
)

// TestTheMapLeadsEverywhere follows each link of the map of the site, which every page leads to.
func TestTheMapLeadsEverywhere(t *testing.T) {
	_, f, s := evening(t, dbtest.SQLite(t))
	s.book(f, "RESTO", 1)
	home := s.get("/")
	if !strings.Contains(home, `href="/plan"`) {
		t.Error("no way to the map")
	}
	_, page, _ := strings.Cut(s.get("/plan"), "<main")
	page, _, _ = strings.Cut(page, "</main>")
	links := regexp.MustCompile(`href="([^"]+)"`).FindAllStringSubmatch(page, -1)
	if len(links) < 15 {
		t.Errorf("%d links", len(links))
	}
	// What a parent would look for by its name.
	for _, path := range []string{"/reservations/semaine-type", "/reservations/recopier", "/profil/textes"} {
		if !strings.Contains(page, `href="`+path+`"`) {
			t.Errorf("the map does not lead to %s", path)
		}
	}
	for _, link := range links {
		if status, _, _ := s.do("GET", link[1], nil); status != 200 {
			t.Errorf("%s: %d", link[1], status)
		}
	}
}
