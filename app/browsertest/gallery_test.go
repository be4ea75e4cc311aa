package browsertest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"cartable/app/lang"
	"cartable/app/web/gallery"
	"cartable/app/web/site"
	"cartable/static"
)

// The gallery contains every template in every state, so its results apply to the portal's pages. Two tools check it:
// axe in the browser, the Nu validator on the HTML. `make test` fetches both (TEST_AXE, TEST_VNU).

// pages renders every sample that is a whole page. fullest lists the names of the largest sample of each template.
func pages(t *testing.T) (all map[string][]byte, fullest []string) {
	t.Helper()
	r, err := site.NewRenderer(gallery.Funcs...)
	if err != nil {
		t.Fatal(err)
	}
	all = map[string][]byte{}
	best := map[string]string{}
	for _, sample := range gallery.All() {
		if sample.Fragment {
			continue
		}
		var out bytes.Buffer
		if err := sample.Write(r, &out); err != nil {
			t.Fatal(err)
		}
		all[sample.Name] = out.Bytes()
		if one, ok := best[sample.Template]; !ok || out.Len() > len(all[one]) {
			best[sample.Template] = sample.Name
		}
	}
	fullest = slices.Collect(maps.Values(best))
	for _, sample := range gallery.All() { // the same page in the other languages, if it exists in them
		for _, l := range lang.All() {
			var out bytes.Buffer
			sample.Layout.Read = l
			if l.IsFrench() || sample.Fragment || !slices.Contains(fullest, sample.Name) {
				continue
			}
			if err := sample.Write(r, &out); err != nil {
				t.Fatal(err)
			}
			if bytes.Contains(out.Bytes(), []byte(`<html lang="`+l.Tag+`"`)) {
				all[sample.Name+"."+l.Tag] = out.Bytes()
			}
		}
	}
	return all, fullest
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
		w.Header().Set("Cache-Control", "max-age=3600")
		w.Write(file.Plain)
	}))
	t.Cleanup(site.Close)
	return site.URL
}

// TestAxeFindsNothing runs axe on every sample, on a phone in light and dark colours. On a desktop the layout depends
// on the template and not on the state: there it runs on one sample per template. Two tabs share the samples, because
// a small machine has two processors.
func TestAxeFindsNothing(t *testing.T) {
	all, fullest := pages(t)
	base := gallerySite(t, all)
	names := slices.Sorted(maps.Keys(all))
	const tabs = 2
	for tab := range tabs {
		t.Run(fmt.Sprintf("tab %d", tab+1), func(t *testing.T) {
			t.Parallel()
			p := axePage(t)
			for i := tab; i < len(names); i += tabs {
				for _, found := range p.faults(base+"/"+names[i], slices.Contains(fullest, names[i])) {
					t.Errorf("%s %s", names[i], found)
				}
			}
		})
	}
}

// axePage returns a tab with axe, and a window as high as the pages, so that sticky bars hide nothing that a user
// could scroll to.
func axePage(t *testing.T) *Page {
	t.Helper()
	p := Start(t).Page(t, 390, 2400, true)
	p.loadAxe()
	return p
}

// loadAxe injects axe into each document that the tab opens.
func (p *Page) loadAxe() {
	p.t.Helper()
	script, err := os.ReadFile(os.Getenv("TEST_AXE"))
	if err != nil {
		p.t.Fatal("TEST_AXE must name axe.min.js: run the tests with make test:", err)
	}
	_, err = chromedp.Call(p.ctx, page.AddScriptToEvaluateOnNewDocument,
		page.AddScriptToEvaluateOnNewDocumentParams{Source: string(script)})
	if err != nil {
		p.t.Fatal(err)
	}
}

// look is one way to display a page.
type look struct {
	width int64
	dark  bool
	rules string
}

// faults opens a page and returns the violations that axe finds in each look, one a line.
func (p *Page) faults(url string, desk bool) (all []string) {
	p.t.Helper()
	p.resize(390)
	p.Goto(url)
	looks := []look{{390, false, everyRule}, {390, true, colourRules}, {1440, false, everyRule}}
	if !desk {
		looks = looks[:2]
	}
	for _, look := range looks {
		p.resize(look.width)
		p.Dark(look.dark)
		for _, found := range p.axe(look.rules) {
			all = append(all, fmt.Sprintf("at %d px, dark %t: %s", look.width, look.dark, found))
		}
	}
	return all
}

// Sets of rules that axe runs. The stylesheet has no dark media query, only light-dark(), which takes colours and
// nothing else (TestTheDarkChangesColoursAlone of static): names, roles, order, sizes and visibility are the same in
// both schemes. So in dark colours only the colour rules are run: the contrast of texts, and links that only their
// colour distinguishes from text. Two rules depend on the size of the window.
const (
	everyRule   = "tags"
	roomRules   = "{ type: 'rule', values: ['scrollable-region-focusable', 'target-size'] }"
	colourRules = "{ type: 'rule', values: axe.getRules(tags).filter(r => r.tags.includes('cat.color')).map(r => " +
		"r.ruleId) }"
)

// axe returns the violations that axe finds, one a line.
func (p *Page) axe(rules string) []string {
	p.t.Helper()
	text, err := chromedp.Run(p.ctx, chromedp.Evaluate[string](`(async () => {
		const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
		const found = await axe.run(document, { runOnly: `+rules+`, resultTypes: ['violations'], preload: false });
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

// TestTheHTMLIsValid runs the Nu validator on every sample, in one call.
func TestTheHTMLIsValid(t *testing.T) {
	jar := os.Getenv("TEST_VNU")
	if jar == "" {
		t.Fatal("TEST_VNU must name vnu.jar: run the tests with make test")
	}
	dir := t.TempDir()
	all, _ := pages(t)
	for name, page := range all {
		// The validator does not know htmx's partials, which are not part of a page.
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
