package browsertest

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"cartable/app/web/account"
)

// stop is a page of the tour: every page of the portal has one.
type stop struct {
	name, path string
	status     int64
	dark       bool // also pictured in dark colours
}

// tour lists every page, by the user who sees it, in a town with some activity.
type tour struct {
	base  string
	dir   string // where the demonstration stores its town
	parts []part
}

// part is the pages of one user. Without a login the user is signed out; without a password it is an account of the
// demonstration.
type part struct {
	login, password string
	parent          bool
	stops           []stop
}

// newTour creates some activity: a validated day, a draft, a night, mail.
func newTour(t *testing.T) tour {
	t.Helper()
	d := newDemo(t)
	tr := tour{base: d.url, dir: d.dir}
	p := Start(t).Page(t, 1440, 900, true)
	p.signIn(tr.base, "martin")
	p.Follow(`.nav a[href="/reservations"]`)
	days := p.freeDays(2)
	month := p.Path()
	copying := p.Attr(`a[href^="/reservations/recopier"]`, "href")
	draft := func(day string) {
		rev := p.revision()
		p.tap(day)
		p.saved(rev)
	}
	draft(days[0])
	p.Follow("#verifier")
	p.Follow("main form.actions .btn.main")
	confirmation := p.Path()
	p.Goto(tr.base + month)
	draft(days[1])
	overview := "/reservations?activite=&mois=" + days[0][:7]
	p.Goto(tr.base + overview)
	day := p.Attr(`a[href^="/reservations/jour/`+days[0]+`"]`, "href")
	p.Goto(tr.base + "/paiement")
	p.Fill("form input[inputmode=decimal]", "34,20")
	p.Follow("form .btn.main.big")
	p.Follow("button[value=carte]")
	p.Follow("#continuer")
	paid := p.Path()
	p.Goto(tr.base + "/profil")
	p.Click("section[aria-labelledby=donnees] summary")
	p.Follow(`form[action="/profil/effacement"] .btn`)
	p.Goto(tr.base) // leaves the open calendar, which would still send requests while its session ends
	p.signOut()

	p.signIn(tr.base, "admin")
	sheet := p.Attr(`a[href^="/mairie/feuille/"]`, "href")
	p.Goto(tr.base + sheet)
	marks := p.Attr(`#feuille th a[href*="/enfants/"]`, "href")
	p.Goto(tr.base + "/mairie")
	add := strings.Replace(sheet, "?", "/ajouter?nom=ma&", 1)
	p.transmit(true)
	run := p.Attr(`section[aria-labelledby=passees] a[href^="/mairie/nuits/"]`, "href")
	p.side("/mairie/courriels")
	mail := p.Attr(`a[href^="/mairie/courriels/"]`, "href")
	p.Goto(tr.base + "/mairie/familles?q=costa")
	family := p.Attr(`#resultats a[href^="/mairie/familles/"]`, "href")
	p.Goto(tr.base + family)
	adult := strings.TrimSuffix(p.Attr(`a[href$="/retirer"]`, "href"), "/retirer")
	p.Goto(tr.base + "/mairie/comptes")
	agent := p.Attr(`tbody tr:first-child a[href^="/mairie/comptes/"]`, "href")
	p.Goto(tr.base + "/mairie/regie/paiements")
	payment := p.Attr(`a[href^="/mairie/regie/paiements/"]`, "href")

	p.Goto(tr.base + "/mairie/regie?q=martin+claire")
	account := p.Attr(`a[href^="/mairie/regie/comptes/"]`, "href")
	p.Goto(tr.base + account)
	line := p.Attr(`a[href^="/mairie/regie/lignes/"]`, "href")

	p.Goto(tr.base + "/mairie")
	p.signOut()

	p.signIn(tr.base, "leroy")
	p.setUpTOTP(tr.base)
	p.signOut()

	newcomer, reader := d.draw(t, "famille015"), d.draw(t, "famille018")
	p.enter(tr.base, "famille018", reader)
	reader = "le vélo bleu de Noé"
	p.choose(reader)

	tr.parts = []part{{parent: true, stops: []stop{
		{name: "sign-in", path: "/connexion"},
		{name: "offline", path: "/hors-ligne"},
		{name: "offline-day", path: "/mairie/hors-ligne"},
		{name: "legal", path: "/mentions-legales"},
		{name: "text", path: "/textes/donnees-personnelles"},
		{name: "accessibility", path: "/accessibilite"},
		{name: "map", path: "/plan"},
		{name: "contact", path: "/contact", dark: true},
		{name: "forgotten", path: "/mot-de-passe-oublie"},
		{name: "forgotten-asked", path: "/mot-de-passe-oublie?fait=demande"},
		{name: "new-password", path: "/nouveau-mot-de-passe", status: 404},
		{name: "proposal-none", path: "/proposition/unjeton", status: 404},
		{name: "address", path: "/confirmer-adresse/unjeton", status: 404},
		{name: "receipt-check", path: "/recu"},
		{name: "demo-mails", path: "/demo/courriels"},
		{name: "demo-mail", path: strings.Replace(mail, "/mairie/", "/demo/", 1)},
	}}, {login: "famille015", password: newcomer, parent: true, stops: []stop{
		{name: "first-password", path: "/premiere-connexion"},
	}}, {login: "famille018", password: reader, parent: true, stops: []stop{
		{name: "terms", path: "/conditions"},
	}}, {login: "leroy", parent: true, stops: []stop{
		{name: "code", path: "/connexion/code"},
	}}, {login: "martin", parent: true, stops: []stop{
		{name: "home", path: "/", dark: true},
		{name: "news", path: "/actualites"},
		{name: "menus", path: "/menus"},
		{name: "month", path: month, dark: true},
		{name: "overview", path: overview},
		{name: "day", path: day},
		{name: "copy", path: copying},
		{name: "sick", path: "/reservations/absence"},
		{name: "pattern", path: "/reservations/semaine-type", dark: true},
		{name: "recap", path: "/reservations/verifier", dark: true},
		{name: "abandon", path: "/reservations/abandonner"},
		{name: "confirmation", path: confirmation},
		{name: "follow-up", path: "/suivi"},
		{name: "balance", path: "/solde"},
		{name: "pay", path: "/paiement", dark: true},
		{name: "payment", path: paid},
		{name: "history", path: "/historique"},
		{name: "statements", path: "/historique/attestations"},
		{name: "calendar-feed", path: "/suivi/agenda"},
		{name: "own-journal", path: "/profil/journal"},
		{name: "profile", path: "/profil", dark: true},
		{name: "leaving", path: "/profil/sorties"},
		{name: "accepted", path: "/profil/textes"},
		{name: "change-password", path: "/profil/mot-de-passe"},
		{name: "security", path: "/profil/securite"},
		{name: "second-factor", path: "/profil/securite/application"},
		{name: "error-404", path: "/nulle-part", status: 404},
	}}, {login: "admin", stops: []stop{
		{name: "staff-today", path: "/mairie"},
		{name: "staff-sheet", path: sheet},
		{name: "staff-sheet-line", path: marks},
		{name: "staff-unbooked", path: add},
		{name: "staff-sick-call", path: "/mairie/absence?enfant=1"},
		{name: "staff-whereabouts", path: "/mairie/ou-est?enfant=1"},
		{name: "staff-evacuation", path: "/mairie/presents"},
		{name: "staff-tablet", path: "/mairie/tablette"},
		{name: "staff-to-mark", path: "/mairie/a-pointer"},
		{name: "staff-kitchen", path: "/mairie/cuisine"},
		{name: "staff-kitchen-month", path: "/mairie/cuisine?par=mois"},
		{name: "staff-kitchen-day", path: "/mairie/cuisine/jour?jour=2026-12-01"},
		{name: "staff-kitchen-plates", path: "/mairie/cuisine/assiettes"},
		{name: "staff-leavings", path: "/mairie/sorties"},
		{name: "staff-diet-requests", path: "/mairie/cuisine/regimes-demandes"},
		{name: "staff-menus", path: "/mairie/cuisine/menus"},
		{name: "staff-menu-file", path: "/mairie/cuisine/menus/fichier"},
		{name: "staff-kitchen-diets", path: "/mairie/cuisine/regimes?jour=2026-12-01"},
		{name: "staff-health", path: strings.Replace(sheet, "?", "/sante?", 1)},
		{name: "staff-families", path: "/mairie/familles"},
		{name: "staff-family", path: family},
		{name: "staff-family-days", path: family + "/jours?mois=2026-11"},
		{name: "staff-access", path: family + "/acces"},
		{name: "staff-residence", path: family + "/residence"},
		{name: "staff-departure", path: family + "/demenagement"},
		{name: "staff-archive", path: family + "/archiver"},
		{name: "staff-archived", path: "/mairie/familles?acces=archives"},
		{name: "staff-acting-month", path: family + "/reserver", dark: true},
		{name: "staff-acting-overview", path: family + "/reserver?activite="},
		{name: "staff-acting-day", path: family + "/reserver/jour/2026-12-14"},
		{name: "staff-acting-recap", path: family + "/reserver/verifier"},
		{name: "staff-edit-child", path: "/mairie/familles/F001/enfants/1"},
		{name: "staff-enrolments", path: "/mairie/familles/F001/enfants/1/inscriptions"},
		{name: "staff-enrol-children", path: "/mairie/inscriptions"},
		{name: "staff-enrol-children-rehearsed",
			path: "/mairie/inscriptions?voir=oui&activites=RESTO_ELEM&sans=RESTO_ELEM"},
		{name: "staff-end-enrolments",
			path: "/mairie/inscriptions?faire=finir&voir=oui&activites=RESTO_ELEM&fin=2037-01-01"},
		{name: "staff-edit-family", path: family + "/modifier"},
		{name: "staff-split", path: family + "/separer"},
		{name: "staff-child-leaving", path: "/mairie/familles/F004/enfants/4/sorties"},
		{name: "staff-custody", path: "/mairie/familles/F003/enfants/4/garde"},
		{name: "staff-lookalikes", path: "/mairie/familles/F030/reunir"},
		{name: "staff-merge", path: "/mairie/familles/F001/reunir/F002"},
		{name: "staff-merged", path: "/mairie/reunions/1"},
		{name: "staff-new-child", path: family + "/enfants/nouveau"},
		{name: "staff-withdraw", path: adult + "/retirer"},
		{name: "staff-restore", path: adult + "/rendre"},
		{name: "staff-new-password", path: adult + "/mot-de-passe"},
		{name: "staff-mail-password", path: adult + "/envoyer"},
		{name: "staff-letters", path: "/mairie/acces"},
		{name: "staff-accounts", path: "/mairie/comptes"},
		{name: "staff-account-new", path: "/mairie/comptes/nouveau"},
		{name: "staff-account", path: agent},
		{name: "staff-account-roles", path: agent + "/roles?role=agent"},
		{name: "staff-account-disable", path: agent + "/desactiver"},
		{name: "staff-account-enable", path: agent + "/reactiver"},
		{name: "staff-account-password", path: agent + "/mot-de-passe"},
		{name: "staff-account-signout", path: agent + "/deconnecter"},
		{name: "staff-signout", path: adult + "/deconnecter"},
		{name: "staff-signout-all", path: "/mairie/comptes/deconnecter"},
		{name: "staff-roles", path: "/mairie/roles"},
		{name: "staff-activities", path: "/mairie/activites"},
		{name: "staff-activity", path: "/mairie/activites/RESTO_MAT"},
		{name: "staff-activity-new", path: "/mairie/activites/nouvelle"},
		{name: "staff-activity-archive", path: "/mairie/activites/RESTO_MAT/archiver"},
		{name: "staff-activities-several", path: "/mairie/activites/modifier?code=RESTO_MAT&code=RESTO_MERC"},
		{name: "staff-pools", path: "/mairie/groupes-de-places"},
		{name: "staff-pool", path: "/mairie/groupes-de-places/SALLE_MAT"},
		{name: "staff-pool-new", path: "/mairie/groupes-de-places/nouveau"},
		{name: "staff-pool-remove", path: "/mairie/groupes-de-places/SALLE_MAT/retirer"},
		{name: "staff-categories", path: "/mairie/categories"},
		{name: "staff-category", path: "/mairie/categories/RESTO"},
		{name: "staff-category-new", path: "/mairie/categories/nouvelle"},
		{name: "staff-category-remove", path: "/mairie/categories/RESTO/retirer"},
		{name: "staff-wallets", path: "/mairie/porte-monnaie"},
		{name: "staff-wallet", path: "/mairie/porte-monnaie/SCOLAIRE"},
		{name: "staff-wallet-new", path: "/mairie/porte-monnaie/nouveau"},
		{name: "staff-wallet-remove", path: "/mairie/porte-monnaie/SCOLAIRE/retirer"},
		{name: "staff-calendar", path: "/mairie/calendrier"},
		{name: "staff-closing", path: "/mairie/fermer"},
		{name: "staff-settings", path: "/mairie/reglages"},
		{name: "staff-look", path: "/mairie/reglages/apparence"},
		{name: "staff-legal-texts", path: "/mairie/reglages/textes"},
		{name: "staff-legal-text", path: "/mairie/reglages/textes/cgu?version=1"},
		{name: "staff-start", path: "/mairie/demarrage"},
		{name: "staff-new-family", path: "/mairie/nouvelle-famille"},
		{name: "staff-load-families", path: "/mairie/import-familles"},
		{name: "staff-rules", path: "/mairie/regles"},
		{name: "staff-tariffs", path: "/mairie/tarifs"},
		{name: "staff-tariff", path: "/mairie/tarifs/RESTO_ELEM"},
		{name: "staff-tariff-form", path: "/mairie/tarifs/RESTO_ELEM/grille"},
		{name: "staff-quotients", path: "/mairie/quotients"},
		{name: "staff-quotient-file", path: "/mairie/quotients/fichier"},
		{name: "staff-quotient-expiries", path: "/mairie/quotients/echeances?liste=aucun"},
		{name: "staff-nature", path: "/mairie/regles/garde"},
		{name: "staff-releases", path: "/mairie/ouvertures"},
		{name: "staff-release-remove", path: "/mairie/ouvertures/retirer?ouverture=MERC_612_JOUR:2027-06-02"},
		{name: "staff-operations", path: "/mairie/operations"},
		{name: "staff-operation", path: "/mairie/operations/1"},
		{name: "staff-operation-prepared", path: "/mairie/operations/2"},
		{name: "staff-schools", path: "/mairie/ecoles"},
		{name: "staff-journal", path: "/mairie/journal"},
		{name: "staff-places", path: "/mairie/places"},
		{name: "staff-news", path: "/mairie/actualites"},
		{name: "staff-news-item", path: "/mairie/actualites/nouvelle"},
		{name: "staff-withdraw-news", path: "/mairie/actualites/1/retirer"},
		{name: "staff-requests", path: "/mairie/demandes"},
		{name: "staff-to-answer", path: "/mairie/demandes/a-repondre"},
		{name: "staff-given-answers", path: "/mairie/demandes/reponses"},
		{name: "staff-waitlists", path: "/mairie/attente"},
		{name: "staff-runs", path: "/mairie/nuits"},
		{name: "staff-run", path: run},
		{name: "staff-erasures", path: "/mairie/rgpd"},
		{name: "staff-erasure", path: "/mairie/rgpd/1"},
		{name: "staff-profile", path: "/profil"},
		{name: "staff-security", path: "/profil/securite"},
		{name: "staff-account-factor", path: "/mairie/comptes/1/facteur"},
		{name: "staff-mails", path: "/mairie/courriels"},
		{name: "staff-mail", path: mail},
		{name: "desk-accounts", path: "/mairie/regie"},
		{name: "desk-account", path: account},
		{name: "desk-payment", path: account + "/reglement"},
		{name: "desk-refund", path: account + "/rembourser"},
		{name: "desk-regularise", path: account + "/regulariser"},
		{name: "desk-reverse", path: line},
		{name: "desk-debts", path: "/mairie/regie/impayes"},
		{name: "desk-cashbook", path: "/mairie/regie/journal?par=mois"},
		{name: "online-payments", path: "/mairie/regie/paiements"},
		{name: "online-payment", path: payment},
		{name: "payment-platform", path: "/mairie/regie/plateforme"},
		{name: "reconciliation", path: "/mairie/regie/rapprochement"},
		{name: "staff-taxes", path: "/mairie/regie/attestations"},
	}}}
	p.Clean()
	return tr
}

// noPages lists the addresses that do not answer with a page, and those of the gallery, which has its own tests.
var noPages = []string{
	"/reservations/fraicheur", "/suivi/export.csv", "/suivi/export.xlsx", "/agenda/:file", "/mairie/nuits/progression",
	"/mairie/regie/impayes/export.csv", "/mairie/regie/journal/export.csv", "/mairie/regie/journal/export.pdf",
	"/payfip/retour", "/payfip/notification", "/connexion/rester", "/profil/donnees/fichier",
	"/nouveau-mot-de-passe/:token",
	"/historique/consommations.csv", "/historique/reglements.csv", "/historique/historique.xlsx",
	"/historique/recus/:id", "/historique/releves/:month", "/historique/attestations/:year",
	"/mairie/regie/attestations/:id", "/mairie/regie/attestations/progression",
	"/mairie/regie/rapprochement/progression", "/mairie/journal/export.csv",
	"/mairie/cuisine/bons/:id", // of a day whose meals were counted: the gallery has it
	"/mairie/cuisine/bons/:id/bon.pdf", "/mairie/cuisine/bons/:id/bon.csv",
	"/mairie/activites/delai", "/logo/:hash", "/couleur/:file", "/mairie/quotients/echeances/export.csv",
	"/mairie/operations/:id/avancement", "/mairie/operations/:id/export.csv",
	"/mairie/operations/:id/lettres.pdf",
	"/mairie/familles/:code/reserver/abandonner",           // without a draft it leads to the month
	"/mairie/familles/:code/reserver/confirmation/:number", // the parents' page, of a number that staff have not
	"/mairie/hors-ligne/jeton", "/manifest.webmanifest", "/sw.js", "/apparence", "/apparence/:name",
}

// pagesOf extracts the addresses of pages from the source of the route table: written whole, or after a constant of
// their function.
func pagesOf(source string) (paths []string) {
	for _, area := range strings.Split(source, "\nfunc ") {
		begin := map[string]string{"": "", "account.ForgottenPath": account.ForgottenPath,
			"account.NewPasswordPath": account.NewPasswordPath}
		if m := regexp.MustCompile(`const ([\w, ]+) = (".*")`).FindStringSubmatch(area); m != nil {
			texts := strings.Split(m[2], ", ")
			for i, name := range strings.Split(m[1], ", ") {
				begin[name] = strings.Trim(texts[i], `"`)
			}
		}
		for _, m := range regexp.MustCompile(
			`\bline\(get, (?:([\w.]+)\s*\+\s*)?"([^"]+)"|\bline\(get, ([\w.]+),`).FindAllStringSubmatch(area, -1) {
			if first, known := begin[m[1]+m[3]]; known {
				paths = append(paths, first+m[2])
			}
		}
	}
	return paths
}

// complete checks that the tour leaves out no page of the route table.
func (tr tour) complete(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "web", "routes*.go"))
	if err != nil {
		t.Fatal(err)
	}
	var routes []string
	for _, name := range files {
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		routes = append(routes, pagesOf(string(source))...)
	}
	if len(routes) < 15 || !slices.Contains(routes, "/mairie/familles/:code/acces") {
		t.Fatalf("%d routes found: has the route table moved?", len(routes))
	}
	var stops []stop
	for _, part := range tr.parts {
		stops = append(stops, part.stops...)
	}
	for _, path := range routes {
		shape := regexp.MustCompile("^" + regexp.MustCompile(`:\w+`).ReplaceAllString(path, "[^/]+") + `(\?|$)`)
		if !slices.Contains(noPages, path) &&
			!slices.ContainsFunc(stops, func(s stop) bool { return shape.MatchString(s.path) }) {
			t.Errorf("%s is a page, and no stop of the tour: add it to newTour, and it will be looked at and "+
				"photographed", path)
		}
	}
}

// visit opens every page of the tour at a width, signed in as required.
func (tr tour) visit(t *testing.T, width int64, look func(p *Page, s stop, parent bool)) {
	t.Helper()
	height := int64(900)
	if width < phone {
		height = 844
	}
	for _, part := range tr.parts {
		p := Start(t).Page(t, width, height, true)
		switch {
		case part.password != "":
			p.enter(tr.base, part.login, part.password)
		case part.login != "":
			p.signIn(tr.base, part.login)
		}
		for _, s := range part.stops {
			p.Problems()
			if s.status == 0 {
				s.status = 200
			}
			if status := p.Goto(tr.base + s.path); status != s.status || p.Path() != s.path {
				t.Errorf("%s: status %d, at %s", s.name, status, p.Path())
			}
			if s.status < 400 {
				for _, problem := range p.Problems() {
					t.Errorf("%s at %d px: %s", s.name, width, problem)
				}
			}
			look(p, s, part.parent)
		}
	}
}

// overflow lists the elements that make a page wider than the window. It opens every panel and explanation in turn:
// they must fit as well, and a menu must be closed until then, where it is no bar.
const overflow = `(width => {
  const beyond = e => e.getBoundingClientRect().right > width + .5;
  const wide = where => document.documentElement.scrollWidth <= width && innerWidth <= width ? [] : [where + ': ' +
  	document.documentElement.scrollWidth + ' px wide, by ' +
    [...document.querySelectorAll('body *')].filter(e => beyond(e) && !e.closest('.vh, .nav') && ![...e.children].some(beyond)).slice(0, 3).map(e => e.cloneNode().outerHTML).join(' ')];
  const found = wide('as it opens');
  for (const d of document.querySelectorAll('details:not([open])')) {
    d.open = true;
    found.push(...wide(d.querySelector('summary').innerText.replace(/\s+/g, ' ')));
    d.open = false;
  }
  for (const menu of document.querySelectorAll('[popover]')) {
    if (width < 1024 && getComputedStyle(menu).display !== 'none') {
      found.push('the menu: open before anybody asked for it');
    }
    menu.showPopover();
    found.push(...wide('the menu'));
    menu.hidePopover();
  }
  return found;
})`

// small lists targets too small for a finger: less than 44 px high or wide, with every panel open. Three things are
// not targets: a link in the middle of a sentence, a box whose label is the target, and a label above a field that is
// itself one.
const small = `(() => {
  const panels = [...document.querySelectorAll('details')].map(d => ({ d, open: d.open, name: d.getAttribute('name')
  	}));
  panels.forEach(({ d }) => { d.removeAttribute('name'); d.open = true });
  const size = e => { const r = e.getBoundingClientRect(); return { w: r.width, h: r.height, seen: r.width > 1 &&
  	r.height > 1 && r.right > 0 && r.bottom + scrollY > 0 } };
  const big = e => { const { w, h } = size(e); return w > 43.9 && h > 43.9 };
  const inText = e => getComputedStyle(e).display === 'inline' && [...e.parentNode.childNodes].some(n => n.nodeType ===
  	3 && n.data.trim());
  const found = [...document.querySelectorAll('a[href], button, label, input:not([type=hidden]), select, summary')].filter(e => {
    if (!e.checkVisibility({ visibilityProperty: true }) || !size(e).seen || big(e)) return false;
    if (e.tagName === 'A' && inText(e)) return false;
    if (e.matches('input[type=checkbox], input[type=radio]') && e.closest('label')) return false;
    if (e.tagName === 'LABEL' && e.control && !e.contains(e.control) && big(e.control)) return false;
    return true;
  }).map(e => { const { w, h } = size(e); return w.toFixed(1) + '×' + h.toFixed(1) + ' ' + e.cloneNode().outerHTML + ' '
  	+ e.innerText.replace(/\s+/g, ' ').slice(0, 40) });
  panels.forEach(({ d, open, name }) => { d.open = open; if (name) d.setAttribute('name', name) });
  return found;
})()`

// One town serves the checks of every page. The last check changes the town's content.
func TestEveryPage(t *testing.T) {
	tr := newTour(t)
	t.Run("is in the tour", tr.complete)
	t.Run("fits a phone", tr.fits)
	t.Run("shows what people type and does not run it", tr.harmless)
}

// fits checks that every page fits a phone, the narrowest ones included, and can be used with a finger.
func (tr tour) fits(t *testing.T) {
	tr.visit(t, 390, func(p *Page, s stop, parent bool) {
		for _, one := range Eval[[]string](p, small) {
			t.Errorf("%s: too small for a finger: %s", s.name, one)
		}
		widths := []int64{390, 320}
		if !parent { // a tablet upright, and the narrowest window that has the bar
			widths = append(widths, 820, 1024)
		}
		for _, width := range widths {
			p.resize(width)
			for _, wide := range Eval[[]string](p, fmt.Sprintf("%s(%d)", overflow, width)) {
				t.Errorf("%s scrolls sideways at %d px, %s", s.name, width, wide)
			}
		}
		p.resize(390)
		Eval[bool](p, airy)
		for _, wide := range Eval[[]string](p, fmt.Sprintf("%s(%d)", overflow, 390)) {
			t.Errorf("%s scrolls sideways with more space between letters, words and lines, %s", s.name, wide)
		}
	})
}

// airy spaces the text of a page as some readers do: the values are those of WCAG 1.4.12, which RGAA 10.12 takes up.
const airy = `(() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } ' +
    'p { margin-bottom: 2em !important }');
  document.adoptedStyleSheets = [sheet];
  return true;
})()`

// TestTheLooksSeeWhatIsWrong checks overflow and small themselves.
func TestTheLooksSeeWhatIsWrong(t *testing.T) {
	p := Start(t).Page(t, 390, 844, true)
	p.Goto("about:blank")
	Eval[bool](p, `(document.head.innerHTML = '<meta name="viewport" content="width=device-width">',
		document.body.innerHTML = '<details name="a"><summary style="display:block;height:50px">x</summary><p style="width:800px">x</p></details>' +
		'<button id="little" style="width:40px;height:60px">x</button><p>see <a href="#">this</a>, and</p><p><a href="#" id="alone">alone</a></p>' +
		'<label style="display:block;height:48px"><input type="checkbox">fine</label>' +
		'<nav popover style="display:contents"></nav>', true)`)
	wide := Eval[[]string](p, overflow+"(390)")
	if len(wide) != 2 || !strings.Contains(wide[0], "808 px wide") || !strings.Contains(wide[1], "open before") {
		t.Errorf("wide: %q", wide)
	}
	found := Eval[[]string](p, small)
	if len(found) != 2 || !strings.Contains(found[0], "little") || !strings.Contains(found[1], "alone") {
		t.Errorf("small: %q", found)
	}
}

// TestShots is not a test: `make shots` uses it to take a picture of every page.
func TestShots(t *testing.T) {
	dir := os.Getenv("SHOTS")
	if dir == "" {
		return // not requested
	}
	tr := newTour(t)
	for _, width := range []int64{390, 1440} {
		tr.visit(t, width, func(p *Page, s stop, _ bool) {
			shoot := func(how string) {
				p.Screenshot(filepath.Join(dir, fmt.Sprintf("%s-%d%s.png", s.name, width, how)))
			}
			shoot("")
			if s.dark {
				p.Dark(true)
				shoot("-dark")
				p.Dark(false)
			}
		})
	}
}

// TestARecapOfEverythingFitsAPhone opens a recap that has places, waits and amounts given back. The tour's own has
// fewer columns.
func TestARecapOfEverythingFitsAPhone(t *testing.T) {
	base := Demo(t)
	for _, width := range []int64{390, 320} {
		p := Start(t).Page(t, width, 844, true)
		p.Goto(base + "/apparence/recap")
		if p.Count(".totals th:nth-child(4)") != 1 {
			t.Fatal("the sample has no fourth column")
		}
		for _, wide := range Eval[[]string](p, fmt.Sprintf("%s(%d)", overflow, width)) {
			t.Errorf("at %d px, %s", width, wide)
		}
	}
}
