package browsertest

import (
	"strings"
	"testing"
)

// The year of the town hall without a script, on a phone: a closure and a calendar lead to their rehearsal, are applied
// there and taken back; places that concern nobody are changed at once.
func TestTheYearWithoutAScript(t *testing.T) {
	base := Demo(t)
	browser := Start(t)
	for _, c := range []struct {
		name, path string
		form       func(p *Page)
		undone     bool
		says       string // on the page of the result
	}{
		{"closure", "/mairie/fermer", func(p *Page) {
			p.Click("#pourquoi label")
			p.Fill("#du", p.asDate("2026-12-17"))
			p.Follow("form.closing .btn.main")
		}, true, "Fermer toute la commune"},
		{"calendar", "/mairie/calendrier?activite=RESTO_ELEM&annee=2026", func(p *Page) {
			p.Follow(`[value="s2026-W51"]`)
			if n := p.Count(".year :checked"); n != 4 {
				p.t.Errorf("%d days are ticked of a week", n)
			}
			p.Fill("#bilan #motif", "Semaine de sortie")
			p.Follow("#bilan .btn.main")
		}, true, "4 jours fermés"},
		{"places", "/mairie/places?jour=2027-01-12", func(p *Page) {
			p.Fill("main table input[name^=places-]", "7")
			p.write("main form.stack [name=motif]", "Salle en travaux")
			p.Follow("[name=etape][value=places]")
		}, false, "Les places sont changées."},
		{"tariffs", "/mairie/tarifs/RESTO_ELEM/grille", func(p *Page) {
			p.Fill("#du", p.asDate("2027-02-01"))
			p.Fill("main table tbody tr:first-child td:nth-child(3) input", "0,90")
			p.write("main [name=motif]", "Vote du conseil")
			p.Follow("main form .btn.main")
		}, false, "aucune famille n'est concernée"},
		{"quotients", "/mairie/quotients", func(p *Page) {
			p.Fill("main table tbody tr:first-child td:nth-child(1) input", "F003")
			p.Fill("main table tbody tr:first-child td:nth-child(2) input", "412")
			p.Fill("main [name=motif]", "Attestation de la CAF")
			p.Follow("[name=faire][value=preparer]")
			if p.Count("[name=accord]") > 0 {
				p.Problems() // 422: the form asks whether that is meant
				p.Click("[name=accord]")
				p.Follow("[name=faire][value=preparer]")
			}
		}, false, "rendus aux familles"}, // from a day that has begun: it cannot be undone
		{"settings", "/mairie/reglages", func(p *Page) {
			p.write("main form [name=motif]", "Nouveau standard")
			p.Fill("main form input[type=tel]", "05 36 49 00 11")
			p.Follow("main form .btn.main")
		}, false, "Les réglages sont enregistrés."},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := browser.Page(t, 390, 844, false)
			p.signIn(base, "admin")
			p.Goto(base + c.path)
			c.form(p)
			if p.Count(`form[action$="/appliquer"]`) > 0 {
				p.Follow(`form[action$="/appliquer"] .btn.main`)
				p.settles("appliquée le")
				// A worker is at it.
				for tries := 0; c.undone && p.Count("#annuler [name=motif]") == 0 && tries < 100; tries++ {
					p.Reload()
				}
			}
			if text := p.Text("body"); !strings.Contains(strings.ReplaceAll(text, "\u00a0", " "), c.says) {
				t.Errorf("%s says no %q: %s", p.Path(), c.says, text)
			}
			if c.undone {
				p.write("#annuler [name=motif]", "Une erreur de date")
				p.Follow("#annuler .btn.danger")
				p.settles("annulée le")
			}
			p.Clean()
		})
	}
}

// write types into a field that is empty.
func (p *Page) write(selector, text string) {
	p.t.Helper()
	p.Click(selector)
	p.key(text)
}

// settles loads a page anew, as a person without scripts does, until it says something.
func (p *Page) settles(text string) {
	p.t.Helper()
	for range 100 {
		if strings.Contains(p.Text("main"), text) {
			return
		}
		p.Reload()
	}
	p.fatal("%s does not say %q: %s", p.Path(), text, p.Text("main"))
}

// A piece of news without a script: written, looked at, published, read by a family.
func TestNewsWithoutAScript(t *testing.T) {
	base := Demo(t)
	browser := Start(t)
	p := browser.Page(t, 390, 844, false)
	p.signIn(base, "admin")
	p.Goto(base + "/mairie/actualites")
	p.Follow(`a[href="/mairie/actualites/nouvelle"]`)
	p.Fill("#titre", "Kermesse sans script")
	p.write("#texte", "Le samedi, à l'école.")
	p.Follow("form.aim .btn.main")
	p.Follow("[name=etape][value=publier]")
	if text := p.Text("main"); !strings.Contains(text, "Kermesse sans script") {
		t.Errorf("at %s: %s", p.Path(), text)
	}
	p.Clean()
	reader := browser.Page(t, 390, 844, false)
	reader.signIn(base, "leroy")
	reader.Goto(base + "/")
	if text := reader.Text("main"); !strings.Contains(text, "Kermesse sans script") {
		t.Errorf("the family reads %s", text)
	}
	reader.Clean()
}
