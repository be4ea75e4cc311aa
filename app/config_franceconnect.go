package app

import (
	"net/url"
	"strings"

	"cartable/app/franceconnect"
)

// checkFranceConnect refuses an incomplete configuration: a button that leads nowhere is worse than none.
func (c Config) checkFranceConnect(m *mistakes) {
	three := map[string]string{"FRANCECONNECT_ISSUER": c.FranceConnectIssuer,
		"FRANCECONNECT_CLIENT_ID": c.FranceConnectID, "FRANCECONNECT_CLIENT_SECRET": c.FranceConnectSecret}
	given := 0
	for _, value := range three {
		if value != "" {
			given++
		}
	}
	if given == 0 {
		return
	}
	for name, value := range three {
		if value == "" {
			m.add(name, "manque : FranceConnect demande FRANCECONNECT_ISSUER, FRANCECONNECT_CLIENT_ID et "+
				"FRANCECONNECT_CLIENT_SECRET")
		}
	}
	if c.FranceConnectIssuer == "" {
		return
	}
	schemes(m, "FRANCECONNECT_ISSUER", c.FranceConnectIssuer, "https", "http")
	if u, err := url.Parse(c.FranceConnectIssuer); err == nil && (u.RawQuery != "" || u.Fragment != "" ||
		u.User != nil) {
		m.add("FRANCECONNECT_ISSUER", "seulement https://, le nom et le chemin, sans rien derrière")
	}
	if c.Production() && !strings.HasPrefix(c.FranceConnectIssuer, "https://") {
		m.add("FRANCECONNECT_ISSUER", "une adresse https:// est obligatoire en production")
	}
}

// franceConnect returns the client of the provider; nil when the town does not offer it.
func (c Config) franceConnect() *franceconnect.Client {
	if c.FranceConnectIssuer == "" {
		return nil
	}
	return franceconnect.New(franceconnect.Config{Issuer: c.FranceConnectIssuer, ClientID: c.FranceConnectID,
		ClientSecret: c.FranceConnectSecret, ReturnURL: c.BaseURL + "/franceconnect/retour",
		SignedOutURL: c.BaseURL + "/connexion"})
}
