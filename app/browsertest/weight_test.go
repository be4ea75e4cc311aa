package browsertest

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/performance"
	"github.com/chromedp/chromedp"

	"cartable/db/dbtest"
)

// Budgets of the first visit to a page, on a phone. None of them depends on the machine.
const (
	firstBytes    = 40_000 // with all its assets, compressed, headers included
	firstRequests = 8
	mostShift     = .05 // cumulative layout shift (0.1 is called good)
	// CPU time of the page's thread, as a ratio to two other pages in the same run.
	byScripts = 1.75 // to the same page without scripts; measured: 1.0 to 1.3
	byBytes   = 6.   // to as many bytes of plain text; measured: 2.5 to 4.6
)

// awaited lists the pages that a parent waits for.
var awaited = []string{"/connexion", "/reservations?mois=2027-01", "/reservations/verifier", "/suivi"}

// load counts the requests of a page, and the bytes that arrive.
type load struct {
	sync.Mutex
	requests []string
	arrived  int
	bytes    float64
}

func (l *load) hear(event any) {
	l.Lock()
	defer l.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		l.requests = append(l.requests, e.Request.URL)
	case *network.EventLoadingFinished:
		l.arrived++
		l.bytes += e.EncodedDataLength
	}
}

// TestAwaitedPagesCostLittle tests speed by measures that are the same on a slow or busy machine.
func TestAwaitedPagesCostLittle(t *testing.T) {
	base := Demo(t)
	for i, path := range awaited {
		var tabs [2]*Page // with scripts, and without
		for j := range tabs {
			p := Start(t).Page(t, 390, 844, j == 0)
			switch {
			case i == 0:
			case i == 1 && j == 0:
				p.drafted(base)
			default:
				p.signIn(base, "leroy")
			}
			p.strange()
			tabs[j] = p
		}
		p, silent := tabs[0], tabs[1]
		first := p.arrive(base + path)
		if first.bytes > firstBytes || first.bytes < 10_000 {
			t.Errorf("%s: %.0f bytes arrive, more than %d", path, first.bytes, firstBytes)
		}
		if len(first.requests) > firstRequests {
			t.Errorf("%s: %d requests, more than %d:\n%s", path, len(first.requests), firstRequests,
				strings.Join(first.requests, "\n"))
		}
		moved := Eval[float64](p, shift)
		if moved > mostShift {
			t.Errorf("%s: what lay still moves by %.3f, more than %v", path, moved, mostShift)
		}
		took := inTurn(visit{p, base + path}, visit{silent, base + path}, visit{p, plain(t, int(first.bytes), "")})
		scripts, bytes := took[0]/took[1], took[0]/took[2]
		if scripts > byScripts {
			t.Errorf("%s: the scripts make it %.2f times the work, more than %v", path, scripts, byScripts)
		}
		if bytes > byBytes {
			t.Errorf("%s: %.2f times the work of as many bytes of text, more than %v", path, bytes, byBytes)
		}
		fmt.Printf("%s, a first load: %.1f kB in %d requests, shift %.3f, work %.2f times that without scripts, %.2f "+
			"times that of text\n",
			path, first.bytes/1000, len(first.requests), moved, scripts, bytes)
	}
}

// asksLayout counts what makes the browser compute styles or lay the page out before it would by itself: it replaces
// the properties and methods that need it, before any script of the page runs.
const asksLayout = `window.asked = [];
for (const [of, names] of [[Element.prototype, ['getBoundingClientRect', 'getClientRects', 'scrollIntoView',
    'checkVisibility', 'clientWidth', 'clientHeight', 'scrollTop', 'scrollWidth', 'scrollHeight']],
    [HTMLElement.prototype, ['focus', 'innerText', 'offsetWidth', 'offsetHeight', 'offsetTop', 'offsetParent']],
    [window, ['getComputedStyle', 'scrollTo', 'scrollBy']]])
  for (const name of names) {
    const is = Object.getOwnPropertyDescriptor(of, name), note = () => { window.asked.push(name); };
    if (is.value) of[name] = function (...args) { note(); return is.value.apply(this, args); };
    else Object.defineProperty(of, name, { ...is, get() { note(); return is.get.call(this); } });
  }`

// No script makes the browser lay a page out while it loads, and nothing on it moves by itself.
func TestALoadLaysThePageOutOnce(t *testing.T) {
	base := Demo(t)
	p := Start(t).Page(t, 390, 844, true)
	p.signIn(base, "martin")
	_, err := chromedp.Call(p.ctx, page.AddScriptToEvaluateOnNewDocument,
		page.AddScriptToEvaluateOnNewDocumentParams{Source: asksLayout})
	if err != nil {
		t.Fatal(err)
	}
	p.delay("*.js", 1500*time.Millisecond) // the page is drawn before its scripts are there
	for _, path := range []string{"/", "/reservations?mois=2027-01", "/reservations?activite=&mois=2027-01",
		"/reservations/semaine-type"} {
		p.Goto(base + path)
		p.Until("for the page to be whole", "document.readyState === 'complete'")
		if asked := Eval[[]string](p, "window.asked"); len(asked) > 0 {
			t.Errorf("%s: its scripts ask for %v", path, asked)
		}
		if moved := Eval[[]string](p, moves); len(moved) > 0 {
			t.Errorf("%s: what lay still moves: %v", path, moved)
		}
	}
	p.Goto(base + "/reservations")
	if Eval[bool](p, "(document.body.offsetWidth, window.asked.at(-1) !== 'offsetWidth')") {
		t.Error("the measure sees nothing")
	}
	Eval[bool](p, "document.body.prepend(Object.assign(document.createElement('p'), {style: 'height: 99px'})), true")
	p.Until("for what moves by itself to be seen", moves+".length > 0")
}

// TestTheWorkOfAScriptIsSeen checks the measure itself.
func TestTheWorkOfAScriptIsSeen(t *testing.T) {
	p := Start(t).Page(t, 390, 844, true)
	p.strange()
	busy := "<script>{ let n = 0; for (const end = performance.now() + 300; performance.now() < end;) n++ }</script>"
	if took := inTurn(visit{p, plain(t, 30_000, busy)}, visit{p, plain(t, 30_000, "")}); took[0]/took[1] <= byScripts {
		t.Errorf("with a script that works for 300 ms, and without: %v", took)
	}
}

// strange clears the tab, as for a first visit: neither the browser nor a service worker has anything cached. From
// now on it counts the CPU time of the page's thread.
func (p *Page) strange() {
	p.t.Helper()
	p.Goto("about:blank")
	_, err := chromedp.Call(p.ctx, network.SetCacheDisabled, network.SetCacheDisabledParams{CacheDisabled: true})
	if err == nil {
		_, err = chromedp.Call(p.ctx, network.SetBypassServiceWorker,
			network.SetBypassServiceWorkerParams{Bypass: true})
	}
	if err == nil {
		_, err = chromedp.Call(p.ctx, performance.Enable,
			performance.EnableParams{TimeDomain: performance.EnableTimeDomainThreadTicks})
	}
	if err != nil {
		p.fatal("%v", err)
	}
}

// arrive opens a page and waits for all of its requests.
func (p *Page) arrive(url string) *load {
	p.t.Helper()
	var l load
	ctx, cancel := context.WithCancel(p.ctx)
	defer cancel()
	if err := chromedp.Listen(ctx, l.hear); err != nil {
		p.fatal("%v", err)
	}
	p.Goto(url)
	p.Until("for the page to be whole", "document.readyState === 'complete'")
	dbtest.Until(p.t, "all that was asked for arrives", func() bool {
		l.Lock()
		defer l.Unlock()
		return len(l.requests) > 1 && l.arrived >= len(l.requests)-1 // the event stream never ends
	})
	return &l
}

// shifts are the movements of what lay still. Chromium keeps them for later observers.
const shifts = `(() => {
  const watch = new PerformanceObserver(() => {});
  watch.observe({ type: 'layout-shift', buffered: true });
  return performance.getEntriesByType('layout-shift').concat(watch.takeRecords());
})()`

// shift returns how much of the page has moved by itself, from the first byte on.
const shift = shifts + `.reduce((sum, e) => sum + e.value, 0)`

// moves says what has moved by itself since the scripts came, from where to where. What moves while the text of the
// page still comes depends on the line and on how busy the machine is: shift limits it.
const moves = shifts + `.filter(e => e.startTime > Math.min(...performance.getEntriesByType('resource').filter(r =>
    r.initiatorType === 'script').map(r => r.responseEnd))).flatMap(e =>
    e.sources.map(s => (s.node?.outerHTML ?? s.node?.textContent ?? '').slice(0, 150) + ': ' +
    [s.previousRect, s.currentRect].map(r => [r.x, r.y, r.width, r.height].map(Math.round)).join(' to ')))`

// visit is a page that a tab opens.
type visit struct {
	p   *Page
	url string
}

// inTurn returns the work of each visit: medians of three, taken in turn.
func inTurn(visits ...visit) (medians []float64) {
	took := make([][]float64, len(visits))
	for range 3 {
		for i, v := range visits {
			took[i] = append(took[i], v.p.work(v.url))
		}
	}
	for _, all := range took {
		slices.Sort(all)
		medians = append(medians, all[1])
	}
	return medians
}

// work returns the CPU time, in seconds, that the page's thread uses until it is idle. A busy machine does not
// increase it.
func (p *Page) work(url string) float64 {
	p.t.Helper()
	p.Goto("about:blank")
	begin := p.worked()
	p.Goto(url)
	p.Until("for the page to be whole", "document.readyState === 'complete'")
	end := p.worked()
	dbtest.Until(p.t, "the page rests", func() bool {
		last := end
		time.Sleep(100 * time.Millisecond)
		end = p.worked()
		return end-last < .002
	})
	return end - begin
}

func (p *Page) worked() float64 {
	p.t.Helper()
	got, err := chromedp.Call(p.ctx, performance.GetMetrics, cdp.Empty{})
	if err != nil {
		p.fatal("%v", err)
	}
	for _, m := range got.Metrics {
		if m.Name == "TaskDuration" {
			return m.Value
		}
	}
	p.fatal("the browser does not count its work")
	return 0
}

// plain serves a page with the given number of bytes of text.
func plain(t *testing.T, size int, more string) string {
	const line = "<p>Un cartable rouge, un vélo bleu.</p>\n"
	text := `<!doctype html><html lang="fr"><link rel="icon" href="data:,"><title>x</title>` +
		strings.Repeat(line, size/len(line)) + more
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		io.WriteString(w, text)
	}))
	t.Cleanup(site.Close)
	return site.URL
}
