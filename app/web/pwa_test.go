package web_test

import (
	"encoding/json"
	"strings"
	"testing"

	"cartable/app/web"
	"cartable/app/web/gallery"
	"cartable/db/dbtest"
	"cartable/static"
)

func TestThePortalCanBeInstalled(t *testing.T) {
	d := dbtest.SQLite(t)
	w := dbtest.NewTown(t, d)
	f := w.Family(1, w.Activity("RESTO", nil))
	s := newSite(t, d)
	status, head, body := s.do("GET", "/manifest.webmanifest", nil)
	var manifest struct {
		StartURL string `json:"start_url"`
		Scope    string
		Display  string
		Icons    []struct{ Src, Sizes, Purpose string }
	}
	if err := json.Unmarshal([]byte(body), &manifest); err != nil || status != 200 ||
		!strings.HasPrefix(head.Get("Content-Type"), "application/manifest+json") {
		t.Fatalf("%d %s %v", status, head.Get("Content-Type"), err)
	}
	if manifest.StartURL != "/?pwa" || manifest.Scope != "/" || manifest.Display != "standalone" ||
		len(manifest.Icons) != 3 {
		t.Errorf("got %+v", manifest)
	}
	for _, icon := range manifest.Icons {
		if file, ok := static.Lookup(icon.Src); !ok || file.ContentType != "image/png" {
			t.Errorf("%s is not there", icon.Src)
		}
	}

	status, head, body = s.do("GET", "/sw.js", nil)
	if status != 200 || head.Get("Service-Worker-Allowed") != "/" || head.Get("Cache-Control") != "no-cache" ||
		!strings.HasPrefix(head.Get("Content-Type"), "text/javascript") {
		t.Errorf("%d %v", status, head)
	}
	if !strings.Contains(body, "SHELL = ['/hors-ligne', '"+static.URL("app.css")+"'") {
		t.Errorf("got %.200s", body)
	}

	// The page stored in the browser is the same for everybody.
	nobody, somebody := s.get("/hors-ligne"), s.as(f).get("/hors-ligne")
	if nobody != somebody || !strings.Contains(nobody, "Vous êtes hors connexion") || csrfField.MatchString(nobody) ||
		strings.Contains(nobody, "DUPONT") {
		t.Error("the page without network knows who asks")
	}
}

func TestTheGalleryIsServedWhereItIsWanted(t *testing.T) {
	d := dbtest.SQLite(t)
	if status, _, _ := newSite(t, d).do("GET", "/apparence", nil); status == 200 {
		t.Error("the gallery is open without being asked for")
	}
	s := newSite(t, d)
	o := s.options
	o.Gallery = true
	app, err := web.New(o)
	if err != nil {
		t.Fatal(err)
	}
	s.app = app
	index := s.get("/apparence")
	for _, sample := range gallery.All() {
		if sample.Name != "index" && !strings.Contains(index, `href="/apparence/`+sample.Name+`"`) {
			t.Errorf("%s is not listed", sample.Name)
		}
	}
	for _, name := range []string{"month", "day", "overview", "copy", "month-saved"} {
		if page := s.get("/apparence/" + name); !strings.Contains(page, "</html>") {
			t.Errorf("%s is no page", name)
		}
	}
	if status, _, _ := s.do("GET", "/apparence/rien", nil); status != 404 {
		t.Errorf("an unknown sample: %d", status)
	}
}
