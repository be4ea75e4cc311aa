package browsertest

import (
	"strings"
	"testing"
)

// A family filters its history: a filter changes only the results and the address. A reload shows the same results,
// and so does the address without scripts.
func TestLookingThroughAHistory(t *testing.T) {
	base := Demo(t)
	p := Start(t).Page(t, 390, 844, true)
	p.signIn(base, "martin")
	p.Follow(`.nav a[href="/solde"]`)
	p.Follow(`.chips a[href="/historique"]`)
	p.Follow(`a[rel=prev]`)
	if month := p.Text("#quand"); !strings.EqualFold(month, "octobre 2026") {
		t.Errorf("the month before is %q", month)
	}
	p.Click("main summary")
	Eval[bool](p, `(window.kept = document.querySelector('h1')) !== null`)
	Eval[bool](p, `(document.querySelector('#du').value = '2026-09-01', document.querySelector('#au').value = `+
		`'2026-10-15', true)`)
	p.Click("form.filters .btn.main")
	p.WaitText("#quand", "1er.septembre.2026 au 15.octobre|1er septembre")
	if path := p.Path(); !strings.Contains(path, "du=2026-09-01") || !strings.Contains(path, "au=2026-10-15") {
		t.Errorf("the address is %s", path)
	}
	if !Eval[bool](p, `window.kept.isConnected`) {
		t.Error("the whole page was loaded again")
	}
	p.WaitText("#annonce", "consommation")
	shown := p.Text("#consommations + .byday")
	p.Reload()
	if again := p.Text("#consommations + .byday"); again != shown {
		t.Error("the address does not show what the filter showed")
	}
	p.Clean()

	q := Start(t).Page(t, 390, 844, false)
	q.signIn(base, "martin")
	q.Goto(base + p.Path())
	if q.Text("#consommations + .byday") != shown || q.Attr("form.filters", "action") != "/historique" ||
		q.Attr("form.filters", "method") != "get" {
		t.Errorf("without a script: %s", q.Text("main"))
	}
}
