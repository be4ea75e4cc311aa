// Package franceconnect asks a provider of identities who somebody is: OpenID Connect with an authorisation code, PKCE,
// a state and a nonce, as FranceConnect wants it (version 2). It asks for a subject and nothing else: no name, no
// address, no date of birth. It stores nothing: what must be remembered between the departure and the return is the
// caller's, in a Departure. Start with Depart and Return.
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

// Config is what FranceConnect and the town have agreed on.
type Config struct {
	Issuer       string // "https://oidc.franceconnect.gouv.fr/api/v2"
	ClientID     string
	ClientSecret string
	ReturnURL    string // where the person comes back with a code
	SignedOutURL string // where they come back signed out
}

// Client speaks with the provider. It may be used by all requests at once.
type Client struct {
	Config
	http *http.Client

	mu       sync.Mutex
	provider *oidc.Provider // nil until it answered once
}

// answerTime bounds what one question to the provider may take: the person waits.
const answerTime = 5 * time.Second

// New makes a client. It asks the provider nothing yet: a provider that is away keeps nobody from starting.
func New(config Config) *Client {
	return &Client{Config: config, http: &http.Client{
		Timeout:       answerTime,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }, // what it asks, it asks the provider
	}}
}

// Origin is the scheme and host of the provider, for the page's policy on forms.
func (c *Client) Origin() string {
	u, err := url.Parse(c.Issuer)
	if err != nil {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

// Departure is what the return must match. It never leaves the server, but for State and Nonce.
type Departure struct {
	State, Nonce, Verifier string
}

// Identity is who came back. Subject means nothing but with its issuer. IDToken is kept to sign out with.
type Identity struct {
	Issuer, Subject string
	IDToken         string
	AskedAt         time.Time // when the provider last asked who they are; zero = it does not say
}

// levels are FranceConnect's: low, substantial, high.
var levels = []string{"eidas1", "eidas2", "eidas3"}

// Depart begins: the person goes to address, and Return will want the rest. With again, the provider asks who they are even
// if it knows them already.
func (c *Client) Depart(ctx context.Context, again bool) (address string, d Departure, err error) {
	provider, err := c.discover(ctx)
	if err != nil {
		return "", d, err
	}
	d = Departure{State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier()}
	options := []oauth2.AuthCodeOption{oauth2.S256ChallengeOption(d.Verifier), oidc.Nonce(d.Nonce), oauth2.SetAuthURLParam("acr_values", levels[0])}
	if again {
		options = append(options, oauth2.SetAuthURLParam("prompt", "login"))
	}
	return c.oauth(provider).AuthCodeURL(d.State, options...), d, nil
}

// Return changes the code for an identity. The caller has found d by the state, and taken it away. Invalid: what the
// provider answers does not hold; Unavailable: it does not answer.
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

// SignOutURL is where a person signs out of the provider too; empty when it has no such place.
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
	query := url.Values{"id_token_hint": {idToken}, "state": {rand.Text()}, "post_logout_redirect_uri": {c.SignedOutURL}}
	return place.EndSession + "?" + query.Encode(), nil
}

func (c *Client) oauth(provider *oidc.Provider) *oauth2.Config {
	endpoint := provider.Endpoint()
	endpoint.AuthStyle = oauth2.AuthStyleInParams // client_secret_post, as FranceConnect documents it
	return &oauth2.Config{ClientID: c.ClientID, ClientSecret: c.ClientSecret, Endpoint: endpoint, RedirectURL: c.ReturnURL, Scopes: []string{oidc.ScopeOpenID}}
}

// discover reads where the provider has what, once. Nobody waits for another's question: it may take its time.
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
	return fault.Unavailablef(err, "FranceConnect ne répond pas. Réessayez dans quelques minutes, ou utilisez votre identifiant et votre mot de passe.")
}

func unsound(err error) error {
	return &fault.Error{Kind: fault.Invalid, Err: err, Message: "L'identification avec FranceConnect n'a pas abouti. Recommencez."}
}
