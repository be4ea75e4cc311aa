package app_test

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Each page has one name, shared by its handler, the handler's file, its template and the use case that reads it, and
// each French word of the addresses has one English name. app/web/routes.go explains this; here it is tested.

const routesFile = "app/web/routes.go"

// addressNames has the name of each page after the end of its address; if several match, the longest is used. A
// variable part is ":". A name with several addresses is a confirmation page, whose last word is the act.
var addressNames = `
	home /
	sign-in connexion
	left connexion/reprise
	code connexion/code
	forgotten mot-de-passe-oublie
	new-password nouveau-mot-de-passe
	confirm-address confirmer-adresse/:
	first-sign-in premiere-connexion
	no-family sans-famille
	terms conditions
	profile profil
	accepted profil/textes
	operations mairie/operations
	operation operations/:
	journal journal
	password profil/mot-de-passe
	security securite
	totp-setup securite/application
	offline hors-ligne
	legal mentions-legales
	text textes/:
	accessibility accessibilite
	contact contact
	map plan

	month reservations familles/:/reserver
	recap verifier
	abandon abandonner
	confirmation confirmation/:
	day jour/:
	copy recopier
	pattern semaine-type
	sick reservations/absence
	leaving profil/sorties
	follow-up suivi
	proposal proposition/:
	feed agenda
	balance solde
	pay paiement
	pay-status paiement/etat/:
	history historique
	statements attestations
	receipt-check recu

	today mairie
	day-sheet feuille/:
	child-marks feuille/:/enfants/:
	to-mark a-pointer
	health sante
	unbooked ajouter
	sick-call mairie/absence
	whereabouts ou-est
	evacuation presents
	tablet tablette
	offline-day mairie/hors-ligne
	kitchen cuisine
	kitchen-day cuisine/jour
	kitchen-diets regimes
	kitchen-plates cuisine/assiettes
	kitchen-order bons/:
	menus menus
	diet-requests cuisine/regimes-demandes
	leavings sorties
	child-leaving enfants/:/sorties
	menu-file menus/fichier
	requests demandes
	to-answer demandes/a-repondre
	given-answers demandes/reponses
	waitlists attente
	runs nuits
	run nuits/:
	news actualites
	news-item actualites/:
	withdraw-news actualites/:/retirer
	mails courriels
	mail courriels/:
	families familles
	family familles/:
	family-days familles/:/jours
	residence residence
	archive-family familles/:/archiver
	departure demenagement
	new-family nouvelle-famille
	edit-family modifier
	edit-child enfants/:
	custody enfants/:/garde
	split familles/:/separer
	new-child enfants/nouveau
	enrolments inscriptions
	enrol-children mairie/inscriptions
	load-families import-familles
	lookalikes familles/:/reunir
	merge reunir/:
	merged reunions/:

	access familles/:/acces
	provision acces
	guardian-act responsables/:/retirer responsables/:/rendre responsables/:/deconnecter responsables/:/mot-de-passe
		responsables/:/envoyer
	staff-accounts comptes
	staff-account comptes/:
	new-staff-account comptes/nouveau
	account-factor facteur
	set-roles comptes/:/roles
	staff-act comptes/:/deconnecter comptes/:/desactiver comptes/:/reactiver comptes/:/mot-de-passe
	sign-out-all comptes/deconnecter
	roles roles
	erasures rgpd
	erasure rgpd/:

	ledgers regie
	ledger regie/comptes/:
	counter-payment reglement
	refund rembourser
	regularise regulariser
	reverse annuler
	debts impayes
	cash-book regie/journal
	online-payments paiements
	online-payment paiements/:
	platform-status plateforme
	reconcile rapprochement
	tax-statements regie/attestations

	calendar calendrier
	closing fermer
	rules regles
	natures garde
	general reglages
	look reglages/apparence
	legal-texts reglages/textes
	legal-text reglages/textes/:
	start demarrage
	activities activites
	several-activities activites/modifier
	noun activites/: groupes-de-places/: categories/: porte-monnaie/:
	new-noun activites/nouvelle groupes-de-places/nouveau categories/nouvelle porte-monnaie/nouveau
	nouns groupes-de-places categories porte-monnaie
	archive archiver
	remove-noun groupes-de-places/:/retirer categories/:/retirer porte-monnaie/:/retirer
	tariffs tarifs
	tariff tarifs/:
	tariff-form tarifs/:/grille
	quotients quotients
	quotient-file quotients/fichier
	quotient-expiries echeances
	places places
	releases ouvertures
	schools ecoles
	remove-release ouvertures/retirer

	demo-mails demo/courriels
	demo-mail demo/courriels/:
	gallery apparence apparence/:
`

func TestNames(t *testing.T) {
	wrong, pages := checkNames(readTexts(t, ".."), addressNames)
	for _, one := range wrong {
		t.Error(one)
	}
	if pages < 70 {
		t.Errorf("only %d pages found in %s", pages, routesFile)
	}
}

// Tests of the check itself: a small portal is accepted, and each change made to it is detected.
func TestNamesSeeWhatIsWrong(t *testing.T) {
	const names = "balance solde\n debts impayes\n sign-out deconnecter\n debt impayes/:"
	portal := func() map[string]string {
		return map[string]string{
			routesFile: `package web
				func (d *desks) routes() []Route {
					const all = "/mairie"
					return []Route{
						line(get, site.BalancePath, access.Book, free, active, d.family.BalancePage),
						line(get, "/solde/export.csv", access.Book, free, active, d.family.BalanceCSV),
						line(get, all+"/impayes", access.SeeBooks, free, active, d.treasury.DebtsPage),
						line(post, all+"/impayes", access.SeeBooks, free, active, d.treasury.Remind),
						line(get, all+"/impayes/:id", access.SeeBooks, free, active, d.treasury.DebtPage),
						line(get, all+"/deconnecter", access.SeeBooks, free, active, d.treasury.SignOutPage(Everybody)),
					}
				}`,
			"app/web/site/paths.go": `package site; const BalancePath = "/solde"`,
			"app/web/family/balance.go": `package family
				func (s *Pages) BalancePage(c *fiber.Ctx) error { return s.showBalance(c, nil) }
				func (s *Pages) showBalance(c *fiber.Ctx, wrong error) error {
					b, err := s.Portal.Balance(c.UserContext(), viewer(c))
					return s.Page(c, "family/balance", s.Layout(c), b)
				}
				func (s *Pages) BalanceCSV(c *fiber.Ctx) error { return c.SendString("") }`,
			"app/web/treasury/debts.go": `package treasury
				func (s *Pages) DebtsPage(c *fiber.Ctx) error {
					d, err := s.Treasury.Debts(c.UserContext(), site.Actor(c))
					return s.Page(c, "treasury/debts", s.Layout(c), d)
				}
				func (s *Pages) Remind(c *fiber.Ctx) error { return s.DebtsPage(c) }`,
			"app/web/treasury/debt.go": `package treasury
				func (s *Pages) DebtPage(c *fiber.Ctx) error {
					d, err := s.Treasury.Debts(c.UserContext(), site.Actor(c))
					return s.Page(c, "treasury/debt", s.Layout(c), d)
				}`,
			"app/web/treasury/sign_out.go": `package treasury
				func (s *Pages) SignOutPage(all act) fiber.Handler {
					return func(c *fiber.Ctx) error { return s.Confirm(c, "debts", view, nil) }
				}`,
			"app/web/site/confirm.go": `package site
				func (s *Server) Confirm(c *fiber.Ctx) error { return s.Page(c, "site/confirm", l, v) }`,
			"app/web/family/samples.go":  `package family; var samples = []string{"treasury/debts"}`,
			"views/family/balance.html":  `{{define "balance#words"}}{{end}}`,
			"views/treasury/debts.html":  ``,
			"views/treasury/debt.html":   ``,
			"views/site/confirm.html":    ``,
			"views/layout/top.html":      `{{define "recap#bar"}}{{end}}`,
			"views/mail/report.html":     ``,
			"app/treasury/debts_test.go": `package treasury`,
		}
	}
	for _, c := range []struct{ file, old, new, want string }{
		{routesFile, "BalancePage", "BalancePage", ""},
		{routesFile, "d.family.BalanceCSV", "d.family.Export", "no handler Export in app/web/family"},
		{routesFile, "BalanceCSV", "BalancePage", "/solde/export.csv: no name"},
		{routesFile, `all+"/impayes/:id"`, `all+"/dettes/:id"`, "/mairie/dettes/:id: no name"},
		{routesFile, `all+"/impayes/:id"`, `all+"/solde"`, "/mairie/solde is called balance"},
		{routesFile, `all+"/impayes/:id"`, `all+"/solde"`, "no page has the address « impayes/: »"},
		{routesFile, "d.treasury.DebtsPage", "d.treasury.Remind", "no page has the address « impayes »"},
		{"app/web/family/balance.go", `c.SendString("")`, `s.Page(c, "family/balance", l, nil)`,
			"BalanceCSV shows a page"},
		{"app/web/family/balance.go", `c.SendString("")`, `s.showBalance(c, nil)`, "BalanceCSV shows a page"},
		{"app/web/family/balance.go", "s.Portal.Balance(", "s.Portal.Wallets(", "BalancePage reads by Wallets"},
		{"app/web/treasury/debts.go", "s.Treasury.Debts(", "s.Treasury.Debtors(", "DebtsPage reads by Debtors"},
		{"app/web/treasury/debt.go", `"treasury/debt"`, `"treasury/debts"`, "app/web/treasury/debt.go shows " +
			"treasury/debts"},
		{"app/web/treasury/debt.go", `"treasury/debt"`, `"treasury/debts"`,
			"nothing in app/web/treasury/debt.go shows"},
		{"app/web/treasury/sign_out.go", "s.Confirm(", "s.Ask(", "views/treasury/sign-out.html is not there"},
		{"views/family/balance.html", "balance#words", "solde#words", "defines solde#words"},
	} {
		files := portal()
		files[c.file] = strings.Replace(files[c.file], c.old, c.new, 1)
		checkPortal(t, files, names, c.want, c.file+": "+c.new)
	}
	for _, c := range []struct{ from, to, want string }{
		{"app/web/family/balance.go", "app/web/family/money.go", "BalancePage stands in app/web/family/money.go"},
		{"views/family/balance.html", "views/family/solde.html", "views/family/balance.html is not there"},
		{"views/family/balance.html", "views/parent/balance.html",
			"views/parent/balance.html: app/web has no desk parent"},
	} {
		files := portal()
		files[c.to] = files[c.from]
		delete(files, c.from)
		checkPortal(t, files, names, c.want, c.to)
	}
	files := portal()
	files["app/web/treasury/remind.go"] = `package treasury; func (s *Pages) Remind(c *fiber.Ctx) error { return nil }`
	files["app/web/treasury/debts.go"] = strings.Replace(files["app/web/treasury/debts.go"], "Remind", "remind", 1)
	checkPortal(t, files, names, "Remind stands in app/web/treasury/remind.go", "a form apart")
}

func checkPortal(t *testing.T, portal map[string]string, names, want, what string) {
	t.Helper()
	var files []source
	for name, text := range portal {
		files = append(files, source{name, text})
	}
	wrong, _ := checkNames(files, names)
	if got := strings.Join(wrong, "\n"); want == "" && got != "" || !strings.Contains(got, want) {
		t.Errorf("%s: %q, want %q", what, got, want)
	}
}

// answer is a line of the route table.
type answer struct{ method, path, desk, handler string }

// handler is a method of a desk of the web: its file, its calls, and the pages and use cases that it uses directly.
type handler struct {
	file    string
	calls   []string // methods of the same desk
	shows   bool     // shows a page
	asks    bool     // asks before an act, by Confirm of the kit
	reads   []string // use cases
	nothing bool     // shows nothing of what it reads
}

// checkNames returns the pages of the portal that have more than one name, and the number of pages.
func checkNames(files []source, names string) (wrong []string, pages int) {
	say := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	slices.SortFunc(files, func(a, b source) int { return cmp.Compare(a.path, b.path) })
	ends, known, used := readNames(names), tree(files), map[string]bool{}
	handlers, answers := readDesks(files), readRoutes(files)
	fileOf := map[string]string{} // file of a page, by its address
	nameOf := map[string]string{}
	for _, a := range answers {
		if a.method == "get" && strings.HasSuffix(a.handler, "Page") {
			nameOf[a.path] = kebab(strings.TrimSuffix(a.handler, "Page"))
		}
	}
	for _, a := range answers {
		h, found := handlers[a.desk+"."+a.handler]
		name, page := nameOf[a.path], a.method == "get" && strings.HasSuffix(a.handler, "Page")
		home := fmt.Sprintf("app/web/%s/%s.go", a.desk, snake(name))
		whole := withCalled(h, a.desk, handlers)
		switch {
		case !found:
			say("%s: no handler %s in app/web/%s", a.path, a.handler, a.desk)
			continue
		case a.method == "get" && !page && whole.shows:
			say("%s: %s shows a page, so it is called …Page", a.path, a.handler)
			continue
		case page:
			pages++
			fileOf[a.path] = h.file
		case a.method == "post" && fileOf[a.path] != "" && fileOf[a.path] != h.file:
			say("%s: %s stands in %s, and its page in %s", a.path, a.handler, h.file, fileOf[a.path])
			continue
		default:
			continue
		}
		switch end := endOf(a.path, ends); {
		case end == "":
			say("%s: no name for this address in app/names_test.go", a.path)
		case ends[end] != name:
			say("%s is called %s, and its handler %s", a.path, ends[end], a.handler)
		default:
			used[end] = true
		}
		if h.file != home {
			say("%s: %s stands in %s, not in %s", a.path, a.handler, h.file, home)
		}
		if template := fmt.Sprintf("views/%s/%s.html", a.desk, name); !known[template] && !whole.asks {
			say("%s: %s is not there", a.path, template)
		}
		if !whole.asks && !whole.nothing && len(whole.reads) > 0 && !readsByName(whole.reads, name, a.path, nameOf) {
			say("%s: %s reads by %s, not by %s", a.path, a.handler, strings.Join(whole.reads, ", "),
				strings.TrimSuffix(a.handler, "Page"))
		}
	}
	for end, name := range ends {
		if !used[end] {
			say("%s: no page has the address « %s »", name, end)
		}
	}
	return append(wrong, checkTemplates(files, known)...), pages
}

// readsByName reports whether a page reads by the use case of its name, or of its last words, or by that of a parent
// page. A use case that shares its name with an act is called …Page too.
func readsByName(reads []string, name, address string, nameOf map[string]string) bool {
	return slices.ContainsFunc(reads, func(one string) bool {
		read := strings.TrimSuffix(kebab(one), "-page")
		for above, its := range nameOf {
			if its == read && strings.HasPrefix(address, above+"/") {
				return true
			}
		}
		return read == name || strings.HasSuffix(name, "-"+read)
	})
}

var fragment = regexp.MustCompile(`\{\{-? *define "([^"#]*)#([^"]*)"`)

// checkTemplates checks that a template of a desk is shown only by the file of its name, and that its fragments have
// its name.
func checkTemplates(files []source, known map[string]bool) (wrong []string) {
	for _, f := range files {
		desk, name := path.Base(path.Dir(f.path)), strings.TrimSuffix(path.Base(f.path), ".html")
		if !strings.HasPrefix(f.path, "views/") || path.Ext(f.path) != ".html" || desk == "layout" || desk == "mail" {
			continue
		}
		if !known["app/web/"+desk] {
			wrong = append(wrong, fmt.Sprintf("%s: app/web has no desk %s", f.path, desk))
			continue
		}
		home, shown := fmt.Sprintf("app/web/%s/%s.go", desk, strings.ReplaceAll(name, "-", "_")), false
		for _, g := range files {
			if !strings.HasPrefix(g.path, "app/web/") || strings.HasSuffix(g.path, "_test.go") ||
				strings.HasPrefix(path.Base(g.path), "samples") ||
				!strings.Contains(g.text, strconv.Quote(desk+"/"+name)) {
				continue
			}
			if shown = shown || g.path == home; g.path != home {
				wrong = append(wrong, fmt.Sprintf("%s shows %s/%s, which is %s's to show", g.path, desk, name, home))
			}
		}
		if !shown {
			wrong = append(wrong, fmt.Sprintf("nothing in %s shows %s", home, f.path))
		}
		for _, one := range fragment.FindAllStringSubmatch(f.text, -1) {
			if one[1] != name {
				wrong = append(wrong, fmt.Sprintf("%s defines %s#%s", f.path, one[1], one[2]))
			}
		}
	}
	return wrong
}

// readNames returns the name of each end of an address.
func readNames(text string) map[string]string {
	ends, name := map[string]string{}, ""
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		if len(words) > 1 {
			name, words = words[0], words[1:]
		}
		for _, end := range words {
			ends[end] = name
		}
	}
	return ends
}

var varies = regexp.MustCompile(`:\w+`)

// endOf returns the longest end of an address that has a name, or nothing.
func endOf(address string, ends map[string]string) (found string) {
	address = varies.ReplaceAllString(address, ":")
	for end := range ends {
		if len(end) > len(found) && (address == end || strings.HasSuffix(address, "/"+end)) {
			found = end
		}
	}
	return found
}

var humps = regexp.MustCompile(`([a-z0-9])([A-Z])|([A-Z])([A-Z][a-z])`)

// kebab returns "tax-statements" for TaxStatements, "totp-setup" for TOTPSetup.
func kebab(name string) string { return strings.ToLower(humps.ReplaceAllString(name, "$1$3-$2$4")) }

func snake(name string) string { return strings.ReplaceAll(name, "-", "_") }

// readRoutes reads the route table: its lines, with the constants in addresses resolved.
func readRoutes(files []source) (all []answer) {
	texts := map[string]string{} // constants, "site.PayPath"
	var table []ast.Decl         // of routes.go and of its parts
	for _, f := range files {
		if f.path != routesFile && !(strings.HasPrefix(f.path, "app/web/") && path.Ext(f.path) == ".go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), f.path, f.text, parser.SkipObjectResolution)
		if err != nil {
			continue // the compiler reports it better
		}
		part := strings.HasPrefix(f.path, "app/web/routes_") && !strings.HasSuffix(f.path, "_test.go")
		if f.path == routesFile || part {
			table = append(table, file.Decls...)
		}
		for _, d := range file.Decls {
			readTextsOf(d, file.Name.Name+".", texts)
		}
	}
	for _, d := range table {
		f, ok := d.(*ast.FuncDecl)
		if !ok {
			continue
		}
		ast.Inspect(f.Body, func(n ast.Node) bool {
			if s, ok := n.(*ast.DeclStmt); ok {
				readTextsOf(s.Decl, "", texts)
			}
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) != 6 || nameOf(call.Fun) != "line" {
				return true
			}
			handler := call.Args[5]
			if made, ok := handler.(*ast.CallExpr); ok { // the handler of an act
				handler = made.Fun
			}
			if s, ok := handler.(*ast.SelectorExpr); ok {
				desk := nameOf(s.X)
				if desk == "kit" {
					desk = "site"
				}
				all = append(all, answer{nameOf(call.Args[0]), textOfExpr(call.Args[1], texts), desk, s.Sel.Name})
			}
			return true
		})
	}
	// Pages first: the handler of a POST is compared with the page of its address.
	slices.SortStableFunc(all, func(a, b answer) int { return cmp.Compare(a.method, b.method) })
	return all
}

// readTextsOf records the text constants of a declaration.
func readTextsOf(d ast.Decl, prefix string, texts map[string]string) {
	g, ok := d.(*ast.GenDecl)
	if !ok || g.Tok != token.CONST {
		return
	}
	for _, s := range g.Specs {
		v := s.(*ast.ValueSpec)
		for i := range v.Values {
			if text := textOfExpr(v.Values[i], texts); text != "" {
				texts[prefix+v.Names[i].Name] = text
			}
		}
	}
}

func textOfExpr(e ast.Expr, texts map[string]string) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, _ := strconv.Unquote(e.Value)
		return text
	case *ast.BinaryExpr:
		return textOfExpr(e.X, texts) + textOfExpr(e.Y, texts)
	case *ast.Ident:
		return texts[e.Name]
	case *ast.SelectorExpr:
		return texts[nameOf(e.X)+"."+e.Sel.Name]
	}
	return ""
}

// nameOf returns the last name of an expression: "line", or "treasury" of d.treasury.
func nameOf(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}

// readDesks reads the methods of all desks, "treasury.DebtsPage".
func readDesks(files []source) map[string]handler {
	all := map[string]handler{}
	for _, f := range files {
		dir := path.Dir(f.path)
		if path.Dir(dir) != "app/web" || path.Ext(f.path) != ".go" || strings.HasSuffix(f.path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), f.path, f.text, parser.SkipObjectResolution)
		if err != nil {
			continue
		}
		for _, d := range file.Decls {
			if m, ok := d.(*ast.FuncDecl); ok && m.Recv != nil && m.Body != nil {
				all[path.Base(dir)+"."+m.Name.Name] = readHandler(f.path, m)
			}
		}
	}
	return all
}

func readHandler(file string, m *ast.FuncDecl) handler {
	h := handler{file: file}
	ast.Inspect(m.Body, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		s, ok := call.Fun.(*ast.SelectorExpr)
		if !ok || len(call.Args) == 0 {
			return true
		}
		switch on := s.X.(type) {
		case *ast.Ident: // s.Page(c, …)
			h.calls = append(h.calls, s.Sel.Name)
			h.asks = h.asks || s.Sel.Name == "Confirm"
			if slices.Contains(list("Page", "Again", "Confirm"), s.Sel.Name) {
				h.shows = true
				h.nothing = nameOf(call.Args[len(call.Args)-1]) == "nil" && s.Sel.Name == "Page"
			}
		case *ast.SelectorExpr: // s.Portal.Balance(c.UserContext(), …)
			if ctx, ok := call.Args[0].(*ast.CallExpr); ok && nameOf(ctx.Fun) == "UserContext" && nameOf(on.X) == "s" {
				h.reads = append(h.reads, s.Sel.Name)
			}
		}
		return true
	})
	return h
}

// withCalled returns a handler merged with the methods of its desk that it calls, except other pages.
func withCalled(h handler, desk string, all map[string]handler) handler {
	for _, name := range h.calls {
		if called, ok := all[desk+"."+name]; ok && !strings.HasSuffix(name, "Page") {
			h.shows, h.asks, h.nothing = h.shows || called.shows, h.asks || called.asks, h.nothing || called.nothing
			h.reads = append(slices.Clone(h.reads), called.reads...)
		}
	}
	return h
}
