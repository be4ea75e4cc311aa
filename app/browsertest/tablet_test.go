package browsertest

import (
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// wire is the network between the tablets and the portal, which a test cuts and mends.
type wire struct {
	t        testing.TB
	at, to   string
	mu       sync.Mutex
	listener net.Listener
	open     []net.Conn
}

// newWire returns a wire to an address of this machine, and its own address.
func newWire(t testing.TB, to string) (*wire, string) {
	t.Helper()
	port, err := freePort()
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{t: t, at: "localhost:" + port, to: strings.TrimPrefix(to, "http://")}
	w.mend()
	t.Cleanup(w.cut)
	return w, "http://" + w.at
}

func (w *wire) mend() {
	w.t.Helper()
	listener, err := net.Listen("tcp", w.at)
	if err != nil {
		w.t.Fatal(err)
	}
	w.mu.Lock()
	w.listener = listener
	w.mu.Unlock()
	go func() {
		for {
			near, err := listener.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial("tcp", w.to)
			if err != nil {
				near.Close()
				continue
			}
			w.mu.Lock()
			w.open = append(w.open, near, far)
			w.mu.Unlock()
			for _, way := range [][2]net.Conn{{near, far}, {far, near}} {
				go func() {
					io.Copy(way[0], way[1])
					near.Close()
					far.Close()
				}()
			}
		}
	}()
}

func (w *wire) cut() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.listener.Close()
	for _, one := range w.open {
		one.Close()
	}
	w.open = nil
}

// told waits for a promise and returns its text.
func (p *Page) told(promise string) string {
	p.t.Helper()
	Eval[bool](p, "(delete window.told, ("+promise+").then(x => { window.told = String(x) }), true)")
	p.Until("to be told "+promise, "'told' in window")
	return Eval[string](p, "window.told")
}

// kept is what a browser has stored of the tablet: databases, its cache, and what pages store.
const kept = `Promise.all([indexedDB.databases(), caches.keys()]).then(([d, c]) => [...d.map(x => x.name),
	...c.filter(x => x === 'tablette'), ...Object.keys(localStorage), ...Object.keys(sessionStorage)].join())`

// bodies is the text of everything in all caches.
const bodies = `caches.keys().then(all => Promise.all(all.map(n => caches.open(n).then(c => c.keys().then(k =>
	Promise.all(k.map(r => c.match(r).then(a => a.text())))))))).then(x => x.flat().join())`

const queued = `new Promise(ok => { const q = indexedDB.open('tablette'); q.onsuccess = () => {
	const t = q.result.transaction('pointages').objectStore('pointages').count();
	t.onsuccess = () => { q.result.close(); ok(t.result) } } })`

const names = `new Promise(ok => { const q = indexedDB.open('tablette'); q.onsuccess = () => {
	const t = q.result.transaction('garde').objectStore('garde').get('jour');
	t.onsuccess = () => { q.result.close(); ok(t.result ? 'kept' : 'gone') } } })`

// tablet signs in on a tablet and prepares it.
func tablet(t *testing.T, base, login string) *Page {
	t.Helper()
	p := Start(t).Page(t, 820, 1180, true)
	p.signIn(base, login)
	p.Goto(base + "/mairie/tablette")
	p.Click("#tablette")
	p.WaitText("#cet-appareil", "Cette tablette garde les feuilles")
	return p
}

// cutOff prepares a tablet, cuts its network and opens the sheet of the evening that it keeps.
func cutOff(t *testing.T) (d *demo, w *wire, base string, p *Page) {
	t.Helper()
	d = newDemo(t)
	w, base = newWire(t, d.url)
	p = tablet(t, base, "animation")
	w.cut()
	p.Goto(base + "/mairie/feuille/SOIR")
	p.WaitFor("#garde-feuille")
	return d, w, base, p
}

// endSessions has an administrator end the sessions of everybody else.
func endSessions(t *testing.T, d *demo) {
	t.Helper()
	admin := Start(t).Page(t, 1280, 900, true)
	admin.signIn(d.url, "admin")
	admin.Goto(d.url + "/mairie/comptes/deconnecter")
	admin.Pick("#motif", "Contrôle du soir")
	admin.Follow(`main form[method=post] button`)
}

// lines are the ids of the children of a sheet without a network, in its order.
func (p *Page) lines() []string {
	p.t.Helper()
	return Eval[[]string](p, `[...document.querySelectorAll('#garde-feuille tr[id]')].map(x => x.id)`)
}

// The network is cut in the middle of a class, and the tab is lost: nothing that was tapped is, names are in no cache,
// and once the network is back each tap is on the sheet. Signing out leaves nothing.
func TestTheDayWithoutANetwork(t *testing.T) {
	d := newDemo(t)
	w, base := newWire(t, d.url)
	p := tablet(t, base, "animation")
	p.Goto(base + "/mairie/feuille/SOIR")
	rows := Eval[[]string](p, `[...document.querySelectorAll('#feuille tr[id]')].map(x => x.id.slice(2))`)
	child := Eval[string](p, `document.querySelector('#feuille tr[id] th').textContent`)
	p.Click("#r-" + rows[0] + " button[value=present]")
	p.WaitText("#compte", "1 présent")
	p.Clean()
	if text := p.told(bodies); strings.Contains(text, child) || strings.Contains(text, `name="_csrf"`) {
		t.Error("a cache holds a name, or the page of somebody")
	}

	w.cut()
	p.Click("#r-" + rows[1] + " button[value=absent-justified]")
	p.WaitText("#r-"+rows[1], "Attend le réseau")
	p.WaitText("#attente-reseau", "1 pointage attend")
	p.Goto("about:blank") // the tab is gone, with all that it held
	p.Goto(base + "/mairie/feuille/SOIR")
	p.WaitText("#garde-etat", "Sans réseau")
	p.WaitFor("#garde-feuille")
	if got := p.lines(); len(got) != len(rows) || !slices.Contains(got, "k-"+rows[1]) {
		t.Fatalf("%d lines without a network, not %d", len(got), len(rows))
	}
	if p.Attr("#k-"+rows[1]+" button[value=absent-justified]", "aria-pressed") != "true" {
		t.Error("the tap is lost")
	}
	p.Click("#k-" + rows[2] + " button[value=present]")
	p.WaitText("#garde-compte", "2 présents, 1 absent")
	Eval[string](p, "location.hash = '#ou-est'")
	p.WaitFor("#garde-nom")
	p.Fill("#garde-nom", child)
	p.WaitText("#garde-trouves", child)
	Eval[string](p, "location.hash = '#presents=SOIR'")
	p.WaitText("#garde-note", fmt.Sprintf("^%d enfants à compter", len(rows)-1))

	p.Goto("about:blank") // nothing is sent meanwhile
	w.mend()
	p.Goto(base + "/mairie/feuille/SOIR")
	p.WaitText("#attente-reseau", "2 pointages envoyés")
	p.Reload()
	p.WaitText("#compte", "2 présents, 1 absent")
	if n := p.told(queued); n != "0" {
		t.Errorf("%s taps wait", n)
	}
	p.Click("details.menu summary")
	p.Follow(`form[action="/deconnexion"] button`)
	p.Until("to be signed out", "location.pathname === '/connexion'")
	p.forgot("after signing out")
}

// forgot waits until nothing of the tablet is left on it. A page may say that all was sent just before it deletes.
func (p *Page) forgot(when string) {
	p.t.Helper()
	left := p.told(kept)
	for until := time.Now().Add(patience); left != "" && time.Now().Before(until); left = p.told(kept) {
		time.Sleep(100 * time.Millisecond)
	}
	if left != "" {
		p.t.Errorf("%s, %s is left on the device", when, left)
	}
}

// 200 taps without a network are sent after a night: each once, nothing is lost, and nothing is left on the device.
func TestTapsOfYesterday(t *testing.T) {
	d, w, base, p := cutOff(t)
	const all = `(async () => {
		const rows = [...document.querySelectorAll('#garde-feuille tr[id]')];
		const values = ['present', 'absent-justified', 'absent-unjustified'];
		for (let i = 0; i < 200; i++) {
			rows[i % 60].querySelector('[value=' + values[(i + (i / 60 | 0)) % 3] + ']').click();
			await new Promise(ok => setTimeout(ok, 10));
		}
	})()`
	const pressed = `[...document.querySelectorAll('.ticking [aria-pressed=true]')].map(x =>
		x.closest('tr').id.slice(2) + x.value).sort().join()`
	p.told(all)
	p.Until("for the taps to be stored", "document.querySelector('#garde-etat').innerText.includes('200 pointages')")
	p.Reload()
	p.WaitFor("#garde-feuille")
	want := Eval[string](p, pressed)
	p.Goto("about:blank")
	d.command(t, "clock", "set", "2026-11-24T07:00:00+01:00")
	w.mend()
	p.Goto(base + "/mairie")
	p.WaitText("#attente-reseau", "200 pointages envoyés")
	p.forgot("the next day")
	p.Goto(base + "/mairie/feuille/SOIR?jour=2026-11-23")
	if got := Eval[string](p, pressed); got != want || strings.Count(want, ",") != 59 {
		t.Errorf("the sheet says\n%s\nnot\n%s", got, want)
	}
}

// An administrator ends the session meanwhile: the names go, and what was tapped waits for a sign-in.
func TestASessionThatEndsOnATablet(t *testing.T) {
	d, w, base, p := cutOff(t)
	line := p.lines()[0]
	p.Click("#" + line + " button[value=present]")
	p.WaitText("#garde-etat", "1 pointage attend")
	endSessions(t, d)
	p.Goto("about:blank")
	w.mend()
	p.Goto(base + "/mairie/hors-ligne")
	p.WaitText("#garde-etat", "Votre session est fermée")
	if p.told(names) != "gone" || p.told(queued) != "1" || p.Count("#garde-feuille") != 0 {
		t.Error("names are kept, or the tap is lost")
	}
	p.signIn(base, "accueil") // another account: it must say so
	p.Goto(base + "/mairie")
	p.WaitText("#attente-reseau", "par un autre compte")
	p.Click("#attente-reseau button")
	p.WaitText("#attente-reseau", "1 pointage envoyé")
	p.forgot("once sent")
	p.Goto(base + "/mairie/feuille/SOIR")
	p.WaitText("#compte", "1 présent")
}

// Two tablets on one class, one of them with a clock that is an hour ahead: the newest mark stays, and who tapped
// before reads it.
func TestTwoTabletsOnOneClass(t *testing.T) {
	d := newDemo(t)
	w, base := newWire(t, d.url)
	other, second := newWire(t, d.url)
	wrong := Start(t).Page(t, 820, 1180, true)
	if _, err := chromedp.Call(wrong.ctx, page.AddScriptToEvaluateOnNewDocument,
		page.AddScriptToEvaluateOnNewDocumentParams{
			Source: "{ const now = Date.now; Date.now = () => now() + 3600000 }"}); err != nil {
		t.Fatal(err)
	}
	wrong.signIn(base, "animation")
	wrong.Goto(base + "/mairie/tablette")
	wrong.Click("#tablette")
	wrong.WaitText("#cet-appareil", "Cette tablette garde les feuilles")
	right := tablet(t, second, "accueil")
	w.cut()
	other.cut()
	wrong.Goto(base + "/mairie/feuille/SOIR")
	right.Goto(second + "/mairie/feuille/SOIR")
	wrong.WaitFor("#garde-feuille")
	right.WaitFor("#garde-feuille")
	lines := wrong.lines()
	wrong.Click("#" + lines[0] + " button[value=present]")
	wrong.WaitText("#garde-etat", "1 pointage attend")
	right.Click("#" + lines[0] + " button[value=absent-unjustified]")
	right.Click("#" + lines[1] + " button[value=present]")
	right.WaitText("#garde-etat", "2 pointages attendent")
	right.Goto("about:blank")
	wrong.Goto("about:blank")
	other.mend()
	right.Goto(second + "/mairie/feuille/SOIR")
	right.WaitText("#attente-reseau", "2 pointages envoyés")
	w.mend()
	wrong.Goto(base + "/mairie/hors-ligne#feuille=SOIR")
	wrong.WaitText("#garde-etat", "1 pointage envoyé, 1 à vérifier")
	wrong.WaitText("#"+lines[0], "Pointé absence non justifiée par accueil.*gardé à l'historique")
	wrong.Goto(base + "/mairie/tablette")
	wrong.WaitText("main", "Pointages qui se contredisent")
	wrong.Goto(base + "/mairie/feuille/SOIR")
	wrong.WaitText("#compte", "1 présent, 1 absent")
}
