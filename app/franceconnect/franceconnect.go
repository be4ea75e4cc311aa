// Package franceconnect identifies a user through an identity provider: OpenID Connect with an authorisation code,
// PKCE, a state and a nonce, as FranceConnect requires (version 2). It requests a subject and nothing else: no name, no
// address, no date of birth. It stores nothing: the caller keeps the data needed between departure and return in a
// Departure. Start with Depart and Return.
package franceconnect

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"cartable/app/domain/fault"
)

// Config is the registration of the town with FranceConnect.
type Config struct {
	Issuer       string // "https://oidc.franceconnect.gouv.fr/api/v2"
	ClientID     string
	ClientSecret string
	ReturnURL    string // where the user comes back with a code
	SignedOutURL string // where the user comes back after signing out
}

// Client is a client of the provider. It is safe for concurrent use.
type Client struct {
	Config
	http *http.Client

	mu       sync.Mutex
	provider *oidc.Provider // nil until the first answer
}

// answerTime limits one call to the provider, because the user waits.
const answerTime = 5 * time.Second

// New returns a client. It does not call the provider yet: the portal starts even when the provider is down.
func New(config Config) *Client {
	return &Client{Config: config, http: &http.Client{
		Timeout: answerTime,
		// only the provider itself is called
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// Origin returns the scheme and host of the provider, for the form policy of a page.
func (c *Client) Origin() string {
	u, err := url.Parse(c.Issuer)
	if err != nil {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

// Departure is the data that the return must match. It never leaves the server, except State and Nonce.
type Departure struct {
	State, Nonce, Verifier string
}

// Identity is the user who came back. Subject is unique only for its issuer. IDToken is kept for signing out.
type Identity struct {
	Issuer, Subject string
	IDToken         string
	AskedAt         time.Time // when the provider last authenticated the user; zero = not given
}

// levels are FranceConnect's: low, substantial, high.
var levels = []string{"eidas1", "eidas2", "eidas3"}

// Depart begins a sign-in: the browser is redirected to address, and the Departure is passed to Return. With again, the
// provider authenticates users again even if they are signed in there.
func (c *Client) Depart(ctx context.Context, again bool) (address string, d Departure, err error) {
	provider, err := c.discover(ctx)
	if err != nil {
		return "", d, err
	}
	d = Departure{State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier()}
	options := []oauth2.AuthCodeOption{oauth2.S256ChallengeOption(d.Verifier), oidc.Nonce(d.Nonce),
		oauth2.SetAuthURLParam("acr_values", levels[0])}
	if again {
		options = append(options, oauth2.SetAuthURLParam("prompt", "login"))
	}
	return c.oauth(provider).AuthCodeURL(d.State, options...), d, nil
}

// Return exchanges the code for an identity. The caller has found d by the state, and deleted it. It returns Invalid
// when the provider's answer is not valid, and Unavailable when the provider does not answer.
func (c *Client) Return(ctx context.Context, code string, d Departure) (Identity, error) {
	provider, err := c.discover(ctx)
	if err != nil {
		return Identity{}, err
	}
	ctx = oidc.ClientContext(ctx, c.http)
	tokens, err := c.oauth(provider).Exchange(ctx, code, oauth2.VerifierOption(d.Verifier))
	if err != nil {
		var refused *oauth2.RetrieveError
		if errors.As(err, &refused) && refused.Response.StatusCode < 500 {
			return Identity{}, unsound(errors.New("the code is refused: " + refused.ErrorCode))
		}
		return Identity{}, away(err)
	}
	raw, _ := tokens.Extra("id_token").(string)
	token, err := provider.VerifierContext(ctx, &oidc.Config{ClientID: c.ClientID}).Verify(ctx, raw)
	if err != nil {
		return Identity{}, unsound(err)
	}
	var claims struct {
		ACR      string `json:"acr"`
		AuthTime int64  `json:"auth_time"` // seconds since 1970
	}
	switch err := token.Claims(&claims); {
	case err != nil:
		return Identity{}, unsound(err)
	case token.Nonce != d.Nonce:
		return Identity{}, unsound(errors.New("the nonce is another"))
	case !slices.Contains(levels, claims.ACR):
		return Identity{}, unsound(errors.New("the level of identification is none of those expected"))
	}
	who, err := provider.UserInfo(ctx, oauth2.StaticTokenSource(tokens))
	if err != nil {
		return Identity{}, away(err)
	}
	if who.Subject != token.Subject || who.Subject == "" {
		return Identity{}, unsound(errors.New("the subject is another in the user info"))
	}
	id := Identity{Issuer: c.Issuer, Subject: token.Subject, IDToken: raw}
	if claims.AuthTime > 0 {
		id.AskedAt = time.Unix(claims.AuthTime, 0)
	}
	return id, nil
}

// SignOutURL returns where a user signs out of the provider too; empty when it has no such address.
func (c *Client) SignOutURL(ctx context.Context, idToken string) (string, error) {
	provider, err := c.discover(ctx)
	if err != nil {
		return "", err
	}
	var place struct {
		EndSession string `json:"end_session_endpoint"`
	}
	if err := provider.Claims(&place); err != nil || place.EndSession == "" {
		return "", err
	}
	query := url.Values{"id_token_hint": {idToken}, "state": {rand.Text()},
		"post_logout_redirect_uri": {c.SignedOutURL}}
	return place.EndSession + "?" + query.Encode(), nil
}

func (c *Client) oauth(provider *oidc.Provider) *oauth2.Config {
	endpoint := provider.Endpoint()
	endpoint.AuthStyle = oauth2.AuthStyleInParams // client_secret_post, as FranceConnect documents it
	return &oauth2.Config{ClientID: c.ClientID, ClientSecret: c.ClientSecret, Endpoint: endpoint,
		RedirectURL: c.ReturnURL, Scopes: []string{oidc.ScopeOpenID}}
}

// discover fetches the provider's endpoints, once. Callers do not wait for each other's request, which may be slow.
func (c *Client) discover(ctx context.Context) (*oidc.Provider, error) {
	c.mu.Lock()
	known := c.provider
	c.mu.Unlock()
	if known != nil {
		return known, nil
	}
	provider, err := oidc.NewProvider(oidc.ClientContext(ctx, c.http), c.Issuer)
	if err != nil {
		return nil, away(err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.provider = provider
	return provider, nil
}

func away(err error) error {
	return fault.Unavailablef(err, "FranceConnect ne répond pas. Réessayez dans quelques minutes, ou utilisez votre "+
		"identifiant et votre mot de passe.")
}

func unsound(err error) error {
	return &fault.Error{Kind: fault.Invalid, Err: err, Message: "L'identification avec FranceConnect n'a pas abouti. " +
		"Recommencez."}
}
