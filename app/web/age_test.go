package web_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"cartable/app/domain/access"
	"cartable/app/seal"
	"cartable/app/till"
	"cartable/app/web"
	"cartable/db"
	"cartable/db/dbtest"
)

// visits are the addresses under which a page is looked at in an aged town, beside the bare one: its filters, and what its
// parameters stand for. Words in braces are those of the town.
var visits = map[string][]string{
	"/reservations/confirmation/:number": {"/reservations/confirmation/V{mine}"},
	"/reservations/jour/:date":           {"/reservations/jour/2026-11-24"},
	"/reservations/fraicheur":            {"/reservations/fraicheur?activite=CANTINE&enfant=1&mois=2026-11&jours=2026-11-24"},
	"/reservations":                      {"/reservations", "/reservations?mois=2026-12&activite=CANTINE&enfant=1"},
	"/suivi":                             {"/suivi", "/suivi?du=2026-09-01&au=2026-10-31&etat=accepted&transmise=oui"},
	"/agenda/:file":                      {"/agenda/feed-of-a-test.ics"},
	"/paiement/etat/:token":              {"/paiement/etat/t{payment}"},
	"/historique":                        {"/historique", "/historique?mois=2026-06"},
	"/historique/recus/:id":              {"/historique/recus/{credit}"},
	"/historique/releves/:month":         {"/historique/releves/2026-10"},
	"/historique/attestations/:year":     {"/historique/attestations/2025"},
	"/mairie":                            {"/mairie", "/mairie?jour=2026-11-20"},
	"/mairie/demandes":                   {"/mairie/demandes", "/mairie/demandes?page=2", "/mairie/demandes?jour=2026-03-12"},
	"/mairie/attente":                    {"/mairie/attente", "/mairie/attente?activite=CANTINE&page=2"},
	"/mairie/courriels": {"/mairie/courriels", "/mairie/courriels?page=3", "/mairie/courriels?etat=sent", "/mairie/courriels?etat=refused",
		"/mairie/courriels?etat=queued"},
	"/mairie/courriels/:id": {"/mairie/courriels/{last}"},
	"/mairie/nuits/:id":     {"/mairie/nuits/{run}"},
	"/mairie/familles": {"/mairie/familles", "/mairie/familles?q=nom17", "/mairie/familles?q=nom+personne", "/mairie/familles?ecole=Ecole+1",
		"/mairie/familles?activite=CANTINE", "/mairie/familles?acces=sans", "/mairie/familles?acces=inutile"},
	"/mairie/journal": {"/mairie/journal", "/mairie/journal?page=3", "/mairie/journal?action=run.start", "/mairie/journal?action=import.done",
		"/mairie/journal?qui=famille1", "/mairie/journal?qui=personne", "/mairie/journal?famille=F1", "/mairie/journal?du=2026-03-01&au=2026-03-10",
		"/mairie/journal?action=health.read&du=2026-03-01&au=2026-03-10"},
	"/mairie/journal/export.csv":       {"/mairie/journal/export.csv?du=2026-03-01&au=2026-03-10"},
	"/mairie/rgpd/:id":                 {"/mairie/rgpd/{erasure}"},
	"/mairie/regie":                    {"/mairie/regie", "/mairie/regie?q=nom17", "/mairie/regie?q=personne"},
	"/mairie/regie/impayes":            {"/mairie/regie/impayes", "/mairie/regie/impayes?seuil=20"},
	"/mairie/regie/comptes/:id":        {"/mairie/regie/comptes/1", "/mairie/regie/comptes/1?porte-monnaie=1"},
	"/mairie/regie/lignes/:id/annuler": {"/mairie/regie/lignes/{credit}/annuler"},
	"/mairie/regie/journal":            {"/mairie/regie/journal?jour=2026-11-20", "/mairie/regie/journal?jour=2026-11-20&par=mois"},
	"/mairie/regie/paiements/:id":      {"/mairie/regie/paiements/{payment}"},
	"/mairie/regie/paiements":          {"/mairie/regie/paiements", "/mairie/regie/paiements?etat=en-attente", "/mairie/regie/paiements?etat=a-voir", "/mairie/regie/paiements?etat=payes", "/mairie/regie/paiements?du=2026-03-01&au=2026-03-10", "/mairie/regie/paiements?q=nom17"},
	"/mairie/feuille/:code/ajouter":    {"/mairie/feuille/CANTINE/ajouter", "/mairie/feuille/CANTINE/ajouter?nom=nom17"},
	"/connexion/code":                  nil,
	"/mairie/regie/attestations/:id":   nil,
	"/nouveau-mot-de-passe/:token":     {"/nouveau-mot-de-passe/none"},
	"/confirmer-adresse/:token":        {"/confirmer-adresse/none"},
	"/mairie/regie/attestations":       {"/mairie/regie/attestations?annee=2025"},
}

// agedSite is a town that was aged, with somebody of the town hall who may do anything, and a parent.
type agedSite struct {
	staff, parent *browsing
	words         *strings.Replacer
}

func newAgedSite(t *testing.T, d *db.DB, families, years int) agedSite {
	t.Helper()
	w, last := dbtest.NewAged(t, d, families, years)
	s := newSite(t, d)
	s.portal.Till = &till.Till{DB: d, Catalogues: s.portal.Catalogues, Platform: &paperPlatform{}, Now: func() time.Time { return noon }, BaseURL: "http://localhost:8080", MailHost: "localhost", Saisie: "T"}
	s.options.Office.Till, s.options.Treasury.Till = s.portal.Till, s.portal.Till
	app, err := web.New(s.options)
	if err != nil {
		t.Fatal(err)
	}
	s.app = app
	staff := s.staff(w, string(access.Administrator))
	number := func(query string) string { return dbtest.Query(t, d, query)[0] }
	account := number("select max(id) from accounts")
	ctx := context.Background()
	for _, role := range []access.Role{access.Manager, access.Agent, access.Treasurer} {
		if _, err := d.Write().ExecContext(ctx, "insert into staff (account_id, structure_id, role) values (?, 1, ?)", account, string(role)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := d.Write().ExecContext(ctx, "insert into feeds (account_id, family_id, token_hash, created_at) values (1, 1, ?, ?)",
		seal.Digest("feed-of-a-test"), noon.UTC()); err != nil {
		t.Fatal(err)
	}
	return agedSite{staff: staff, parent: s.as(dbtest.Family{ID: 1, AccountID: 1}), words: strings.NewReplacer("{mine}", fmt.Sprint(last-families+1),
		"{payment}", number("select max(id) from payments where family_id = 1 or family_id = 4"), "{last}", fmt.Sprint(last),
		"{credit}", number("select max(id) from ledger where kind = 'payment'"),
		"{run}", number("select max(id) from runs"), "{erasure}", number("select max(id) from erasures where state = 'asked'"),
		"/comptes/:id", "/comptes/"+account, ":code/responsables/:id", "F1/responsables/1", "familles/:code", "familles/F1", "regie/comptes/:id", "regie/comptes/1",
		":code", "CANTINE")}
}

// look visits every page of the table and tells what each made the database read.
func (a agedSite) look(t *testing.T, d *db.DB) map[string]dbtest.Effort {
	t.Helper()
	all := map[string]dbtest.Effort{}
	a.staff.get("/mairie")
	a.parent.get("/")
	for _, r := range web.Pages() {
		addresses, special := visits[r.Path]
		if !special {
			addresses = []string{r.Path}
		}
		for _, address := range addresses {
			who := a.parent
			if strings.HasPrefix(r.Path, "/mairie") {
				who = a.staff
			}
			path := a.words.Replace(address)
			status := 0
			all[address] = dbtest.Measure(t, d, func() { status, _, _ = who.do("GET", path, nil) })
			if status != 200 {
				t.Logf("%s: %d", path, status)
			}
		}
	}
	return all
}

func TestNoPageGrowsWithTheTown(t *testing.T) {
	for _, dialect := range []string{"postgres", "sqlite"} {
		t.Run(dialect, func(t *testing.T) {
			look := func(families, years int) map[string]dbtest.Effort {
				d := (map[string]func(testing.TB) *db.DB{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres})[dialect](t)
				start := time.Now()
				a := newAgedSite(t, d, families, years)
				t.Log("made in", time.Since(start))
				defer d.Close()
				defer func() { t.Log("looked at in", time.Since(start)) }()
				return a.look(t, d)
			}
			young, old, large := look(100, 1), look(100, 10), look(1000, 1)
			for _, address := range slices.Sorted(func(yield func(string) bool) {
				for a := range young {
					if !yield(a) {
						return
					}
				}
			}) {
				before, aged, grown := young[address], old[address], large[address]
				mark := ""
				slack := map[string]int{"postgres": 2200, "sqlite": 400}[dialect]
				if aged.Sum() > before.Sum()*3/2+slack {
					mark += " OLD"
				}
				if grown.Sum() > before.Sum()*3/2+slack {
					mark += " LARGE"
				}
				if mark != "" {
					t.Errorf("%s%s:\n\tyoung %s\n\told   %s\n\tlarge %s", address, mark, before, aged, grown)
				}
			}
		})
	}
}
