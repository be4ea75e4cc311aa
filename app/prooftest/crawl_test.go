package prooftest

import (
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"cartable/app/domain/access"
	"cartable/app/domain/journal"
)

// unseen lists the GET routes that the crawl of a role does not reach, with the reason.
var unseen = map[string]string{
	"/":                     "leads staff on to their desk",
	"/payfip/retour":        "leads on to the page of the payment",
	"/paiement/etat/:token": "led to from the platform, on the way back of who pays, and from there alone",
	"/agenda/:file":         "led to from the page of the family that made it, and from there alone",
	"/connexion":            "who has signed in is sent on; seen signed out",
	"/connexion/code": "shown between a password and its second factor: " +
		"TestASessionWithoutItsSecondFactorOpensNothing",
	// what a form leads to: TestBookingForAFamily of app/web
	"/mairie/familles/:code/reserver/jour/:date": "behind the choice of all activities",

	"/mairie/familles/:code/reserver/abandonner":           "led to from there",
	"/mairie/familles/:code/reserver/confirmation/:number": "led to from there",

	"/mairie/cuisine/bons/:id":         "of a day whose meals were counted: TestWhatIsOthersDoesNotExist",
	"/mairie/cuisine/bons/:id/bon.pdf": "led to from there",
	"/mairie/cuisine/bons/:id/bon.csv": "led to from there",
	"/mairie/reunions/:id":             "led to from a merge that was made: TestFilesAreMergedFromThePages of app/web",

	"/connexion/reprise":  "shown once after a session that has ended: TestALostSessionKeepsWhatWasTyped",
	"/premiere-connexion": "shown before a first sign-in alone: TestAFirstSignInReachesNothingElse",
	"/sans-famille":       "shown to an account without a family: TestWithdrawnRightsEndEverywhere",
	"/conditions":         "shown while a text is unread: TestAFirstSignInReachesNothingElse",
	"/couleur/:file":      "the stylesheet of a town that chose a colour: the same for everybody",
	"/logo/:hash":         "the picture of a town: the same for everybody",
	"/mairie/operations/:id/avancement": "asked for by an open page while a worker is at it: " +
		"TestWhatIsOthersDoesNotExist",
	"/mairie/operations/:id/lettres.pdf": "offered for families without a mail: TestWhatIsOthersDoesNotExist",
	"/mairie/operations/:id/export.csv": "offered for an opération that touches somebody: " +
		"TestWhatIsOthersDoesNotExist",
	"/nouveau-mot-de-passe":        "behind a link in a mail: TestAForgottenPasswordIsReplacedOnce",
	"/nouveau-mot-de-passe/:token": "a link in a mail: TestAForgottenPasswordIsReplacedOnce",
	"/proposition/:token":          "a link in a mail: TestAnOfferIsMailedOnce",
	"/confirmer-adresse/:token":    "a link in a mail: TestAnAddressServesOnceConfirmed",
}

// must lists the canaries that a role has to read for its work.
var must = map[string][]string{"agent": {"zqenfant"}, "administrator": {"zqenfant", "zqboite", "zqbanni"},
	"treasurer": {"zqecriture"}}

// keys lists addresses that work without a session because they contain a secret, with the kinds that their holders
// may read.
var keys = map[string][]string{"/agenda/:file": {"name", "child"}, "/paiement/etat/:token": {"money"},
	"/payfip/retour": nil}

// TestNobodyElseSeesAFamily crawls the portal as a family, then replays every address and every form as every other
// visitor. The answers must disclose nothing about the family, and must be the same as for objects that do not exist.
func TestNobodyElseSeesAFamily(t *testing.T) {
	t.Parallel()
	start := time.Now()
	g := newVillage(t)
	open := g.pays("12,34", "") // still without a result
	first := g.visitors["first"]
	read := map[string]bool{}
	seeds := []string{"/", "/reservations?mois=2027-01", "/reservations?activite=&mois=2027-01", "/suivi?du=2026-09-01"}
	for _, r := range patterns() { // addresses that only scripts request, and those that no page links to
		if !strings.Contains(r, ":") {
			seeds = append(seeds, r)
		}
	}
	asked := append(g.asked(), "/payfip/retour?idop="+open)
	seeds = append(seeds, asked...)
	seen := walk(first, func(path string, a answer) {
		headed(t, path, a)
		for _, w := range sung(legible(t, a)) {
			read[w] = true
		}
	}, seeds...)
	if missing := seen.unvisited(access.Guardian, unseen); len(missing) > 0 || !seen.visited["/agenda/:file"] ||
		!seen.visited["/paiement/etat/:token"] {
		t.Errorf("the family has not seen %q: seed them, or say why", missing)
	}
	if read["zqbanni"] {
		t.Error("a family reads who is barred from its child")
	}
	for _, w := range []string{"zqnom", "zqenfant", "98765,43", "zqmamie"} {
		if !read[w] {
			t.Errorf("the family itself reads no %s, so that others do not proves nothing", w)
		}
	}
	t.Logf("%d addresses of %d routes, %d forms; the family reads %v", len(seen.answers), len(seen.visited),
		len(seen.pageForms), slices.Sorted(maps.Keys(read)))

	asks := 0
	owns := map[string]*crawl{}
	desks := &crawl{routes: seen.routes, pageForms: map[string]pageForm{}}
	lacking := seen.lacking(access.Guardian)
	for _, who := range slices.Sorted(maps.Keys(g.visitors)) {
		if who == "first" {
			continue
		}
		v, role := g.visitors[who], roleOf(who)
		may := theirs[role]
		if strings.HasPrefix(who, "foreign") {
			may = nil
		}
		if who == "costa" { // another household of the same child may read its name and its needs
			may = []string{"health"}
		}
		own := &crawl{}
		if who != "signed out" { // their own crawl
			reads := map[string]bool{}
			own = walk(v, func(path string, a answer) {
				headed(t, path, a)
				for _, w := range sung(legible(t, a)) {
					reads[w] = true
				}
				if heard := shared(who, sung(legible(t, a), may...)); len(heard) > 0 {
					t.Errorf("%s reads %v on its own page %s", who, heard, path)
				}
			}, append(slices.Clone(seeds[:len(seeds)-len(asked)]), g.desk()...)...)
			t.Logf("%s: %d addresses of %d routes, reads %v", who, len(own.answers), len(own.visited),
				slices.Sorted(maps.Keys(reads)))
			for _, w := range must[who] {
				if !reads[w] {
					t.Errorf("%s reads no %s, so what others do not read proves little", who, w)
				}
			}
			if role != "" && !strings.HasPrefix(who, "foreign") {
				if missing := own.unvisited(role, unseen); len(missing) > 0 {
					t.Errorf("%s has not seen %q: seed them, or say why", who, missing)
				}
				lacking = append(lacking, own.lacking(role)...)
				for key, s := range own.pageForms {
					if strings.HasPrefix(s.action, "/mairie/") {
						desks.pageForms[who+" "+key] = s
					}
				}
			}
		}
		owns[who] = own
		for _, path := range slices.Sorted(maps.Keys(seen.answers)) {
			route := patternOf(seen.routes, path)
			if g.known(own, path) {
				continue
			}
			may := append(slices.Clone(may), keys[route]...)
			for _, headers := range [][]string{nil, {"HX-Request", "true"}} {
				a := v.get(path, headers...)
				asks++
				if heard := shared(who, sung(legible(t, a), may...)); len(heard) > 0 {
					t.Errorf("%s reads %v at %s %v", who, heard, path, headers)
				}
				if who == "signed out" && !access.May("", gates["GET "+route].may) && a.StatusCode != 303 &&
					a.StatusCode != 401 && route != "" {
					t.Errorf("signed out, %s: %d", path, a.StatusCode)
				}
				if other := twinPath(path); other != path && who != "costa" &&
					(who != "signed out" || access.May("", gates["GET "+route].may)) {
					b := v.get(other, headers...)
					asks++
					if why := sameAnswer(a, b, append(idsOf(path), idsOf(other)...)); why != "" {
						t.Errorf("%s can tell %s from nowhere: %s", who, path, why)
					}
				}
			}
		}
	}
	t.Logf("%d answers to others; %s", asks, time.Since(start).Round(time.Second))

	for route := range unseen {
		if !slices.Contains(lacking, route) {
			t.Errorf("everybody who may has seen %s: no reason is needed", route)
		}
	}

	g.formsOf(seen, func(string, pageForm) bool { return true })
	// Forms of staff, to roles without the right: other staff of the town may have it.
	g.formsOf(desks, func(who string, s pageForm) bool {
		if strings.HasPrefix(who, "foreign") { // except their own forms: an account may work for both structures
			return !owns[who].has(s.action)
		}
		return roleOf(who) == "" || !access.May(roleOf(who), gates["POST "+patternOf(postPatterns(), s.action)].may)
	})
	g.portal.stop() // after that, its whole output has been read
	if said := g.portal.said.String(); !strings.Contains(said, "level=") {
		t.Errorf("the process said next to nothing, so its log proves nothing: %q", said)
	} else {
		for _, line := range strings.Split(said, "\n") {
			for _, w := range append(slices.Concat(slices.Collect(maps.Values(canaries))...), secrets...) {
				if strings.Contains(strings.ToLower(line), w) {
					t.Errorf("the log tells %s: %s", w, line)
				}
			}
		}
	}
	t.Logf("all in %s", time.Since(start).Round(time.Second))
}

// asked returns the addresses of the gates that no page links to, with the first family's values.
func (g *village) asked() (paths []string) {
	words := map[string]string{"family": itoa(g.first.FamilyID), "structure": itoa(g.first.StructureID)}
	for word, query := range map[string]string{
		"child": "select child_id from family_children where family_id = ? order by child_id limit 1",
		"activity": "select a.code from activities a join reservations r on r.activity_id = a.id where r.family_id = " +
			"? order by a.id limit 1",
		"number": "select number from validations where family_id = ? limit 1",
	} {
		var value string
		if err := g.d.Read().NewRaw(query, g.first.FamilyID).Scan(g.t.Context(), &value); err != nil {
			g.t.Fatal(word, err)
		}
		words[word] = value
	}
	for name, gate := range gates {
		path := fill(strings.ReplaceAll(gate.path, "RESTO", "%activity"), words)
		if strings.HasPrefix(name, "GET") && path != "" && !regexp.MustCompile(`%[a-z]`).MatchString(path) {
			paths = append(paths, path)
		}
	}
	return append(paths, g.agenda)
}

// desk returns the same for staff: the addresses that no page links to.
func (g *village) desk() (paths []string) {
	var agent int64
	if err := g.d.Read().NewRaw("select account_id from staff s join accounts a on a.id = s.account_id where a.login "+
		"= 'agent-zz'").Scan(g.t.Context(), &agent); err != nil {
		g.t.Fatal(err)
	}
	var code string
	if err := g.d.Read().NewRaw("select code from families where id = ?", g.first.FamilyID).Scan(g.t.Context(),
		&code); err != nil {
		g.t.Fatal(err)
	}
	var other string
	if err := g.d.Read().NewRaw("select min(code) from families where structure_id = ? and id <> ?",
		g.first.StructureID, g.first.FamilyID).Scan(g.t.Context(), &other); err != nil {
		g.t.Fatal(err)
	}
	words := map[string]string{}
	for word, query := range map[string]string{"payment": "select min(id) from payments",
		"odd": "select id from payments where state = 'anomaly'", "erasure": "select id from erasures"} {
		var id int64
		if err := g.d.Read().NewRaw(query).Scan(g.t.Context(), &id); err != nil {
			g.t.Fatal(word, err)
		}
		words[word] = itoa(id)
	}
	for name, gate := range gates {
		path := strings.Replace(strings.Replace(gate.path, "/C0000", "/"+code, 1), "/C0001", "/"+other, 1)
		path = fill(fill(path, words),
			map[string]string{"account": itoa(agent), "colleague": itoa(agent), "parent": itoa(g.account),
				"household": itoa(g.first.FamilyID), "family": itoa(g.first.FamilyID)})
		if strings.HasPrefix(name, "GET /mairie") && path != "" && !regexp.MustCompile(`%[a-z]`).MatchString(path) {
			paths = append(paths, path)
		}
	}
	return paths
}

// known reports whether visitors reached an address from their own pages: then it is theirs too, or public.
func (g *village) known(own *crawl, path string) bool {
	_, there := own.answers[path]
	return there
}

func roleOf(who string) access.Role {
	role := access.Role(strings.TrimPrefix(who, "foreign "))
	if slices.Contains(roles[1:], role) {
		return role
	}
	return ""
}

// shared removes what another household of the same child may read: its name.
func shared(who string, heard []string) []string {
	return slices.DeleteFunc(heard, func(w string) bool { return who == "costa" && w == "zqenfant" })
}

// formsOf sends every form of a crawl as each other visitor selected by to, with that visitor's own token. It must
// change nothing but rows of the sender, and an id of the family must be answered like an id that does not exist.
func (g *village) formsOf(seen *crawl, to func(who string, s pageForm) bool) {
	t := g.t
	sent := 0
	for _, who := range slices.Sorted(maps.Keys(g.visitors)) {
		if who == "first" || who == "costa" {
			continue
		}
		// All visitors share one address: the failed tries of one must not delay the others.
		if _, err := g.d.Write().ExecContext(t.Context(), "delete from tries"); err != nil {
			t.Fatal(err)
		}
		v, before := g.visitors[who], g.others(who)
		for _, key := range slices.Sorted(maps.Keys(seen.pageForms)) {
			s := seen.pageForms[key]
			if s.action == "/deconnexion" || s.action == "/connexion" || !to(who, s) {
				continue
			}
			token := "x"
			if who != "signed out" {
				token = g.csrf(v)
			}
			post := func(path string, fields url.Values) answer {
				fields.Set("_csrf", token)
				sent++
				return v.post(path, fields)
			}
			a := post(s.action, copyOf(s.fields))
			typed := sung(s.fields.Encode()) // the answer may repeat what was sent
			if heard := slices.DeleteFunc(sung(legible(t, a)),
				func(w string) bool { return slices.Contains(typed, w) }); len(heard) > 0 &&
				(roleOf(who) == "" || strings.HasPrefix(who, "foreign")) {
				t.Errorf("%s reads %v after POST %s", who, heard, s.action)
			}
			if a.StatusCode >= 500 {
				t.Errorf("%s, POST %s %v: %d", who, s.action, s.fields, a.StatusCode)
			}
			other, path := twinForm(s.fields), twinPath(s.action)
			if path != s.action || other.Encode() != s.fields.Encode() {
				b := post(path, other)
				if why := sameAnswer(a, b, append(append(idsIn(s.fields), idsOf(s.action)...),
					"999999999")); why != "" {
					t.Errorf("%s can tell POST %s %v from nowhere: %s", who, s.action, s.fields, why)
				}
			}
		}
		changed := differ(before, g.others(who))
		// A wrong receipt code counts against its sender.
		changed = slices.DeleteFunc(changed, func(table string) bool { return table == "tries" })
		if len(changed) > 0 {
			t.Errorf("%s changed what is others' by their forms: %v", who, changed)
		}
	}
	t.Logf("%d forms of %d sent as others", sent, len(seen.pageForms))
}

func copyOf(fields url.Values) url.Values {
	other := url.Values{}
	for name, values := range fields {
		other[name] = slices.Clone(values)
	}
	return other
}

// moving lists the tables that reads change: the last use of a session, migrations, and the state of the platform,
// which each process writes by itself.
var moving = []string{"pulses", "sessions", "bun_migrations", "bun_migration_locks"}

// others hashes all rows of the database that do not belong to a visitor.
func (g *village) others(who string) map[string]string {
	account := int64(0)
	if who != "signed out" {
		var ids []int64
		token := "session-of-" + strings.ReplaceAll(who, " ", "-") + "-" + strings.Repeat("c", 32)
		if err := g.d.Read().NewRaw("select account_id from sessions where id = ?",
			sessionID(token)).Scan(g.t.Context(), &ids); err != nil || len(ids) != 1 {
			g.t.Fatal(who, ids, err)
		}
		account = ids[0]
	}
	return g.hash(account)
}

// columns returns the tables of the town with their columns.
func (g *village) columns() map[string][]string {
	var rows []struct{ TableName, ColumnName string }
	if err := g.d.Read().NewRaw(
		"select table_name, column_name from information_schema.columns where table_schema = 'public'").Scan(
		g.t.Context(), &rows); err != nil {
		g.t.Fatal(err)
	}
	all := map[string][]string{}
	for _, r := range rows {
		all[r.TableName] = append(all[r.TableName], r.ColumnName)
	}
	return all
}

// hash hashes the tables without the rows of an account, of its family, and of drafts.
func (g *village) hash(account int64) map[string]string {
	all := map[string]string{}
	for table, columns := range g.columns() {
		if slices.Contains(moving, table) {
			continue
		}
		where := "true"
		if slices.Contains(columns, "account_id") {
			where += fmt.Sprintf(" and account_id is distinct from %d", account)
		}
		if slices.Contains(columns, "family_id") {
			where += fmt.Sprintf(" and (family_id is null or family_id not in (select family_id from guardians where "+
				"account_id = %d))", account)
		}
		if table == "accounts" {
			where += fmt.Sprintf(" and id <> %d", account)
		}
		if slices.Contains(columns, "draft_id") {
			where += fmt.Sprintf(" and draft_id not in (select id from drafts where account_id = %d)", account)
		}
		if slices.Contains(columns, "payment_id") {
			where += fmt.Sprintf(" and payment_id not in (select id from payments where account_id = %d)", account)
		}
		var sum string
		query := fmt.Sprintf("select coalesce(md5(string_agg(x::text, ' ' order by x::text)), '') from %s x where %s",
			table, where)
		if err := g.d.Read().NewRaw(query).Scan(g.t.Context(), &sum); err != nil {
			g.t.Fatal(query, err)
		}
		all[table] = sum
	}
	return all
}

// written counts the rows of the journal, except reads of health data.
func (g *village) written() int64 {
	return count(g.t, g.d, "audit", "action <> ?", string(journal.HealthRead))
}

// differ lists the tables whose hash changed.
func differ(before, after map[string]string) (changed []string) {
	for table, sum := range after {
		if before[table] != sum {
			changed = append(changed, table)
		}
	}
	slices.Sort(changed)
	return changed
}

// readingChangesNothing checks that opening every page a visitor may open changes nothing in the town, except the
// records of these reads.
func readingChangesNothing(t *testing.T, g *village) {
	for range 2 {
		for _, who := range []string{"first", "administrator", "manager", "agent", "kitchen", "treasurer"} {
			before, written := g.hash(0), g.written()
			seen := walk(g.visitors[who], nil, "/", "/mairie", "/reservations?mois=2027-01",
				"/reservations?activite=&mois=2027-01")
			if len(seen.answers) < 5 {
				t.Errorf("%s has seen %d addresses", who, len(seen.answers))
			}
			changed := differ(before, g.hash(0))
			if g.written() == written { // only reads of health data are recorded
				changed = slices.DeleteFunc(changed, func(table string) bool { return table == "audit" })
			}
			if len(changed) > 0 {
				t.Errorf("%s has changed %v by reading", who, changed)
			}
		}
	}
}
