package prooftest

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"cartable/app/domain/access"
	"cartable/app/domain/booking"
	"cartable/app/domain/civil"
	"cartable/app/portal"
	"cartable/app/web"
	"cartable/db"
	"cartable/db/dbtest"
)

// gate is an address of the portal, who may use it, and a request that is in order.
type gate struct {
	may  access.Action
	path string // for patterns with a part to fill in, and for what a page needs to be asked
	form string
}

// gates are all addresses, as written in routes.go; %-words are filled in by fill. An address that is missing here fails
// the test: say who may use it.
var gates = map[string]gate{
	"GET /connexion":                         {may: access.Public},
	"POST /connexion":                        {may: access.Public, form: "identifiant=personne&mot_de_passe=faux"},
	"POST /deconnexion":                      {may: access.Welcome},
	"GET /premiere-connexion":                {may: access.Welcome},
	"POST /premiere-connexion":               {may: access.Welcome, form: "mot_de_passe=une+phrase+assez+longue&confirmation=une+phrase+assez+longue"},
	"GET /conditions":                        {may: access.Welcome},
	"POST /conditions":                       {may: access.Welcome},
	"POST /famille":                          {may: access.SignedIn, form: "famille=%family"},
	"POST /structure":                        {may: access.SignedIn, form: "structure=%structure"},
	"GET /":                                  {may: access.SignedIn},
	"GET /reservations":                      {may: access.Book, path: "/reservations?enfant=%child&activite=RESTO&mois=2026-12"},
	"POST /reservations/brouillon":           {may: access.Book, form: "enfant=%child&activite=RESTO&mois=2026-12&affiches=2026-12-01,2026-12-03&connus=&j=2026-12-03"},
	"POST /reservations/verifier":            {may: access.Book, form: "enfant=%child&activite=RESTO&mois=2026-12&affiches=2026-12-01,2026-12-03&connus=&j=2026-12-03"},
	"GET /reservations/verifier":             {may: access.Book},
	"POST /reservations/valider":             {may: access.Book, form: "revision=%revision&annonce=a"},
	"POST /reservations/abandonner":          {may: access.Book},
	"GET /reservations/confirmation/:number": {may: access.Book, path: receipt + "%number"},
	"GET /reservations/evenements":           {may: access.Book, path: "/reservations/evenements?activite=RESTO&mois=2026-12"},
	"GET /reservations/fraicheur":            {may: access.Book, path: "/reservations/fraicheur?enfant=%child&activite=RESTO&mois=2026-12&jours=2026-12-01:full"},
	"GET /manifest.webmanifest":              {may: access.Public},
	"GET /sw.js":                             {may: access.Public},
	"GET /hors-ligne":                        {may: access.Public},
	"GET /reservations/jour/:date":           {may: access.Book, path: "/reservations/jour/2026-12-03?enfant=%child"},
	"POST /reservations/jour":                {may: access.Book, form: "enfant=%child&jour=2026-12-03&affiches=RESTO,MATIN&connus=&j=MATIN"},
	"GET /reservations/recopier":             {may: access.Book, path: "/reservations/recopier?enfant=%child&activite=RESTO"},
	"POST /reservations/recopier":            {may: access.Book, form: "source=%child:RESTO&enfant=%child&activite=MATIN"},
	"GET /solde":                             {may: access.Book},
	"GET /suivi":                             {may: access.Book},
	"GET /suivi/export.csv":                  {may: access.Book},
	"GET /suivi/export.xlsx":                 {may: access.Book},
	"GET /suivi/agenda":                      {may: access.Book},
	"POST /suivi/agenda":                     {may: access.Book},
	"POST /suivi/agenda/arreter":             {may: access.Book},
	"GET /agenda/:file":                      {may: access.Public, path: "/agenda/%feed.ics"},
	"GET /mairie":                            {may: access.SeeDay},
	"GET /mairie/feuille/:code":              {may: access.SeeDay, path: "/mairie/feuille/RESTO"},
	"GET /mairie/demandes":                   {may: access.SeeRequests},
	"GET /mairie/attente":                    {may: access.SeeRequests},
	"GET /mairie/nuits":                      {may: access.SeeRuns},
	"POST /mairie/nuits":                     {may: access.StartRun},
	"GET /mairie/nuits/progression":          {may: access.SeeRuns},
	"GET /mairie/nuits/:id":                  {may: access.SeeRuns, path: "/mairie/nuits/%run"},
	"GET /mairie/courriels":                  {may: access.SeeMails},
	"GET /mairie/courriels/:id":              {may: access.SeeMails, path: "/mairie/courriels/%mail"},
	"GET /demo/courriels":                    {may: access.DemoMails},
	"GET /demo/courriels/:id":                {may: access.DemoMails, path: "/demo/courriels/%mail"},
}

// health and files: no route of the table.
var open4all = []string{"GET /a/:name", "GET /healthz", "GET /readyz"}

// house is a town with two families, staff, a night that has been, and another structure next door.
type house struct {
	*inside
	d            *db.DB
	w            *dbtest.Town
	ours, theirs home
	words        map[string]string // what %-words stand for: ours
	other        map[string]string // the same things of others
	roles        map[access.Role]db.Session
	opened       int
}

var roles = []access.Role{access.Guardian, access.Administrator, access.Manager, access.Agent, access.Treasurer}

// changing are the tables that a request might change.
var changing = []string{"accounts", "consents", "sessions", "drafts", "draft_lines", "validations", "validation_lines", "reservations", "movements",
	"slots", "feeds", "runs", "run_shards", "outbox", "mails", "reports", "ledger", "audit", "settings"}

func newHouse(t *testing.T) *house {
	t.Helper()
	d := open(t, dbtest.PostgresURL(t)) // SQLite is slow under the race detector; who may do what does not depend on it
	w := dbtest.NewTown(t, d)
	meal := w.Activity("RESTO", nil, w.Pool("cantine", 10, 5))
	early := w.Activity("MATIN", func(a *db.Activity) { a.StartAt, a.EndAt = 450, 510 }, w.Pool("matin", 10, 5))
	homes := crowd(t, w, 2, meal, early)
	h := &house{inside: newInside(t, d, []web.DemoLogin{{Login: "foule0000", Password: "-", Who: "-"}}), d: d, w: w, ours: homes[0], theirs: homes[1],
		words: map[string]string{}, other: map[string]string{}, roles: map[access.Role]db.Session{}}

	next := insert(t, d, db.Structure{Code: "voisine", Name: "Mairie voisine", Zone: "A", NightAt: 30, Revision: 1})[0]
	for _, side := range []struct {
		words     map[string]string
		home      home
		structure int64
	}{{h.words, h.ours, w.Structure.ID}, {h.other, h.theirs, next.ID}} {
		run := insert(t, d, db.Run{StructureID: side.structure, BusinessDate: civil.Of(noon), Pass: 1, Cutoff: noon.UTC(), AsOf: noon.UTC(), Origin: "schedule", State: db.RunDone, StartedAt: noon.UTC()})[0]
		mail := insert(t, d, db.Mail{StructureID: side.structure, Kind: "report", Address: side.home.Code + "@example.org", Subject: "Compte rendu", Body: "Secret de " + side.home.LastName,
			MessageID: "m-" + itoa(side.structure), State: db.MailSent, CreatedAt: noon.UTC()})[0]
		maps.Copy(side.words, map[string]string{"family": itoa(side.home.ID), "child": itoa(side.home.Child), "structure": itoa(side.structure),
			"run": itoa(run.ID), "mail": itoa(mail.ID)})
	}
	draft(t, d, homes, meal, "add", tuesday)
	for i, side := range []map[string]string{h.words, h.other} {
		v := h.visit(homes[i].Token)
		side["number"] = v.validate(v.recap())
	}
	feed := h.visit(h.ours.Token)
	page := feed.post("/suivi/agenda", feed.form(feed.page("/suivi/agenda"), "/suivi/agenda"))
	_, address, found := strings.Cut(page.body, "/agenda/")
	h.words["feed"], _, _ = strings.Cut(address, ".ics")
	if !found || len(h.words["feed"]) < 20 {
		t.Fatalf("no address of an agenda in %s", page.body)
	}
	draft := portal.Tick{ChildID: h.ours.Child, Activity: "RESTO", Month: tuesday.Month(), Shown: []civil.Date{tuesday + 6}, Ticked: []civil.Date{tuesday + 6}}
	now := func() time.Time { return noon }
	p := portal.Portal{DB: d, Catalogues: db.NewCatalogues(now), Now: now}
	saved, err := p.Save(t.Context(), viewer(h.ours), draft)
	if err != nil {
		t.Fatal(err)
	}
	h.words["revision"] = itoa(saved.Month.Basket.Revision)

	h.roles[access.Guardian] = session("-", h.ours.AccountID, h.ours.ID, w.Structure.ID)
	for _, role := range roles[1:] {
		staff(t, w, string(role))
		account, _, err := d.Read().AccountByLogin(t.Context(), "agent-"+string(role))
		if err != nil {
			t.Fatal(err)
		}
		h.roles[role] = session("-", account.ID, 0, w.Structure.ID)
	}
	return h
}

// as opens a new session for a role.
func (h *house) as(role access.Role) *visitor {
	h.t.Helper()
	h.opened++
	one := h.roles[role]
	token := fmt.Sprintf("session-%d-of-%s-%s", h.opened, role, strings.Repeat("w", 32))
	one.ID = portal.SessionID(token)
	insert(h.t, h.d, one)
	return h.visit(token)
}

func fill(text string, words map[string]string) string {
	for word, value := range words {
		text = strings.ReplaceAll(text, "%"+word, url.QueryEscape(value))
	}
	return text
}

// knock sends the request of a gate, with a form token unless it is empty.
func (h *house) knock(v *visitor, name, csrf string, words map[string]string, headers ...string) answer {
	h.t.Helper()
	g := gates[name]
	method, path, _ := strings.Cut(name, " ")
	if g.path != "" {
		path = fill(g.path, words)
	}
	if method == http.MethodGet {
		return v.get(path, headers...)
	}
	form, err := url.ParseQuery(fill(g.form, words))
	if err != nil {
		h.t.Fatal(err)
	}
	if csrf != "" {
		form.Set("_csrf", csrf)
	}
	return v.post(path, form, headers...)
}

// csrf is the form token that the pages of a session carry.
func (h *house) csrf(v *visitor) string {
	h.t.Helper()
	page := v.get("/")
	if page.StatusCode == http.StatusSeeOther {
		page = v.get(page.Header.Get("Location"))
	}
	token := v.form(page.body, "/deconnexion").Get("_csrf")
	if token == "" {
		h.t.Fatal("no form token")
	}
	return token
}

func TestEveryAddressIsInTheTable(t *testing.T) {
	h := newHouse(t)
	served := map[string]bool{}
	for _, r := range h.app.GetRoutes(true) {
		if r.Method != http.MethodHead {
			served[r.Method+" "+r.Path] = true
		}
	}
	for name := range served {
		if _, known := gates[name]; !known && !slices.Contains(open4all, name) {
			t.Errorf("%s is served and nobody says who may use it: add it to gates", name)
		}
	}
	for name := range gates {
		if !served[name] {
			t.Errorf("%s is not served", name)
		}
	}
	if len(served) < 30 {
		t.Fatalf("only %v", served)
	}
}

// A form that another site sends, or that lacks the token of its own session, changes nothing.
func TestFormsOfOthersAreTurnedAway(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for _, name := range slices.Sorted(maps.Keys(gates)) {
		if !strings.HasPrefix(name, "POST") {
			continue
		}
		t.Run(name, func(t *testing.T) {
			role := access.Guardian
			if !access.May(role, gates[name].may) {
				role = access.Administrator
			}
			v, stranger := h.as(role), h.as(role)
			good, foreign := h.csrf(v), h.csrf(stranger)
			if gates[name].may == access.Public { // before a session there is a visit
				v, stranger = h.visit(""), h.visit("")
				var cookies [2]string
				for i, one := range []*visitor{v, stranger} {
					page := one.get("/connexion")
					cookies[i] = page.Cookies()[0].String()
					good, foreign = foreign, one.form(page.body, "/connexion").Get("_csrf")
				}
				send := v.send
				v.send = func(r *http.Request) (*http.Response, error) {
					name, value, _ := strings.Cut(strings.Split(cookies[0], ";")[0], "=")
					r.AddCookie(&http.Cookie{Name: name, Value: value})
					return send(r)
				}
			}
			if good == foreign {
				t.Fatal("two sessions have the same token")
			}
			before := dump(t, h.d, changing...)
			for how, a := range map[string]answer{
				"without a token":                   h.knock(v, name, "", h.words),
				"with a made-up token":              h.knock(v, name, strings.Repeat("0", len(good)), h.words),
				"with the token of another session": h.knock(v, name, foreign, h.words),
				"from another site":                 h.knock(v, name, good, h.words, "Sec-Fetch-Site", "cross-site"),
				"from a neighbour":                  h.knock(v, name, good, h.words, "Sec-Fetch-Site", "same-site"),
				"from another origin":               h.knock(v, name, good, h.words, "Origin", "https://evil.example"),
				"from nowhere":                      h.knock(v, name, good, h.words, "Origin", "null"),
			} {
				if a.StatusCode != http.StatusForbidden {
					t.Errorf("%s: %d", how, a.StatusCode)
				}
			}
			if dump(t, h.d, changing...) != before {
				t.Error("something changed")
			}
			if a := h.knock(v, name, good, h.words, "Sec-Fetch-Site", "same-origin"); a.StatusCode == http.StatusForbidden || a.StatusCode >= 500 {
				t.Errorf("in order: %d, so the answers above prove nothing", a.StatusCode)
			}
		})
	}
}

// Signed out, every address that is not public leads to the sign-in page, and nothing else happens.
func TestSignedOutEverythingAsksToSignIn(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	before := dump(t, h.d, changing...)
	for _, name := range slices.Sorted(maps.Keys(gates)) {
		if access.May("", gates[name].may) {
			continue
		}
		for how, v := range map[string]*visitor{"without a session": h.visit(""), "with a made-up session": h.visit(strings.Repeat("q", 43))} {
			if a := h.knock(v, name, "x", h.words); a.StatusCode != http.StatusSeeOther || !strings.HasPrefix(a.Header.Get("Location"), "/connexion") {
				t.Errorf("%s %s: %d to %q", name, how, a.StatusCode, a.Header.Get("Location"))
			}
			if a := h.knock(v, name, "x", h.words, "HX-Request", "true"); a.StatusCode != http.StatusUnauthorized || !strings.HasPrefix(a.Header.Get("HX-Redirect"), "/connexion") {
				t.Errorf("%s %s, asked by htmx: %d to %q", name, how, a.StatusCode, a.Header.Get("HX-Redirect"))
			}
		}
	}
	if dump(t, h.d, changing...) != before {
		t.Error("something changed")
	}
}

// Each role gets what the table of access gives it, and for the rest the page that does not exist.
func TestEachRoleGetsWhatTheTableGives(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	elsewhere := map[string]access.Role{"POST /structure": access.Guardian} // allowed, and of no use to who has no second place
	for _, name := range slices.Sorted(maps.Keys(gates)) {
		for _, role := range roles {
			v := h.as(role)
			csrf := h.csrf(v)
			may := access.May(role, gates[name].may)
			if elsewhere[name] == role || name == "POST /famille" && role != access.Guardian {
				may = false
			}
			before := ""
			if !may && strings.HasPrefix(name, "POST") {
				before = dump(t, h.d, changing...)
			}
			a := h.knock(v, name, csrf, h.words)
			switch {
			case may && !slices.Contains([]int{200, 303, 422}, a.StatusCode) || may && strings.HasPrefix(a.Header.Get("Location"), "/connexion") && name != "POST /deconnexion":
				t.Errorf("%s may %s, and gets %d to %q", role, name, a.StatusCode, a.Header.Get("Location"))
			case may && a.StatusCode == 422 && name != "POST /connexion" && name != "POST /reservations/recopier": // nothing is left to copy
				t.Errorf("%s: the request of this test is not in order: %s", name, tail(mainOf(a.body)))
			case !may && a.StatusCode != http.StatusNotFound:
				t.Errorf("%s may not %s, and gets %d to %q", role, name, a.StatusCode, a.Header.Get("Location"))
			case before != "" && dump(t, h.d, changing...) != before:
				t.Errorf("%s may not %s, and it changed something", role, name)
			}
		}
	}
}

// What belongs to others and what is nowhere are one and the same.
func TestWhatIsOthersDoesNotExist(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	unknown := map[string]string{"family": "999999", "child": "999999", "structure": "999999", "run": "999999", "mail": "999999", "number": "261123-ZZZZ-ZZZZ"}
	asked := map[access.Role][]string{
		access.Guardian: {"GET /reservations", "POST /reservations/brouillon", "POST /reservations/verifier", "GET /reservations/confirmation/:number",
			"GET /reservations/fraicheur", "GET /reservations/jour/:date", "POST /reservations/jour", "GET /reservations/recopier",
			"POST /reservations/recopier", "POST /famille"},
		access.Administrator: {"GET /mairie/nuits/:id", "GET /mairie/courriels/:id", "POST /structure"},
	}
	for role, names := range asked {
		for _, name := range names {
			v := h.as(role)
			csrf := h.csrf(v)
			before := dump(t, h.d, changing...)
			theirs, nowhere := h.knock(v, name, csrf, h.other), h.knock(v, name, csrf, unknown)
			ours := h.knock(h.as(role), name, "", h.words)
			if theirs.StatusCode != http.StatusNotFound || nowhere.StatusCode != http.StatusNotFound {
				t.Errorf("%s: %d for what is others', %d for what is nowhere", name, theirs.StatusCode, nowhere.StatusCode)
			}
			if theirs.body != nowhere.body {
				t.Errorf("%s: what is others' is not answered as what is nowhere:\n%s\n%s", name, tail(mainOf(theirs.body)), tail(mainOf(nowhere.body)))
			}
			if strings.HasPrefix(name, "GET") && ours.StatusCode != http.StatusOK {
				t.Errorf("%s: %d for what is ours, so this proves nothing", name, ours.StatusCode)
			}
			if strings.Contains(theirs.body, h.theirs.LastName) {
				t.Errorf("%s tells of %s", name, h.theirs.LastName)
			}
			h.d.Write().EndSession(t.Context(), portal.SessionID(fmt.Sprintf("session-%d-of-%s-%s", h.opened, role, strings.Repeat("w", 32))))
			if dump(t, h.d, changing...) != before {
				t.Errorf("%s changed something", name)
			}
		}
	}
	v := h.as(access.Guardian)
	csrf := h.csrf(v)
	copied := func(child string) answer { // the days of a child, to one of ours
		return v.post("/reservations/recopier", url.Values{"_csrf": {csrf}, "source": {child + ":RESTO"}, "enfant": {h.words["child"]}, "activite": {"MATIN"}})
	}
	before := dump(t, h.d, "drafts", "draft_lines")
	theirs, nowhere := copied(h.other["child"]), copied(unknown["child"])
	if theirs.StatusCode < 400 || theirs.StatusCode != nowhere.StatusCode || mainOf(theirs.body) != mainOf(nowhere.body) || dump(t, h.d, "drafts", "draft_lines") != before {
		t.Errorf("copying the days of others' child: %d, of no child: %d\n%s\n%s", theirs.StatusCode, nowhere.StatusCode, tail(mainOf(theirs.body)), tail(mainOf(nowhere.body)))
	}
	// The same by the filters of the follow-up, in all its forms.
	for _, path := range []string{"/suivi", "/suivi/export.csv", "/suivi/export.xlsx"} {
		v := h.as(access.Guardian)
		ask := path + "?du=2026-09-01&etat=accepted&transmise=oui&transmise=non&enfant="
		theirs, nowhere, ours := v.get(ask+itoa(h.theirs.Child)), v.get(ask+"999999"), v.get(ask+itoa(h.ours.Child))
		if theirs.StatusCode != 404 || nowhere.StatusCode != 404 || theirs.body != nowhere.body || ours.StatusCode != 200 {
			t.Errorf("%s: %d for others' child, %d for none, %d for ours", path, theirs.StatusCode, nowhere.StatusCode, ours.StatusCode)
		}
	}
	if got := h.visit("").get("/agenda/" + strings.Repeat("A", len(h.words["feed"])) + ".ics"); got.StatusCode != 404 {
		t.Errorf("an agenda that is nobody's: %d", got.StatusCode)
	}
	// A draft that somebody wrote behind the portal's back, for a child of others, books nothing.
	insert(t, h.d, db.DraftLine{DraftID: h.draftOf(h.ours), ChildID: h.theirs.Child, ActivityID: h.activity(), Date: tuesday + 2, Kind: string(booking.Add)})
	v = h.visit(h.ours.Token)
	v.validate(v.recap())
	if n := count(t, h.d, "reservations", "child_id = ? and date = ?", h.theirs.Child, tuesday+2); n != 0 {
		t.Error("a family has booked for a child of another one")
	}
	h.w.Sound()
}

func (h *house) draftOf(one home) (id int64) {
	h.t.Helper()
	if err := h.d.Read().NewSelect().Table("drafts").Column("id").Where("account_id = ?", one.AccountID).Scan(h.t.Context(), &id); err != nil {
		h.t.Fatal(err)
	}
	return id
}

func (h *house) activity() (id int64) {
	h.t.Helper()
	if err := h.d.Read().NewSelect().Table("activities").Column("id").Order("id").Limit(1).Scan(h.t.Context(), &id); err != nil {
		h.t.Fatal(err)
	}
	return id
}
