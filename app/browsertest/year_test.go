package browsertest

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// A strike closes the whole town in eight clicks at most, from the first page of the town hall: with a mouse, with a
// finger, and by the keyboard alone. Its effects are read before it is applied.
func TestAClosureTakesEightClicks(t *testing.T) {
	base := Demo(t)
	browser := Start(t)
	for _, way := range []struct {
		name  string
		width int64
		keys  bool
		date  string
	}{
		{"mouse", 1440, false, "2026-12-08"}, {"finger", 390, false, "2026-12-14"},
		{"keyboard", 1440, true, "2026-12-15"},
	} {
		t.Run(way.name, func(t *testing.T) {
			p := browser.Page(t, way.width, 900, true)
			p.signIn(base, "accueil")
			p.Goto(base + "/mairie")
			h, clicks := hand{p, way.keys}, 0
			press := func(selector string) { clicks++; h.press(selector) }
			follow := func(selector string) { clicks++; h.follow(selector) }
			if way.width < 1000 {
				press(".burger")
				p.WaitFor("#menu:popover-open")
			}
			follow(`.side a[href="/mairie/fermer"]`)
			press("[name=pourquoi]")
			clicks++
			h.fill("#du", p.asDate(way.date))
			if got := Eval[string](p, "document.getElementById('du').value"); got != way.date {
				t.Fatalf("the date is %q", got)
			}
			follow("form.closing .btn.main")
			if !strings.HasPrefix(p.Path(), "/mairie/operations/") {
				t.Fatalf("the form leads to %s: %s", p.Path(), p.Text("main"))
			}
			if text := p.Text("main"); !strings.Contains(text, "Fermer toute la commune, le ") ||
				!strings.Contains(text, "Grève. ") || !strings.Contains(text, "réservations annulées") {
				t.Errorf("the effects are not to be read: %s", text)
			}
			if words := Eval[string](p, "document.getElementById('texte').value"); !strings.HasPrefix(words,
				"En raison d'un mouvement de grève") {
				t.Errorf("the text for the families: %s", words)
			}
			follow(`form[action$="/appliquer"] .btn.main`)
			p.WaitText("main", "appliquée le")
			if clicks > 8 {
				t.Errorf("%d clicks", clicks)
			}
			p.Clean()
		})
	}
}

// asDate returns what to type in a date field, whose parts are in the order of the browser's language.
func (p *Page) asDate(date string) string {
	parts := map[rune]string{'y': date[:4], 'm': date[5:7], 'd': date[8:]}
	var typed strings.Builder
	for _, part := range Eval[string](p, `new Intl.DateTimeFormat().formatToParts().map(x => x.type[0]).join('')`) {
		typed.WriteString(parts[part])
	}
	return typed.String()
}

// A year by its script: a group is turned by the server and counted on the bar, arrows go from day to day, and the days
// chosen are those that the opération changes.
func TestAYearIsTurnedByItsScript(t *testing.T) {
	base := Demo(t)
	p := Start(t).Page(t, 1440, 900, true)
	p.signIn(base, "accueil")
	p.Goto(base + "/mairie/calendrier?activite=RESTO_ELEM&annee=2026")
	p.Click(`[value="s2026-W51"]`)
	p.WaitText("#somme", "^4.jours à.fermer$")
	p.Click(`[value="j3"]`)
	p.WaitText("#somme", "jours à.ouvrir, 4.jours à.fermer")
	p.Click(`[value="j3"]`)
	p.WaitText("#somme", "^4.jours à.fermer$")
	h := hand{p, true}
	h.reach("#annee .year input", kb.Tab)
	Eval[bool](p, "document.querySelector('[name=j1215]').focus(), true")
	p.key(kb.ArrowRight)
	p.key(" ")
	p.key(kb.ArrowDown)
	p.key(" ")
	p.WaitText("#somme", "^2.jours à.ouvrir, 4.jours à.fermer$")
	const ticked = "[...document.querySelectorAll('.year :checked')].map(b => b.name).join(' ')"
	if got := Eval[string](p, ticked); got != "j1214 j1215 j1216 j1217 j1218 j1223" {
		t.Errorf("ticked: %s", got)
	}
	p.Fill("#motif", "Semaine de sortie")
	p.Follow("#bilan .btn.main")
	text := p.Text("main")
	for _, want := range []string{"Calendrier 2026-2027, Restauration – élémentaire", "2\u00a0jours ouverts",
		"4\u00a0jours fermés"} {
		if !strings.Contains(strings.ReplaceAll(text, " ", "\u00a0"), strings.ReplaceAll(want, " ", "\u00a0")) {
			t.Errorf("no %q in %s", want, text)
		}
	}
	p.Clean()
}
