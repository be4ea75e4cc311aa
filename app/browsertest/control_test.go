package browsertest

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// These tests check the harness itself: it must report a page that does everything wrong, and disabled scripts must
// not run.
func TestTheBrowserSeesWhatIsWrong(t *testing.T) {
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/":
			w.Header().Set("Content-Type", "text/html")
			w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; img-src 'self'; "+
				"connect-src *")
			w.Write(
				[]byte(`<!doctype html><title>x</title><link rel="icon" href="data:,"><style>b { color: red }</style>
				<h1>wrong</h1><img src="/missing.png"><script>alert(1)</script><script src="/x.js"></script>`))
		case "/x.js":
			w.Header().Set("Content-Type", "text/javascript")
			w.Write([]byte(`document.querySelector('h1').textContent = 'ran'; console.error('said'); ` +
				`fetch('http://127.0.0.1:1/'); undefinedThing();`))
		default:
			http.NotFound(w, r)
		}
	}))
	defer site.Close()
	b := Start(t)

	p := b.Page(t, 390, 844, true)
	if status := p.Goto(site.URL); status != 200 {
		t.Error("status", status)
	}
	p.Until("for the failure of fetch", "performance.getEntriesByName('http://127.0.0.1:1/').length")
	if p.Text("h1") != "ran" {
		t.Error("the script did not run")
	}
	found := strings.Join(p.Problems(), "\n")
	for _, want := range []string{"console error: \"said\"", "undefinedThing is not defined", "missing.png: status 404",
		"content security policy: style-src", "content security policy: script-src", "http://127.0.0.1:1/: net::ERR_"} {
		if !strings.Contains(found, want) {
			t.Errorf("not noticed: %s, only\n%s", want, found)
		}
	}
	if left := p.Problems(); len(left) > 0 {
		t.Error("twice:", left)
	}

	q := b.Page(t, 1440, 900, false)
	q.Goto(site.URL)
	if q.Text("h1") != "wrong" {
		t.Error("the script ran")
	}
	if p.Goto(site.URL+"/nothing") != 404 {
		t.Error("a missing page was there")
	}
}

// Each of the looks has its own fault, which axe must find in that look alone.
func TestAxeSeesWhatIsWrong(t *testing.T) {
	base := gallerySite(t, map[string][]byte{
		"wrong": []byte(
			`<!doctype html><html lang="fr"><head><title>Faux</title><meta name="viewport" content="width=device-width">
		<style>:root { color-scheme: light dark; background: light-dark(#fff, #000) } p { color: light-dark(#000, #222) } @media (min-width: 60rem) { .narrow { display: none } } @media (max-width: 60rem) { .wide { display: none } }</style>
		</head><body><main><h1>Faux</h1><p>Sombre</p><img class="narrow" src="/x.svg"><input class="wide"></main></body></html>`)})
	found := axePage(t).faults(base+"/wrong", true)
	want := []string{"at 390 px, dark false: image-alt:", "at 390 px, dark true: color-contrast:",
		"at 1440 px, dark false: label:"}
	if len(found) != len(want) {
		t.Fatalf("axe found\n%s", strings.Join(found, "\n"))
	}
	for i := range want {
		if !strings.HasPrefix(found[i], want[i]) {
			t.Errorf("axe found %s, not %s", found[i], want[i])
		}
	}
}
