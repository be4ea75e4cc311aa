package browsertest

import "testing"

// A tap on the attendance sheet, on a tablet: the line shows the server's state, the focus stays on the button, the
// counts are updated, and a reload loses nothing.
func TestTickingOnATablet(t *testing.T) {
	base := Demo(t)
	p := Start(t).Page(t, 820, 1180, true)
	p.signIn(base, "animation")
	p.Goto(base + "/mairie/feuille/SOIR")
	before := Eval[int](p, `document.querySelectorAll('#feuille tr[id]').length`)
	if before < 5 {
		t.Fatalf("%d children are expected", before)
	}
	first := Eval[string](p, `document.querySelector('#feuille tr[id]').id`)
	button := func(row, value string) string { return "#" + row + " button[value=" + value + "]" }
	if small := Eval[int](p, `[...document.querySelectorAll('.roll button')].filter(b => `+
		`b.getBoundingClientRect().height < 48).length`); small > 0 {
		t.Errorf("%d buttons are smaller than a finger", small)
	}
	p.Click(button(first, "present"))
	p.WaitFor(button(first, "present") + "[aria-pressed=true]")
	p.WaitText("#"+first, "4 demi-heures")
	p.WaitText("#compte", "1 présent")
	p.WaitText("#annonce", "présent.")
	if !Eval[bool](p, `document.activeElement.value === 'present' && document.activeElement.closest('tr').id === '`+
		first+`'`) {
		t.Error("the focus is lost")
	}
	p.Click(button(first, "absent-unjustified"))
	p.WaitFor(button(first, "absent-unjustified") + "[aria-pressed=true]")
	p.WaitText("#compte", "0 présent")
	p.Reload()
	if p.Attr(button(first, "absent-unjustified"), "aria-pressed") != "true" {
		t.Error("the tick was not saved")
	}
	p.Click(button(first, "maintenant")) // the child is here after all: a tap stamps the hour, and its page corrects it
	p.WaitFor(button(first, "present") + "[aria-pressed=true]")
	p.WaitText("#"+first, "→")
	p.Follow("#" + first + " th a")
	p.WaitText("main", "Qui a pointé, et quand")
	p.Fill("#unites", "99")
	Eval[bool](p, `document.querySelector('#unites').form.noValidate = true`)
	p.Follow("main form.card .btn.main")
	p.WaitText("main", "entre 1 et 48")
	p.Problems() // Chromium reports every 422
	p.Fill("#unites", "3")
	p.Follow("main form.card .btn.main")
	p.WaitText("main", "présent, 3 demi-heures")
	p.Follow("main a.back")
	p.Follow(`form[action="/mairie/pointage/tous"] button`)
	p.WaitText("#compte", "0 à pointer")
	if p.Count(`form[action="/mairie/pointage/tous"]`) != 0 {
		t.Error("there is nobody left to tick at once")
	}
	p.Follow(`a[href^="/mairie/feuille/SOIR/ajouter"]`)
	p.Fill("#nom", "le")
	p.Follow("main form[role=search] button")
	p.Follow(`form[action="/mairie/pointage/ajout"] button`)
	p.WaitText("main", "Sans réservation")
	if n := Eval[int](p, `document.querySelectorAll('#feuille tr[id]').length`); n != before+1 {
		t.Errorf("%d lines, and %d before", n, before)
	}
	p.Clean()
}

func TestTickingWithoutAScript(t *testing.T) {
	base := Demo(t)
	p := Start(t).Page(t, 390, 844, false)
	p.signIn(base, "animation")
	p.Goto(base + "/mairie/feuille/RESTO_ELEM")
	first := Eval[string](p, `document.querySelector('#feuille tr[id]').id`)
	p.Follow("#" + first + " button[value=absent-justified]")
	if p.Attr("#"+first+" button[value=absent-justified]", "aria-pressed") != "true" {
		t.Error("the tick was not saved")
	}
	p.WaitText(".flash.ok", "Le pointage est enregistré.")
	p.Clean()
}

// The treasurer enters a cheque and reverses it, and the journal of the day shows both.
func TestAChequeAtTheDesk(t *testing.T) {
	base := Demo(t)
	p := Start(t).Page(t, 1280, 900, true)
	p.signIn(base, "regie")
	p.side("/mairie/regie")
	p.Fill("#q", "lefevre jade")
	p.Follow("main form[role=search] button")
	p.Follow(`#contenu tbody a`)
	p.Follow(`a[href$="/reglement"]`)
	p.Click(`input[name=porte-monnaie]`)
	p.Click(`input[name=mode][value=cheque]`)
	p.Fill("#montant", "40,5")
	p.Follow("form.card .btn.main")
	p.WaitText("#e-numero", "Indiquez le numéro du chèque.") // and the typed values are kept
	if Eval[string](p, `document.querySelector('#montant').value`) != "40,5" {
		t.Error("the amount is lost")
	}
	p.Problems() // Chromium reports every 422
	p.Fill("#numero", "1204")
	p.Follow("form.card .btn.main")
	p.WaitText(".flash.ok", "Le règlement est enregistré")
	p.WaitText("#contenu tbody tr", "Règlement par chèque n° 1204")
	p.Follow(`#contenu tbody tr a[href$="/annuler"]`)
	p.WaitText("main", "40,50")
	p.Fill("#motif", "chèque impayé")
	p.Follow("form.card .btn.danger")
	p.WaitText("#contenu tbody", "Motif : chèque impayé")
	p.Goto(base + "/mairie/regie/journal")
	p.WaitText("#contenu", "2 opérations")
	p.Clean()
}
