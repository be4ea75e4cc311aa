package browsertest

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"cartable/db/dbtest"
)

// simulated is a payment in the demonstration's platform.
type simulated struct {
	IdOp  string            `json:"idop"`
	Asked map[string]string `json:"asked"`
	Stage string            `json:"stage"`
}

// platform returns the origin of the demonstration's payment platform: the only site to which the payment page may
// send a form.
func (p *Page) platform() string {
	p.t.Helper()
	policy, err := chromedp.Run(p.ctx,
		chromedp.Evaluate[string](`fetch('/paiement').then(r => r.headers.get('Content-Security-Policy'))`,
			chromedp.EvalAwaitPromise))
	if err != nil {
		p.fatal("%v", err)
	}
	_, rest, _ := strings.Cut(policy, "form-action 'self' ")
	site, _, found := strings.Cut(rest, ";")
	if !found || !strings.HasPrefix(site, "http://localhost:") || strings.Contains(site, " ") {
		p.fatal("the policy of the payment page: %q", policy)
	}
	return site
}

func payments(t *testing.T, platform string) (all []simulated) {
	t.Helper()
	answer, err := http.Get(platform + "/_sim/ops")
	if err == nil {
		defer answer.Body.Close()
		err = json.NewDecoder(answer.Body).Decode(&all)
	}
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func control(t *testing.T, address, body string) {
	t.Helper()
	answer, err := http.Post(address, "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != 200 {
		t.Fatal(address, answer.Status)
	}
}

// shoot takes a picture if SHOTS names a folder.
func (p *Page) shoot(name string) {
	if dir := os.Getenv("SHOTS"); dir != "" {
		p.Screenshot(filepath.Join(dir, name+".png"))
	}
}

// A family pays on the simulated platform: on a phone with scripts, and without.
func TestAFamilyPays(t *testing.T) {
	for name, js := range map[string]bool{"with scripts": true, "without": false} {
		t.Run(name, func(t *testing.T) {
			d := newDemo(t)
			base := d.url
			p := Start(t).Page(t, 390, 844, js)
			p.signIn(base, "martin")
			site := p.platform()
			control(t, site+"/_sim/mode", `{"notify":"never"}`)
			begin := func(amount string) {
				p.Goto(base + "/paiement")
				p.Fill("form input[inputmode=decimal]", amount)
				if js {
					p.WaitText("form .btn.main.big", "Payer "+amount+" €$")
				}
				p.Follow("form .btn.main.big")
				if words := p.Text("main"); !strings.Contains(words, amount) ||
					!strings.HasPrefix(Eval[string](p, "location.href"), site+"/tpa/paiementws.web?idop=") {
					p.fatal("not sent to the platform: %s", words)
				}
			}
			p.Goto(base + "/solde")
			p.Follow(`a[href="/paiement"]`)
			p.shoot("pay")

			p.Fill("form input[inputmode=decimal]", "0,50")
			p.Follow("form .btn.main.big")
			if p.status != 422 || p.Count("[aria-invalid]") != 1 || !strings.Contains(p.Text("#erreurs"), "1,00 €") {
				t.Errorf("fifty cents: %d %s", p.status, p.Text("main"))
			}
			p.shoot("pay-wrong")
			p.Problems() // Chromium reports every 422

			begin("12,00")
			p.shoot("simulator")
			p.Follow(`button[value=refus]`)
			p.shoot("simulator-result")
			p.Follow("#continuer")
			p.expect(base, "Paiement refusé")
			p.shoot("payment-refused")

			begin("12,00")
			p.Follow(`button[value=abandon]`)
			p.Follow("#continuer")
			p.expect(base, "Paiement abandonné")

			begin("34,20")
			p.Follow(`button[value=carte]`)
			p.Follow("#continuer")
			p.expect(base, "Paiement reçu")
			p.shoot("payment-paid")
			p.Follow(`a[href="/solde"]`)

			// The window is closed after paying and the platform sends no notification: the poller finds the payment.
			begin("5,00")
			ops := payments(t, site)
			last := ops[len(ops)-1]
			p.Follow(`button[value=prelevement]`)
			p.Goto(base + "/demo/courriels")
			if last.Asked["montant"] != "500" || last.Asked["saisie"] != "T" || last.Asked["objet"] == "" {
				t.Errorf("asked %v", last.Asked)
			}
			// A payment without a return is queried after a minute, and again later if the platform, on a busy
			// machine, does not answer in time.
			at, err := time.Parse(time.RFC3339, later)
			if err != nil {
				t.Fatal(err)
			}
			dbtest.Until(t, "the poller finds the payment", func() bool {
				d.command(t, "clock", "set", at.Format(time.RFC3339))
				at = at.Add(10 * time.Minute)
				time.Sleep(time.Second)
				p.Goto(base + "/demo/courriels")
				return strings.Contains(p.Text("main"), "Votre paiement de 5,00 €")
			})
			p.shoot("payment-mail")

			// While a payment is pending, another one is an explicit choice.
			begin("7,00")
			p.Follow(`button[value=quitter]`)
			p.Goto(base + "/paiement")
			p.Fill("form input[inputmode=decimal]", "7,00")
			p.Follow("form .btn.main.big")
			if p.status != 409 || p.Count(`button[name=second]`) != 1 {
				t.Errorf("a second payment: %d %s", p.status, p.Text("main"))
			}
			p.shoot("pay-under-way")
			p.Problems() // and every 409
			p.Follow(`a[href^="/paiement/etat/"]`)
			p.expect(base, "En attente de confirmation")
			p.shoot("payment-pending")

			// The platform returns by a POST without a cookie, as some platforms do.
			control(t, site+"/_sim/mode", `{"notify":"after-return","returnPost":true}`)
			begin2 := func() {
				p.Goto(base + "/paiement")
				p.Fill("form input[inputmode=decimal]", "8,00")
				p.Follow("form .btn.main.big")
				p.Problems()
				p.Follow("button[name=second]")
			}
			begin2()
			p.Follow(`button[value=carte]`)
			p.Follow("#continuer")
			p.expect(base, "Paiement reçu")
			p.Clean()
		})
	}
}

// expect waits for the title of a page of the portal.
func (p *Page) expect(base, title string) {
	p.t.Helper()
	if !strings.HasPrefix(Eval[string](p, "location.href"), base+"/paiement/etat/") || p.Text("h1") != title {
		p.fatal("the page says %q at %s", p.Text("h1"), p.Path())
	}
}
