package browsertest

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
	"github.com/pquerna/otp/totp"

	"cartable/db"
)

// demoPassword is the password of every account of the demonstration.
const demoPassword = "cartable-demo-2026"

// setUpTOTP sets up an authenticator for the signed-in account, and leaves the page of the recovery codes.
func (p *Page) setUpTOTP(base string) (key string, codes []string) {
	p.t.Helper()
	p.Goto(base + "/profil/securite")
	p.Follow(`a[href="/profil/securite/application"]`)
	p.Click("details.read > summary")
	key = strings.ReplaceAll(p.Text("details.read code"), " ", "")
	p.Fill("#code", p.totp(key, 0))
	p.Follow("form .btn.main")
	if p.Count("#codes li") != 10 {
		p.fatal("no ten recovery codes")
	}
	codes = strings.Fields(p.Text("#codes"))
	p.Follow("main .actions a.btn.main")
	return key, codes
}

// totp returns the code that an authenticator shows, some steps from now.
func (p *Page) totp(key string, steps int) string {
	p.t.Helper()
	code, err := totp.GenerateCode(key, time.Now().Add(time.Duration(steps)*30*time.Second))
	if err != nil {
		p.fatal("%v", err)
	}
	return code
}

// A parent adds a second factor: the code of a phone, and a recovery code when the phone is missing.
func TestSecondFactorStory(t *testing.T) {
	base := Demo(t)
	for name, js := range map[string]bool{"with scripts": true, "without scripts": false} {
		t.Run(name, func(t *testing.T) {
			login := map[bool]string{true: "martin", false: "admin"}[js] // a parent, and a member of staff
			p := Start(t).Page(t, 390, 844, js)
			p.signIn(base, login)
			key, codes := p.setUpTOTP(base)
			if p.Path() != "/profil/securite" ||
				!strings.Contains(p.Text("main"), "Il vous reste 10 codes de secours") {
				p.fatal("not on after enrolling")
			}
			if !Eval[bool](p,
				`document.querySelector('#deux-etapes').parentNode.querySelectorAll('details').length === 3`) {
				t.Error("the three things to do with it are not there")
			}
			if wide := Eval[[]string](p, overflow+"(390)"); len(wide) > 0 {
				t.Error(wide)
			}
			p.signOut()

			p.Goto(base + "/connexion?suite=%2Fprofil%2Fsecurite")
			p.Fill("#identifiant", login)
			p.Fill("#mot_de_passe", demoPassword)
			p.Follow("form.card .btn.main")
			if !strings.HasPrefix(p.Path(), "/connexion/code?") {
				p.fatal("a password is enough")
			}
			if p.Goto(base + "/profil/securite"); !strings.HasPrefix(p.Path(), "/connexion/code") {
				p.fatal("the profile is open")
			}
			p.Fill("#code", "000 000")
			p.Follow("form.card .btn.main")
			if p.status != 422 || !strings.Contains(p.Text("#erreurs"), "code est faux") {
				t.Errorf("a wrong code: %d", p.status)
			}
			p.Problems() // Chromium reports every 422
			p.Fill("#code", p.totp(key, 1))
			p.Follow("form.card .btn.main")
			if strings.HasPrefix(p.Path(), "/connexion") {
				p.fatal("the right code does not open")
			}
			p.signOut()

			p.enterWith(base, login, "details.read > summary", "#code_secours", strings.ToUpper(codes[2]),
				"details.read .btn")
			p.Goto(base + "/profil/securite")
			if !strings.Contains(p.Text("main"), "Il vous reste 9 codes de secours") {
				p.fatal("the recovery code is not counted")
			}
			p.signOut()
			p.Clean()
		})
	}
}

// enterWith signs in with the password, then with the second factor of a form.
func (p *Page) enterWith(base, login, open, field, code, button string) {
	p.t.Helper()
	p.Goto(base + "/connexion")
	p.Fill("#identifiant", login)
	p.Fill("#mot_de_passe", demoPassword)
	p.Follow("form.card .btn.main")
	p.Click(open)
	p.Fill(field, code)
	p.Follow(button)
	if strings.HasPrefix(p.Path(), "/connexion") {
		p.fatal("%s did not get in", login)
	}
}

// authenticator adds a virtual device to the browser that stores passkeys and always verifies the user.
func (p *Page) authenticator() webauthn.AuthenticatorID {
	p.t.Helper()
	if _, err := chromedp.Call(p.ctx, webauthn.Enable, webauthn.EnableParams{}); err != nil {
		p.fatal("%v", err)
	}
	device, err := chromedp.Call(p.ctx, webauthn.AddVirtualAuthenticator,
		webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
			Protocol: "ctap2", Transport: "internal", HasResidentKey: true, HasUserVerification: true,
			IsUserVerified:              true,
			AutomaticPresenceSimulation: true}})
	if err != nil {
		p.fatal("%v", err)
	}
	return device.AuthenticatorID
}

// stale makes all sign-ins eleven minutes old.
func stale(t *testing.T, one *demo) {
	t.Helper()
	d, err := db.Open(t.Context(), "sqlite://"+filepath.Join(one.dir, "commune.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if _, err := d.Write().ExecContext(t.Context(), "update sessions set created_at = ?, proved_at = null",
		time.Now().Add(-11*time.Minute).UTC()); err != nil {
		t.Fatal(err)
	}
}

// A passkey is created, signs in without a password, is removed, and is refused from then on.
func TestPasskeyStory(t *testing.T) {
	d := newDemo(t)
	base := d.url
	p := Start(t).Page(t, 390, 844, true)
	device := p.authenticator()
	held := func() int {
		t.Helper()
		all, err := chromedp.Call(p.ctx, webauthn.GetCredentials,
			webauthn.GetCredentialsParams{AuthenticatorID: device})
		if err != nil {
			t.Fatal(err)
		}
		return len(all.Credentials)
	}
	const door, add, prove = `form[data-cle="/connexion/cle/defi"]`, `form[data-cle="/profil/securite/cles/defi"]`,
		`form[data-cle="/profil/confirmer/defi"]`

	p.signIn(base, "martin")
	p.Goto(base + "/profil/securite")
	p.Click("details:has(#nom) > summary")
	p.Fill("#nom", "Mon téléphone")
	stale(t, d) // after ten minutes the portal asks for a proof of identity, and keeps the typed name
	p.Follow(add + " .btn")
	if p.status != 403 || held() != 0 {
		p.fatal("a key without a proof: status %d, %d keys", p.status, held())
	}
	p.Fill("#preuve", "pas le bon mot de passe")
	p.Follow("form:has(#preuve) .btn.main")
	if p.status != 422 || !strings.Contains(p.Text("#erreurs"), "pas votre mot de passe") {
		p.fatal("a wrong proof: status %d", p.status)
	}
	p.Problems() // Chromium reports every 403 and 422
	p.Fill("#preuve", demoPassword)
	p.Follow("form:has(#preuve) .btn.main")
	if Eval[string](p, `document.querySelector('#nom').value`) != "Mon téléphone" ||
		!Eval[bool](p, `document.querySelector('#nom').checkVisibility()`) {
		p.fatal("the name is lost")
	}
	p.Follow(add + " .btn")
	if !strings.Contains(p.Text("main"), "La clé d'accès est enregistrée") ||
		!strings.Contains(p.Text(".keys"), "Mon téléphone") || held() != 1 {
		p.fatal("the key is not kept")
	}
	p.signOut()

	enter := func() {
		t.Helper()
		p.Goto(base + "/connexion?suite=%2Fsuivi")
		p.WaitFor(door + " .btn")
		p.Follow(door + " .btn")
	}
	for range 2 {
		enter()
		if p.Path() != "/suivi" {
			p.fatal("the passkey does not open")
		}
		p.signOut()
	}

	// A device that has not verified its user is refused.
	bad := true
	override := webauthn.SetResponseOverrideBitsParams{AuthenticatorID: device, IsBadUV: &bad}
	if _, err := chromedp.Call(p.ctx, webauthn.SetResponseOverrideBits, override); err != nil {
		t.Fatal(err)
	}
	enter()
	if p.Path() != "/connexion/cle" || !strings.Contains(p.Text("#erreurs"), "ne correspond à aucun compte") {
		p.fatal("it opens without verifying who holds it")
	}
	bad = false
	if _, err := chromedp.Call(p.ctx, webauthn.SetResponseOverrideBits, override); err != nil {
		t.Fatal(err)
	}

	enter()
	p.Goto(base + "/profil/securite")
	if !strings.Contains(p.Text(".keys"), "utilisée le") {
		t.Error("its use does not show")
	}
	stale(t, d) // and the passkey itself is a proof
	p.Click(".keys details > summary")
	p.Follow(".keys .btn.danger")
	if p.status != 403 {
		p.fatal("removed without a proof: status %d", p.status)
	}
	p.Problems()
	p.WaitFor(prove + " .btn")
	p.Follow(prove + " .btn")
	if p.Count(".keys li") != 0 {
		p.fatal("the key is still there")
	}
	p.signOut()
	enter()
	if p.status != 422 || !strings.Contains(p.Text("#erreurs"), "ne correspond à aucun compte") ||
		p.Count("#mot_de_passe") != 1 {
		p.fatal("a key that was removed: status %d", p.status)
	}
	p.enter(base, "martin", demoPassword)
	p.Problems() // the refusals
}

// Without passkeys, or without scripts, the sign-in page does not show a button that would do nothing.
func TestNoPasskeyButtonWithoutScripts(t *testing.T) {
	base := Demo(t)
	p := Start(t).Page(t, 390, 844, false)
	p.Goto(base + "/connexion")
	if Eval[bool](p, `document.querySelector('form[data-cle]').checkVisibility()`) {
		t.Error("a button that does nothing")
	}
	p.signIn(base, "martin")
	p.Goto(base + "/profil/securite")
	if Eval[bool](p, `document.querySelector('details:has(form[data-cle])').checkVisibility()`) ||
		!strings.Contains(p.Text("main"), "il faut un navigateur récent") {
		t.Error("a form that does nothing")
	}
	p.Clean()
}

// The buttons of FranceConnect lead to another site by a form: the policy of the pages must let a browser follow.
func TestTheFranceConnectButtonsLeadThere(t *testing.T) {
	var there *httptest.Server
	there = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/.well-known/openid-configuration":
			json.NewEncoder(w).Encode(map[string]any{"issuer": there.URL, "authorization_endpoint": there.URL +
				"/authorize", "token_endpoint": there.URL + "/token",
				"jwks_uri": there.URL + "/jwks", "userinfo_endpoint": there.URL + "/userinfo",
				"id_token_signing_alg_values_supported": []string{"RS256"}})
		case "/authorize":
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			io.WriteString(w, `<!doctype html><html lang="fr"><title>Ici</title><link rel="icon" `+
				`href="data:,"><main><a id="retour" href="`+r.URL.Query().Get("redirect_uri")+
				"?error=access_denied&amp;state="+url.QueryEscape(r.URL.Query().Get("state"))+
				`">Refuser</a></main></html>`)
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(there.Close)
	base := newDemo(t, "FRANCECONNECT_ISSUER="+there.URL, "FRANCECONNECT_CLIENT_ID=ville",
		"FRANCECONNECT_CLIENT_SECRET=secret").url
	p := Start(t).Page(t, 390, 844, true)
	refuse := func(words string) {
		t.Helper()
		if p.Count("#retour") != 1 {
			p.fatal("the button leads nowhere")
		}
		for _, problem := range p.Problems() {
			t.Error(problem)
		}
		p.Follow("#retour")
		if p.status != 422 || !strings.Contains(p.Text("main"), words) {
			t.Errorf("refused there: %d %s", p.status, p.Text("main"))
		}
		p.Problems() // Chromium reports every 422
	}
	p.Goto(base + "/connexion")
	p.Follow(`form[action="/connexion/franceconnect"] button`)
	refuse("Vous avez interrompu")
	p.signIn(base, "martin")
	p.Goto(base + "/profil/securite")
	p.Follow(`form[action="/profil/securite/franceconnect"] button`)
	refuse("Vous avez interrompu")
	if p.Path()[:len("/franceconnect/retour")] != "/franceconnect/retour" ||
		p.Count(`form[action="/profil/securite/franceconnect"]`) != 1 {
		t.Error("the page of the profile is not there again")
	}
}
