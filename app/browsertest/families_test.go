package browsertest

import (
	"strings"
	"testing"
)

// What a year brings to the counter, on one town: each story goes through the screens as people do, and the books are
// right after each. The town of PostgreSQL is made in it; the stories are in the order of the town's clock.
func TestTheTownHallLooksAfterItsFamilies(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { familyStories(t, newDemo(t)) })
	t.Run("postgres", func(t *testing.T) { familyStories(t, onPostgres(t)) })
}

func familyStories(t *testing.T, d *demo) {
	for _, story := range []struct {
		name string
		told func(t *testing.T, d *demo)
	}{
		{"a place offered", offerStory},
		{"a manual activity", manualStory},
		{"two files of one child", mergeStory},
		{"never cancelled", neverCancelledStory},
		{"a call at five past eight", sickCallStory},
		{"a couple separates in March", separationStory},
	} {
		t.Run(story.name, func(t *testing.T) {
			story.told(t, d)
			if said := d.command(t, "check"); !strings.Contains(said, "Tout tombe juste.") {
				t.Errorf("the books: %s", said)
			}
		})
	}
}

// setClock moves the town to another instant.
func (d *demo) setClock(t *testing.T, at string) {
	t.Helper()
	d.command(t, "clock", "set", at)
}

// says fails the test unless the page says something. Spaces are ordinary ones.
func (p *Page) says(what string, words ...string) {
	p.t.Helper()
	text := p.Text("main")
	for _, one := range words {
		if !strings.Contains(text, one) {
			p.t.Errorf("%s, at %s, does not say %q:\n%s", what, p.Path(), one, text)
		}
	}
}

// books ticks days of an activity in the calendar, and validates them.
func (p *Page) books(base, activity, child, month string, days ...string) {
	p.t.Helper()
	p.Goto(base + "/reservations?activite=" + activity + "&mois=" + month + child)
	for _, day := range days {
		p.tap(day)
	}
	p.idle()
	p.Follow("#verifier")
	p.Follow("main form.actions .btn.main")
	if !strings.Contains(p.Path(), "/reservations/confirmation/") {
		p.fatal("the booking leads to %s", p.Path())
	}
}

// An activity is opened to requests that the town hall answers: a parent asks for two days, a clerk accepts one and
// refuses the other with a reason, and the night's report says both.
func manualStory(t *testing.T, d *demo) {
	clerk := Start(t).Page(t, 1440, 900, true)
	clerk.signIn(d.url, "accueil")
	clerk.Goto(d.url + "/mairie/activites/ETUDE")
	clerk.Pick("#allot", "manual")
	clerk.write("#motif", "Trop de demandes pour la salle")
	clerk.Follow("main form.nounform .btn.main")
	if clerk.Count(`form[action$="/appliquer"]`) > 0 {
		clerk.Follow(`form[action$="/appliquer"] .btn.main`)
		clerk.WaitText("main", "appliquée le")
	}

	parent := Start(t).Page(t, 390, 844, true)
	parent.signIn(d.url, "benali")
	const given, refused = "2027-01-12", "2027-01-14"
	parent.books(d.url, "ETUDE", "", "2027-01", given, refused)
	parent.says("what was asked", "Étude surveillée")

	clerk.Goto(d.url + "/mairie/demandes/a-repondre?activite=ETUDE")
	box := func(day string) string {
		return Eval[string](clerk, `'[name=demande][value="' + [...document.querySelectorAll('#reponses tr')].find(r =>
			r.innerText.includes('Sofia') && r.innerText.includes(`+quote(day)+`)).querySelector('input').value + '"]'`)
	}
	clerk.Click(box("12 janv. 2027"))
	clerk.Follow("[name=reponse][value=accepter]")
	clerk.Click(box("14 janv. 2027"))
	clerk.Fill("#motif", "La salle est prise ce jour-là")
	clerk.Follow("[name=reponse][value=refuser]")
	clerk.says("the page", "Les réponses sont enregistrées")
	clerk.Clean()

	boss := Start(t).Page(t, 1440, 900, true)
	boss.signIn(d.url, "admin")
	boss.transmit(true)
	boss.Follow(`.demo a[href="/demo/courriels"]`)
	letter := boss.letterTo("Benali")
	for _, want := range []string{"Étude surveillée", "RESERVATIONS ACCEPTEES", "La salle est prise ce jour-là"} {
		if !strings.Contains(strings.ToLower(letter), strings.ToLower(want)) {
			t.Errorf("the report does not say %q:\n%s", want, letter)
		}
	}
	boss.Clean()
	parent.Goto(d.url + "/reservations/jour/" + given)
	parent.says("the day that was given", "Réservé\n")
	parent.Goto(d.url + "/reservations/jour/" + refused)
	parent.says("the day that was refused", "La salle est prise ce jour-là")
	parent.Clean()
}

// A place is offered to one family, which declines it by the link of its mail and without a script, and then to the
// next one, which takes it from its home page.
func offerStory(t *testing.T, d *demo) {
	first := Start(t).Page(t, 390, 844, false)
	first.signIn(d.url, "moreau")
	first.says("her home page", "Une place pour Elsa, mercredi 2 décembre 2026.")
	first.Follow(`a[href^="/proposition/"]`)
	first.says("the offer", "Répondez avant")
	first.Follow("[name=reponse][value=decliner]")
	first.says("the answer", "Vous avez décliné cette place.")
	first.Clean()

	next := Start(t).Page(t, 390, 844, true)
	next.signIn(d.url, "dubois")
	next.settles("Une place pour")
	next.says("her home page", "Une place pour Ilyes, mercredi 2 décembre 2026.")
	next.Follow(`a[href^="/proposition/"]`)
	next.says("the offer", "Mercredi 6-12 ans – journée", "Répondez avant")
	next.Follow("[name=reponse][value=accepter]")
	next.says("the answer", "C'est réservé.")
	next.Goto(d.url + "/reservations/jour/2026-12-02")
	next.says("the day", "Mercredi 6-12 ans – journée")
	next.Clean()

	first.Goto(d.url + "/")
	if got := first.Text("main"); strings.Contains(got, "Une place pour Elsa") {
		t.Errorf("the offer that was declined is still there: %s", got)
	}
	clerk := Start(t).Page(t, 1440, 900, true)
	clerk.signIn(d.url, "accueil")
	clerk.Goto(d.url + "/mairie/attente?activite=MERC_612_JOUR")
	if got := clerk.Text("main"); strings.Contains(got, "Places proposées") || strings.Contains(got, "2 déc. 2026") {
		t.Errorf("the place that was taken is still on the list: %s", got)
	}
	clerk.Clean()
}
