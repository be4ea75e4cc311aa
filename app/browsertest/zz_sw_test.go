package browsertest

import (
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

func TestZOffline(t *testing.T) {
	d := newDemo(t)
	p := Start(t).Page(t, 390, 844, true)
	p.Goto(d.url + "/connexion")
	p.Until("for the worker", `navigator.serviceWorker.ready.then(r => window.swok = r.active.state) && window.swok === 'activated'`)
	p.signIn(d.url, "martin")
	p.Follow(`.nav a[href="/reservations"]`)
	p.Goto(d.url + "/reservations?activite=&mois=2027-01")
	keys, err := chromedp.Run(p.ctx, chromedp.Evaluate[string](`caches.keys().then(async names => (await Promise.all(names.map(async n => (await (await caches.open(n)).keys()).map(r => new URL(r.url).pathname)))).flat().join(' '))`, chromedp.EvalAwaitPromise))
	t.Log(keys, err)
	for _, path := range strings.Fields(keys) {
		if path != "/hors-ligne" && !strings.HasPrefix(path, "/a/") {
			t.Errorf("the browser keeps %s", path)
		}
	}
	p.Clean()
	if err := d.stop(); err != nil {
		t.Log(err)
	}
	p.Goto(d.url + "/suivi")
	p.WaitText("h1", "hors connexion")
	p.Screenshot("/tmp/vshots/offline-real.png")
	_ = os.Stdout
}

func TestZRequests(t *testing.T) {
	base := Demo(t)
	p := Start(t).Page(t, 390, 844, true)
	p.signIn(base, "traore")
	p.Goto(base + "/reservations?mois=2027-01")
	p.Until("for the page", `document.readyState === 'complete'`)
	t.Log(Eval[string](p, `JSON.stringify([performance.getEntriesByType('navigation')[0], ...performance.getEntriesByType('resource')].map(e => e.name.replace(location.origin, '') + ' ' + e.transferSize + ' ' + e.encodedBodySize))`))
}
