package browsertest

import (
	"fmt"
	"strings"

	"cartable/db/dbtest"
)

// The steps that stories share, named after the user's action.

// signIn signs in with the one-tap account of the demonstration.
func (p *Page) signIn(base, login string) {
	p.t.Helper()
	p.Goto(base + "/connexion")
	card := `form:has(input[name=identifiant][value="` + login + `"]) button`
	if p.Count("details:not([open]) .accounts "+card) > 0 {
		p.Click("details:not([open]):has(.accounts) > summary")
	}
	p.Follow(".accounts " + card)
	p.passed(login)
}

// passed fails the test unless the password was accepted: an account with a second factor is still asked for it.
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

// choose sets the user's own password, as a first sign-in requires.
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

// freeDays opens the following months of the calendar until one has n free days, and returns them.
func (p *Page) freeDays(n int) []string {
	p.t.Helper()
	for range 6 {
		if days := Eval[[]string](p,
			`[...document.querySelectorAll('td[data-state=available]:not([data-draft])')].map(x => `+
				`x.dataset.date)`); len(days) >= n {
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

// drafts returns the days of the calendar with a change that is not validated: « 2026-12-01 add ».
func (p *Page) drafts() string {
	p.t.Helper()
	return Eval[string](p, `[...document.querySelectorAll('td[data-draft]')].map(x => x.dataset.date + ' ' + `+
		`x.dataset.draft).join('\n')`)
}

// revision returns the revision of the draft on the server, as the page knows it.
func (p *Page) revision() string {
	p.t.Helper()
	return p.Attr("#recap input[name=rev]", "value")
}

// saved waits until the server has stored a change made since a revision, and no request is pending.
func (p *Page) saved(since string) {
	p.t.Helper()
	p.Until("for the draft to be saved", `document.querySelector('#recap input[name=rev]').value !== `+quote(since)+
		` && !document.querySelector('#cal').matches('.htmx-request') && !document.querySelector('.htmx-request')`)
}

// more opens a page of staff from the menu « Plus ».
func (p *Page) more(path string) {
	p.t.Helper()
	p.Click(`.nav .more summary`)
	p.Follow(`.nav .more a[href="` + path + `"]`)
}

// transmit starts the night, as staff, and waits until it is over.
func (p *Page) transmit(js bool) {
	p.t.Helper()
	p.more("/mairie/nuits")
	p.Follow(`form[action="/mairie/nuits"] .btn.main`)
	const over = "document.querySelector('#progression') && !document.querySelector('#progression[data-hx-get]')"
	if js { // the page refreshes itself
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
