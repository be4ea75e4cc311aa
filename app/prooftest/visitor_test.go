package prooftest

import (
	"html"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
)

// wire is the transport that all visitors share: one persistent connection each.
var wire = &http.Transport{MaxIdleConns: 1000, MaxIdleConnsPerHost: 1000, IdleConnTimeout: 30 * time.Second,
	DisableCompression: true}

// visitor sends HTTP requests with a session, and does not follow redirects.
type visitor struct {
	t     testing.TB
	url   string
	token string
	send  func(*http.Request) (*http.Response, error) // wire, unless a test replaces it
}

func visit(t testing.TB, url, token string) *visitor {
	return &visitor{t, url, token, wire.RoundTrip}
}

// answer is a response whose body has been read.
type answer struct {
	*http.Response
	body string
}

func (v *visitor) do(method, path string, form url.Values, headers ...string) (answer, error) {
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	ask, err := http.NewRequest(method, v.url+path, body)
	if err != nil {
		return answer{}, err
	}
	if form != nil {
		ask.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if v.token != "" {
		ask.AddCookie(&http.Cookie{Name: "session", Value: v.token})
	}
	for i := 0; i+1 < len(headers); i += 2 {
		ask.Header.Add(headers[i], headers[i+1])
	}
	res, err := v.send(ask)
	if err != nil {
		return answer{}, err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	return answer{res, string(text)}, err
}

func (v *visitor) get(path string, headers ...string) answer {
	v.t.Helper()
	a, err := v.do(http.MethodGet, path, nil, headers...)
	if err != nil {
		v.t.Fatal(err)
	}
	return a
}

func (v *visitor) post(path string, form url.Values, headers ...string) answer {
	v.t.Helper()
	if form == nil {
		form = url.Values{}
	}
	a, err := v.do(http.MethodPost, path, form, headers...)
	if err != nil {
		v.t.Fatal(err)
	}
	return a
}

// page gets a page that must answer 200.
func (v *visitor) page(path string) string {
	v.t.Helper()
	a := v.get(path)
	if a.StatusCode != http.StatusOK {
		v.t.Fatalf("GET %s: %d %s", path, a.StatusCode, a.Header.Get("Location"))
	}
	return a.body
}

var (
	anyForm = regexp.MustCompile(`(?s)<form[^>]*action="([^"]*)".*?</form>`)
	hidden  = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)"`)
	mainTag = regexp.MustCompile(`(?s)<main.*</main>`)
)

// form returns the hidden fields that a form of a page would send to an address.
func (v *visitor) form(page, action string) url.Values {
	v.t.Helper()
	for _, m := range anyForm.FindAllStringSubmatch(page, -1) {
		if m[1] == action {
			form := url.Values{}
			for _, field := range hidden.FindAllStringSubmatch(m[0], -1) {
				form.Add(field[1], html.UnescapeString(field[2]))
			}
			return form
		}
	}
	v.t.Fatalf("no form sends to %s in:\n%s", action, tail(page))
	return nil
}

// recap opens the recap and returns what its button "Valider" would send.
func (v *visitor) recap() url.Values {
	v.t.Helper()
	return v.form(v.page("/reservations/verifier"), "/reservations/valider")
}

const receipt = "/reservations/confirmation/"

// validate sends a recap and returns the number of the validation.
func (v *visitor) validate(form url.Values) string {
	v.t.Helper()
	a := v.post("/reservations/valider", form)
	number, ok := strings.CutPrefix(a.Header.Get("Location"), receipt)
	if a.StatusCode != http.StatusSeeOther || !ok {
		v.t.Fatalf("validation: %d %s %s", a.StatusCode, a.Header.Get("Location"), tail(a.body))
	}
	return number
}

// signIn opens a session with a password, and sets up a second factor where one is required.
func signIn(t testing.TB, address, login, password string) *visitor {
	t.Helper()
	v := door(t, address, login, password)
	if first := v.get("/"); first.Header.Get("Location") == totpSetup {
		v.setUpTOTP()
	}
	return v
}

// door signs in with a password, and stops before any second factor.
func door(t testing.TB, address, login, password string) *visitor {
	t.Helper()
	v := visit(t, address, "")
	door := v.get("/connexion")
	form := v.form(door.body, "/connexion")
	form.Set("identifiant", login)
	form.Set("mot_de_passe", password)
	cookies := door.Cookies()
	if len(cookies) != 1 {
		t.Fatalf("the sign-in page sets %v", cookies)
	}
	a := v.post("/connexion", form, "Cookie", cookies[0].Name+"="+cookies[0].Value)
	for _, c := range a.Cookies() {
		if c.Name == "session" {
			v.token = c.Value
		}
	}
	if a.StatusCode != http.StatusSeeOther || v.token == "" {
		t.Fatalf("sign-in of %s: %d %s", login, a.StatusCode, tail(a.body))
	}
	return v
}

// totpSetup is the page to which staff are redirected at their first sign-in.
const totpSetup = "/profil/securite/application"

var shownSecret = regexp.MustCompile(`<code>([A-Z2-7 ]{39})</code>`)

// setUpTOTP sets up a second factor, and continues in the session that has passed it. It returns the secret.
func (v *visitor) setUpTOTP() (key string) {
	v.t.Helper()
	page := v.page(totpSetup)
	shown := shownSecret.FindStringSubmatch(page)
	if shown == nil {
		v.t.Fatalf("no key in:\n%s", tail(page))
	}
	key = strings.ReplaceAll(shown[1], " ", "")
	code, err := totp.GenerateCode(key, time.Now())
	if err != nil {
		v.t.Fatal(err)
	}
	form := v.form(page, totpSetup)
	form.Set("code", code)
	a := v.post(totpSetup, form)
	for _, c := range a.Cookies() {
		if c.Name == "session" {
			v.token = c.Value
		}
	}
	if a.StatusCode != http.StatusOK || strings.Count(a.body, "<li><code>") != 10 {
		v.t.Fatalf("enrolling: %d %s", a.StatusCode, tail(a.body))
	}
	return key
}

// mainOf returns the main content of a page.
func mainOf(page string) string { return mainTag.FindString(page) }
