package prooftest

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"cartable/app/demo"
	"cartable/app/domain/civil"
	"cartable/app/domain/money"
	"cartable/app/web/site"
	"cartable/db"
	"cartable/db/dbtest"
)

// Budgets of a page (app/bench/FIGURES.md): queries, including that of the session, and compressed bytes.
const (
	monthQueries = 8
	pageQueries  = 12
	listQueries  = 6
	moneyQueries = 8
	tapBytes     = 2 << 10
	visitBytes   = 40_000
	visitAsks    = 8
	// Eight in the transaction of a rehearsal; the others are its beginning and its end, the session, the opération
	// and who prepared it.
	rehearsalQueries = 15
)

// yearPages are the screens on which staff set the year. What each weighs is held by app/web/gallery.
var yearPages = []string{"/mairie/activites", "/mairie/activites/RESTO_MAT", "/mairie/activites/nouvelle",
	"/mairie/activites/RESTO_MAT/archiver", "/mairie/activites/modifier?code=RESTO_MAT&code=RESTO_MERC",
	"/mairie/groupes-de-places", "/mairie/groupes-de-places/SALLE_MAT", "/mairie/groupes-de-places/SALLE_MAT/retirer",
	"/mairie/categories", "/mairie/categories/RESTO", "/mairie/categories/RESTO/retirer",
	"/mairie/porte-monnaie", "/mairie/porte-monnaie/SCOLAIRE", "/mairie/porte-monnaie/SCOLAIRE/retirer",
	"/mairie/calendrier", "/mairie/calendrier?activite=RESTO_ELEM&annee=2026", "/mairie/fermer",
	"/mairie/places", "/mairie/ouvertures", "/mairie/ecoles", "/mairie/regles", "/mairie/operations",
	"/mairie/tarifs", "/mairie/tarifs/RESTO_ELEM", "/mairie/tarifs/RESTO_ELEM/grille",
	"/mairie/quotients", "/mairie/quotients/fichier", "/mairie/quotients/echeances?liste=aucun",
	"/mairie/reglages", "/mairie/reglages/apparence", "/mairie/reglages/textes",
	"/mairie/reglages/textes/cgu?version=1",
	"/mairie/demarrage", "/mairie/nouvelle-famille", "/mairie/import-familles", "/mairie/journal",
	"/mairie/actualites", "/mairie/actualites/nouvelle"}

// saintAubin opens a copy of the demonstration's town.
func saintAubin(t testing.TB, address string) *db.DB {
	t.Helper()
	d := open(t, address) // the import uses its clock
	dir := t.TempDir()
	if err := demo.Write(dir, noon); err != nil {
		t.Fatal(err)
	}
	command(t, environment(t, "DATABASE_URL="+address), "import", dir)
	return d
}

// enter opens a session for an account of the demonstration, as the sign-in does.
func enter(t testing.TB, d *db.DB, login string) (token string, family db.FamilyOf) {
	t.Helper()
	account, found, err := d.Read().AccountByLogin(t.Context(), login)
	if err != nil || !found {
		t.Fatalf("%s: %v", login, err)
	}
	token = "session-of-" + login + strings.Repeat("z", 32)
	families, err := d.Read().FamiliesOf(t.Context(), account.ID)
	if err != nil {
		t.Fatal(err)
	}
	if len(families) > 0 {
		family = families[0]
		insert(t, d, session(token, account.ID, family.FamilyID, family.StructureID))
		return token, family
	}
	roles, err := d.Read().RolesOf(t.Context(), account.ID)
	if err != nil || len(roles) == 0 {
		t.Fatalf("%s: %v", login, err)
	}
	insert(t, d, session(token, account.ID, 0, roles[0].StructureID))
	return token, family
}

func TestPagesKeepTheirBudgets(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, address string) {
		d := saintAubin(t, address)
		in := newInside(t, d, site.DemoLogins{{Login: "martin", Password: demo.Password, Name: "Claire Martin"}})
		token, family := enter(t, d, "martin")
		martin := in.visit(token)
		token, _ = enter(t, d, "benali") // of two structures: her children's bookings in the other one count
		benali := in.visit(token)
		token, _ = enter(t, d, "admin")
		admin := in.visit(token)

		// A tap, as the browser sends it, then the pages that show the draft.
		page := martin.page("/reservations?mois=2027-01")
		form := martin.form(page, "/reservations/brouillon")
		for _, day := range strings.Split(form.Get("connus"), ",") {
			form.Add("j", day)
		}
		free := regexp.MustCompile(`data-date="([0-9-]+)" data-state="available"`).FindStringSubmatch(page)
		if free == nil {
			t.Fatal("the Martins have nothing to book in January")
		}
		form.Add("j", free[1])
		tap := martin.post("/reservations/brouillon", form, "HX-Request", "true")
		if tap.StatusCode != 200 || !strings.Contains(tap.body, "à réserver") {
			t.Fatalf("a tap: %d %s", tap.StatusCode, tap.body)
		}
		if len(tap.body) > tapBytes {
			t.Errorf("a tap is answered with %d bytes, more than %d", len(tap.body), tapBytes)
		}
		tapQueries := in.queries.Load()
		if tapQueries > pageQueries {
			t.Errorf("a tap makes %d queries, more than %d", tapQueries, pageQueries)
		}
		number := ""
		{
			book := in.visit(benali.token)
			form := book.form(book.page("/reservations?mois=2027-01"), "/reservations/brouillon")
			form.Set("mois_entier", "1")
			if a := book.post("/reservations/brouillon", form); a.StatusCode != 303 {
				t.Fatalf("the month's toggle: %d", a.StatusCode)
			}
			number = book.validate(book.recap())
		}

		// The Benalis have all of January: a closing of one of its days is rehearsed.
		form = admin.form(admin.page("/mairie/fermer"), "/mairie/fermer")
		form.Set("du", "2027-01-12")
		form.Set("au", "2027-01-12")
		form.Set("quoi", "commune")
		form.Set("pourquoi", "pont")
		form.Set("motif", "Travaux urgents")
		closing := admin.post("/mairie/fermer", form).Header.Get("Location")
		if !strings.HasPrefix(closing, "/mairie/operations/") || !strings.Contains(admin.page(closing), "annulée") {
			t.Fatalf("the closing leads to %q", closing)
		}

		measure := func() map[string]int64 {
			t.Helper()
			found := map[string]int64{}
			look := func(who string, v *visitor, path string, most int64) {
				t.Helper()
				v.page(path)
				n := in.queries.Load()
				if found[who+" "+path] = n; n > most {
					t.Errorf("%s, %s: %d queries, more than %d", who, path, n, most)
				}
				if n == 0 {
					t.Errorf("%s, %s: no query was counted", who, path)
				}
			}
			for who, v := range map[string]*visitor{"martin": martin, "benali": benali} {
				look(who, v, "/reservations?mois=2027-01", monthQueries)
				look(who, v, "/reservations", monthQueries)
				look(who, v, "/", pageQueries)
				look(who, v, "/reservations?activite=&mois=2027-01", pageQueries)
				look(who, v, regexp.MustCompile(`/reservations/jour/[^"]+`).FindString(
					v.page("/reservations?activite=&mois=2027-01")), pageQueries)
				look(who, v, "/solde", moneyQueries)
				look(who, v, "/solde?attente=oui&jusquau=2027-01-31", moneyQueries)
				look(who, v, "/historique", moneyQueries)
				look(who, v, "/historique?du=2000-01-01", moneyQueries)
				look(who, v, "/historique/attestations", moneyQueries)
				child := regexp.MustCompile(`name="enfant" value="([0-9]+)"`).FindStringSubmatch(
					v.page("/reservations"))[1]
				activity := regexp.MustCompile(`name="activite" value="([^"]+)"`).FindStringSubmatch(
					v.page("/reservations"))[1]
				look(who, v, "/reservations/recopier?enfant="+child+"&activite="+activity, pageQueries)
				look(who, v, "/suivi", pageQueries)
				look(who, v, "/suivi?du=2000-01-01&etat=accepted&transmise=oui", pageQueries)
			}
			look("martin", martin, "/reservations/verifier", pageQueries)
			look("benali", benali, receipt+number, pageQueries)
			look("admin", admin, closing, rehearsalQueries)
			for _, path := range []string{"/mairie", "/mairie/demandes", "/mairie/attente", "/mairie/nuits",
				"/mairie/demandes/a-repondre", "/mairie/demandes/reponses",
				"/mairie/familles/F001/reserver?activite=RESTO_ELEM&mois=2026-12",
				"/mairie/familles/F001/reserver/jour/2026-12-03", "/mairie/familles/F001/reserver/verifier",
				"/mairie/inscriptions", "/mairie/inscriptions?voir=oui&activites=RESTO_ELEM&inscrits=RESTO_ELEM",
				"/mairie/inscriptions?faire=finir&voir=oui&activites=RESTO_ELEM&fin=2037-01-01",
				"/mairie/familles/F001/separer", "/mairie/familles/F001/enfants/1/garde",
				"/mairie/absence", "/mairie/absence?enfant=1", "/mairie/ou-est?enfant=1", "/mairie/presents",
				"/mairie/tablette",
				"/mairie/a-pointer",
				"/mairie/cuisine", "/mairie/cuisine?par=mois", "/mairie/cuisine/jour?jour=2026-12-01",
				"/mairie/cuisine/regimes?jour=2026-12-01", "/mairie/cuisine/assiettes",
				"/mairie/cuisine/menus?copier=2026-W48", "/mairie/cuisine/menus/fichier",
				"/mairie/cuisine/regimes-demandes", "/mairie/sorties", "/mairie/familles/F001/enfants/1/sorties",
				"/mairie/courriels", "/mairie/feuille/CANTINE_ELEM",
				"/mairie/regie/attestations", "/mairie/regles/garde"} {
				if a := admin.get(path); a.StatusCode == 404 && strings.HasPrefix(path, "/mairie/feuille/") {
					path = regexp.MustCompile(`/mairie/feuille/[^"?]+`).FindString(admin.page("/mairie"))
				}
				look("admin", admin, path, pageQueries)
			}
			look("admin", admin, "/mairie/familles/F001", pageQueries)
			for _, path := range []string{"/mairie/familles", "/mairie/familles?q=martin",
				"/mairie/familles?acces=archives"} {
				look("admin", admin, path, listQueries)
			}
			for _, path := range append(yearPages, "/mairie/familles/F001/archiver",
				"/mairie/familles/F001/demenagement") {
				look("admin", admin, path, pageQueries)
			}
			account := "/mairie/regie/comptes/" + itoa(family.FamilyID)
			for _, path := range []string{"/mairie/regie", "/mairie/regie?q=martin+lea", account, account +
				"?porte-monnaie=1", account + "/reglement", account + "/rembourser", account + "/regulariser",
				"/mairie/regie/impayes", "/mairie/regie/journal", "/mairie/regie/journal?par=mois&jour=2026-11-01",
				"/mairie/feuille/RESTO_ELEM/ajouter?nom=martin"} {
				look("admin", admin, path, pageQueries)
			}
			return found
		}
		// The first page loads the catalogue, which stays in memory.
		for _, v := range []*visitor{martin, benali, admin} {
			v.get("/reservations")
			v.get("/mairie")
		}
		found := measure()
		t.Logf("queries: a tap %d (%d bytes); %v", tapQueries, len(tap.body), found)
		if !d.Postgres() { // the queries are the same; SQLite writes a long history slowly under the race detector
			return
		}
		history(t, d, family, 10)
		for path, n := range measure() {
			if n != found[path] {
				t.Errorf("%s: %d queries, and %d with ten years of history", path, found[path], n)
			}
		}
	})
}

// history gives a family several years of reservations and debits: every school day, one child after the other.
func history(t testing.TB, d *db.DB, family db.FamilyOf, years int) {
	t.Helper()
	var last []db.Reservation
	if err := d.Read().NewSelect().Model(&last).Where("family_id = ?", family.FamilyID).Order("id").Scan(
		t.Context()); err != nil || len(last) == 0 {
		t.Fatal("the family has no reservation", err)
	}
	var wallet db.Wallet
	if err := d.Read().NewSelect().Model(&wallet).Where("structure_id = ?", family.StructureID).Order("id").Limit(
		1).Scan(t.Context()); err != nil {
		t.Fatal(err)
	}
	var rows []db.Reservation
	var debits []db.LedgerLine
	for _, like := range slices.CompactFunc(last,
		func(a, b db.Reservation) bool { return a.ChildID == b.ChildID })[:1] {
		for day := civil.New(2026-years, 9, 1); day < civil.New(2025, 7, 1); day++ {
			if day.Weekday() > 5 {
				continue
			}
			like.ID, like.Date, like.State, like.Transmitted, like.Billed = 0, day, "accepted", true, true
			like.RequestedAt = noon.AddDate(-years, 0, 0).UTC()
			rows = append(rows, like)
			debits = append(debits, db.LedgerLine{StructureID: family.StructureID, FamilyID: family.FamilyID,
				WalletID: wallet.ID, Date: day,
				Label: "Repas", Kind: db.Consumption, Amount: money.Cents(-400), Source: "consumption",
				SourceRef: fmt.Sprint("history-", day), CreatedAt: time.Now().UTC()})
		}
	}
	insert(t, d, rows...)
	insert(t, d, debits...)
	insert(t, d, db.LedgerLine{StructureID: family.StructureID, FamilyID: family.FamilyID, WalletID: wallet.ID,
		Date: civil.Of(noon), Label: "Règlement", Kind: db.Credit,
		Amount: money.Cents(400 * len(debits)), Source: "payment", SourceRef: "history", CreatedAt: time.Now().UTC()})
	if len(rows) < 2000 {
		t.Fatalf("%d reservations are no history", len(rows))
	}
}

var (
	linked = regexp.MustCompile(`(?:src|href)="(/a/[^"#]+|/manifest[^"]*)`)
	// Requested only when the page is added to the home screen.
	onHome    = regexp.MustCompile(`<link rel="apple-touch-icon"[^>]*>`)
	styledURL = regexp.MustCompile(`url\(["']?(/a/[^"')#]+)`)
)

// The first visit to the calendar, on a phone in a school yard: the page and everything it requests, compressed.
func TestTheFirstVisitIsLight(t *testing.T) {
	t.Parallel()
	d := saintAubin(t, dbtest.PostgresURL(t))
	in := newInside(t, d, site.DemoLogins{{Login: "martin", Password: demo.Password, Name: "Claire Martin"}})
	token, _ := enter(t, d, "martin")
	v := in.visit(token)
	for _, path := range []string{"/reservations", "/reservations?mois=2027-01"} {
		for _, encodings := range []string{"gzip, deflate, br", "gzip"} {
			total, asks := 0, 0
			sizes := map[string]int{}
			var load func(path string)
			load = func(path string) {
				if sizes[path] > 0 {
					return
				}
				a := v.get(path, "Accept-Encoding", encodings)
				encoding := a.Header.Get("Content-Encoding")
				if a.StatusCode != 200 || len(a.body) > 1000 &&
					(encoding == "" || !strings.Contains(encodings, encoding)) {
					t.Fatalf("%s: %d, encoding %q, %d bytes", path, a.StatusCode, encoding, len(a.body))
				}
				sizes[path] = len(a.body)
				total, asks = total+len(a.body), asks+1
				plain := onHome.ReplaceAllString(v.get(path).body, "")
				inner := linked
				if strings.HasSuffix(path, ".css") {
					inner = styledURL
				} else if strings.HasPrefix(path, "/a/") {
					return
				}
				for _, m := range inner.FindAllStringSubmatch(plain, -1) {
					load(m[1])
				}
			}
			load(path)
			asks++ // the event stream that the calendar opens (app.js); it is empty at first
			t.Logf("%s in %s: %d bytes in %d requests %v", path, encodings, total, asks, sizes)
			if total > visitBytes || asks > visitAsks {
				t.Errorf("%s in %s: %d bytes in %d requests, more than %d or %d", path, encodings, total, asks,
					visitBytes, visitAsks)
			}
			if asks < 5 {
				t.Errorf("%s: %v cannot be all of it", path, sizes)
			}
		}
	}
}
