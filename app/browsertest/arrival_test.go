package browsertest

import (
	"strings"
	"testing"
)

// A family arrives at the counter on Monday and its child eats on Tuesday: one form makes the file and both accesses,
// the clerk books the day, and the kitchen's sheet of Tuesday has the child. With scripts and without.
func TestAFamilyArrivesOnMondayAndEatsOnTuesday(t *testing.T) {
	t.Run("with scripts", func(t *testing.T) { arrivalStory(t, true) })
	t.Run("without scripts", func(t *testing.T) { arrivalStory(t, false) })
}

func arrivalStory(t *testing.T, js bool) {
	const tuesday = "2026-11-24"
	base := Demo(t)
	p := Start(t).Page(t, 820, 1180, js)
	p.signIn(base, "accueil")
	p.Goto(base + "/mairie/nouvelle-famille")
	p.Fill("#nom", "Orsini")
	p.Fill("#prenom", "Livia")
	p.Fill("#courriel", "livia.orsini@example.org")
	p.Fill("#telephone", "06 39 98 44 01")
	p.Fill("#enfant-0-prenom", "Chiara")
	p.Pick("#motif", "arrivée lundi, au guichet")
	p.Click("#second > summary")
	p.Fill("#second-prenom", "Marc")
	p.Fill("#second-courriel", "marc.orsini@example.org")
	p.Fill("#second-telephone", "06 39 98 44 02")
	p.Pick("#enfant-0-naissance", "2018-03-14")
	place := Eval[string](p, `[...document.querySelectorAll('#enfant-0-place option')].find(x =>
		/Moulin, CE1/.test(x.innerText))?.value || ''`)
	if place == "" {
		p.fatal("no class: %s", p.Text("#enfant-0-place"))
	}
	p.Pick("#enfant-0-place", place)
	meal := Eval[string](p, `[...document.querySelectorAll('#enfant-0-activites input')].find(x =>
		/Restauration – élémentaire/.test(x.parentElement.innerText))?.value || ''`)
	p.Click(`#enfant-0-activites input[value="` + meal + `"]`)
	p.Click("[name=lettre]")
	p.Follow("form[action='/mairie/nouvelle-famille'] .actions .btn.main")
	if got := p.Text("main"); !strings.Contains(got, "Accès ouvert pour Livia Orsini") ||
		!strings.Contains(got, "Accès ouvert pour Marc Orsini") {
		p.fatal("the letters: %s", got)
	}
	p.Follow(`main a[href^="/mairie/familles/"]`)
	p.Follow(`main a[href$="/reserver"]`)
	p.Goto(base + p.Path() + "/jour/" + tuesday)
	rev := p.revision()
	p.Click(row(meal) + " label")
	if js {
		p.settled(rev)
		p.Follow("#verifier")
	} else {
		p.Follow("#recap button[name=enregistrer]")
		p.Follow("#verifier")
	}
	for p.Count("input[type=checkbox][required]:not(:checked)") > 0 { // what the clerk lets pass, if anything
		p.Click("input[type=checkbox][required]:not(:checked)")
	}
	p.Pick("#canal", "counter")
	p.Pick("#motif", "l'enfant mange dès demain")
	p.Follow("main form.actions .btn.main")
	if !strings.Contains(p.Path(), "/reserver/confirmation/") {
		p.fatal("the booking leads to %s: %s", p.Path(), p.Text("main"))
	}
	p.Goto(base + "/mairie/feuille/" + meal + "?jour=" + tuesday)
	if got := p.Text("main"); !strings.Contains(got, "Chiara") {
		t.Errorf("the sheet of Tuesday has no Chiara: %s", got)
	}
	p.Clean()
}
