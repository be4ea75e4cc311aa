package browsertest

import (
	"fmt"
	"strings"

	"cartable/db/dbtest"
)

// The steps that stories share, by what a person does.

// signIn enters by the one-tap account of the demonstration.
func (p *Page) signIn(base, login string) {
	p.t.Helper()
	p.Goto(base + "/connexion")
	p.Follow(`.accounts form:has(input[name=identifiant][value="` + login + `"]) button`)
	p.passed(login)
}

// passed tells that the door has opened: whoever has a second factor may still be asked for it.
func (p *Page) passed(login string) {
	p.t.Helper()
	if path := p.Path(); strings.HasPrefix(path, "/connexion") && !strings.HasPrefix(path, "/connexion/code") {
		p.fatal("%s did not get in", login)
	}
}

// enter signs in with a password.
func (p *Page) enter(base, login, password string) {
	p.t.Helper()
	p.Goto(base + "/connexion")
	p.Fill("#identifiant", login)
	p.Fill("#mot_de_passe", password)
	p.Follow("form.card .btn.main")
	p.passed(login)
}

// choose chooses a password of one's own, as a first sign-in asks.
func (p *Page) choose(password string) {
	p.t.Helper()
	p.Fill("#mot_de_passe", password)
	p.Fill("#confirmation", password)
	p.Follow("#nouveau .btn.main")
}

func (p *Page) signOut() {
	p.t.Helper()
	p.Click(".head details.menu > summary")
	p.Follow(`form[action="/deconnexion"] button`)
	if p.Path() != "/connexion" || p.Count("#identifiant") != 1 {
		p.fatal("signed out, and still in")
	}
}

// freeDays turns the pages of the calendar until a month has so many free days, and returns the first.
func (p *Page) freeDays(n int) []string {
	p.t.Helper()
	for range 6 {
		if days := Eval[[]string](p, `[...document.querySelectorAll('td[data-state=available]:not([data-draft])')].map(x => x.dataset.date)`); len(days) >= n {
			return days[:n]
		}
		p.Follow("#apres")
	}
	p.fatal("no month has %d free days", n)
	return nil
}

func cell(day string) string { return fmt.Sprintf(`td[data-date="%s"]`, day) }

// tap ticks or unticks a day.
func (p *Page) tap(day string) {
	p.t.Helper()
	p.Click(cell(day) + " label")
}

func (p *Page) ticked(day string) bool {
	p.t.Helper()
	return Eval[bool](p, "document.querySelector("+quote(cell(day)+" input")+").checked")
}

// drafts are the days of the calendar with a change that is not validated: « 2026-12-01 add ».
func (p *Page) drafts() string {
	p.t.Helper()
	return Eval[string](p, `[...document.querySelectorAll('td[data-draft]')].map(x => x.dataset.date + ' ' + x.dataset.draft).join('\n')`)
}

// revision counts the changes of the draft that the server has kept, as the page knows it.
func (p *Page) revision() string {
	p.t.Helper()
	return p.Attr("#recap input[name=rev]", "value")
}

// saved waits until the server has kept a change made since a revision, and nothing is on its way.
func (p *Page) saved(since string) {
	p.t.Helper()
	p.Until("for the draft to be saved", `document.querySelector('#recap input[name=rev]').value !== `+quote(since)+
		` && !document.querySelector('#cal').matches('.htmx-request') && !document.querySelector('.htmx-request')`)
}

// more goes to a page of staff that stands behind « Plus ».
func (p *Page) more(path string) {
	p.t.Helper()
	p.Click(`.nav .more summary`)
	p.Follow(`.nav .more a[href="` + path + `"]`)
}

// transmit has the night take place now, as staff, and waits until it is over.
func (p *Page) transmit(js bool) {
	p.t.Helper()
	p.more("/mairie/nuits")
	p.Follow(`form[action="/mairie/nuits"] .btn.main`)
	const over = "document.querySelector('#progression') && !document.querySelector('#progression[data-hx-get]')"
	if js { // the page looks for itself
		p.Until("for the night to end", over)
		return
	}
	dbtest.Until(p.t, "the night ends", func() bool {
		if Eval[bool](p, over) {
			return true
		}
		p.Follow("#progression a.btn")
		return false
	})
}
