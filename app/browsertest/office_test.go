package browsertest

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// Arrows move in a list, letters lead to it, and nothing is taken from a field. The letters can be turned off.
func TestKeysOfTheTownHall(t *testing.T) {
	base := Demo(t)
	p := Start(t).Page(t, 1440, 900, true)
	p.signIn(base, "admin")
	p.Goto(base + "/mairie/familles")
	on := func(what, expression string) {
		t.Helper()
		if !Eval[bool](p, expression) {
			t.Errorf("%s: the focus is on %s", what, Eval[string](p, "document.activeElement.outerHTML.slice(0, 200)"))
		}
	}
	const line = "[...document.querySelectorAll('#resultats tbody tr')].indexOf(document.activeElement.closest('tr'))"
	p.key("l")
	on("L leads to the list", line+" === 0")
	p.key(kb.ArrowDown)
	p.key(kb.ArrowDown)
	p.key(kb.ArrowUp)
	on("arrows move", line+" === 1")
	p.key(kb.End)
	on("End is the last line", line+" === document.querySelectorAll('#resultats tbody tr').length - 1")
	p.key("/")
	on("a stroke leads to the search", "document.activeElement.id === 'chercher'")
	p.key("l")
	p.key("?")
	on("letters are written in a field", "document.activeElement.value.includes('l')")
	if Eval[bool](p, "!!document.querySelector('dialog[open]')") {
		t.Error("a letter in a field opens the keys")
	}
	p.Goto(base + "/mairie/familles")
	p.key("?")
	p.WaitFor("#touches[open]")
	p.key(kb.Escape)
	p.Until("for Escape to close", "!document.querySelector('#touches[open]')")
	p.Click("#clavier")
	p.Click("#lettres")
	p.Click("#touches form button")
	p.key("l")
	on("the letters are off", "document.activeElement.id !== 'chercher' && !document.activeElement.closest('tbody')")
	p.Goto(base + "/mairie/familles")
	p.key("?")
	if Eval[bool](p, "!!document.querySelector('dialog[open]')") {
		t.Error("the letters are on again after a page")
	}
	Eval[bool](p, "document.querySelector('#resultats tbody a').focus(), true")
	p.key(kb.ArrowDown)
	on("arrows still move", line+" === 1")
	p.key(kb.Enter)
	p.Until("for Enter to open", "location.pathname.startsWith('/mairie/familles/')")
	p.Follow(".back")
	if p.Path() != "/mairie/familles" {
		t.Errorf("back at %s", p.Path())
	}
	p.Clean()
}

// The sheet is a child a line of finger height on a phone, searched as a name is typed; arrows tick down a column.
func TestTheSheetOnAPhone(t *testing.T) {
	base := Demo(t)
	p := Start(t).Page(t, 390, 844, true)
	p.signIn(base, "animation")
	p.Goto(base + "/mairie/feuille/RESTO_ELEM")
	type size struct{ Rows, Most int }
	sheet := Eval[size](p, `(rows => ({ Rows: rows.length, Most: Math.max(...rows.map(r => `+
		`Math.round(r.getBoundingClientRect().height))) }))([...document.querySelectorAll('#feuille tr[id]')])`)
	if sheet.Rows < 50 || sheet.Most > 56 {
		t.Errorf("%d children, %d px each", sheet.Rows, sheet.Most)
	}
	name := Eval[string](p, `document.querySelector('#feuille tr[id] th').textContent.trim().split(' ')[0]`)
	p.Fill("#nom", strings.ToUpper(name))
	const shown = `[...document.querySelectorAll('#feuille tr[id]')].filter(r => r.checkVisibility())`
	p.Until("for the sheet to be searched", shown+".length < 10 && "+shown+".length > 0")
	if Eval[bool](p, shown+".some(r => !r.textContent.includes("+quote(name)+"))") {
		t.Error("others are shown")
	}
	p.Fill("#nom", "zzzz")
	p.Until("for nobody to be left", shown+".length === 0")
	Eval[bool](
		p,
		`(e => { e.value = ''; e.dispatchEvent(new Event('input')); return true })(document.querySelector('#nom'))`,
	)
	p.Until("for all to be back", shown+".length > 50")
	Eval[bool](p, `document.querySelector('#feuille button[value=absent-justified]').focus(), true`)
	p.key(kb.ArrowDown)
	p.key(kb.ArrowRight)
	if !Eval[bool](p, `document.activeElement.value === 'absent-unjustified' && document.activeElement.closest('tr') `+
		`=== document.querySelectorAll('#feuille tr[id]')[1]`) {
		t.Error("arrows do not go down the sheet")
	}
	p.Clean()
}

// Where the bar does not fit it is a drawer, which opens without a script. Its links are asked, not the drawer: an
// element without a box of its own counts as hidden while all that it holds is shown.
func TestTheDrawerWithoutAScript(t *testing.T) {
	base := Demo(t)
	for _, width := range []int64{390, 820} {
		p := Start(t).Page(t, width, 900, false)
		p.signIn(base, "admin")
		if Eval[bool](p, "document.querySelector('.side a').checkVisibility()") {
			t.Errorf("%d px: the drawer is open", width)
		}
		p.side("/mairie/courriels")
		if p.Path() != "/mairie/courriels" {
			t.Errorf("%d px: at %s", width, p.Path())
		}
		p.Clean()
	}
	p := Start(t).Page(t, 1024, 800, false)
	p.signIn(base, "admin")
	if !Eval[bool](p, "document.querySelector('.side a').checkVisibility() && "+
		"!document.querySelector('.burger').checkVisibility()") {
		t.Error("1024 px: the bar is not there")
	}
	p.Clean()
}
