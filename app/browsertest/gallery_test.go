package browsertest

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"cartable/app/web"
	"cartable/static"
)

// The gallery holds every template in every state: what is true of it is true of the portal's pages. Two judges read it:
// axe in the browser, the Nu validator on the HTML. `make test` fetches both (TEST_AXE, TEST_VNU).

// pages renders every sample that is a whole page.
func pages(t *testing.T) map[string][]byte {
	t.Helper()
	r, err := web.NewRenderer()
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]byte{}
	for _, sample := range web.Gallery() {
		if sample.Fragment {
			continue
		}
		var page bytes.Buffer
		if err := sample.Write(r, &page); err != nil {
			t.Fatal(err)
		}
		all[sample.Name] = page.Bytes()
	}
	return all
}

// gallerySite serves the samples with the portal's own assets.
func gallerySite(t *testing.T, all map[string][]byte) string {
	t.Helper()
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if page, ok := all[strings.TrimPrefix(r.URL.Path, "/")]; ok {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.Write(page)
			return
		}
		file, ok := static.Lookup(r.URL.Path)
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", file.ContentType)
		w.Write(file.Plain)
	}))
	t.Cleanup(site.Close)
	return site.URL
}

// TestAxeFindsNothing runs axe on every sample, on a phone in the light and in the dark, and on a desk.
func TestAxeFindsNothing(t *testing.T) {
	script, err := os.ReadFile(os.Getenv("TEST_AXE"))
	if err != nil {
		t.Fatal("TEST_AXE must name axe.min.js: run the tests with make test:", err)
	}
	all := pages(t)
	base := gallerySite(t, all)
	for width, looks := range map[int64][]bool{390: {false, true}, 1440: {false}} {
		// A window as high as the pages: what sticks to the bottom hides nothing that a thumb could not scroll to.
		p := Start(t).Page(t, width, 2400, true)
		for name := range all {
			p.Goto(base + "/" + name)
			for _, dark := range looks {
				p.Dark(dark)
				for _, found := range p.axe(string(script)) {
					t.Errorf("%s at %d px, dark %t: %s", name, width, dark, found)
				}
			}
			p.Dark(false)
		}
	}
}

// axe returns what it finds wrong, a line each.
func (p *Page) axe(script string) []string {
	p.t.Helper()
	text, err := chromedp.Run(p.ctx, chromedp.Evaluate[string](`(async () => {
		if (!window.axe) { (0, eval)(`+string(mustJSON(script))+`); }
		const found = await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations'] });
		return JSON.stringify(found.violations.map(v => v.id + ': ' + v.help + ' ' + v.nodes.slice(0, 3).map(n => n.target.join(' ') + ' (' + (n.any[0] || n.all[0] || n.none[0] || {}).message + ')').join(', ')));
	})()`, chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatal("axe:", err)
	}
	var found []string
	if err := json.Unmarshal([]byte(text), &found); err != nil {
		p.t.Fatal(err)
	}
	return found
}

func mustJSON(v any) []byte {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return text
}

// TestTheHTMLIsValid hands every sample to the Nu validator, in one go.
func TestTheHTMLIsValid(t *testing.T) {
	jar := os.Getenv("TEST_VNU")
	if jar == "" {
		t.Fatal("TEST_VNU must name vnu.jar: run the tests with make test")
	}
	dir := t.TempDir()
	for name, page := range pages(t) {
		// The validator does not know the partials of htmx, which are no part of a page.
		if err := os.WriteFile(filepath.Join(dir, name+".html"), page, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out, err := exec.Command("java", "-Xss8m", "-jar", jar, "--format", "json", "--skip-non-html", dir).CombinedOutput()
	var report struct {
		Messages []struct {
			Type, URL, Message, Extract string
			LastLine                    int
		}
	}
	if jsonErr := json.Unmarshal(out, &report); jsonErr != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, m := range report.Messages {
		if m.Type == "error" {
			t.Errorf("%s:%d: %s (%s)", filepath.Base(m.URL), m.LastLine, m.Message, strings.TrimSpace(m.Extract))
		}
	}
}
