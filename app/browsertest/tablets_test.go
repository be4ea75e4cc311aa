package browsertest

import "testing"

// What an account tapped is not sent as another's that prepares the device: it waits for the question, and is done as
// what the device was then. An arrival that was tapped is stamped with its hour.
func TestATabletThatAnotherAccountPrepares(t *testing.T) {
	d, w, base, p := cutOff(t)
	line := p.lines()[0]
	p.Click("#" + line + " [data-heure]")
	p.WaitText("#"+line+" [data-heure]", "Parti")
	p.WaitText("#garde-etat", "1 pointage attend")
	Eval[string](p, "location.hash = '#presents=SOIR'")
	p.WaitText("#garde-vue", "présent, arrivée à")
	endSessions(t, d)
	p.Goto("about:blank")
	w.mend()
	p.signIn(base, "accueil")
	p.Goto(base + "/mairie/tablette")
	p.Fill("#appareil", "Tablette bleue")
	p.Click("#tablette")
	p.WaitText("#cet-appareil", "Cette tablette garde les feuilles")
	p.WaitText("#attente-reseau", "1 pointage fait sans réseau par un autre compte")
	p.Goto(base + "/mairie/feuille/SOIR")
	p.WaitText("#attente-reseau", "1 pointage fait sans réseau par un autre compte")
	p.WaitText("#compte", "0 présent")
	if p.told(queued) != "1" || p.told(names) != "kept" {
		t.Error("the tap is sent unasked, or the new names are lost")
	}
	p.Click("#attente-reseau button")
	p.WaitText("#attente-reseau", "1 pointage envoyé")
	p.Reload()
	p.WaitText("#compte", "1 présent")
}

// A tablet that staff withdrew while taps waited on it sends nothing, and keeps nothing.
func TestATabletThatIsWithdrawn(t *testing.T) {
	d, w, base, p := cutOff(t)
	p.Click("#" + p.lines()[0] + " button[value=present]")
	p.WaitText("#garde-etat", "1 pointage attend")
	other := Start(t).Page(t, 1280, 900, true)
	other.signIn(d.url, "accueil")
	other.Goto(d.url + "/mairie/tablette")
	other.WaitText("#preparees ~ table", "Appareil de animation")
	other.Follow(`form[action$="/retirer"] button`)
	other.WaitText("#preparees ~ table", "Retiré")
	p.Goto("about:blank")
	w.mend()
	p.Goto(base + "/mairie/hors-ligne")
	p.WaitText("#garde-etat", "Cette tablette a été retirée")
	p.forgot("once withdrawn")
	p.Goto(base + "/mairie/feuille/SOIR")
	p.WaitText("#compte", "0 présent")
}

// Signing out with taps that wait asks first; without them nothing is left.
func TestSigningOutWithTapsThatWait(t *testing.T) {
	d := newDemo(t)
	w, base := newWire(t, d.url)
	p := tablet(t, base, "animation")
	p.Goto(base + "/mairie/feuille/SOIR")
	row := Eval[string](p, `document.querySelector('#feuille tr[id]').id`)
	w.cut()
	p.Click("#" + row + " button[value=present]")
	p.WaitText("#"+row, "Attend le réseau")
	p.Click("details.menu summary")
	p.Click(`form[action="/deconnexion"] button`)
	p.Until("to be asked", "location.hash === '#partir'")
	p.WaitText("#garde-vue", "1 pointage n'est pas encore envoyé")
	if p.told(names) != "gone" || p.told(queued) != "1" {
		t.Error("the names are kept, or the tap is lost")
	}
	w.mend()
	p.Click("#garde-vue .danger")
	p.Until("to be signed out", "location.pathname === '/connexion'")
	p.forgot("after signing out")
}
