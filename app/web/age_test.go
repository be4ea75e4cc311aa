package web_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"cartable/app/domain/access"
	"cartable/app/domain/civil"
	"cartable/app/seal"
	"cartable/app/till"
	"cartable/app/web"
	"cartable/db"
	"cartable/db/dbtest"
)

// agedVisits maps a route to the addresses visited in an aged town, where the route's own address is not enough:
// filters, and values for its parameters. Words in braces are values of the town. A route with no address is left out:
// an address that works once, or a stream.
var agedVisits = map[string][]string{
	"/connexion/code":                    nil,
	"/premiere-connexion":                nil,
	"/nouveau-mot-de-passe/:token":       nil,
	"/nouveau-mot-de-passe":              nil,
	"/confirmer-adresse/:token":          nil,
	"/proposition/:token":                nil,
	"/textes/:name":                      {"/textes/donnees-personnelles", "/textes/conditions"},
	"/couleur/:file":                     {"/couleur/0b5394.css"},
	"/logo/:hash":                        nil,
	"/mairie/reglages/textes/:kind":      {"/mairie/reglages/textes/rgpd", "/mairie/reglages/textes/cgu?version=1"},
	"/reservations":                      {"/reservations", "/reservations?mois=2026-12&activite=CANTINE&enfant=8"},
	"/reservations/confirmation/:number": {"/reservations/confirmation/V{mine}"},
	"/reservations/jour/:date":           {"/reservations/jour/2026-11-24?enfant=8"},
	"/mairie/familles/:code/reserver/jour/:date": {
		"/mairie/familles/F8/reserver/jour/2026-11-24?enfant=8"},
	"/mairie/familles/:code/reunir/:other":                 {"/mairie/familles/F8/reunir/F9"},
	"/mairie/reunions/:id":                                 {"/mairie/reunions/1"},
	"/mairie/familles/:code/reserver/confirmation/:number": {"/mairie/familles/F8/reserver/confirmation/V{mine}"},
	"/reservations/recopier":                               {"/reservations/recopier?enfant=8&activite=CANTINE"},
	"/reservations/evenements":                             nil,
	"/reservations/fraicheur": {
		"/reservations/fraicheur?activite=CANTINE&enfant=8&mois=2026-11&jours=2026-11-24",
	},
	"/suivi":                     {"/suivi", "/suivi?du=2026-09-01&au=2026-10-31&etat=accepted&transmise=oui"},
	"/agenda/:file":              {"/agenda/feed-of-a-test.ics"},
	"/paiement/etat/:token":      {"/paiement/etat/t{payment}"},
	"/payfip/retour":             {"/payfip/retour?idop=idop{payment}"},
	"/payfip/notification":       {"/payfip/notification?idop=idop{payment}"},
	"/historique":                {"/historique", "/historique?mois=2026-06"},
	"/historique/recus/:id":      {"/historique/recus/{credit}"},
	"/historique/releves/:month": {"/historique/releves/2026-10"},
	"/historique/attestations/:year": {
		"/historique/attestations/2025",
		"/profil/donnees/fichier",
		"/mairie/rgpd/{erasure}",
	},
	"/mairie":                          {"/mairie", "/mairie?jour=2026-11-20"},
	"/reservations/absence":            {"/reservations/absence?enfant=8"},
	"/mairie/absence":                  {"/mairie/absence", "/mairie/absence?enfant=8"},
	"/mairie/a-pointer":                {"/mairie/a-pointer"},
	"/mairie/ou-est":                   {"/mairie/ou-est?enfant=8"},
	"/mairie/cuisine":                  {"/mairie/cuisine?jour=2026-11-20", "/mairie/cuisine?jour=2026-11-20&par=mois"},
	"/mairie/cuisine/jour":             {"/mairie/cuisine/jour?jour=2026-11-20"},
	"/mairie/cuisine/assiettes":        {"/mairie/cuisine/assiettes?jour=2026-11-20"},
	"/mairie/cuisine/regimes-demandes": {"/mairie/cuisine/regimes-demandes"},
	"/mairie/sorties":                  {"/mairie/sorties"},
	"/mairie/cuisine/menus":            {"/mairie/cuisine/menus?copier=2026-W46"},
	"/menus":                           {"/menus", "/menus?semaine=2026-W47"},
	"/mairie/cuisine/regimes":          {"/mairie/cuisine/regimes?jour=2026-11-20"},
	"/mairie/cuisine/bons/:id":         {"/mairie/cuisine/bons/8"},
	"/mairie/cuisine/bons/:id/bon.pdf": {"/mairie/cuisine/bons/8/bon.pdf"},
	"/mairie/cuisine/bons/:id/bon.csv": {"/mairie/cuisine/bons/8/bon.csv"},
	"/mairie/actualites":               {"/mairie/actualites", "/mairie/actualites?page=2"},
	"/mairie/actualites/:id":           {"/mairie/actualites/nouvelle", "/mairie/actualites/{told}"},
	"/mairie/actualites/:id/retirer":   {"/mairie/actualites/{told}/retirer"},
	"/mairie/demandes": {
		"/mairie/demandes",
		"/mairie/demandes?page=2",
		"/mairie/demandes?jour=2026-03-12",
		"/mairie/demandes?jour=2026-03-12&tri=-famille&etat=a-noter&quoi=reserver",
	},
	"/mairie/activites/modifier": {"/mairie/activites/modifier?code=CANTINE"},
	"/mairie/activites/delai":    {"/mairie/activites/delai?champ=book_by&book_by-forme=sans"},
	"/mairie/demandes/a-repondre": {"/mairie/demandes/a-repondre", "/mairie/demandes/a-repondre?activite=SORTIE",
		"/mairie/demandes/a-repondre?cocher=tient"},
	"/mairie/demandes/reponses": {"/mairie/demandes/reponses", "/mairie/demandes/reponses?page=2"},
	"/mairie/inscriptions": {"/mairie/inscriptions",
		"/mairie/inscriptions?voir=oui&activites=CANTINE&nes_du=2018-01-01&nes_au=2018-01-31",
		"/mairie/inscriptions?faire=finir&voir=oui&activites=CANTINE&fin=2037-01-01&nes_du=2018-01-01&" +
			"nes_au=2018-01-31"},
	"/mairie/attente": {"/mairie/attente", "/mairie/attente?activite=CANTINE&page=2"},
	"/mairie/courriels": {
		"/mairie/courriels",
		"/mairie/courriels?page=3",
		"/mairie/courriels?etat=sent",
		"/mairie/courriels?etat=a-voir",
		"/mairie/courriels?etat=refused",
		"/mairie/courriels?etat=queued",
	},
	"/mairie/courriels/:id": {"/mairie/courriels/{last}"},
	"/mairie/nuits/:id":     {"/mairie/nuits/{run}"},
	"/mairie/familles": {
		"/mairie/familles",
		"/mairie/familles?q=nom17",
		"/mairie/familles?q=nom+personne",
		"/mairie/familles?ecole=Ecole+1",
		"/mairie/familles?activite=CANTINE",
		"/mairie/familles?acces=sans",
		"/mairie/familles?acces=inutile",
		"/mairie/familles?tri=-nom",
	},
	"/mairie/feuille/:code/enfants/:id": {"/mairie/feuille/CANTINE/enfants/{seat}?jour=2026-11-20"},
	"/mairie/feuille/:code/ajouter": {"/mairie/feuille/CANTINE/ajouter",
		"/mairie/feuille/CANTINE/ajouter?nom=nom17"},
	"/mairie/journal": {
		"/mairie/journal",
		"/mairie/journal?page=3",
		"/mairie/journal?action=run.start",
		"/mairie/journal?action=import.done",
		"/mairie/journal?qui=famille8",
		"/mairie/journal?qui=personne",
		"/mairie/journal?famille=F8",
		"/mairie/journal?du=2026-03-01&au=2026-03-10",
		"/mairie/journal?action=health.read&du=2026-03-01&au=2026-03-10",
	},
	"/mairie/journal/export.csv":       {"/mairie/journal/export.csv?du=2026-03-01&au=2026-03-10"},
	"/mairie/rgpd/:id":                 {"/mairie/rgpd/{erasure}"},
	"/mairie/regie":                    {"/mairie/regie", "/mairie/regie?q=nom17", "/mairie/regie?q=personne"},
	"/mairie/regie/impayes":            {"/mairie/regie/impayes", "/mairie/regie/impayes?seuil=20"},
	"/mairie/regie/comptes/:id":        {"/mairie/regie/comptes/8", "/mairie/regie/comptes/8?porte-monnaie=1"},
	"/mairie/regie/lignes/:id/annuler": {"/mairie/regie/lignes/{credit}/annuler"},
	"/mairie/regie/journal": {
		"/mairie/regie/journal?jour=2026-11-20",
		"/mairie/regie/journal?jour=2026-11-20&par=mois",
	},
	"/mairie/regie/paiements/:id": {"/mairie/regie/paiements/{payment}"},
	"/mairie/regie/paiements": {
		"/mairie/regie/paiements",
		"/mairie/regie/paiements?etat=en-attente",
		"/mairie/regie/paiements?etat=a-voir",
		"/mairie/regie/paiements?etat=payes",
		"/mairie/regie/paiements?du=2026-03-01&au=2026-03-10",
		"/mairie/regie/paiements?q=nom17",
	},
	"/mairie/regie/attestations":     {"/mairie/regie/attestations?annee=2025"},
	"/mairie/regie/attestations/:id": nil,
	"/mairie/operations": {"/mairie/operations", "/mairie/operations?page=2",
		"/mairie/operations?genre=capacity", "/mairie/operations?etat=undone", "/mairie/operations?qui=famille5"},
	"/mairie/operations/:id":             {"/mairie/operations/{operation}"},
	"/mairie/operations/:id/export.csv":  {"/mairie/operations/{operation}/export.csv"},
	"/mairie/operations/:id/lettres.pdf": {"/mairie/operations/{operation}/lettres.pdf"},
	"/mairie/ouvertures/retirer":         {"/mairie/ouvertures/retirer?ouverture=CANTINE:2027-06-01"},
	"/mairie/tarifs/:code":               {"/mairie/tarifs/CANTINE"},
	"/mairie/tarifs/:code/grille":        {"/mairie/tarifs/CANTINE/grille"},
	"/mairie/quotients/echeances": {
		"/mairie/quotients/echeances?liste=expires",
		"/mairie/quotients/echeances?liste=bientot",
		"/mairie/quotients/echeances?liste=aucun&page=2",
	},
}

// ofTheWholeTown maps the addresses that may read a little more for each family of the town to the reasons.
var ofTheWholeTown = map[string]string{
	"/mairie/familles?q=":               "a search looks at each name once",
	"/mairie/familles?ecole=":           "so does a filter, and says how many families it keeps",
	"/mairie/familles?activite=":        "as a school",
	"/mairie/familles?acces=":           "as a school",
	"/mairie/familles/:code/reunir":     "a search looks at each child who was born on the same day",
	"/mairie/acces":                     "it says how many letters it would write",
	"/mairie/feuille/CANTINE/ajouter?n": "a search looks at each child who may come",
	"/mairie/regie?q=":                  "a search looks at each name once",
	"/mairie/regie/impayes":             "it adds up what everybody owes",
	"/mairie/regie/paiements":           "it says how many have paid in thirty days",
	"/mairie/journal/export.csv":        "it is all of ten days",
	"/mairie/comptes/deconnecter":       "it says how many people are signed in",
	"/mairie/attente":                   "where a place is free, all who wait for it decide whose it is",
	"/mairie/nuits":                     "it says how much waits for the night",
	"/mairie/quotients":                 "it says how many families have no quotient",
	"/mairie/activites":                 "it counts what is booked in the days to come",
	"/mairie/cuisine":                   "it counts the meals of all children",
	"/mairie/places":                    "it counts the children of a week by age",
	"/mairie/actualites/":               "its form names the schools and the classes of all children",
}

// ofAWholeAccount lists the addresses that read a family's whole consumption or all its requests: debts older than the
// year of a tax statement are paid first, a family may take all its data away, and nothing may be left open when it is
// forgotten.
var ofAWholeAccount = []string{
	"/historique/attestations",
	"/historique/attestations/2025",
	"/profil/donnees/fichier",
	"/mairie/rgpd/{erasure}",
}

// indexes maps indexes to a page that grows without them: the test checks that the measure detects it.
var indexes = map[string]string{
	"movements_desk":  "/mairie/demandes",
	"mails_recent":    "/mairie/courriels",
	"audit_structure": "/mairie/journal",
	"audit_action":    "/mairie/journal?action=import.done",
	"payments_recent": "/mairie/regie/paiements",

	"operations_kind":  "/mairie/operations?genre=capacity",
	"operations_state": "/mairie/operations?etat=undone",
}

// agedSite is a town that was aged, with a member of staff who has every right, a parent, and an anonymous visitor.
type agedSite struct {
	d                       *db.DB
	staff, parent, stranger *browsing
	words                   *strings.Replacer
}

func newAgedSite(t *testing.T, d *db.DB, families, years int) agedSite {
	t.Helper()
	w, last := dbtest.NewAged(t, d, families, years)
	w.Releases(1, civil.New(2027, 6, 1), civil.New(2027, 6, 11), civil.New(2027, 5, 1), 510)
	s := newSite(t, d)
	s.portal.Till = &till.Till{
		DB:         d,
		Catalogues: s.portal.Catalogues,
		Platform:   &paperPlatform{},
		Now:        func() time.Time { return noon },
		BaseURL:    "http://localhost:8080",
		MailHost:   "localhost",
		Saisie:     "T",
	}
	s.options.Office.Till, s.options.Treasury.Till = s.portal.Till, s.portal.Till
	app, err := web.New(s.options)
	if err != nil {
		t.Fatal(err)
	}
	s.app = app
	staff := s.staff(w, string(access.Administrator))
	number := func(query string) string { return dbtest.Query(t, d, query)[0] }
	account := number("select max(id) from accounts")
	for _, role := range []access.Role{access.Manager, access.Agent, access.Kitchen, access.Treasurer} {
		const add = "insert into staff (account_id, structure_id, role) values (?, 1, ?)"
		if _, err := d.Write().ExecContext(t.Context(), add, account, string(role)); err != nil {
			t.Fatal(err)
		}
	}
	const subscribe = "insert into feeds (account_id, family_id, token_hash, created_at) values (8, 8, ?, ?)"
	if _, err := d.Write().ExecContext(t.Context(), subscribe,
		seal.Digest("feed-of-a-test"), noon.UTC()); err != nil {
		t.Fatal(err)
	}
	return agedSite{
		d:        d,
		staff:    staff,
		parent:   s.as(dbtest.Family{ID: 8, AccountID: 8}),
		stranger: s,
		words: strings.NewReplacer(
			"{mine}", fmt.Sprint(last-families+8), "{last}", fmt.Sprint(last),
			"{payment}", number("select max(id) from payments where family_id = 8"),
			"{credit}", number("select max(id) from ledger where kind = 'payment' and family_id = 8"),
			"{seat}", number("select max(id) from reservations where date = '2026-11-20' and state = 'accepted'"),
			"{run}", number("select max(id) from runs"), "{told}", number("select max(id) from news"),
			"{operation}", number("select max(id) from operations"),
			"{erasure}", number("select max(id) from erasures where state = 'asked'"),
			"regie/comptes/:id", "regie/comptes/8", "comptes/:id", "comptes/"+account,
			"familles/:code/enfants/:id", "familles/F8/enfants/"+
				number("select min(child_id) from family_children where family_id = 8"),
			"familles/:code/responsables/:id", "familles/F8/responsables/8", "familles/:code", "familles/F8",
			"feuille/:code", "feuille/CANTINE", "activites/:code", "activites/CANTINE",
			"groupes-de-places/:code", "groupes-de-places/salle", "categories/:code", "categories/resto",
			"porte-monnaie/:code", "porte-monnaie/scolaire"),
	}
}

// measure returns the database work of a page.
func (a agedSite) measure(t *testing.T, address string) dbtest.Effort {
	t.Helper()
	path, who, status := a.words.Replace(address), a.stranger, 0
	for _, r := range web.Asked() {
		if addresses, special := agedVisits[r.Path]; slices.Contains(addresses, address) ||
			!special && r.Path == address {
			if who = a.parent; strings.HasPrefix(r.Path, "/mairie") {
				who = a.staff
			}
			if access.May("", r.Access) {
				who = a.stranger
			}
		}
	}
	read := dbtest.Measure(t, a.d, func() { status, _, _ = who.do("GET", path, nil) })
	if status != 200 && status != 303 {
		t.Errorf("GET %s: %d", path, status)
	}
	return read
}

// agedAddresses returns the addresses of all routes.
func agedAddresses(t *testing.T) (all []string) {
	t.Helper()
	paths := map[string]bool{}
	for _, r := range web.Asked() {
		addresses, special := agedVisits[r.Path]
		if !special {
			addresses = []string{r.Path}
		}
		paths[r.Path] = true
		all = append(all, addresses...)
	}
	for path := range agedVisits {
		if !paths[path] {
			t.Errorf("%s is no line of the table of routes", path)
		}
	}
	return all
}

// No page reads more in a town with ten years of data, or with ten times as many families, than in a young small town
// (DOMAIN.md 10.19). The tolerance is half as much again; bounded counts may read more up to their bound.
func TestNoPageGrowsWithTheTown(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		fresh, slack, more, aFamily := dbtest.SQLite, 400, 1200, 15 // pages of the file
		if d.Postgres() {
			fresh, slack, more, aFamily = dbtest.Postgres, 2200, 2200, 10 // rows
		}
		addresses := agedAddresses(t)
		look := func(d *db.DB, families, years int) (agedSite, map[string]dbtest.Effort) {
			a, all := newAgedSite(t, d, families, years), map[string]dbtest.Effort{}
			a.staff.get("/mairie")
			for _, address := range addresses {
				all[address] = a.measure(t, address)
			}
			return a, all
		}
		const few, many = 100, 1000
		_, young := look(fresh(t), few, 1)
		_, large := look(fresh(t), many, 1)
		old, aged := look(d, few, 10)
		lines, _ := strconv.Atoi(dbtest.Query(t, d, "select count(*) from ledger where family_id = 8")[0])
		for _, address := range addresses {
			limit := young[address].Sum()*3/2 + slack
			if old := aged[address].Sum(); old > limit &&
				!(slices.Contains(ofAWholeAccount, address) && old < limit+20*lines) {
				t.Errorf("%s grows with age:\n\tone year  %s\n\tten years %s", address, young[address], aged[address])
			}
			limit += more - slack
			if slices.ContainsFunc(
				slices.Collect(maps.Keys(ofTheWholeTown)),
				func(begin string) bool { return strings.HasPrefix(address, begin) },
			) {
				limit += aFamily * (many - few)
			}
			if large[address].Sum() > limit {
				t.Errorf("%s grows with the families:\n\ta hundred  %s\n\ta thousand %s", address, young[address],
					large[address])
			}
		}
		for _, index := range slices.Sorted(maps.Keys(indexes)) {
			if d.Postgres() && (index == "movements_desk" || strings.HasPrefix(index, "operations_")) {
				continue // it scans another index instead, and counts the rows that it keeps
			}
			if _, err := d.Write().ExecContext(context.Background(), "drop index "+index); err != nil {
				t.Fatal(err)
			}
			address := indexes[index]
			if without := old.measure(t, address); without.Sum() <= young[address].Sum()*3/2+slack {
				t.Errorf("%s reads %s without %s: the measure sees nothing", address, without, index)
			}
		}
	})
}
