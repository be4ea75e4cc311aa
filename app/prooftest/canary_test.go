package prooftest

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/access"
	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/domain/pickup"
	"cartable/app/seal"
	"cartable/app/treasury"
	"cartable/db"
	"cartable/db/dbtest"
)

// canaries are values that belong to the first family alone, by kind. They are stored only in its rows: a text that
// contains one discloses data of the family.
var canaries = map[string][]string{
	"name":    {"zqnom", "zqprenom"},
	"child":   {"zqenfant"},
	"contact": {"zqrue", "zqboite", "zqlogin"},
	"health":  {"zqallergie", "zqregime"},
	"door":    {"zqmamie", "zqbanni"}, // who may collect a child, and who may not
	"money":   {"98765,43", "98765.43", "777,13", "777.13", "zqecriture", "zqpayeur", "zqbanque", "612,37", "612.37"},
}

// theirs lists the kinds that each role may read in its own structure. Families and other structures may read none.
var theirs = map[access.Role][]string{
	access.Administrator: {"name", "child", "contact", "money", "health", "door"},
	access.Manager:       {"name", "child", "contact", "money", "health", "door"},
	access.Agent:         {"name", "child", "health", "door"},
	access.Kitchen:       {"child", "health"},
	access.Treasurer:     {"name", "child", "contact", "money"},
}

// sung returns the canaries found in a text, except those of some kinds.
func sung(text string, but ...string) (found []string) {
	text = strings.ToLower(blanks.ReplaceAllString(text, ""))
	for kind, words := range canaries {
		for _, w := range words {
			if !slices.Contains(but, kind) && strings.Contains(text, w) {
				found = append(found, w)
			}
		}
	}
	slices.Sort(found)
	return found
}

// blanks matches the spaces between the digits of an amount. No canary contains one.
var blanks = regexp.MustCompile(`[\s\x{a0}\x{202f}]|&nbsp;|&#160;`)

// legible returns the readable content of an answer: its headers, and its decoded body. Workbooks and PDFs are
// opened.
func legible(t testing.TB, a answer) string {
	t.Helper()
	var head strings.Builder
	for name, values := range a.Header {
		fmt.Fprintln(&head, name, values)
	}
	body := a.body
	switch kind := a.Header.Get("Content-Type"); {
	case strings.Contains(kind, "spreadsheetml"), strings.Contains(kind, "zip"):
		z, err := zip.NewReader(strings.NewReader(body), int64(len(body)))
		if err != nil {
			t.Fatalf("%s: %v", a.Request.URL, err)
		}
		body = ""
		for _, f := range z.File {
			r, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			part, _ := io.ReadAll(r)
			body += f.Name + " " + string(part) + "\n"
		}
	case strings.Contains(kind, "pdf"):
		read := exec.Command("pdftotext", "-", "-")
		read.Stdin = strings.NewReader(body)
		text, err := read.Output()
		if err != nil {
			t.Fatalf("pdftotext %s: %v", a.Request.URL, err)
		}
		body = string(text)
	case strings.Contains(kind, "calendar"):
		body = strings.ReplaceAll(body, "\r\n ", "") // unfolds long lines
	}
	return head.String() + body
}

// village is the demonstration's town with canaries in it, served by a process behind https with the most verbose
// log. The first family is the Martins. A stranger lives in the same town, and another family shares a child with the
// first.
type village struct {
	t        *testing.T
	d        *db.DB
	portal   *process
	first    db.FamilyOf
	account  int64
	next     db.Structure // the other structure
	sim      platform
	wallet   int64  // the first wallet of the first structure
	agenda   string // the address of the first family's agenda, which needs no session
	visitors map[string]*visitor
	csrfs    map[*visitor]string
	tokens   map[*visitor]string // session tokens
}

// secrets are in the environment of the process and must not appear anywhere else.
var secrets = []string{secret, "zqsmtpsecret", "zqredissecret"}

func newVillage(t *testing.T) *village {
	t.Helper()
	address := dbtest.PostgresURL(t)
	start := time.Now()
	d := saintAubin(t, address)
	t.Logf("the town was imported in %s", time.Since(start))
	g := &village{t: t, d: d, visitors: map[string]*visitor{}, csrfs: map[*visitor]string{},
		tokens: map[*visitor]string{}}
	g.wallet, g.sim = regie(t, d), newPlatform(t)
	g.sim.control("mode", `{"notify":"never"}`)
	env := environment(t, append(g.sim.env, "DATABASE_URL="+address, "LOG_LEVEL=debug",
		"BASE_URL=https://portail.example",
		"SMTP_URL=smtp://zq:zqsmtpsecret@127.0.0.1:1?tls=none", "REDIS_URL=redis://:zqredissecret@127.0.0.1:1/0")...)
	for i, one := range env { // the last value wins
		if strings.HasPrefix(one, "BASE_URL=http://") {
			env = slices.Delete(env, i, i+1)
			break
		}
	}
	one := func(dest any, query string, args ...any) {
		t.Helper()
		if err := d.Read().NewRaw(query, args...).Scan(t.Context(), dest); err != nil {
			t.Fatal(query, err)
		}
	}
	change := func(query string, args ...any) {
		t.Helper()
		if _, err := d.Write().ExecContext(t.Context(), query, args...); err != nil {
			t.Fatal(query, err)
		}
	}
	account, found, err := d.Read().AccountByLogin(t.Context(), "martin")
	if err != nil || !found {
		t.Fatal(err)
	}
	families, err := d.Read().FamiliesOf(t.Context(), account.ID)
	if err != nil || len(families) != 1 {
		t.Fatal(families, err)
	}
	g.account, g.first = account.ID, families[0]
	var child, wallet, costa, balance int64
	one(&child, "select child_id from family_children where family_id = ? order by child_id limit 1", g.first.FamilyID)
	one(&wallet, "select wallet_id from balances where family_id = ? order by wallet_id limit 1", g.first.FamilyID)
	one(&costa, "select g.family_id from guardians g join accounts a on a.id = g.account_id where a.login = 'costa'")
	one(&g.next.ID, "select id from structures where code = 'alsh'")
	change("update accounts set login = 'zqlogin' where id = ?", g.account)
	change("update families set last_name = 'Zqnom', first_name = 'Zqprenom', address = '1 rue Zqrue' where id = ?",
		g.first.FamilyID)
	change("update family_emails set address = 'zqboite' || position || '@example.org' where family_id = ?",
		g.first.FamilyID)
	change("update quotients set qf = 77713 where family_id = ?", g.first.FamilyID)
	change("update children set last_name = 'Zqenfant', first_name = 'Zqenfant' || id, diet = 'Zqregime', allergies = "+
		"'Zqallergie'"+
		" where id in (select child_id from family_children where family_id = ?)", g.first.FamilyID)
	for name, kind := range map[string]pickup.Kind{"Zqmamie": pickup.Person, "Zqbanni": pickup.Barred} {
		insert(t, d, db.Pickup{StructureID: g.first.StructureID, FamilyID: g.first.FamilyID, ChildID: child, Kind: kind,
			Name: name, Link: "x", FromDate: civil.Of(noon) - 1, State: pickup.Allowed, At: noon.UTC()})
	}
	insert(t, d, db.FamilyChild{FamilyID: costa, ChildID: child, StructureID: g.first.StructureID, Position: 1})
	insert(t, d, db.Operation{StructureID: g.first.StructureID, Kind: "closing", Title: "Pont", Reason: "un pont",
		State: db.OperationPrepared, PreparedAt: noon.UTC(), Changes: `[{"noun": "closure", "key": "2027-05-07", ` +
			`"after": {"date": "2027-05-07", "label": "Pont"}}]`})
	change("insert into releases (activity_id, from_date, to_date, on_date, at_time) select id, '2027-05-03', "+
		"'2027-05-07', '2027-03-01', '08:30' from activities where structure_id = ? and code = 'ETUDE'",
		g.first.StructureID)
	g.certify()
	g.portal = serving(t, env, "web")
	g.enter("first", session("-", g.account, g.first.FamilyID, g.first.StructureID))
	for _, login := range []string{"dubois", "costa"} {
		account, _, err := d.Read().AccountByLogin(t.Context(), login)
		if err != nil {
			t.Fatal(err)
		}
		families, err := d.Read().FamiliesOf(t.Context(), account.ID)
		if err != nil || len(families) == 0 {
			t.Fatal(login, err)
		}
		g.enter(login, session("-", account.ID, families[0].FamilyID, families[0].StructureID))
	}
	for _, role := range roles[1:] {
		places := map[string]int64{string(role): g.first.StructureID}
		if role == access.Administrator || role == access.Treasurer { // these two roles together have every right
			places["foreign "+string(role)] = g.next.ID
		}
		for who, structure := range places {
			login := strings.ReplaceAll(who, " ", "-") + "-zz"
			account := insert(t, d, db.Account{Login: login, PasswordHash: "-", PasswordSetAt: noon.UTC(),
				CreatedAt: noon.UTC()})[0]
			insert(t, d, db.Staff{AccountID: account.ID, StructureID: structure, Role: string(role)})
			g.enter(who, session("-", account.ID, 0, structure))
		}
	}
	// All accounts have accepted the texts.
	change("insert into consents (account_id, kind, version, at) select a.id, d.kind, d.version, now() from accounts " +
		"a, documents d on conflict do nothing")
	for _, structure := range []int64{g.first.StructureID, g.next.ID} {
		insert(t, d, db.News{StructureID: structure, Title: "Grève", Body: "Pas de cantine.", Target: "all",
			FromDate: civil.Of(noon) - 1, ToDate: civil.Of(noon) + 30, MustRead: true, CreatedAt: noon.UTC()})
	}
	g.visitors["signed out"] = g.visit("")
	g.asks()
	g.live(environment(t, "DATABASE_URL="+address))
	// Read after the night, which debits.
	one(&balance, "select amount from balances where family_id = ? and wallet_id = ?", g.first.FamilyID, wallet)
	insert(t, d, db.LedgerLine{StructureID: g.first.StructureID, FamilyID: g.first.FamilyID, WalletID: wallet,
		Date: civil.Of(noon), Label: "Zqecriture",
		Kind: db.Credit, Amount: money.Cents(9876543 - balance), Source: "payment", SourceRef: "zq",
		CreatedAt: noon.UTC(), Mode: "cheque",
		Number: "123", Payer: "Zqpayeur", Bank: "Zqbanque"})
	t.Logf("the town lives after %s", time.Since(start))
	return g
}

// enter opens a session for a named visitor.
func (g *village) enter(who string, s db.Session) {
	g.t.Helper()
	token := fmt.Sprintf("session-of-%s-%s", strings.ReplaceAll(who, " ", "-"), strings.Repeat("c", 32))
	renewed := session(token, s.AccountID, s.FamilyID, s.StructureID)
	insert(g.t, g.d, renewed)
	g.visitors[who] = g.visit(token)
	g.tokens[g.visitors[who]] = token
}

// visit returns a visitor whose cookie has the name used behind https, and that does not wait for the end of a
// stream.
func (g *village) visit(token string) *visitor {
	v := visit(g.t, g.portal.url, "")
	v.send = func(r *http.Request) (*http.Response, error) {
		if token != "" {
			r.AddCookie(&http.Cookie{Name: "__Host-session", Value: token})
		}
		ctx, cancel := context.WithCancel(r.Context())
		res, err := wire.RoundTrip(r.WithContext(ctx))
		if err == nil && strings.HasPrefix(res.Header.Get("Content-Type"), "text/event-stream") {
			start := make([]byte, 512)
			n, _ := res.Body.Read(start)
			cancel()
			res.Body.Close()
			res.Body = io.NopCloser(bytes.NewReader(start[:n]))
		}
		_ = cancel // not needed for a complete answer
		return res, err
	}
	return v
}

// live makes the first family book and ask for an agenda, then runs a night, so that pages have content.
func (g *village) live(env []string) {
	g.t.Helper()
	v := g.visitors["first"]
	form := v.form(v.page("/reservations?mois=2027-01"), "/reservations/brouillon")
	form.Set("mois_entier", "1")
	if a := v.post("/reservations/brouillon", form); a.StatusCode != http.StatusSeeOther {
		g.t.Fatalf("the first family cannot book: %d", a.StatusCode)
	}
	v.validate(v.recap())
	agenda := v.form(v.page("/suivi/agenda"), "/suivi/agenda")
	if g.agenda = agendaAddress.FindString(v.post("/suivi/agenda", agenda).body); g.agenda == "" {
		g.t.Fatal("no agenda")
	}
	g.pays("612,37", `{"resultrans":"P"}`)
	g.pays("512,00", `{"resultrans":"P","montant":"61237"}`) // another amount than requested: a treasurer must decide
	if n := count(g.t, g.d, "payments", "state in ('paid-card', 'anomaly')"); n != 2 {
		g.t.Fatalf("%d payments have ended", n)
	}
	command(g.t, env, "night")
	if n := count(g.t, g.d, "reports", "family_id = ?", g.first.FamilyID); n == 0 {
		g.t.Fatal("the night has no report for the first family")
	}
	for _, day := range []string{"2027-02-01", "2027-02-02"} { // and a draft, for the pages that show one
		form = v.form(v.page("/reservations?mois=2027-02"), "/reservations/brouillon")
		form.Add("j", day)
		v.post("/reservations/brouillon", form)
	}
}

// pays makes the first family begin a payment, and the platform complete it if there is a result. It returns the
// idOp.
func (g *village) pays(amount, result string) (idOp string) {
	g.t.Helper()
	v := g.visitors["first"]
	form := order(v, g.wallet, amount)
	form.Set("mel", "zqboite1@example.org")
	if idOp = begin(v, form); result != "" {
		g.sim.control("ops/"+idOp+"/result", result)
		v.get("/payfip/retour?idop=" + idOp)
	}
	return idOp
}

// asks adds an erasure request of the first family, and a disabled agent of its structure.
func (g *village) asks() {
	g.t.Helper()
	at := noon.UTC()
	insert(g.t, g.d, db.Erasure{StructureID: g.first.StructureID, FamilyID: g.first.FamilyID, AccountID: g.account,
		AskedAt: at, State: db.ErasureAsked})
	gone := insert(g.t, g.d, db.Account{Login: "partie-zz", PasswordHash: "-", PasswordSetAt: at, CreatedAt: at,
		DisabledAt: &at})[0]
	insert(g.t, g.d, db.Staff{AccountID: gone.ID, StructureID: g.first.StructureID, Role: string(access.Agent)})
}

// csrf returns the form token of a visitor.
func (g *village) csrf(v *visitor) string {
	g.t.Helper()
	if token := g.csrfs[v]; token != "" {
		return token
	}
	page := v.get("/")
	for range 3 {
		if page.StatusCode == http.StatusSeeOther {
			page = v.get(page.Header.Get("Location"))
		}
	}
	token := hiddenToken.FindStringSubmatch(page.body)
	if token == nil {
		g.t.Fatalf("no form token: %d %s", page.StatusCode, tail(page.body))
	}
	g.csrfs[v] = token[1]
	return token[1]
}

var agendaAddress = regexp.MustCompile(`/agenda/[\w-]+\.ics`)

var hiddenToken = regexp.MustCompile(`name="_csrf" value="([^"]+)"`)

func sessionID(token string) string { return seal.Digest(token) }

// certify makes the tax statements of the town, as a worker does.
func (g *village) certify() {
	g.t.Helper()
	account, _, err := g.d.Read().AccountByLogin(g.t.Context(), "regie")
	if err != nil {
		g.t.Fatal(err)
	}
	now := func() time.Time { return noon }
	o := &treasury.Treasury{Base: desk.Base{DB: g.d, Catalogues: db.NewCatalogues(now), Now: now}}
	if err := o.AskTaxStatements(g.t.Context(), desk.Actor{StructureID: g.first.StructureID, Revision: 1,
		AccountID: account.ID}, 2025); err != nil {
		g.t.Fatal(err)
	}
	var part int64
	if err := g.d.Read().NewRaw("select id from tax_parts").Scan(g.t.Context(), &part); err != nil {
		g.t.Fatal(err)
	}
	if err := o.MakeTaxStatements(g.t.Context(), part); err != nil {
		g.t.Fatal(err)
	}
}
