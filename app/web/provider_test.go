package web_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/zitadel/oidc/v3/example/server/exampleop"
	"github.com/zitadel/oidc/v3/example/server/storage"
	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"

	"cartable/app/franceconnect"
)

// provider is a real identity provider on the loopback that behaves as FranceConnect does: the level of identification,
// the secret in the body, and optionally the user info as a signed JWT.
type provider struct {
	*httptest.Server
	*storage.Storage
	t      *testing.T
	signed atomic.Bool  // the user info is a JWT
	asked  atomic.Value // the acr_values of the last departure
	level  atomic.Value // the level in its answers
	down   atomic.Bool
}

const (
	town       = "http://localhost:8080"
	townID     = "ville"
	townSecret = "secret-de-la-ville"
)

func newProvider(t *testing.T) *provider {
	t.Helper()
	p := &provider{t: t}
	p.asked.Store("")
	p.level.Store("eidas1")
	p.Server = httptest.NewUnstartedServer(nil)
	issuer := "http://" + p.Listener.Addr().String()
	client := storage.WebClient(townID, townSecret, town+"/franceconnect/retour")
	p.Storage = storage.NewStorageWithClients(storage.NewUserStore(issuer), map[string]*storage.Client{townID: client})
	inner := exampleop.SetupServer(issuer, p, nil, false)
	p.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case p.down.Load():
			http.Error(w, "maintenance", http.StatusServiceUnavailable)
		case r.URL.Path == "/userinfo" && p.signed.Load():
			p.sign(w, r, inner)
		default:
			inner.ServeHTTP(w, r)
		}
	})
	p.Start()
	t.Cleanup(p.Close)
	return p
}

// sign answers with the example's answer as a JWT.
func (p *provider) sign(w http.ResponseWriter, r *http.Request, inner http.Handler) {
	plain := httptest.NewRecorder()
	inner.ServeHTTP(plain, r)
	key, err := p.SigningKey(r.Context())
	if err != nil {
		p.t.Error(err)
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: key.SignatureAlgorithm(),
		Key: jose.JSONWebKey{Key: key.Key(), KeyID: key.ID()}}, nil)
	if err != nil {
		p.t.Error(err)
	}
	token, err := signer.Sign(plain.Body.Bytes())
	if err != nil {
		p.t.Error(err)
	}
	text, _ := token.CompactSerialize()
	w.Header().Set("Content-Type", "application/jwt")
	io.WriteString(w, text)
}

// franceConnect returns the town's client of this provider.
func (p *provider) franceConnect() *franceconnect.Client {
	return franceconnect.New(franceconnect.Config{Issuer: p.URL, ClientID: townID, ClientSecret: townSecret,
		ReturnURL: town + "/franceconnect/retour", SignedOutURL: town + "/connexion"})
}

// signIn follows the portal's redirection, signs in there as user, and returns the address to which the provider
// redirects.
func (p *provider) signIn(address, user string) *url.URL {
	p.t.Helper()
	var last *url.URL
	client := &http.Client{CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if last = r.URL; r.URL.Host == "localhost:8080" {
			return http.ErrUseLastResponse
		}
		return nil
	}}
	page, err := client.Get(address)
	if err != nil {
		p.t.Fatal(err)
	}
	said, _ := io.ReadAll(page.Body)
	page.Body.Close()
	if last == nil || last.Query().Get("authRequestID") == "" {
		p.t.Fatalf("the provider shows no sign-in: %d %s", page.StatusCode, said)
	}
	form := url.Values{"username": {user}, "password": {"verysecure"}, "id": {last.Query().Get("authRequestID")}}
	back, err := client.PostForm(p.URL+"/login/username", form)
	if err != nil {
		p.t.Fatal(err)
	}
	back.Body.Close()
	if last.Host != "localhost:8080" {
		p.t.Fatalf("the provider ends at %s", last)
	}
	return last
}

// somebody returns a user of the provider.
func (p *provider) somebody() string {
	return "test-user@" + strings.Split(strings.TrimPrefix(p.URL, "http://"), ":")[0]
}

// levelled is a request with a level of identification.
type levelled struct {
	*storage.AuthRequest
	acr string
}

func (l levelled) GetACR() string { return l.acr }

func (p *provider) levelled(r op.AuthRequest, err error) (op.AuthRequest, error) {
	if one, ok := r.(*storage.AuthRequest); ok {
		return levelled{AuthRequest: one, acr: p.level.Load().(string)}, err
	}
	return r, err
}

func (p *provider) CreateAuthRequest(ctx context.Context, r *oidc.AuthRequest, user string) (op.AuthRequest, error) {
	p.asked.Store(strings.Join(r.ACRValues, " "))
	return p.levelled(p.Storage.CreateAuthRequest(ctx, r, user))
}

func (p *provider) AuthRequestByID(ctx context.Context, id string) (op.AuthRequest, error) {
	return p.levelled(p.Storage.AuthRequestByID(ctx, id))
}

func (p *provider) AuthRequestByCode(ctx context.Context, code string) (op.AuthRequest, error) {
	return p.levelled(p.Storage.AuthRequestByCode(ctx, code))
}

func (p *provider) CreateAccessToken(ctx context.Context, r op.TokenRequest) (string, time.Time, error) {
	if one, ok := r.(levelled); ok {
		r = one.AuthRequest
	}
	return p.Storage.CreateAccessToken(ctx, r)
}

// townClient sends its secret in the body, and returns to the sign-in page after signing out.
type townClient struct{ op.Client }

func (townClient) AuthMethod() oidc.AuthMethod      { return oidc.AuthMethodPost }
func (townClient) PostLogoutRedirectURIs() []string { return []string{town + "/connexion"} }

func (p *provider) GetClientByClientID(ctx context.Context, id string) (op.Client, error) {
	one, err := p.Storage.GetClientByClientID(ctx, id)
	return townClient{Client: one}, err
}

// browser keeps cookies, as a browser does, for a portal inside the test.
type browser struct {
	*browsing
	jar map[string]string
}

func (b *browser) do(method, path string, form url.Values) (int, http.Header, string) {
	b.t.Helper()
	var cookies []string
	for name, value := range b.jar {
		cookies = append(cookies, name+"="+value)
	}
	b.cookie = strings.Join(cookies, "; ")
	code, header, text := b.ask(method, path, form)
	for _, c := range (&http.Response{Header: header}).Cookies() {
		if b.jar[c.Name] = c.Value; c.Value == "" || c.MaxAge < 0 {
			delete(b.jar, c.Name)
		}
	}
	return code, header, text
}

// submit sends a form of a page.
func (b *browser) submit(page, path string, fields url.Values) (int, http.Header, string) {
	b.t.Helper()
	_, _, body := b.do("GET", page, nil)
	fields.Set("_csrf", csrfField.FindStringSubmatch(body)[1])
	return b.do("POST", path, fields)
}
