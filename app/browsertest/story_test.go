package browsertest

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"cartable/db/dbtest"
)

// A parent books a day, the night settles it, and the parent reads the result: on a phone, with the portal's scripts
// and without.
func TestBookingStory(t *testing.T) {
	t.Run("with scripts", func(t *testing.T) { bookingStory(t, true) })
	t.Run("without scripts", func(t *testing.T) { bookingStory(t, false) })
}

func bookingStory(t *testing.T, js bool) {
	base := Demo(t)
	p := Start(t).Page(t, 390, 844, js)

	p.signIn(base, "martin")
	p.Follow(`.nav a[href="/reservations"]`)
	days := p.freeDays(2)
	kept, dropped := days[0], days[1]
	if found := p.drafts(); found != "" {
		t.Fatal("the draft is not empty:", found)
	}
	before := p.revision()
	for _, day := range days {
		p.tap(day)
		if !p.ticked(day) {
			t.Errorf("%s is not ticked", day)
		}
	}
	if js { // the browser paints a tap at once, and the server confirms it later
		p.WaitFor(cell(kept) + "[data-draft=add]")
		p.WaitFor(cell(dropped) + "[data-draft=add]")
	} else {
		p.Follow(`.recap button[name=enregistrer]`)
	}
	p.WaitText("#recap .sum", "^2 ajouts")
	p.saved(before)
	if want := kept + " add\n" + dropped + " add"; p.drafts() != want {
		t.Errorf("drafted %q, want %q", p.drafts(), want)
	}

	before = p.revision()
	p.tap(dropped)
	if js {
		p.WaitText("#recap .sum", "^1 ajout")
		p.saved(before)
		if p.Count(cell(dropped)+"[data-draft]") != 0 {
			t.Error("unticked, and still drafted")
		}
	}
	p.Follow("#verifier")

	const bookings = `section[aria-labelledby=reservations] .one`
	if p.Path() != "/reservations/verifier" || p.Count(bookings) != 1 ||
		p.Count(`section[aria-labelledby=reservations] time[datetime="`+kept+`"]`) != 1 {
		p.fatal("the recap does not list %s alone", kept)
	}
	activity := p.Text(bookings + " .act-name")
	p.Follow("main form.actions .btn.main")
	number := p.Text(".done b")
	if !regexp.MustCompile(`\d`).MatchString(number) || p.Count(`main time[datetime="`+kept+`"]`) != 1 {
		t.Errorf("the confirmation has number %q:\n%s", number, p.Text("main"))
	}
	p.signOut()

	p.signIn(base, "admin")
	p.transmit(js)
	if said := p.Text("section[aria-labelledby=passees] tbody tr .obs"); said != "Lancée par la mairie" {
		t.Errorf("the night is %q", said)
	}
	p.Follow(`.demo a[href="/demo/courriels"]`)
	letter := p.letterTo("Martin")
	for _, want := range []string{"RESERVATIONS ACCEPTEES", activity, "Martin"} {
		if !strings.Contains(strings.ToLower(letter), strings.ToLower(want)) {
			t.Errorf("the report does not say %q:\n%s", want, letter)
		}
	}
	p.Goto(base + "/mairie")
	p.signOut()

	p.signIn(base, "martin")
	p.Follow(`.nav a[href="/suivi"]`)
	p.Click("details.fold > summary")
	p.Pick("#du", kept)
	p.Pick("#au", kept)
	p.Follow(".filters .btn.main")
	row := Eval[string](p, `[...document.querySelectorAll('#resultats .one')].find(x =>
		x.closest('.byday > li').querySelector('time').getAttribute('datetime') === `+quote(kept)+
		` && x.innerText.includes(`+quote(activity)+`))?.querySelector('.tags').innerText || ''`)
	if row != "Acceptée" {
		t.Errorf("%s, %s reads %q in the follow-up:\n%s", kept, activity, row, p.Text("#resultats"))
	}
	p.Clean()
}

// letterTo opens the newest message to a family, once there is one, and returns its text.
func (p *Page) letterTo(family string) string {
	p.t.Helper()
	find := `[...document.querySelectorAll('table.mails tbody tr')].find(x => x.cells[1].innerText.includes(` +
		quote(family) + `))?.querySelector('a').getAttribute('href') || ''`
	var href string
	dbtest.Until(p.t, "a message to the family "+family, func() bool {
		if href = Eval[string](p, find); href == "" {
			p.Reload()
		}
		return href != ""
	})
	p.Follow(`a[href="` + href + `"]`)
	return p.Text("pre.mail")
}

// A quick toggle paints in the browser the state that the server will store: the next page must show the same.
func TestQuickTogglesPaintWhatIsKept(t *testing.T) {
	base := Demo(t)
	p := Start(t).Page(t, 390, 844, true)
	p.signIn(base, "martin")
	p.Goto(base + "/reservations?mois=2026-12")
	week := Eval[string](p, `document.querySelector('tr:has(td[data-state=available]) button[name=semaine]').value`)
	for _, toggle := range []string{
		`button[name=semaine][value="` + week + `"]`,
		`button[name=colonne][value="2"]`,
		`button[name=colonne][value="4"]`,
		`button[name=mois_entier]`,
		`button[name=semaine][value="` + week + `"]`,
		`button[name=mois_entier]`,
	} {
		rev, drafted := p.revision(), p.drafts()
		p.Click(toggle)
		p.saved(rev)
		painted := p.drafts()
		if painted == drafted {
			t.Errorf("%s changed nothing: %q", toggle, painted)
		}
		bar := p.Text("#recap .sum")
		p.Reload()
		if kept := p.drafts(); kept != painted {
			t.Errorf("%s painted\n%s\nand the server keeps\n%s", toggle, painted, kept)
		}
		if again := p.Text("#recap .sum"); again != bar {
			t.Errorf("%s: the bar said %q, then %q", toggle, bar, again)
		}
	}
	p.Clean()
}

// At the first sign-in a user chooses a password and accepts the texts before the home page opens.
func TestFirstSignInStory(t *testing.T) {
	d := newDemo(t)
	drawn := d.draw(t, "famille015")
	p := Start(t).Page(t, 390, 844, true)
	p.enter(d.url, "famille015", drawn)
	if p.Goto(d.url + "/reservations"); p.Path() != "/premiere-connexion" {
		p.fatal("a first sign-in may book")
	}
	p.choose("court")
	if p.status != 422 || p.Count("#erreurs") != 1 {
		t.Errorf("a short password: status %d\n%s", p.status, p.Text("main"))
	}
	p.Problems() // Chromium reports every 422
	p.choose("le vélo bleu de Noé")
	if !strings.HasPrefix(p.Path(), "/conditions") {
		p.fatal("after the password come no texts")
	}
	texts := p.Count("input[name=lu]")
	for i := range texts {
		p.Click(fmt.Sprintf("section:nth-of-type(%d) label.accept", i+1))
	}
	p.Follow("main form .btn.main")
	if p.Path() != "/" || texts == 0 {
		p.fatal("after %d texts", texts)
	}
	p.signOut()
	p.enter(d.url, "famille015", "le vélo bleu de Noé")
	if p.Path() != "/" {
		t.Error("the second time begins at ", p.Path())
	}
	p.Clean()
}
