package browsertest

import (
	"strings"
	"testing"
)

// The follow-up filters without a reload: the address changes, the back button restores it, the focus stays, and the
// count is announced. A filter that fails keeps the list, and shows an error.
func TestTheFollowUpFiltersInPlace(t *testing.T) {
	base := Demo(t)
	p := Start(t).Page(t, 1440, 900, true)
	p.signIn(base, "martin")
	p.Goto(base + "/suivi")
	all := p.Text("#resultats")
	p.Click("details.fold > summary")
	Eval[bool](p, "window.here = true")

	p.Click("input[name=etat][value=accepted]")
	p.Until("for the list", "location.search && !location.search.includes('accepted') && "+
		"!document.querySelector('.htmx-request')")
	few := p.Text("#resultats")
	if few == all || p.Text("#annonce") != p.Text("#nombre")+"." || !Eval[bool](p, "window.here") {
		t.Errorf("said %q of\n%s", p.Text("#annonce"), few)
	}
	if !Eval[bool](p, "document.activeElement.matches('input[name=etat][value=accepted]')") {
		t.Error("the focus has left the filter")
	}
	if export := p.Attr(`a[href^="/suivi/export.csv"]`, "href"); strings.Contains(export, "accepted") {
		t.Errorf("the export forgets the filter: %s", export)
	}
	p.Clean()

	p.offline(true)
	p.Click("input[name=etat][value=waitlisted]")
	p.WaitText("#erreur", "Connexion perdue. La liste n'a pas changé.")
	if p.Text("#resultats") != few {
		t.Errorf("the list that could not be filtered reads\n%s", p.Text("#resultats"))
	}
	p.offline(false)
	p.Click("#erreur button")
	p.Until("for the message to go", "!document.querySelector('#erreur').textContent && "+
		"!document.querySelector('.htmx-request')")
	if strings.Contains(Eval[string](p, "location.search"), "waitlisted") || p.Count("#resultats .empty")+
		p.Count("#resultats .one") == 0 {
		t.Errorf("tried again, at %s:\n%s", p.Path(), p.Text("#resultats"))
	}
	p.Problems() // expected while offline

	Eval[bool](p, "(history.go(-2), true)")
	p.Until("for the page as it was", "!window.here && location.pathname === '/suivi' && !location.search && "+
		"document.readyState === 'complete'")
	if p.Text("#resultats") != all ||
		!Eval[bool](p, "document.querySelector('input[name=etat][value=accepted]').checked") {
		t.Errorf("gone back to\n%s", p.Text("#resultats"))
	}
	p.Clean()
}
