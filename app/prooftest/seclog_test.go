package prooftest

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"cartable/app/account"
	"cartable/app/domain/journal"
	"cartable/app/seal"
	"cartable/db/dbtest"
)

// Security events are logged, one line each, with ids and keyed hashes: successful and failed sign-ins, delays,
// refusals, wrong tokens, exceeded limits, proofs, changes and sign-outs (ASVS 16.3). The sign-ins of staff are in
// the journal too. Failed tries are not: anybody can cause them, and the journal keeps every entry.
func TestSafetyIsSaidInTheLog(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, address string) {
		d := open(t, address)
		w := dbtest.NewTown(t, d)
		meal := w.Activity("RESTO", nil, w.Pool("cantine", 9, 0))
		homes := crowd(t, w, 2, meal)
		staff(t, w, "administrator")
		staff(t, w, "agent")
		const phrase = "le vélo bleu de Noé roule"
		hash, err := account.Hash(phrase)
		if err != nil {
			t.Fatal(err)
		}
		for _, login := range []string{"foule0000", "agent-administrator", "agent-agent"} {
			account, found, err := d.Read().AccountByLogin(t.Context(), login)
			if err != nil || !found {
				t.Fatal(login, err)
			}
			if err := d.Write().SetPasswordHash(t.Context(), account.ID, hash, noon, false); err != nil {
				t.Fatal(err)
			}
		}
		web := serving(t, environment(t, "DATABASE_URL="+address), "web")
		heard := 0
		// says waits for a new line with an event and some words.
		says := func(event string, more ...string) {
			t.Helper()
			words := append([]string{`msg=security`, "event=" + event + " "}, more...)
			dbtest.Until(t, strings.Join(words, " "),
				func() bool { return anyLine(web.said.String()[heard:], words...) })
			heard = len(web.said.String())
		}
		account := func(id int64) string { return fmt.Sprintf("account=%d", id) }
		ours := homes[0].AccountID

		wrong := func(login string) {
			t.Helper()
			v := visit(t, web.url, "")
			page := v.get("/connexion")
			form := v.form(page.body, "/connexion")
			form.Set("identifiant", login)
			form.Set("mot_de_passe", "zqsecret")
			v.post("/connexion", form, "Cookie", page.Cookies()[0].Name+"="+page.Cookies()[0].Value)
		}
		wrong("zqpersonne")
		says("signin.refused", "by=password", "account=0", "login=", "route=/connexion", "request=", "client=",
			"level=WARN")
		for range 6 {
			wrong("foule0000")
		}
		says("throttle.began", "kind=pair", "who=", "wait=30s")
		if n := strings.Count(web.said.String(), "event=signin.refused"); n != 7 {
			t.Errorf("%d lines tell of seven failures", n)
		}
		if _, err := d.Write().ExecContext(t.Context(), "delete from tries"); err != nil {
			t.Fatal(err)
		}
		v := door(t, web.url, "foule0000", phrase)
		says("signin.done", "by=password", account(ours), "level=INFO")

		v.post("/profil/courriels", url.Values{"_csrf": {"faux"}})
		says("form.token", "route=/profil/courriels", "by_"+account(ours))
		v.post("/profil/courriels", url.Values{}, "Sec-Fetch-Site", "cross-site")
		says("form.site")
		v.get("/mairie/familles?q=zqrecherche")
		says("access.role", "action=see-families", "route=/mairie/familles ", "by_"+account(ours))
		v.get("/historique/recus/4242424242")
		says("access.thing", "route=/historique/recus/:id ")
		if a, err := v.do("POST", "/profil/courriels", url.Values{"x": {strings.Repeat("x", 300<<10)}}); err == nil &&
			a.StatusCode != http.StatusRequestEntityTooLarge {
			t.Errorf("too much: %d", a.StatusCode)
		}
		says("request.body")

		out := visit(t, web.url, "")
		page := out.get("/mot-de-passe-oublie")
		form := out.form(page.body, "/mot-de-passe-oublie")
		form.Set("identifiant", "foule0000")
		form.Set("adresse", "zqboite@example.org")
		out.post("/mot-de-passe-oublie", form, "Cookie", page.Cookies()[0].String())
		says("password.asked", "login=")

		csrf := v.form(v.page("/profil"), "/deconnexion").Get("_csrf")
		ago := time.Now().Add(-11 * time.Minute).UTC()
		if _, err := d.Write().ExecContext(t.Context(), "update sessions set created_at = ? where id = ?", ago,
			seal.Digest(v.token)); err != nil {
			t.Fatal(err)
		}
		v.post("/profil/confirmer", url.Values{"_csrf": {csrf}, "preuve": {"zqsecret"}})
		says("proof.refused", "by_"+account(ours))
		v.post("/profil/confirmer", url.Values{"_csrf": {csrf}, "preuve": {phrase}})
		says("proof.done", "by_"+account(ours))
		v.post("/profil/adresses", url.Values{"_csrf": {csrf}, "adresse": {"zqnouvelle@example.org"}})
		says("address.add", "journal=", account(ours))
		a := v.post("/profil/mot-de-passe", url.Values{"_csrf": {csrf}, "mot_de_passe": {"zqtout un cartable"},
			"confirmation": {"zqtout un cartable"}})
		says("password.change", "journal=", account(ours))
		for _, c := range a.Cookies() {
			if c.Name == "session" {
				v.token = c.Value
			}
		}

		chief := signIn(t, web.url, "agent-administrator", phrase) // sets up a second factor
		says("session.open", "journal=")
		if !anyLine(web.said.String(), "event=factor.on ", "journal=") {
			t.Error("a second factor is not noted")
		}
		half := door(t, web.url, "agent-administrator", phrase)
		half.post("/connexion/code",
			url.Values{"_csrf": {half.form(half.page("/connexion/code"), "/connexion/code").Get("_csrf")},
				"code": {"000000"}})
		says("factor.refused", "by=code")
		colleague, _, _ := d.Read().AccountByLogin(t.Context(), "agent-agent")
		path := fmt.Sprintf("/mairie/comptes/%d/deconnecter", colleague.ID)
		form = chief.form(chief.page(path), path)
		form.Set("motif", "zqmotif")
		chief.post(path, form)
		says("session.end-account", "journal=", "route=/mairie/comptes/:id/deconnecter ")

		v.post("/deconnexion", url.Values{"_csrf": {v.form(v.page("/profil"), "/deconnexion").Get("_csrf")}})
		says("signout", "by_"+account(ours))

		for _, args := range [][]string{{"clock", "set", "2026-11-24 08:00"},
			{"account", "signout", "foule0000", "--reason", "zqmotif"}, {"account", "signout", "--all", "--reason",
				"zqmotif"}} {
			command(t, environment(t, "DATABASE_URL="+address), args...)
		}
		if code, _, said := run(t, environment(t, "DATABASE_URL="+address), "account", "signout", "--reason",
			"rien"); code == 0 || !strings.Contains(said, "--all") {
			t.Errorf("nobody's sessions: %d %s", code, said)
		}
		if n := count(t, d, "sessions", "1 = 1"); n != 0 {
			t.Errorf("%d sessions are left", n)
		}
		for action, want := range map[journal.Action]int64{journal.SessionOpened: 1, journal.SessionsEnded: 2,
			journal.AllSessionsEnded: 1, journal.ClockSet: 1} {
			if n := count(t, d, "audit", "action = ? and structure_id = ?", string(action), w.Structure.ID); n != want {
				t.Errorf("the journal has %d lines of %s, not %d", n, action, want)
			}
		}
		// Ids and hashes only: no login, no address, no search, no reason, no typed text.
		for line := range strings.Lines(web.said.String()) {
			if !strings.Contains(line, "msg=security") {
				continue
			}
			for _, word := range []string{"zq", "foule", "agent-", "127.0.0.1", "@", "4242424242", "?", "Noé"} {
				if strings.Contains(line, word) {
					t.Errorf("%q in %s", word, line)
				}
			}
			if !regexp.MustCompile(`^time=\S+ level=(INFO|WARN) msg=security event=[a-z.-]+ `).MatchString(line) {
				t.Errorf("not a line of its form: %s", line)
			}
		}
	})
}
