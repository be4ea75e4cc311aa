package browsertest

import (
	"strings"
	"testing"
)

// A mother cancels a day, and later says that she never did: from the page of her family, three clicks lead to who did
// it, when, and by which account.
func neverCancelledStory(t *testing.T, d *demo) {
	const day = "2026-12-04"
	mother := Start(t).Page(t, 390, 844, true)
	mother.signIn(d.url, "martin")
	mother.books(d.url, "RESTO_ELEM", "", "2026-12", day)
	mother.Clean()

	clerk := Start(t).Page(t, 1440, 900, true)
	clerk.signIn(d.url, "accueil")
	clerk.Goto(d.url + "/mairie/familles/F001")
	clicks := 0
	clerk.Follow(`main a[href="/mairie/familles/F001/jours"]`)
	clicks++
	if clerk.Count("#j-"+day) == 0 {
		clerk.Follow(`main a[href$="mois=2026-12"]`)
		clicks++
	}
	clerk.Click("#j-" + day + " details:not([open]) > summary")
	clicks++
	if clicks > 3 {
		t.Errorf("%d clicks", clicks)
	}
	story := clerk.Text("#j-" + day + " details[open]")
	for _, want := range []string{"Restauration", "23/11/2026 12:", "martin"} {
		if !strings.Contains(story, want) {
			t.Errorf("the day does not say %q: %s", want, story)
		}
	}
	clerk.Clean()
}

// A mother telephones at five past eight, and the clerk has no hand free for a mouse: name, Enter, and the child is ill
// today. She reads it on her telephone before she has hung up, with what it costs.
func sickCallStory(t *testing.T, d *demo) {
	d.setClock(t, "2026-11-24T08:05:00+01:00")
	clerk := Start(t).Page(t, 1440, 900, true)
	clerk.signIn(d.url, "accueil")
	clerk.Goto(d.url + "/mairie")
	h, strokes := hand{clerk, true}, 0
	h.follow(`main a[href="/mairie/absence"]`)
	strokes++
	h.fill("#nom", "lea martin")
	h.follow(".pick .btn")
	strokes++
	clerk.says("what is said on the telephone", "Léa Martin", "non facturé : 4,95 €")
	h.follow("main form[method=post] .btn.main")
	strokes++
	clerk.says("the page", "L'absence est enregistrée")
	if strokes > 3 {
		t.Errorf("%d times Enter", strokes)
	}
	clerk.Clean()

	mother := Start(t).Page(t, 390, 844, true)
	mother.signIn(d.url, "martin")
	mother.Goto(d.url + "/reservations/jour/2026-11-24")
	mother.says("the day", "Votre enfant est signalé malade ce jour-là (par téléphone le mardi 24 novembre à 8 h 05).")
	mother.Goto(d.url + "/")
	const next = "[aria-labelledby=jours] .agenda > li:first-child"
	if got := mother.Text(next); strings.Count(got, "Absence signalée") != 2 {
		t.Errorf("her home page still expects Léa: %s", got)
	}
	mother.Clean()
	clerk.Goto(d.url + "/demo/courriels")
	const receipt = `[...document.querySelectorAll('table.mails tbody tr')].find(x =>
		x.cells[1].innerText.includes('Martin') && /bsence/.test(x.innerText))
		?.querySelector('a').getAttribute('href') || ''`
	for range 100 {
		if Eval[string](clerk, receipt) != "" {
			break
		}
		clerk.Reload()
	}
	clerk.Goto(d.url + Eval[string](clerk, receipt))
	if got := clerk.Text("pre.mail"); !strings.Contains(got, "N'est pas facturé : 4,95 €.") {
		t.Errorf("the receipt: %s", got)
	}
	clerk.Clean()
}
