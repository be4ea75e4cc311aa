package browsertest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// Several screens show one state: whatever other screens do, and however bad the connection is, a screen that regains
// the focus shows the server's state. No tap is lost and none is invented.

// shown returns the content of a calendar: the state and draft of each day, and the bar. Two screens agree if their
// strings are equal.
func (p *Page) shown() string {
	p.t.Helper()
	return Eval[string](p,
		`[...document.querySelectorAll('#cal td[data-date]')].map(x => [x.dataset.date, x.dataset.state, x.dataset.draft || '-',
		x.querySelector('input')?.checked ?? ''].join(' ')).join('\n') + '\n' + document.querySelector('#recap .sum').innerText`)
}

// truth fails the test unless the screen shows the server's state, as read in another tab of the same browser.
func (p *Page) truth(what string) {
	p.t.Helper()
	screen := p.shown()
	p.Reload()
	if kept := p.shown(); kept != screen {
		p.t.Errorf("%s: the screen said\n%s\nand the server has\n%s", what, screen, kept)
	}
}

// idle waits until every tap is confirmed.
func (p *Page) idle() {
	p.t.Helper()
	// A tap waits 250 ms for the next one. A timer that the page starts after the tap's ends after it, however slow
	// the machine is.
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if _, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("new Promise(done => setTimeout(() => done(true), 300))",
		chromedp.EvalAwaitPromise)); err != nil {
		p.fatal("idle: %v", err)
	}
	p.Until("for the page to be at rest", `!document.querySelector('.htmx-request')`)
}

// comeBack gives the window the focus, as a user does who returns to it.
func (p *Page) comeBack() {
	p.t.Helper()
	Eval[bool](p, "window.dispatchEvent(new Event('focus'))")
	p.idle()
}

func adds(days ...string) string {
	slices.Sort(days)
	return strings.Join(days, " add\n") + " add"
}

// Two devices, or two tabs, of one account share one draft.
func TestTwoScreensOfOneAccountAgree(t *testing.T) {
	base := Demo(t)
	one, two := Start(t).Page(t, 390, 844, true), Start(t).Page(t, 1440, 900, true)
	for _, p := range []*Page{one, two} {
		p.signIn(base, "martin")
		p.Goto(base + "/reservations?mois=2027-01")
	}
	days := one.freeDays(5)

	one.tap(days[0])
	one.tap(days[1])
	one.idle()
	two.tap(days[2]) // from a screen that has not seen the other taps
	two.idle()
	if got, want := two.drafts(), adds(days[:3]...); got != want {
		t.Errorf("the second screen says\n%s\nnot\n%s", got, want)
	}
	one.comeBack()
	if one.shown() != two.shown() {
		t.Errorf("two screens:\n%s\n\n%s", one.shown(), two.shown())
	}
	// A day that one screen unticks stays unticked, whatever the other taps.
	two.tap(days[0])
	two.idle()
	one.tap(days[3])
	one.idle()
	if got, want := one.drafts(), adds(days[1:4]...); got != want {
		t.Errorf("after one was taken back\n%s\nnot\n%s", got, want)
	}
	one.truth("two screens")
	// Taps on both at once: none is lost.
	one.tap(days[4])
	two.comeBack()
	two.tap(days[0])
	one.idle()
	two.idle()
	one.comeBack()
	two.comeBack()
	if got, want := one.drafts(), adds(days...); got != want || two.drafts() != want {
		t.Errorf("both at once\n%s\n\n%s\nnot\n%s", got, two.drafts(), want)
	}
	// One validates: the other shows that nothing is left to validate, and the booked days.
	one.Follow("#verifier")
	one.Follow("main form.actions .btn.main")
	two.comeBack()
	if two.drafts() != "" || two.Count(cell(days[0])+":is([data-state=booked], [data-state=requested])") != 1 {
		t.Errorf("validated elsewhere, and here\n%s", two.shown())
	}
	two.truth("after the validation")
	one.Clean()
	two.Clean()
}

// A browser keeps pages whole, and shows them again on Back without a request. A recap that was validated meanwhile
// must not say that nothing is recorded, nor offer to validate; what was typed into a page stays.
func TestBackShowsWhatIsSo(t *testing.T) {
	base := Demo(t)
	p := Start(t).Page(t, 390, 844, true)
	p.signIn(base, "martin")
	p.Goto(base + "/reservations?mois=2027-01")
	p.tap(p.freeDays(1)[0])
	p.idle()
	p.Follow("#verifier")
	p.Follow("main form.actions .btn.main")
	Eval[bool](p, "history.back() || true")
	p.Until("to see the recap as it is now",
		`location.pathname === '/reservations/verifier' && !document.querySelector('main form.actions .btn.main')`)

	const again = "(dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })), true)"
	p.Goto(base + "/paiement")
	p.Fill("main input[inputmode=decimal]", "12,50")
	Eval[bool](p, again)
	if typed := Eval[string](p, "document.querySelector('main input[inputmode=decimal]').value"); typed != "12,50" {
		t.Errorf("the amount that was typed is now %q", typed)
	}
	p.Clean()
}

// Two guardians of one family have a draft each. One sees what the other has booked, and does not book it again.
func TestTwoGuardiansOfOneFamily(t *testing.T) {
	d := newDemo(t)
	d.load(t, "accounts.csv", "login,password,role,structure,family,must_change\npaul,le vélo bleu de "+
		"Noé,guardian,mairie,F001,no\n")
	claire, paul := Start(t).Page(t, 390, 844, true), Start(t).Page(t, 390, 844, true)
	claire.signIn(d.url, "martin")
	paul.enter(d.url, "paul", "le vélo bleu de Noé")
	for _, p := range []*Page{claire, paul} {
		p.Goto(d.url + "/reservations?mois=2027-01")
	}
	days := claire.freeDays(3)
	claire.tap(days[0])
	claire.tap(days[1])
	paul.tap(days[1])
	paul.tap(days[2])
	claire.idle()
	paul.idle()
	if claire.drafts() != adds(days[:2]...) || paul.drafts() != adds(days[1:]...) {
		t.Errorf("drafts\n%s\n\n%s", claire.drafts(), paul.drafts())
	}
	claire.Follow("#verifier")
	claire.Follow("main form.actions .btn.main")
	// Paul's page has received the event by itself; it shows the change, and his recap books the third day alone.
	paul.comeBack()
	if paul.drafts() != adds(days[2]) &&
		paul.Count(cell(days[1])+":is([data-state=booked], [data-state=requested])") != 1 {
		t.Errorf("booked by Claire, and Paul sees\n%s", paul.shown())
	}
	paul.truth("after Claire's validation")
	paul.Follow("#verifier")
	paul.Follow("main form.actions .btn.main")
	for _, p := range []*Page{claire, paul} {
		p.Goto(d.url + "/reservations?mois=2027-01")
		for _, day := range days {
			if p.Count(cell(day)+":is([data-state=booked], [data-state=requested])") != 1 {
				t.Errorf("%s is not booked", day)
			}
		}
	}
	p := claire
	p.Goto(d.url + "/suivi?du=" + days[1] + "&au=" + days[1] +
		"&etat=pending&etat=accepted&transmise=oui&transmise=non")
	if n := p.Count("#resultats .one"); n != 1 {
		t.Errorf("%s is booked %d times", days[1], n)
	}
	claire.Clean()
	paul.Clean()
}

// load imports a file into the town from a shell, as the town hall does.
func (d *demo) load(t testing.TB, name, text string) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	d.command(t, "import", dir)
}

// Twelve taps on a connection that answers after 700 ms: some days once, some ticked and unticked.
func TestRapidTapsOnASlowLine(t *testing.T) {
	base := Demo(t)
	p := Start(t).Page(t, 390, 844, true)
	p.signIn(base, "martin")
	p.Goto(base + "/reservations?mois=2027-01")
	days := p.freeDays(6)
	p.slow(700 * time.Millisecond)
	wanted := map[string]bool{}
	for i, n := range []int{0, 1, 2, 0, 3, 4, 4, 4, 5, 1, 1, 2} {
		p.tap(days[n])
		wanted[days[n]] = !wanted[days[n]]
		if p.ticked(days[n]) != wanted[days[n]] {
			t.Errorf("tap %d on %s does not show", i+1, days[n])
		}
		// Some pauses are shorter than the delay of a save, some longer.
		time.Sleep(time.Duration(i%4) * 150 * time.Millisecond)
	}
	var want []string
	for day, on := range wanted {
		if on {
			want = append(want, day)
		}
	}
	for range 3 { // a save may have waited for the previous one
		p.idle()
	}
	if got := p.drafts(); got != adds(want...) {
		t.Errorf("drafted\n%s\nwant\n%s", got, adds(want...))
	}
	p.slow(0)
	p.truth("rapid taps")
	p.Clean()
}

// The connection is lost and comes back: the taps made meanwhile stay, are marked as unsaved, and are saved by
// themselves.
func TestALostLine(t *testing.T) {
	base := Demo(t)
	p := Start(t).Page(t, 390, 844, true)
	p.signIn(base, "martin")
	p.Goto(base + "/reservations?mois=2027-01")
	days := p.freeDays(4)
	p.tap(days[0])
	p.idle()
	p.offline(true)
	p.tap(days[1])
	p.WaitText("#erreur", "Connexion perdue")
	p.tap(days[2])
	p.tap(days[0])
	if p.drafts() != adds(days[1:3]...) {
		t.Errorf("without a line the screen shows\n%s", p.drafts())
	}
	time.Sleep(400 * time.Millisecond)
	p.offline(false)
	p.Until("for the line to be said to be back", "!document.querySelector('#erreur').textContent")
	p.idle()
	if p.drafts() != adds(days[1:3]...) {
		t.Errorf("with the line again\n%s", p.drafts())
	}
	p.Problems() // expected while offline

	// The answer is lost, not the request: the server has the tick, the page cannot know, and unticks it.
	lost, mend := p.loseAnswers("*/reservations/brouillon")
	p.tap(days[3])
	p.WaitText("#erreur", "Connexion perdue")
	if lost.Load() != 1 {
		t.Errorf("%d answers were lost", lost.Load())
	}
	mend()
	p.tap(days[3])
	p.Until("for the line to be said to be back", "!document.querySelector('#erreur').textContent")
	p.idle()
	if p.drafts() != adds(days[1:3]...) {
		t.Errorf("taken back after a lost answer\n%s", p.drafts())
	}
	p.truth(fmt.Sprint("a lost answer about ", days[3]))
	p.Problems()
}
