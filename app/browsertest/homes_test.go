package browsertest

import (
	"fmt"
	"strings"
	"testing"
)

// A child is entered a second time at the counter, and a day is booked in the second file. The two files become one:
// the mother sees the day. They come apart again: she does not, and her own days are as they were.
func mergeStory(t *testing.T, d *demo) {
	const day = "2026-12-10"
	mother := Start(t).Page(t, 390, 844, true)
	mother.signIn(d.url, "roux")
	shown := func() string {
		t.Helper()
		mother.Goto(d.url + "/reservations?activite=MATIN&mois=2026-12")
		return mother.shown()
	}
	before := shown()

	clerk := Start(t).Page(t, 1440, 900, true)
	clerk.signIn(d.url, "accueil")
	clerk.Goto(d.url + "/mairie/familles/F007")
	born := Eval[string](clerk, `document.querySelector('[aria-labelledby=enfants] tbody td').innerText.
		match(/(\d\d)\/(\d\d)\/(\d{4})/).slice(1).reverse().join('-')`)
	clerk.Goto(d.url + "/mairie/nouvelle-famille")
	clerk.Fill("#nom", "Roux")
	clerk.Fill("#prenom", "Delphine")
	clerk.Fill("#courriel", "delphine.bis@example.org")
	clerk.Fill("#enfant-0-prenom", "Gabin")
	clerk.Pick("#enfant-0-naissance", born)
	clerk.Pick("#motif", "inscription demandée au guichet")
	clerk.Click(`#enfant-0-activites input[value=MATIN]`)
	clerk.Follow("form[action='/mairie/nouvelle-famille'] .actions .btn.main")
	clerk.Problems() // 422
	clerk.says("the form", "Gabin Roux (02/09/2021), famille Roux")
	clerk.Follow("main form [name=autres]")
	clerk.says("the new file", "La famille est enregistrée.")
	double := strings.Split(clerk.Attr(`main a[href^="/mairie/familles/F-"]`, "href"), "/")[3]
	clerk.Goto(d.url + "/mairie/familles/" + double)
	clerk.Follow(`main a[href$="/reserver"]`)
	clerk.Goto(d.url + clerk.Path() + "/jour/" + day)
	rev := clerk.revision()
	clerk.Click(row("MATIN") + " label")
	clerk.settled(rev)
	clerk.Follow("#verifier")
	clerk.Pick("#canal", "counter")
	clerk.Pick("#motif", "demandé au guichet")
	clerk.Follow("main form.actions .btn.main")

	clerk.Goto(d.url + "/mairie/familles/F007")
	clerk.Follow(`a[href$="/reunir"]`)
	clerk.Follow(`a[href$="/reunir/` + double + `"]`)
	clerk.says("what is chosen", "Cet enfant est dans les deux dossiers")
	clerk.write("#motif", "Saisie deux fois au guichet")
	clerk.Follow("main form.card .btn.main")
	clerk.says("what is read before", "1 enfant en double", "1 réservation")
	clerk.Follow("#fait .btn.main")
	clerk.says("the file", "Les deux dossiers sont réunis.")
	joined := shown()
	if joined == before || mother.Count(cell(day)+":is([data-state=booked], [data-state=requested])") != 1 {
		t.Errorf("the files are one, and the mother sees\n%s", joined)
	}
	clerk.Goto(d.url + "/mairie/familles/" + double) // its number leads to the file that stayed
	clerk.Follow(`main a[href^="/mairie/reunions/"]`)
	clerk.write("#motif", "Ce sont deux familles")
	clerk.Follow("main form .btn.danger")
	clerk.says("the two files", "Les deux dossiers sont comme avant")
	if again := shown(); again != before {
		t.Errorf("apart again, and the mother sees\n%s\nnot\n%s", again, before)
	}
	clerk.Goto(d.url + "/mairie/familles/" + double + "/jours?mois=2026-12")
	clerk.says("the second file", "Gabin", "Accueil du matin")
	clerk.Clean()
	mother.Clean()
}

// A couple separates in March. One of both gets a file of its own, and their daughter has two homes, by odd and even
// weeks: each parent reads « Autre foyer » on the weeks of the other, books its own, and pays them alone.
func separationStory(t *testing.T, d *demo) {
	d.setClock(t, "2027-03-01T12:00:00+01:00") // a Monday
	const even, odd = "2027-03-09", "2027-03-16"
	clerk := Start(t).Page(t, 1440, 900, true)
	clerk.signIn(d.url, "accueil")
	clerk.Goto(d.url + "/mairie/familles/F011")
	clerk.Follow(`a[href$="/separer"]`)
	clerk.Click("#adulte label:has([value])+label")
	clerk.Fill("#nom", "Leroy")
	clerk.Fill("#prenom", "Marc")
	clerk.Click(`[name=adresses][value="marc.leroy@example.org"]`)
	clerk.write("#adresse", "4 rue du Lavoir")
	clerk.Click("#enfants fieldset:first-child [value=reste]") // Augustin
	clerk.Click("#garde [value=impaires]")
	clerk.Follow("main form.card .btn.main")
	clerk.says("the rehearsal", "marc.leroy n'a plus accès à la famille Leroy Hélène", "Margaux", "semaines impaires")
	clerk.write("section[aria-labelledby=effets] #motif", "Séparation depuis le 1er mars")
	clerk.Follow("section[aria-labelledby=effets] .btn.main")
	clerk.says("the new file", "Le couple est séparé", "Margaux")
	clerk.Clean()

	mother, father := Start(t).Page(t, 390, 844, true), Start(t).Page(t, 390, 844, true)
	drawn := d.draw(t, "marc.leroy")
	mother.signIn(d.url, "leroy")
	father.enter(d.url, "marc.leroy", drawn)
	father.choose("le vélo bleu de Noé")
	for i := range father.Count("input[name=lu]") {
		father.Click(fmt.Sprintf("section:nth-of-type(%d) label.accept", i+1))
	}
	father.Follow("main form .btn.main")
	homes := []struct {
		p           *Page
		own, others string
		pays        string
	}{{mother, even, odd, "4,60 €"}, {father, odd, even, "4,90 €"}}
	for _, home := range homes {
		home.p.Goto(d.url + "/reservations?activite=RESTO_ELEM&mois=2027-03")
		if home.p == mother { // Augustin is hers alone
			if got := home.p.Text("#cal"); strings.Contains(got, "Autre foyer") {
				t.Errorf("Augustin: %s", got)
			}
			home.p.Follow(`.chips a:not([aria-current])`)
		}
		for day, there := range map[string]bool{home.own: false, home.others: true} {
			if got := home.p.Text(cell(day)); strings.Contains(got, "Autre foyer") != there {
				t.Errorf("%s reads %q", day, got)
			}
		}
	}
	for _, home := range homes {
		home.p.tap(home.own)
		home.p.idle()
		home.p.Follow("#verifier")
		home.p.Follow("main form.actions .btn.main")
		home.p.Clean()
	}
	for _, home := range homes { // and what one of them booked is no business of the other
		home.p.Goto(d.url + "/suivi?du=2027-03-08&au=2027-03-19&etat=pending&etat=accepted&transmise=oui&transmise=non")
		if home.p.Count(`#resultats time[datetime="`+home.own+`"]`) == 0 ||
			home.p.Count(`#resultats time[datetime="`+home.others+`"]`) > 0 {
			t.Errorf("the follow-up of a home: %s", home.p.Text("#resultats"))
		}
	}

	d.setClock(t, "2027-03-23T12:00:00+01:00")
	boss := Start(t).Page(t, 1440, 900, true)
	boss.signIn(d.url, "admin")
	boss.transmit(true)
	boss.Clean()
	for _, home := range homes {
		home.p.Goto(d.url + "/historique")
		got := home.p.Text("main")
		if n := strings.Count(got, "Restauration – élémentaire"); n != 1 || !strings.Contains(got, home.pays) {
			t.Errorf("a home pays %d days, and not %s: %s", n, home.pays, got)
		}
		home.p.Clean()
	}
}
