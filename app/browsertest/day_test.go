package browsertest

import "testing"

func row(code string) string { return `[data-activity="` + code + `"]` }

// settled waits until the server has confirmed the activities of a day.
func (p *Page) settled(since string) {
	p.t.Helper()
	p.Until("for the day to be saved", `document.querySelector('#recap input[name=rev]').value !== `+quote(since)+
		` && !document.querySelector('.htmx-request')`)
}

// The activities of a day, one by one: the page announces what a tap excludes and shows it afterwards, never redraws
// the box under the finger, and loses no tap in the meantime.
func TestADayActivityByActivity(t *testing.T) {
	base := Demo(t)
	p := Start(t).Page(t, 390, 844, true)
	p.signIn(base, "dubois")
	p.Goto(base + "/reservations?activite=&mois=2027-01")
	if p.Attr("#activite", "name") == "" || Eval[string](p, "document.querySelector('#activite').value") != "" {
		t.Error("all activities are not chosen")
	}
	p.Follow(cell("2027-01-12") + " a")
	if got := p.Attr(row("SOIR"), "data-state") + p.Attr(row("ETUDE"), "data-state"); got != "availableavailable" {
		t.Fatalf("the day begins with %s", got)
	}
	p.WaitText(row("ETUDE")+" .notes", "Pas en même temps que")

	Eval[bool](p, `(window.kept = document.querySelector('`+row("SOIR")+`')) !== null`)
	rev := p.revision()
	p.Click(row("SOIR") + " label")
	p.settled(rev)
	p.WaitText(row("ETUDE")+" .notes", "incompatibles avec Accueil du soir")
	if !Eval[bool](p, `window.kept.isConnected && document.activeElement.id === 'a-SOIR'`) {
		t.Error("the row that was tapped was redrawn, or lost the focus")
	}
	if p.Attr(row("SOIR"), "data-draft") != "add" || p.Count(row("ETUDE")+" input") != 0 {
		t.Error("the exclusion does not show")
	}
	p.WaitText("#annonce", "Étude surveillée")

	// Back, and another tap before the answer: both count.
	rev = p.revision()
	p.Click(row("SOIR") + " label")
	p.Click(row("MATIN") + " label")
	p.settled(rev)
	p.WaitFor(row("ETUDE") + " input")
	p.Until("for both taps", `document.querySelector('`+row("MATIN")+`').dataset.draft === 'add' && `+
		`!document.querySelector('`+row("SOIR")+`').dataset.draft && !document.querySelector('.htmx-request')`)
	rev = p.revision()
	p.Click(row("ETUDE") + " label")
	p.settled(rev)
	p.Reload()
	if got := p.Attr(row("ETUDE"), "data-draft") + p.Attr(row("MATIN"), "data-draft"); got != "addadd" {
		t.Errorf("after a reload: %q", got)
	}
	p.Goto(base + "/reservations?activite=&mois=2027-01")
	if p.Attr(cell("2027-01-12"), "data-draft") != "add" {
		t.Error("the overview does not show the draft")
	}
	if n := p.Count(cell("2027-01-12") + " .marks .add"); n != 2 {
		t.Errorf("the overview marks %d activities as drafted", n)
	}
	p.Follow("#verifier")
	p.WaitText("main", "Étude surveillée")
	p.Clean()
}

func TestADayWithoutAScript(t *testing.T) {
	base := Demo(t)
	p := Start(t).Page(t, 390, 844, false)
	p.signIn(base, "moreau")
	p.Goto(base + "/reservations?activite=&mois=2027-01")
	p.Follow(cell("2027-01-12") + " a")
	p.Click(row("SOIR") + " label")
	p.Follow("#recap noscript button, #recap button[name=enregistrer]")
	if p.Attr(row("SOIR"), "data-draft") != "add" || p.Count(row("ETUDE")+" input") != 0 {
		t.Error("the tick was not saved")
	}
	p.Clean()
}
