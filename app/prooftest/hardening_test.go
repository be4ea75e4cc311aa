package prooftest

import (
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"cartable/app/account"
	"cartable/app/domain/access"
	"cartable/app/seal"
	"cartable/db"
	"cartable/db/dbtest"
)

// posts returns the routes that change data.
func posts() (all []string) {
	for _, name := range slices.Sorted(maps.Keys(gates)) {
		if strings.HasPrefix(name, "POST") {
			all = append(all, name)
		}
	}
	return all
}

// whoMay returns a role that may use a gate.
func whoMay(name string) access.Role {
	for _, role := range roles {
		if access.May(role, gates[name].may) {
			return role
		}
	}
	return ""
}

// raw sends a request as it is given.
func (v *visitor) raw(method, path, body string, headers ...string) answer {
	v.t.Helper()
	ask, err := http.NewRequest(method, v.url+path, strings.NewReader(body))
	if err != nil {
		v.t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		ask.Header.Set(headers[i], headers[i+1])
	}
	if v.token != "" {
		ask.AddCookie(&http.Cookie{Name: "session", Value: v.token})
	}
	res, err := v.send(ask)
	if err != nil {
		v.t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return answer{res, string(text)}
}

// A POST that is not a form of the session's own pages changes nothing, whatever a foreign page could try.
// TestFormsOfOthersAreTurnedAway covers Sec-Fetch-Site, Origin and the tokens of other sessions.
func TestOnlyFormsChangeThings(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	const form = "application/x-www-form-urlencoded"
	visit := h.visit("")
	early := visit.form(visit.get("/connexion").body, "/connexion").Get("_csrf")
	tried := 0
	for _, name := range posts() {
		role := whoMay(name)
		// the platform has no session
		if role == "" || gates[name].may == access.Public || gates[name].may == access.Platform {
			continue // without a session: TestFormsOfOthersAreTurnedAway covers its token
		}
		v := h.as(role)
		token := h.csrf(v)
		path := strings.TrimPrefix(name, "POST ")
		if gates[name].path != "" {
			path = fill(gates[name].path, h.words)
		}
		fields := fill(gates[name].form, h.words)
		body := strings.TrimPrefix(fields+"&_csrf="+token, "&")
		before := dump(t, h.d, changing...)
		for how, a := range map[string]answer{
			"with a token of before the sign-in": v.raw("POST", path, strings.TrimPrefix(fields+"&_csrf="+early, "&"),
				"Content-Type", form),
			"as plain text": v.raw("POST", path, body, "Content-Type", "text/plain"),
			"as JSON": v.raw("POST", path, `{"_csrf":"`+token+`"}`, "Content-Type",
				"application/json"),
			"without a type":                   v.raw("POST", path, body),
			"with its token in the address":    v.raw("POST", path+"?"+body, fields, "Content-Type", form),
			"with two tokens, the wrong first": v.raw("POST", path, "_csrf=x&"+body, "Content-Type", form),
		} {
			tried++
			if a.StatusCode != http.StatusForbidden {
				t.Errorf("%s %s: %d", name, how, a.StatusCode)
			}
		}
		for how, a := range map[string]answer{
			"as a GET":             v.raw("GET", path+"?"+body, ""),
			"as a GET with a body": v.raw("GET", path, body, "Content-Type", form),
			"as a GET that says it is a POST": v.raw("GET", path+"?_method=POST&"+body, "", "X-HTTP-Method-Override",
				"POST", "X-Method-Override", "POST"),
			"as a PUT":    v.raw("PUT", path, body, "Content-Type", form),
			"as a DELETE": v.raw("DELETE", path, body, "Content-Type", form),
			"as a PATCH":  v.raw("PATCH", path, body, "Content-Type", form),
		} {
			tried++
			if a.StatusCode >= 500 || !strings.Contains(how, "GET") && a.StatusCode < 400 {
				t.Errorf("%s %s: %d", name, how, a.StatusCode)
			}
		}
		moved := slices.DeleteFunc(movedRows(before, dump(t, h.d, changing...)), func(row string) bool {
			return strings.HasPrefix(row, "+ audit") && strings.Contains(row, "action:health.read") // the page was read
		})
		if len(moved) > 0 {
			t.Errorf("%s: one of these changed %q", name, moved)
		}
	}
	if tried < 150 {
		t.Errorf("only %d requests were tried", tried)
	}
	t.Logf("%d requests", tried)
}

// Fields that a form does not have are ignored. They are named like every column of every table, and sent with every
// form, in the body and in the address, twice each: none is stored.
func TestExtraFieldsAreNotRead(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	const mark = "987654321"
	var names []string
	if err := h.d.Read().NewRaw("select distinct column_name from information_schema.columns where table_schema = "+
		"'public' order by 1").Scan(t.Context(), &names); err != nil {
		t.Fatal(err)
	}
	names = append(names, "ID", "FamilyID", "family_id[]", "Famille", "famille_id", "compte", "role", "is_admin",
		"admin", "prix", "solde", "montant_du", "etat", "statut")
	if len(names) < 100 {
		t.Fatalf("only %d names", len(names))
	}
	tables := append(slices.Clone(changing), "staff", "guardians", "families", "family_emails", "children", "quotients",
		"tariffs", "structures", "balances")
	fixed := []string{"staff", "guardians", "families", "quotients", "tariffs", "structures", "enrolments", "children"}
	before := dump(t, h.d, fixed...)
	sent := 0
	for _, name := range posts() {
		role := whoMay(name)
		if role == "" || name == "POST /deconnexion" || gates[name].may == access.Public {
			continue
		}
		v := h.as(role)
		form, err := url.ParseQuery(fill(gates[name].form, h.words))
		if err != nil {
			t.Fatal(err)
		}
		for _, field := range names {
			if !form.Has(field) {
				form[field] = []string{mark, mark}
			}
		}
		form.Set("_csrf", h.csrf(v))
		path := strings.TrimPrefix(name, "POST ")
		if gates[name].path != "" {
			path = fill(gates[name].path, h.words)
		}
		var a answer
		for some := range slices.Chunk(names, 80) { // keeps addresses below the length limit of the server
			extra := url.Values{}
			for _, field := range some {
				extra.Set(field, mark)
			}
			if a = v.post(path+"?"+extra.Encode(), form); a.StatusCode >= 500 {
				break
			}
		}
		sent++
		if a.StatusCode >= 500 {
			t.Errorf("%s: %d", name, a.StatusCode)
		}
		if strings.Contains(dump(t, h.d, tables...), mark) {
			t.Fatalf("%s stores a field that it does not have", name)
		}
		after := dump(t, h.d, fixed...)
		if after != before && !slices.Contains(rightful, name) {
			t.Errorf("%s has changed rights, prices or people", name)
		}
		before = after
	}
	if n := count(t, h.d, "reservations", "price <> 400"); n != 0 {
		t.Errorf("%d reservations have a price of their own", n)
	}
	h.w.Sound()
	t.Logf("%d forms with %d names each", sent, len(names))
}

// rightful lists the forms that are meant to change rights or people, or what every page reads of the town.
var rightful = []string{"POST /mairie/comptes/nouveau", "POST /mairie/familles/:code/responsables/:id/retirer",
	"POST /mairie/familles/:code/residence", "POST /mairie/familles/:code/modifier",
	"POST /mairie/familles/:code/enfants/nouveau", "POST /mairie/familles/:code/enfants/:id",
	"POST /mairie/familles/:code/enfants/:id/inscriptions", "POST /profil/courriels",
	"POST /mairie/fermer", "POST /mairie/ouvertures/retirer", "POST /mairie/activites/:code/archiver",
	"POST /mairie/activites/modifier", "POST /mairie/porte-monnaie/:code", "POST /mairie/porte-monnaie/nouveau",
	"POST /mairie/quotients", "POST /mairie/regles/quotients", "POST /mairie/regles/maladie",
	"POST /mairie/tarifs/:code/grille", "POST /mairie/demarrage"}

// The redirect after a sign-in stays on the portal, whatever the address asks for.
func TestNobodyIsSentElsewhere(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	v := h.as(access.Guardian)
	corpus := []string{"//evil.example", "///evil.example", "////evil.example/", `/\evil.example`, `\\evil.example`,
		`/\/evil.example`, "https://evil.example", "http:evil.example",
		"https:/evil.example", "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x",
		"//evil.example/reservations", "/reservations//evil.example",
		"/reservations\r\nLocation: //evil.example", "/\r\n//evil.example", "/%0d%0aSet-Cookie:a=b",
		"/%2f%2fevil.example", "/%5cevil.example", "/..//evil.example", "/.//evil.example",
		"@evil.example", "/@evil.example", "//evil.example@localhost", "https://localhost:8080@evil.example",
		"?//evil.example", "#//evil.example", " //evil.example", "\t//evil.example",
		"/\t/evil.example", "/reservations?suite=//evil.example", "https://localhost:8080.evil.example",
		"ftp://evil.example", "/deconnexion", "/connexion?suite=//evil.example", "\u3002\u3002evil", "／／evil.example"}
	for _, next := range corpus {
		for how, a := range map[string]answer{
			"after a page": v.get("/connexion?suite=" + url.QueryEscape(next)),
			"as it is, raw": v.get("/connexion?" + url.Values{"suite": {next}, "next": {next}, "url": {next},
				"redirect": {next}}.Encode()),
		} {
			where := a.Header.Get("Location")
			u, err := url.Parse(where)
			if a.StatusCode != http.StatusSeeOther || err != nil || u.IsAbs() || u.Host != "" ||
				!strings.HasPrefix(where, "/") || strings.HasPrefix(where, "//") || strings.Contains(where, `\`) ||
				a.Header.Get("Set-Cookie") != "" {
				t.Errorf("%q %s leads to %q (%d)", next, how, where, a.StatusCode)
			}
		}
	}
	if a := v.get("/connexion?suite=" + url.QueryEscape("/suivi?du=2026-09-01")); a.Header.Get(
		"Location") != "/suivi?du=2026-09-01" {
		t.Errorf("a page of the portal leads to %q, so this proves nothing", a.Header.Get("Location"))
	}
	// Links and redirects use the configured address.
	for _, host := range []string{"evil.example", "localhost:8080.evil.example", "evil.example:80\r\nX: y"} {
		ask, _ := http.NewRequest("GET", v.url+"/suivi/agenda", nil)
		ask.Host = strings.Split(host, "\r")[0]
		ask.Header.Set("X-Forwarded-Host", "evil.example")
		ask.AddCookie(&http.Cookie{Name: "session", Value: v.token})
		res, err := v.send(ask)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(res.Body)
		res.Body.Close()
		if strings.Contains(string(body), "evil.example") {
			t.Errorf("the host %q is repeated", host)
		}
	}
}

// The portal generates a session's token at the sign-in, and never accepts one that a browser brings.
func TestASessionIsDrawnAndNotChosen(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	hash, err := account.Hash("le vélo bleu de Noé")
	if err != nil {
		t.Fatal(err)
	}
	if err := h.d.Write().SetPasswordHash(t.Context(), h.ours.AccountID, hash, noon, false); err != nil {
		t.Fatal(err)
	}
	chosen := strings.Repeat("A", 43)
	enter := func(cookie, token string) (session string, all answer) {
		t.Helper()
		v := h.visit("")
		door := v.get("/connexion")
		form := v.form(door.body, "/connexion")
		if token != "" {
			form.Set("_csrf", token)
		}
		form.Set("identifiant", "foule0000")
		form.Set("mot_de_passe", "le vélo bleu de Noé")
		for _, c := range door.Cookies() {
			cookie += "; " + c.Name + "=" + c.Value
		}
		a := v.post("/connexion", form, "Cookie", cookie)
		for _, c := range a.Cookies() {
			if c.Name == "session" {
				session = c.Value
			}
		}
		return session, a
	}
	first, a := enter("session="+chosen, "")
	if a.StatusCode != http.StatusSeeOther || len(first) < 43 || first == chosen {
		t.Fatalf("%d, session %q", a.StatusCode, first)
	}
	if n := count(t, h.d, "sessions", "id in (?, ?)", seal.Digest(chosen), chosen); n != 0 {
		t.Error("a chosen session was adopted")
	}
	second, _ := enter("session="+first, h.csrf(h.visit(first)))
	if second == first || second == "" {
		t.Error("the session survived a sign-in")
	}
	if got := h.visit(first).get("/"); got.StatusCode != http.StatusSeeOther ||
		!strings.HasPrefix(got.Header.Get("Location"), "/connexion") {
		t.Errorf("the old session still opens: %d", got.StatusCode)
	}
	if n := count(t, h.d, "sessions", "id = ?", second); n != 0 {
		t.Error("the database keeps what opens a session")
	}
	// Signing out ends the session on the server, not only in the browser, and clears the browser's data.
	v := h.visit(second)
	out := v.post("/deconnexion", url.Values{"_csrf": {h.csrf(v)}})
	if out.StatusCode != http.StatusSeeOther || !strings.Contains(out.Header.Get("Clear-Site-Data"), "cache") {
		t.Errorf("signing out: %d, Clear-Site-Data %q", out.StatusCode, out.Header.Get("Clear-Site-Data"))
	}
	if got := h.visit(second).get("/"); got.StatusCode != http.StatusSeeOther {
		t.Errorf("after signing out: %d", got.StatusCode)
	}
	// A session ends after two hours without a request, and after twelve hours in any case.
	now := time.Now().UTC()
	for name, s := range map[string]db.Session{
		"idle too long": {CreatedAt: now.Add(-3 * time.Hour), SeenAt: now.Add(-2*time.Hour - time.Minute),
			ExpiresAt: now.Add(-time.Minute)},
	} {
		s.ID, s.AccountID, s.FamilyID, s.StructureID = seal.Digest(name+strings.Repeat("s", 40)), h.ours.AccountID,
			h.ours.ID, h.w.Structure.ID
		insert(t, h.d, s)
		if got := h.visit(name + strings.Repeat("s", 40)).get("/"); got.StatusCode != http.StatusSeeOther {
			t.Errorf("a session %s opens: %d", name, got.StatusCode)
		}
	}
	old := db.Session{ID: seal.Digest("old" + strings.Repeat("s", 40)), AccountID: h.ours.AccountID,
		FamilyID: h.ours.ID, StructureID: h.w.Structure.ID,
		CreatedAt: now.Add(-11*time.Hour - 30*time.Minute), SeenAt: now.Add(-10 * time.Minute),
		ExpiresAt: now.Add(20 * time.Minute)}
	insert(t, h.d, old)
	h.visit("old" + strings.Repeat("s", 40)).get("/suivi")
	var until time.Time
	if err := h.d.Read().NewRaw("select expires_at from sessions where id = ?", old.ID).Scan(t.Context(),
		&until); err != nil {
		t.Fatal(err)
	}
	if until.After(old.CreatedAt.Add(12*time.Hour + time.Second)) {
		t.Errorf("a session lives until %s, more than twelve hours after %s", until, old.CreatedAt)
	}
}

// These tests check the portal behind https, from outside. The last of them breaks it.
func TestThePortalHolds(t *testing.T) {
	t.Parallel()
	g := newVillage(t)
	t.Run("reading changes nothing", func(t *testing.T) { readingChangesNothing(t, g) })
	t.Run("what is too much is refused", func(t *testing.T) { tooMuchIsRefused(t, g) })
	t.Run("every answer is headed", func(t *testing.T) { everyAnswerIsHeaded(t, g) })
}

// everyAnswerIsHeaded checks the headers of all answers: pages, fragments, files, missing pages, refusals and errors.
func everyAnswerIsHeaded(t *testing.T, g *village) {
	out := g.visitors["signed out"]
	page := out.get("/connexion")
	for _, path := range regexp.MustCompile(`/a/[^"#]+`).FindAllString(page.body, -1) {
		headed(t, path, out.get(path))
	}
	for path, status := range map[string]int{"/nulle-part": 404, "/a/nothing.js": 404, "/a/../../etc/passwd": 404,
		"/a/%252e%252e/x": 404, "/connexion": 200, "/hors-ligne": 200, "/sw.js": 200,
		"/manifest.webmanifest": 200, "/healthz": 200, "/readyz": 200, "/suivi": 303, "/agenda/x.ics": 404,
		"/connexion?suite=%ff": 400} {
		a := out.get(path)
		headed(t, path, a)
		if a.StatusCode != status {
			t.Errorf("%s: %d", path, a.StatusCode)
		}
	}
	// No other access: neither debugging tools nor the pages of the demonstration.
	for _, path := range []string{"/debug/pprof/", "/debug/vars", "/metrics", "/asynq", "/asynqmon", "/monitoring",
		"/admin", "/demo/courriels", "/apparence", "/.env", "/.git/config", "/go.mod",
		"/swagger", "/graphql", "/server-status", "/static/app.css", "/views/site/error.html"} {
		want := http.StatusNotFound
		if path == "/apparence" { // served outside production: TestTheGalleryIsServedWhereItIsWanted
			continue
		}
		if a := out.get(path); a.StatusCode != want {
			t.Errorf("%s: %d", path, a.StatusCode)
		}
		if a := g.visitors["administrator"].get(path); a.StatusCode != want {
			t.Errorf("%s as an administrator: %d", path, a.StatusCode)
		}
	}
	for _, method := range []string{"TRACE", "TRACK", "OPTIONS", "PUT", "DELETE", "CONNECT", "PROPFIND"} {
		ask, _ := http.NewRequest(method, g.portal.url+"/connexion", nil)
		res, err := wire.RoundTrip(ask)
		if err != nil {
			t.Fatal(method, err)
		}
		body, _ := io.ReadAll(res.Body)
		res.Body.Close()
		if res.StatusCode < 400 || strings.Contains(string(body), "User-Agent") {
			t.Errorf("%s: %d", method, res.StatusCode)
		}
	}

	// After an internal error, the page shows a number, and the log has the same number with the reason. Neither
	// contains personal data.
	if _, err := g.d.Write().ExecContext(t.Context(), "alter table enrolments rename to enrolments_gone"); err != nil {
		t.Fatal(err)
	}
	for _, headers := range [][]string{nil, {"HX-Request", "true"}} {
		a := g.visitors["first"].get("/reservations?mois=2027-01", headers...)
		headed(t, "/reservations", a)
		if a.StatusCode != http.StatusInternalServerError {
			t.Fatalf("without a table: %d", a.StatusCode)
		}
		for _, word := range []string{"enrolments", "SQLSTATE", "goroutine", ".go:", "pgx", "panic", "select "} {
			if strings.Contains(mainOf(a.body)+a.Header.Get("X-Error"), word) {
				t.Errorf("the page tells %q", word)
			}
		}
		_, id, _ := strings.Cut(mainOf(a.body), "<code>")
		id, _, _ = strings.Cut(id, "</code>")
		if headers != nil {
			continue
		}
		if len(id) != 10 || !strings.Contains(a.body, `lang="fr"`) {
			t.Fatalf("a page without a number, or not in French:\n%s", tail(mainOf(a.body)))
		}
		// The line may come after the answer: the output of a process passes through a pipe.
		dbtest.Until(t, "a line of the log with the number of the page",
			func() bool { return anyLine(g.portal.said.String(), id, "enrolments") })
	}
	g.portal.stop() // after that, its whole output has been read
	for _, line := range strings.Split(strings.TrimSpace(g.portal.said.String()), "\n") {
		if !strings.HasPrefix(line, "time=") { // one event a line, whatever it contains
			t.Errorf("a line of the log that begins in the middle: %s", line)
		}
		if heard := sung(line); len(heard) > 0 {
			t.Errorf("the log tells %v: %s", heard, line)
		}
		for _, one := range secrets {
			if strings.Contains(line, one) {
				t.Errorf("the log tells a secret: %s", line)
			}
		}
	}
}

// tooMuchIsRefused checks the limits of bodies, headers and parameters, and that slow senders delay nobody else.
func tooMuchIsRefused(t *testing.T, g *village) {
	v := g.visitors["first"]
	token := g.csrf(v)
	quick := func(what string, want []int, ask func() (int, error)) {
		t.Helper()
		dbtest.Promptly(t, what, 5*time.Second, func(int) time.Duration {
			start := time.Now()
			status, err := ask()
			took := time.Since(start)
			if err == nil && !slices.Contains(want, status) {
				t.Errorf("%s: %d", what, status)
			}
			return took
		})
	}
	post := func(path string, form url.Values) func() (int, error) {
		return func() (int, error) {
			form.Set("_csrf", token)
			a, err := v.do("POST", path, form)
			if err != nil { // the connection was closed while the rest was still being sent
				return 0, err
			}
			return a.StatusCode, nil
		}
	}
	quick("a body of 10 MB", []int{413},
		post("/reservations/brouillon", url.Values{"x": {strings.Repeat("x", 10<<20)}}))
	quick("a field of 250 kB", []int{404, 422},
		post("/reservations/brouillon", url.Values{"activite": {strings.Repeat("é", 40_000)}, "enfant": {"1"},
			"mois": {"2027-01"}}))
	many := url.Values{}
	for i := range 20_000 {
		many.Add("j", fmt.Sprintf("2027-01-%02d", i%31+1))
	}
	quick("twenty thousand days", []int{404, 422, 303, 413}, post("/reservations/brouillon", many))
	quick("an index of a thousand million", []int{404, 422},
		post("/reservations/brouillon", url.Values{"jours[999999999]": {"1"}, "j[999999999][x]": {"1"}}))
	quick("a password of 200 kB", []int{422, 403}, func() (int, error) {
		door := g.visitors["signed out"].get("/connexion")
		form := v.form(door.body, "/connexion")
		form.Set("identifiant", "zqlogin")
		form.Set("mot_de_passe", strings.Repeat("p", 200_000))
		a, err := g.visit("").do("POST", "/connexion", form, "Cookie", strings.Split(door.Header.Get("Set-Cookie"),
			";")[0])
		return a.StatusCode, err
	})
	for name, path := range map[string]string{
		"a long address": "/suivi?du=" + strings.Repeat("9", 3000), "a long name": "/reservations/confirmation/" +
			strings.Repeat("A", 3000), "a huge number": "/reservations?enfant=99999999999999999999999",
		"a negative number": "/reservations?enfant=-1", "a number with a sign": "/reservations?enfant=%2B1",
		"wide digits": "/reservations?enfant=%EF%BC%91", "a NUL": "/reservations?activite=%00",
		"no UTF-8": "/reservations?activite=%ff%fe", "a year of 99999": "/reservations?mois=99999-01",
		"month 13": "/reservations?mois=2027-13", "a million pages": "/suivi?page=1000000000",
		"a page below none": "/suivi?page=-5", "dates the wrong way": "/suivi?du=2030-01-01&au=2020-01-01",
		"many states": "/suivi?" + strings.Repeat("etat=accepted&", 500),
		"many days":   "/reservations/fraicheur?enfant=1&mois=2027-01&jours=" + strings.Repeat("2027-01-04:full,", 180),
	} {
		quick(name, []int{200, 303, 400, 404, 414, 422, 431}, func() (int, error) {
			a, err := v.do("GET", path, nil)
			if err != nil && len(path) < 2000 {
				t.Errorf("%s: %v", name, err)
			}
			if err != nil { // the connection was closed while the rest was still being sent
				return 0, err
			}
			return a.StatusCode, nil
		})
	}
	quick("headers of 1 MB", []int{431, 400}, func() (int, error) {
		ask, _ := http.NewRequest("GET", g.portal.url+"/connexion", nil)
		ask.Header.Set("X-Long", strings.Repeat("h", 1<<20))
		res, err := (&http.Transport{}).RoundTrip(ask)
		if err != nil {
			return 0, err
		}
		res.Body.Close()
		return res.StatusCode, nil
	})

	// Five hundred clients that begin a request and do not finish it.
	address := strings.TrimPrefix(g.portal.url, "http://")
	var slow []net.Conn
	for range 500 {
		c, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		fmt.Fprintf(c, "POST /connexion HTTP/1.1\r\nHost: %s\r\nContent-Length: 1000\r\nX-Slow: ", address)
		slow = append(slow, c)
	}
	start := time.Now()
	dbtest.Promptly(t, "an answer beside 500 slow ones", 3*time.Second, func(int) time.Duration {
		begin := time.Now()
		if a := v.get("/suivi"); a.StatusCode != 200 {
			t.Errorf("beside 500 slow ones: %d", a.StatusCode)
		}
		return time.Since(begin)
	})
	ended := 0
	for _, c := range slow {
		c.SetReadDeadline(start.Add(20 * time.Second))
		_, err := io.Copy(io.Discard, c)
		if err == nil {
			ended++
		}
	}
	if took := time.Since(start); ended < len(slow)*9/10 || took > 25*time.Second {
		t.Errorf("%d of %d slow ones were sent away within %s", ended, len(slow), took)
	}
	if a := v.get("/suivi"); a.StatusCode != 200 {
		t.Errorf("afterwards: %d", a.StatusCode)
	}
}
