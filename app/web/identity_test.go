package web_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"cartable/app/account"
	"cartable/app/web"
	"cartable/db"
	"cartable/db/dbtest"
)

// newTown returns a portal that offers FranceConnect, a parent with a password, and the provider.
func newTown(t *testing.T, d *db.DB) (b *browser, p *provider, family dbtest.Family) {
	t.Helper()
	p = newProvider(t)
	family = dbtest.NewTown(t, d).Family(1)
	hash, err := account.HashDrawn(phrase)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Write().SetPasswordHash(context.Background(), family.AccountID, hash, noon, false); err != nil {
		t.Fatal(err)
	}
	s := newSite(t, d)
	s.options.Account.FranceConnect = p.franceConnect()
	if s.app, err = web.New(s.options); err != nil {
		t.Fatal(err)
	}
	return &browser{browsing: s, jar: map[string]string{}}, p, family
}

func (b *browser) another() *browser { return &browser{browsing: b.browsing, jar: map[string]string{}} }

func (b *browser) enter() {
	b.t.Helper()
	if status, _, _ := b.submit("/connexion", "/connexion",
		url.Values{"identifiant": {"famille1"}, "mot_de_passe": {phrase}}); status != 303 {
		b.t.Fatalf("signing in: %d", status)
	}
}

// depart presses « S'identifier avec FranceConnect », and returns the address to which it redirects.
func (b *browser) depart(next string) string {
	b.t.Helper()
	status, head, _ := b.submit("/connexion", "/connexion/franceconnect", url.Values{"suite": {next}})
	if status != 303 {
		b.t.Fatalf("departing: %d", status)
	}
	return head.Get("Location")
}

// arrive requests the return address, and returns where the portal redirects next.
func (b *browser) arrive(back *url.URL) (status int, to, body string) {
	b.t.Helper()
	status, head, body := b.do("GET", back.RequestURI(), nil)
	return status, head.Get("Location"), body
}

// link links the parent's account with an identity.
func (b *browser) link(p *provider, user string) {
	b.t.Helper()
	if b.jar["session"] == "" {
		b.enter()
	}
	status, head, _ := b.submit("/profil/securite", "/profil/securite/franceconnect", url.Values{})
	if status != 303 || !strings.HasPrefix(head.Get("Location"), p.URL) {
		b.t.Fatalf("departing to link: %d %s", status, head.Get("Location"))
	}
	if status, to, _ := b.arrive(p.signIn(head.Get("Location"), user)); status != 303 ||
		to != "/profil/securite?fait=lie" {
		b.t.Fatalf("linking: %d %s", status, to)
	}
}

func TestFranceConnectOpensALinkedAccountAndNoOther(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b, p, family := newTown(t, d)
		_, head, page := b.do("GET", "/connexion", nil)
		if !strings.Contains(page, "S&#39;identifier avec FranceConnect") &&
			!strings.Contains(page, "S'identifier avec FranceConnect") {
			t.Error("it is not offered")
		}
		if policy := head.Get("Content-Security-Policy"); !strings.Contains(policy, "form-action 'self' "+p.URL+";") {
			t.Errorf("the policy keeps its form in: %s", policy)
		}

		// The identity is not known yet: the answer is a kind sentence, and no session.
		address := b.depart("/")
		asked, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		for name, want := range map[string]string{"scope": "openid", "acr_values": "eidas1", "response_type": "code",
			"code_challenge_method": "S256", "redirect_uri": town + "/franceconnect/retour"} {
			if got := asked.Query().Get(name); got != want {
				t.Errorf("%s is %q, want %q", name, got, want)
			}
		}
		for _, name := range []string{"state", "nonce", "code_challenge"} {
			if len(asked.Query().Get(name)) < 20 {
				t.Errorf("%s is %q", name, asked.Query().Get(name))
			}
		}
		status, _, body := b.arrive(p.signIn(address, p.somebody()))
		if status != 403 || !strings.Contains(body, "pas encore liée à un compte") ||
			!strings.Contains(body, `id="mot_de_passe"`) || b.jar["session"] != "" {
			t.Errorf("an identity that nobody linked: %d, session %q", status, b.jar["session"])
		}
		if p.asked.Load() != "eidas1" {
			t.Errorf("the provider was asked for %q", p.asked.Load())
		}

		b.link(p, p.somebody())
		linked := b.jar["session"]
		if _, _, page := b.do("GET", "/profil/securite", nil); !strings.Contains(page,
			"Supprimer le lien avec FranceConnect") {
			t.Error("the link does not show")
		}
		for _, signed := range []bool{false, true} {
			p.signed.Store(signed)
			other := b.another()
			back := p.signIn(other.depart("/suivi"), p.somebody())
			status, to, _ := other.arrive(back)
			if status != 303 || to != "/suivi" || other.jar["session"] == "" || other.jar["session"] == linked ||
				other.jar["franceconnect"] != "" {
				t.Fatalf("signed %t: %d to %q, cookies %v", signed, status, to, other.jar)
			}
			if status, _, _ := other.do("GET", "/suivi", nil); status != 200 {
				t.Errorf("in, and %d", status)
			}
			// Repeating the same return signs nobody in.
			thief := b.another()
			thief.jar["franceconnect"] = "x"
			for _, again := range []*browser{other, thief} {
				if status, to, body := again.arrive(back); status == 303 && to != "/connexion" ||
					!strings.Contains(body, "a expiré, ou vient d") {
					t.Errorf("a return played again: %d %s", status, to)
				}
			}
			// Signing out of the portal signs out of the provider.
			status, head, _ = other.submit("/suivi", "/deconnexion", url.Values{})
			leave, err := url.Parse(head.Get("Location"))
			if err != nil || status != 303 || leave.Path != "/end_session" ||
				leave.Query().Get("id_token_hint") == "" || leave.Query().Get("state") == "" {
				t.Fatalf("signing out: %d %s", status, head.Get("Location"))
			}
			client := &http.Client{CheckRedirect: func(*http.Request,
				[]*http.Request) error {
				return http.ErrUseLastResponse
			}}
			if gone, err := client.Get(leave.String()); err != nil ||
				!strings.HasPrefix(gone.Header.Get("Location"), town+"/connexion") {
				t.Errorf("the provider does not send back: %v %v", gone, err)
			}
			if status, _, _ := other.do("GET", "/suivi", nil); status != 303 {
				t.Error("signed out, and still in")
			}
		}

		// Another identity is unknown, and cannot be linked to an account that has one; an account cannot be linked to
		// a second identity.
		stranger := b.another()
		if status, _, body := stranger.arrive(p.signIn(stranger.depart("/"), "test-user2")); status != 403 ||
			!strings.Contains(body, "pas encore liée") {
			t.Errorf("somebody else: %d", status)
		}
		_, head, _ = b.submit("/profil/securite", "/profil/securite/franceconnect", url.Values{})
		if status, _, _ := b.arrive(p.signIn(head.Get("Location"), "test-user2")); status != 409 {
			t.Errorf("a second identity: %d", status)
		}

		if status, head, _ := b.submit("/profil/securite", "/profil/securite/franceconnect/delier",
			url.Values{}); status != 303 || head.Get("Location") != "/profil/securite?fait=delie" {
			t.Errorf("unlinking: %d", status)
		}
		last := b.another()
		if status, _, _ := last.arrive(p.signIn(last.depart("/"), p.somebody())); status != 403 {
			t.Errorf("unlinked, and opens: %d", status)
		}
		for action, want := range map[string]int{"franceconnect.link": 1, "franceconnect.unlink": 1} {
			if n, err := d.Read().NewSelect().Table("audit").Where("action = ? and account_id = ?", action,
				family.AccountID).Count(context.Background()); err != nil || int(n) != want {
				t.Errorf("%s: %d lines, %v", action, n, err)
			}
		}
	})
}

// stale makes the sign-in eleven minutes old.
func (s *browsing) stale() {
	s.t.Helper()
	ago := time.Now().Add(-11 * time.Minute).UTC()
	if _, err := s.portal.DB.Write().ExecContext(context.Background(),
		"update sessions set created_at = ?, proved_at = null", ago); err != nil {
		s.t.Fatal(err)
	}
}

// A proof by FranceConnect returns to the interrupted request, if the provider returns the identity of the account.
func TestFranceConnectProves(t *testing.T) {
	b, p, _ := newTown(t, dbtest.SQLite(t))
	mine, other := p.somebody(), "test-user2"
	b.link(p, mine)
	const typed = "anne@exemple.fr"
	leave := func() (address string) {
		t.Helper()
		b.stale()
		status, _, page := b.submit("/profil", "/profil/adresses", url.Values{"adresse": {typed}})
		form := fields(t, page, "/profil/confirmer/franceconnect")
		if status != 403 || form.Get("adresse") != typed || form.Get("vers") != "/profil/adresses" {
			t.Fatalf("%d %v", status, form)
		}
		status, head, _ := b.do("POST", "/profil/confirmer/franceconnect", form)
		if address = head.Get("Location"); status != 303 || !strings.Contains(address, "prompt=login") ||
			strings.Contains(address, "exemple") {
			t.Fatalf("%d to %q", status, address)
		}
		return address
	}
	if status, _, page := b.arrive(p.signIn(leave(), other)); status != 422 ||
		!strings.Contains(page, "celle de votre compte") {
		t.Errorf("another identity: %d", status)
	}
	if status, _, _ := b.submit("/profil", "/profil/adresses", url.Values{"adresse": {typed}}); status != 403 {
		t.Errorf("after another identity: %d", status)
	}
	address := leave()
	var kept string
	if err := b.portal.DB.Read().NewRaw("select data from challenges").Scan(context.Background(), &kept); err != nil ||
		strings.Contains(kept, "exemple") {
		t.Errorf("what was typed lies in the database as it is: %s, %v", kept, err)
	}
	status, _, page := b.arrive(p.signIn(address, mine))
	form := fields(t, page, "/profil/adresses")
	if status != 200 || !strings.Contains(page, "C'est confirmé") || form.Get("adresse") != typed {
		t.Fatalf("%d %s", status, page)
	}
	if status, head, _ := b.do("POST", "/profil/adresses", form); status != 303 ||
		head.Get("Location") != "/profil?fait=adresse" {
		t.Errorf("going on: %d", status)
	}
	// A proof asked by a page returns to that page, and nowhere else.
	b.stale()
	_, _, page = b.do("GET", "/profil/mot-de-passe", nil)
	form = fields(t, page, "/profil/confirmer/franceconnect")
	_, head, _ := b.do("POST", "/profil/confirmer/franceconnect", form)
	if status, to, _ := b.arrive(p.signIn(head.Get("Location"), mine)); status != 303 || to != "/profil/mot-de-passe" {
		t.Errorf("from a page: %d to %q", status, to)
	}
	for _, where := range []string{"//evil.example/profil/adresses", "https://evil.example", "/deconnexion",
		"/profil/adresses?x", "", "/nulle-part"} {
		form.Set("vers", where)
		if status, head, _ := b.do("POST", "/profil/confirmer/franceconnect", form); status != 422 {
			t.Errorf("on to %q: %d to %q", where, status, head.Get("Location"))
		}
	}
	// A session by FranceConnect records its browser, and departures are counted.
	b = b.another()
	if status, to, _ := b.arrive(p.signIn(b.depart("/suivi"), mine)); status != 303 || to != "/suivi" {
		t.Fatalf("%d to %q", status, to)
	}
	if _, _, page := b.do("GET", "/profil", nil); strings.Contains(page, "Appareil inconnu") ||
		!strings.Contains(page, "Navigateur") {
		t.Error("a session by FranceConnect does not say from which browser")
	}
	b, status = b.another(), 303
	tried := 0
	for ; status == 303 && tried < 100; tried++ {
		status, _, page = b.submit("/connexion", "/connexion/franceconnect", url.Values{})
	}
	if status != 429 || tried < 50 || !strings.Contains(page, "essais. Attendez") {
		t.Errorf("after %d departures: %d", tried, status)
	}
}

func TestFranceConnectRefuses(t *testing.T) {
	d := dbtest.SQLite(t)
	b, p, _ := newTown(t, d)
	b.link(p, p.somebody())
	fails := func(what string, o *browser, back *url.URL, want int, words string) {
		t.Helper()
		status, to, body := o.arrive(back)
		if status != want || !strings.Contains(strings.ReplaceAll(body, "&#39;", "'"), words) ||
			o.jar["session"] != "" {
			t.Errorf("%s: %d %s, a session %t", what, status, to, o.jar["session"] != "")
		}
	}
	changed := func(address, name, value string) string {
		u, _ := url.Parse(address)
		q := u.Query()
		q.Set(name, value)
		u.RawQuery = q.Encode()
		return u.String()
	}
	at := func(query string) *url.URL { u, _ := url.Parse(town + "/franceconnect/retour?" + query); return u }

	o := b.another()
	back := p.signIn(o.depart("/"), p.somebody())
	wrong := *back
	wrong.RawQuery = url.Values{"code": {back.Query().Get("code")}, "state": {"0123456789ABCDEFGHIJKLMNOP"}}.Encode()
	fails("a state that is nobody's", o, &wrong, 422, "a expiré, ou vient d'un autre navigateur")

	o = b.another()
	back, thief := p.signIn(o.depart("/"), p.somebody()), b.another()
	fails("another browser", thief, back, 422, "a expiré, ou vient d'un autre navigateur")
	fails("the right one, after that", o, back, 422, "a expiré")

	o = b.another()
	back = p.signIn(changed(o.depart("/"), "nonce", "another-nonce-altogether"), p.somebody())
	fails("another nonce", o, back, 422, "n'a pas abouti")

	// A used code, with a valid state.
	o = b.another()
	back = p.signIn(o.depart("/"), p.somebody())
	if status, _, _ := o.arrive(back); status != 303 {
		t.Fatalf("the good one: %d", status)
	}
	o = b.another()
	again, _ := url.Parse(o.depart("/"))
	fails("a code that was used", o,
		at(url.Values{"code": {back.Query().Get("code")}, "state": {again.Query().Get("state")}}.Encode()), 422,
		"n'a pas abouti")

	// A code of another departure fails, because the verifier differs.
	o, thief = b.another(), b.another()
	stolen := p.signIn(thief.depart("/"), p.somebody())
	again, _ = url.Parse(o.depart("/"))
	fails("a code of another departure", o,
		at(url.Values{"code": {stolen.Query().Get("code")}, "state": {again.Query().Get("state")}}.Encode()), 422,
		"n'a pas abouti")

	o = b.another()
	again, _ = url.Parse(o.depart("/"))
	fails("the person refuses", o, at("error=access_denied&state="+again.Query().Get("state")), 422,
		"Vous avez interrompu")
	o = b.another()
	again, _ = url.Parse(o.depart("/"))
	fails("the provider fails", o, at("error=server_error&error_description=oops&state="+again.Query().Get("state")),
		422, "n'a pas abouti")
	fails("nothing at all", b.another(), at(""), 422, "a expiré")

	p.level.Store("")
	o = b.another()
	fails("no level of identification", o, p.signIn(o.depart("/"), p.somebody()), 422, "n'a pas abouti")
	p.level.Store("eidas1")

	o = b.another()
	back = p.signIn(o.depart("/"), p.somebody())
	p.down.Store(true)
	fails("down half-way", o, back, 503, "FranceConnect ne répond pas")
	fresh := b.another()
	fresh.options.Account.FranceConnect = p.franceConnect() // a client that has made no request yet
	if status, _, body := fresh.submit("/connexion", "/connexion/franceconnect", url.Values{}); status != 503 ||
		!strings.Contains(body, "FranceConnect ne répond pas") || !strings.Contains(body, `id="mot_de_passe"`) {
		t.Errorf("down from the start: %d", status)
	}
	p.down.Store(false)
	if address := fresh.depart("/"); !strings.HasPrefix(address, p.URL) {
		t.Errorf("back again, and leads to %s", address)
	}
}

// A family's link is bound to the session that requested it, and a second factor is still required.
func TestFranceConnectIsNoSecondFactor(t *testing.T) {
	d := dbtest.SQLite(t)
	b, p, family := newTown(t, d)
	b.enter()
	_, head, _ := b.submit("/profil/securite", "/profil/securite/franceconnect", url.Values{})
	back := p.signIn(head.Get("Location"), p.somebody())
	b.submit("/suivi", "/deconnexion", url.Values{})
	if status, _, body := b.arrive(back); status != 422 || !strings.Contains(body, "Vous vous êtes déconnecté") {
		t.Errorf("linked after signing out: %d", status)
	}
	b.enter()
	_, head, _ = b.submit("/profil/securite", "/profil/securite/franceconnect", url.Values{})
	back = p.signIn(head.Get("Location"), p.somebody())
	b.submit("/suivi", "/deconnexion", url.Values{})
	b.enter() // the same user, in another session
	if status, _, body := b.arrive(back); status != 422 || !strings.Contains(body, "Vous vous êtes déconnecté") {
		t.Errorf("linked in another session: %d", status)
	}
	b.link(p, p.somebody())
	if err := d.Write().AddStaff(context.Background(), family.AccountID, 1, "agent"); err != nil {
		t.Fatal(err)
	}
	o := b.another()
	if status, to, _ := o.arrive(p.signIn(o.depart("/"), p.somebody())); status != 303 || to != "/" {
		t.Fatalf("entering: %d %s", status, to)
	}
	if status, head, _ := o.do("GET", "/", nil); status != 303 ||
		head.Get("Location") != "/profil/securite/application" {
		t.Errorf("of the town hall, without a second factor: %d %s", status, head.Get("Location"))
	}
}

func TestWithoutFranceConnectItsAddressesDoNotExist(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	if page := s.get("/connexion"); strings.Contains(page, "FranceConnect") {
		t.Error("it is offered")
	}
	if status, _, _ := s.do("GET", "/franceconnect/retour?code=x&state=y", nil); status != 404 {
		t.Errorf("its return: %d", status)
	}
}
