package browsertest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	town "cartable/app/demo"
)

// way is how a parent may use the portal: screen size, input device, scripts, colours.
type way struct {
	name          string
	width, height int64
	noJS, keys    bool
	rules         string // the rules that axe runs; "" = none
	dark          bool   // inspected in dark colours too
	text          int64  // font size; 0 = 16, the browsers' default
	month         string
}

// Each way uses its own month, so that one town serves them all. Names, roles and order are the same on a phone and
// on a desktop: on narrower screens axe runs only the rules that depend on it, and the keyboard story uses the
// desktop pages. Axe hangs when scripts are disabled.
var ways = []way{
	{name: "keyboard only", width: 1440, height: 900, keys: true, month: "2027-01"},
	{name: "phone", width: 390, height: 844, rules: everyRule, dark: true, month: "2027-02"},
	{name: "desktop", width: 1440, height: 900, rules: everyRule, month: "2027-03"},
	{name: "letters twice as big", width: 390, height: 844, rules: roomRules, text: 32, month: "2027-04"},
	{name: "320 px", width: 320, height: 640, rules: roomRules, month: "2027-05"},
	{name: "without scripts", width: 390, height: 844, noJS: true, month: "2027-06"},
}

// The whole story in every way: sign in, open a month, toggle a weekday, tick a day, copy to the sister, check,
// validate, read the confirmation, and find it in the follow-up. On every page axe finds nothing, nothing scrolls
// sideways, nothing is too small for a finger, and the browser reports no problem.
func TestTheWholeStoryEveryWay(t *testing.T) {
	base := Demo(t)
	for _, w := range ways {
		t.Run(w.name, func(t *testing.T) {
			p := Start(t).Page(t, w.width, w.height, !w.noJS)
			if w.rules != "" {
				p.loadAxe()
			}
			if w.text != 0 {
				sizes := page.SetFontSizesParams{FontSizes: &page.FontSizes{Standard: w.text, Fixed: w.text}}
				if _, err := chromedp.Call(p.ctx, page.SetFontSizes, sizes); err != nil {
					t.Fatal(err)
				}
			}
			wholeStory(hand{p, w.keys}, w, base, func(where string) { p.inspect(w, where) })
		})
	}
}

// inspect checks the page in its current state.
func (p *Page) inspect(w way, where string) {
	p.t.Helper()
	where = w.name + ", " + where
	for _, wide := range Eval[[]string](p, fmt.Sprintf("%s(%d)", overflow, p.width)) {
		p.t.Errorf("%s: scrolls sideways, %s", where, wide)
	}
	for _, one := range Eval[[]string](p, small) {
		p.t.Errorf("%s: too small for a finger: %s", where, one)
	}
	if w.rules != "" {
		for _, found := range p.axe(w.rules) {
			p.t.Errorf("%s: %s", where, found)
		}
	}
	if w.dark {
		p.Dark(true)
		for _, found := range p.axe(colourRules) {
			p.t.Errorf("%s, in the dark: %s", where, found)
		}
		p.Dark(false)
	}
	for _, problem := range p.Problems() {
		p.t.Errorf("%s: %s", where, problem)
	}
}

func wholeStory(h hand, w way, base string, look func(where string)) {
	t := h.t
	t.Helper()
	h.Goto(base + "/connexion")
	look("sign-in")
	h.fill("#identifiant", "leroy")
	h.fill("#mot_de_passe", town.Password)
	h.follow("form.card .btn.main")
	look("home")
	h.follow(`.nav a[href="/reservations"]`)
	for range 12 {
		if Eval[string](h.Page, "document.querySelector('#cal').elements.mois.value") == w.month {
			break
		}
		h.follow("#apres")
	}
	look("month")
	h.follow(".go a.btn")
	look("typical week")
	h.follow("a.back")

	// A whole weekday, one more day, and one of them removed.
	// its first and last week are whole, whatever month their days are of
	month := ` && x.startsWith('` + w.month + `')`
	free := `[...document.querySelectorAll('td[data-state=available]')].map(x => x.dataset.date)`
	tuesdays := Eval[[]string](h.Page, free+`.filter(x => new Date(x).getUTCDay() === 2`+month+`)`)
	other := Eval[string](h.Page, free+`.findLast(x => new Date(x).getUTCDay() !== 2`+month+`)`)
	if len(tuesdays) < 2 || other == "" {
		h.fatal("%s has %d free Tuesdays", w.month, len(tuesdays))
	}
	rev := h.revision()
	toggle := `button[name=colonne][value="2"]`
	if w.noJS {
		h.follow(toggle)
	} else {
		h.press(toggle)
		h.saved(rev)
	}
	if h.drafts() != adds(tuesdays...) {
		t.Errorf("%s: the Tuesdays drafted\n%s", w.name, h.drafts())
	}
	rev = h.revision()
	h.tick(other)
	h.tick(tuesdays[0])
	if w.noJS {
		h.follow(".recap button[name=enregistrer]")
	} else {
		h.WaitFor(cell(other) + "[data-draft=add]")
		h.saved(rev)
		h.idle()
	}
	days := append(slices.Clone(tuesdays[1:]), other)
	if h.drafts() != adds(days...) {
		t.Errorf("%s: drafted\n%s\nnot\n%s", w.name, h.drafts(), adds(days...))
	}
	look("month with a draft")

	// The same for the sister.
	h.follow(".copy a")
	look("copy")
	h.follow("form.stack[method=post] .btn.main")
	if want := plural(len(days), "jour recopié", "jours recopiés"); !strings.HasPrefix(h.Text("#resultat"), want) {
		t.Errorf("%s: copied %q, want %q", w.name, h.Text("#resultat"), want)
	}
	look("copied")
	h.follow(`section .btn.main[href="/reservations/verifier"]`)
	const bookings = `section[aria-labelledby=reservations] .one`
	if n := h.Count(bookings); n != 2*len(days) {
		t.Errorf("%s: %d lines in the recap, want %d", w.name, n, 2*len(days))
	}
	look("recap")
	h.follow("main form.actions .btn.main")
	if n := h.Count(bookings); n != 2*len(days) || !strings.HasPrefix(h.Path(), "/reservations/confirmation/") {
		t.Errorf("%s: %d lines in the confirmation at %s", w.name, n, h.Path())
	}
	look("confirmation")

	// The latest requests: all that are not transmitted yet.
	h.follow(`.actions a[href="/suivi"]`)
	h.press("details.fold > summary")
	look("follow-up")
	filter := `input[name=transmise][value=oui]`
	h.press(filter)
	if w.noJS {
		h.follow(".filters .btn.main")
	} else {
		h.Until("for the filter to be in the address", "location.search.includes('transmise=non') && "+
			"!location.search.includes('transmise=oui') && !document.querySelector('.htmx-request')")
		if h.keys && !Eval[bool](h.Page, "document.activeElement.matches("+quote(filter)+")") {
			t.Error("the focus left the filter")
		}
		if said := h.Text("#annonce"); said != h.Text("#nombre")+"." {
			t.Errorf("said %q of %q", said, h.Text("#nombre"))
		}
	}
	for _, day := range days {
		found := Eval[int](h.Page, `[...document.querySelectorAll('#resultats .one')].filter(x => `+
			`x.closest('.byday > li').querySelector('time').getAttribute('datetime') === `+
			quote(day)+` && x.innerText.includes('Restauration')).length`)
		if found != 2 {
			t.Errorf("%s: on %s there are %d meals in the follow-up", w.name, day, found)
		}
	}
	look("filtered")
}

func plural(n int, one, many string) string {
	if n < 2 {
		return fmt.Sprint(n, " ", one)
	}
	return fmt.Sprint(n, " ", many)
}
